"""The only room that opens the radio's door: transports, connections, and the supervisor that never gives up.

It never parses what comes in: bytes go to the session, the session's events go to the bus.
"""
