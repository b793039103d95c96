"""Reading the node table again on a connection that is READY: who asked for it, and how it ended."""

from __future__ import annotations

from collections.abc import Callable

from steadymesh.events import NodesRefreshed, SendResolved, SessionEvent
from steadymesh.ids import PacketId
from steadymesh.model import Node


class Refresh:
    """One at a time; each is resolved exactly once.

    Args:
        generation: Of the connection.
        emit: Takes an event.
    """

    def __init__(self, *, generation: int, emit: Callable[[SessionEvent], None]) -> None:
        self._generation = generation
        self._emit = emit
        self._packet_id: PacketId | None = None

    def begin(self, packet_id: PacketId) -> None:
        """Note under which id it was asked for."""
        self._packet_id = packet_id

    def complete(self, nodes: tuple[Node, ...], now: float) -> None:
        """Tell what the radio's table holds."""
        self._emit(NodesRefreshed(generation=self._generation, nodes=nodes, now=now))
        self._resolve(taken=True, now=now)

    def abandon(self, now: float) -> None:
        """Give it up, if one is under way: nobody knows what the table holds."""
        self._resolve(taken=None, now=now)

    def _resolve(self, *, taken: bool | None, now: float) -> None:
        packet_id, self._packet_id = self._packet_id, None
        if packet_id is not None:
            self._emit(SendResolved(generation=self._generation, packet_id=packet_id, taken=taken, res=0, now=now))
