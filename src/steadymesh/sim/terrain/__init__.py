"""The shared air of a mesh: places, links, one channel, and the routing of every node on it.

It knows nodes by number of place and packets by what the header tells; no protobuf, no radio of ours, no people. Time
is virtual and its own (`schedule`): whoever owns the mesh moves it. Everything that is drawn follows from the seed.
"""
