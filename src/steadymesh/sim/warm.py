"""The warm tier of 2.8: keys of nodes that were evicted from the node table (firmware `WarmNodeStore.cpp`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from steadymesh.ids import NodeNum


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmEntry:
    """What is left of an evicted node: neither name nor marks."""

    last_heard: int
    """Node clock, Unix seconds."""
    public_key: bytes = field(repr=False)
    """Empty: the node had none."""


class WarmTier:
    """The store.

    Args:
        capacity: Most entries; 0: there is no such tier (≤ 2.7).
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: dict[NodeNum, WarmEntry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, num: object) -> bool:
        return num in self._entries

    def absorb(self, num: NodeNum, *, last_heard: int, public_key: bytes) -> None:
        """Keep a node that is evicted (`place`): another keyless one makes room first, then the oldest with a key.

        A keyless one never drives out a key.
        """
        known = self._entries.get(num)
        if known is None and len(self._entries) >= self._capacity:
            victims = [n for n, entry in self._entries.items() if not entry.public_key] or (
                list(self._entries) if public_key else []
            )
            if not victims:
                return
            del self._entries[min(victims, key=lambda n: self._entries[n].last_heard)]
        key = public_key or (known.public_key if known is not None else b"")
        self._entries[num] = WarmEntry(last_heard=last_heard, public_key=key)

    def take(self, num: NodeNum) -> WarmEntry | None:
        """Return and forget a node that comes back into the table; None: it is not here."""
        return self._entries.pop(num, None)

    def key_of(self, num: NodeNum) -> bytes:
        """Return the key that is kept of a node; empty: none."""
        entry = self._entries.get(num)
        return entry.public_key if entry is not None else b""

    def remove(self, num: NodeNum) -> None:
        """Forget a node (`remove_by_nodenum`)."""
        self._entries.pop(num, None)
