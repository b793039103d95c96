"""What the packets of peers carry: made into protobuf only when our radio, or somebody who reads, receives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message

NODE_INFO_BYTES: Final = 100
"""A User with names, hardware and key."""

TELEMETRY_BYTES: Final = 38
"""Device metrics."""

POSITION_BYTES: Final = 34
"""A position with height and time."""

NEIGHBORS_BYTES: Final = 22
NEIGHBOR_BYTES: Final = 13
"""Who tells of neighbours, and each of them: a number and a signal."""


class Said:
    """What a peer sends.

    Attributes:
        peer: Who.
        make: Makes the protobuf `Data`.
        by_pki: A direct message to our radio is to be encrypted for it.
        channel: Index of the channel that a broadcast is on.
    """

    __slots__ = ("by_pki", "channel", "make", "peer")

    def __init__(self, peer: Peer, make: Callable[[], Message], *, by_pki: bool = False, channel: int = 0) -> None:
        self.peer = peer
        self.make = make
        self.by_pki = by_pki
        self.channel = channel
