"""How the people around a radio make themselves heard: straight into it, or over the air of a whole mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from steadymesh.ids import BROADCAST, PacketId
from steadymesh.sim.people import Peer

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


class Voices(Protocol):
    """What people and their nodes can say."""

    def text(
        self,
        peer: Peer,
        text: str,
        *,
        to_all: bool = False,
        reply_id: PacketId | None = None,
        emoji: bool = False,
    ) -> PacketId | None:
        """Let somebody write to our radio, or to the channel; return the packet's id, None: their node took nothing."""
        ...

    def node_info(self, peer: Peer) -> None:
        """Let somebody's node say who it is."""
        ...

    def position(self, peer: Peer) -> None:
        """Let somebody's node say where it is."""
        ...

    def telemetry(self, peer: Peer, *, battery: int, voltage: float, uptime_s: int) -> None:
        """Let somebody's node say how it is."""
        ...


class Straight:
    """What they say is in the radio at once.

    Args:
        radio: Whose people they are.
    """

    def __init__(self, radio: Radio) -> None:
        self._radio = radio

    def text(
        self,
        peer: Peer,
        text: str,
        *,
        to_all: bool = False,
        reply_id: PacketId | None = None,
        emoji: bool = False,
    ) -> PacketId | None:
        """Let somebody write. See `Voices.text`."""
        return self._radio.hear_text(peer, text, to=BROADCAST if to_all else None, reply_id=reply_id, emoji=emoji)

    def node_info(self, peer: Peer) -> None:
        """Let somebody's node say who it is."""
        self._radio.hear_nodeinfo(peer)

    def position(self, peer: Peer) -> None:
        """Let somebody's node say where it is."""
        self._radio.hear_position(peer)

    def telemetry(self, peer: Peer, *, battery: int, voltage: float, uptime_s: int) -> None:
        """Let somebody's node say how it is."""
        self._radio.hear_telemetry(peer, battery=battery, voltage=voltage, uptime_s=uptime_s)
