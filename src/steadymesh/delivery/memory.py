"""Whose packet id is this, and how did texts end lately. Bounded. PURE."""

from __future__ import annotations

from steadymesh.ids import PacketId
from steadymesh.model import Entry


class Memory:
    """Packet ids of every open and lately ended entry.

    Args:
        ended_max: Ended entries that are kept; beyond it the oldest is forgotten, with its ids.
    """

    def __init__(self, ended_max: int) -> None:
        self._ended_max = ended_max
        self._ended: dict[str, Entry] = {}
        self._keys: dict[PacketId, str] = {}

    def key_of(self, packet_id: PacketId) -> str:
        """Return the key of the entry that has, or had, this packet id; "": none."""
        return self._keys.get(packet_id, "")

    def ended(self, key: str) -> Entry | None:
        """Return an entry that ended lately."""
        return self._ended.get(key)

    def note_ids(self, entry: Entry) -> None:
        """Note every packet id of an entry."""
        for packet_id in (entry.packet_id, *entry.earlier_ids):
            self._keys[packet_id] = entry.key

    def keep(self, entry: Entry) -> None:
        """Keep an entry that ended, or its better outcome."""
        self._ended[entry.key] = entry
        self.note_ids(entry)
        if len(self._ended) > self._ended_max:
            oldest = self._ended.pop(next(iter(self._ended)))
            for packet_id in (oldest.packet_id, *oldest.earlier_ids):
                self._keys.pop(packet_id, None)
