"""The one place in flight, shared by texts and errands: the radio's queue of answers is two deep. PURE."""

from __future__ import annotations

from steadymesh.ids import PacketId


class Slot:
    """Whose queueStatus is awaited.

    Args:
        resolve_wait_s: How long it may be held.
    """

    def __init__(self, resolve_wait_s: float) -> None:
        self._resolve_wait_s = resolve_wait_s
        self._packet_id: PacketId | None = None
        self._generation = 0
        self._due = 0.0

    @property
    def is_free(self) -> bool:
        """Whether nothing of ours is in flight."""
        return self._packet_id is None

    @property
    def deadline(self) -> float | None:
        """Loop time when it is free by itself; None: it is."""
        return None if self._packet_id is None else self._due

    def take(self, packet_id: PacketId, generation: int, now: float) -> None:
        """Note that a packet was handed over."""
        self._packet_id = packet_id
        self._generation = generation
        self._due = now + self._resolve_wait_s

    def resolved(self, packet_id: PacketId) -> None:
        """Note that the session has resolved a packet."""
        if self._packet_id == packet_id:
            self._packet_id = None

    def ready(self, generation: int) -> None:
        """Note a connection: what was in flight on another one is over."""
        if self._generation != generation:
            self._packet_id = None

    def lost(self) -> None:
        """Note that the connection is over."""
        self._packet_id = None

    def handle_deadline(self, now: float) -> None:
        """Free it if it was held for too long."""
        if self._packet_id is not None and self._due <= now:
            self._packet_id = None
