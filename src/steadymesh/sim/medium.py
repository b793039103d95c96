"""The seam between a radio and the air around it: `ether` is the simple air, `village.ether` a whole mesh."""

from __future__ import annotations

from typing import Protocol

from steadymesh.ids import PacketId
from steadymesh.model import RoutingError
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message


class Medium(Protocol):
    """What decides whether and when a packet of ours is heard, relayed, read and acknowledged.

    Attributes:
        lost: Packets that a reset of the LoRa chip took off the air, by id.
    """

    lost: list[PacketId]

    @property
    def queued(self) -> int:
        """Packets that wait for the air or are on it."""
        ...

    def air_percent(self) -> float:
        """Return how much of the last hour we were sending."""
        ...

    def utilization(self) -> float | None:
        """Return the channel's utilisation as our radio measures it, per cent; None: nothing is measured."""
        ...

    def silent_minutes(self) -> int | None:
        """Return for how many minutes the duty cycle forbids us to send; None: it does not."""
        ...

    def transmit(self, packet: Message, sealed: bytes | None) -> None:
        """Queue a packet for the air.

        Args:
            packet: As the client made it.
            sealed: What is on the air where that is PKI; None: the channel's key.
        """
        ...

    def answer(self, peer: Peer, packet: Message, error: RoutingError) -> None:
        """Tell a peer what our node made of its direct message: an ack, or why it can't read it.

        An ack is confirmed by the peer's node, which the client sees; whoever is told that we lack their key says who
        they are (`ReliableRouter::sniffReceived`).

        Args:
            peer: The sender.
            packet: What it sent.
            error: NONE: an ack.
        """
        ...

    def reset(self) -> None:
        """Start the LoRa chip anew: what is on the air at this moment is lost."""
        ...

    def forget(self) -> None:
        """Lose what was queued or awaited: the radio restarts."""
        ...
