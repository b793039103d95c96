"""The key table: every cause of a failed direct message, on every firmware that the simulator has.

Real encryption on both sides, real sockets on loopback, virtual time: what counts is what the other person could read.
"""
