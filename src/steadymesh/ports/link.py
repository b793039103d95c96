"""The link and the radio behind it, as other rooms see them."""

from __future__ import annotations

from typing import Protocol

from steadymesh.events import SealedReceived
from steadymesh.ids import PacketId, PublicKey
from steadymesh.model import (
    Intent,
    LinkStatus,
    RadioInfo,
)


class Transmitter(Protocol):
    """The door out, as delivery sees it: implemented by the link."""

    def wait_s(self, intent: Intent) -> float | None:
        """Return seconds until `intent` may be handed over; 0: now; None: an event will tell (not READY, in flight)."""
        ...

    def transmit(self, intent: Intent, packet_id: PacketId) -> int:
        """Hand one packet to the radio; return the generation it went out on. A `SendResolved` follows, exactly once.

        Raises:
            NotReadyError: `wait_s` was not 0.
        """
        ...


class LinkControl(Protocol):
    """The supervisor, as the control socket and the commands see it."""

    def status(self) -> LinkStatus:
        """Return how the link stands."""
        ...

    def release(self, seconds: float) -> None:
        """Say goodbye to the radio and leave its slot to somebody else for that long."""
        ...

    def take(self) -> None:
        """End a release, a yield or a back-off: connect at once."""
        ...

    def reconnect(self) -> None:
        """End the connection and connect anew; where there is none, as `take`."""
        ...


class RadioFacts(Protocol):
    """What our radio said of itself in its last handshake."""

    def radio(self) -> RadioInfo | None:
        """Return the last handshake's facts; None before the first."""
        ...

    def held_keys(self) -> int:
        """Return for how many other nodes the radio was last seen to hold a public key."""
        ...


class Reception(Protocol):
    """Where packets come in that somebody above the wire has decrypted."""

    def receive_opened(self, sealed: SealedReceived, plaintext: bytes, key: PublicKey) -> bool:
        """Have a plaintext (protobuf `Data`) parsed and told on the bus, marked as opened here; False: it is none.

        Args:
            sealed: As the radio forwarded it.
            plaintext: What was in it.
            key: The sender's public key that opened it.
        """
        ...
