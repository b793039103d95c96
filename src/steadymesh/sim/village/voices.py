"""How the cast makes itself heard in a mesh: over the air, like everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import PacketId
from steadymesh.sim.people import Peer

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther


class Spoken:
    """What they say goes on the air.

    Args:
        ether: The mesh.
    """

    def __init__(self, ether: MeshEther) -> None:
        self._ether = ether

    def text(
        self,
        peer: Peer,
        text: str,
        *,
        to_all: bool = False,
        reply_id: PacketId | None = None,
        emoji: bool = False,
    ) -> PacketId | None:
        """Let somebody write. See `sim.voices.Voices.text`."""
        return self._ether.resident(peer).write(text, to_all=to_all, reply_id=reply_id, emoji=emoji)

    def node_info(self, peer: Peer) -> None:
        """Let somebody's node say who it is."""
        self._ether.signals.node_info(peer)

    def position(self, peer: Peer) -> None:
        """Let somebody's node say where it is."""
        self._ether.signals.position(peer)

    def telemetry(self, peer: Peer, *, battery: int, voltage: float, uptime_s: int) -> None:
        """Let somebody's node say how it is."""
        del voltage  # follows from the charge there
        self._ether.signals.telemetry(peer, battery=battery, uptime_s=uptime_s)
