"""The fault table: breaks the link and the house in every way we know of, on real sockets, and measures what happens.

Waits pass in virtual time. The radio is the simulator; the house is the one that serves real radios.
"""
