"""Whose packet id is this, and how did texts end lately. Bounded. PURE."""

from __future__ import annotations

from collections.abc import Iterable

from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import Entry, Outcome

_FAILED = (Outcome.REFUSED, Outcome.EXPIRED)


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
        self._forget_oldest()

    def restore(self, entries: Iterable[Entry]) -> None:
        """Keep entries that ended in an earlier process, oldest first: they are older than all that is kept here."""
        earlier = {entry.key: entry for entry in entries if entry.key not in self._ended}
        self._ended = earlier | self._ended
        for entry in earlier.values():
            self.note_ids(entry)
        self._forget_oldest()

    def last_failed(self, to: NodeNum | None) -> Entry | None:
        """Return the entry, to this node or to anybody, that ended last as refused or expired; None: none lately."""
        failed = (e for e in reversed(self._ended.values()) if e.outcome in _FAILED)
        return next((e for e in failed if to is None or e.intent.to == to), None)

    def _forget_oldest(self) -> None:
        while len(self._ended) > self._ended_max:
            oldest = self._ended.pop(next(iter(self._ended)))
            for packet_id in (oldest.packet_id, *oldest.earlier_ids):
                self._keys.pop(packet_id, None)
