"""Whose packet id is this, and how did texts end lately. Bounded. PURE."""

from __future__ import annotations

from collections.abc import Iterable

from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Entry, Outcome

_FAILED = (Outcome.REFUSED, Outcome.EXPIRED)


def last_failed(entries: Iterable[Entry], to: NodeNum | None) -> Entry | None:
    """Return the first that did not get through; None: none.

    That is the first that was refused or expired; without any, the first direct message that a neighbour passed on and
    its recipient never confirmed.

    Args:
        entries: Ended ones, the newest first.
        to: A recipient; None: anybody.
    """
    unconfirmed = None
    for entry in entries:
        if to is not None and entry.intent.to != to:
            continue
        if entry.outcome in _FAILED:
            return entry
        if entry.outcome is Outcome.RELAYED and entry.intent.to != BROADCAST and unconfirmed is None:
            unconfirmed = entry
    return unconfirmed


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
        """Return the entry, to this node or to anybody, that failed last; None: none lately. See `last_failed`."""
        return last_failed(reversed(self._ended.values()), to)

    def _forget_oldest(self) -> None:
        while len(self._ended) > self._ended_max:
            oldest = self._ended.pop(next(iter(self._ended)))
            for packet_id in (oldest.packet_id, *oldest.earlier_ids):
                self._keys.pop(packet_id, None)
