"""Texts that wait until the radio holds their recipient's key. They hold up nobody else's. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from steadymesh.delivery.item import Item
from steadymesh.ids import NodeNum


class Waiting:
    """Which of the open texts wait for a key, and how often they may.

    Args:
        items: The open texts, as the queue keeps them.
        rounds_max: How often one text may begin to wait.
    """

    def __init__(self, items: Mapping[str, Item], rounds_max: int) -> None:
        self._items = items
        self._rounds_max = rounds_max

    def __len__(self) -> int:
        return sum(bool(item.awaits_key) for item in self._items.values())

    def __contains__(self, key: str) -> bool:
        item = self._items.get(key)
        return item is not None and bool(item.awaits_key)

    def may_begin(self, item: Item, now: float) -> bool:
        """Return whether a text may begin to wait: not for the umpteenth time, and not past its lifetime."""
        return item.key_rounds < self._rounds_max and now < item.deadline

    def of(self, node: NodeNum) -> tuple[Item, ...]:
        """Return what waits for a node's key."""
        return tuple(item for item in self._items.values() if item.awaits_key and item.entry.intent.to == node)

    def placed(self, node: NodeNum, now: float) -> None:
        """Let go what waits for a node's key: the radio holds it."""
        for item in self.of(node):
            item.key_came(now)

    def renumbered(self, before: NodeNum, after: NodeNum, now: float) -> tuple[Item, ...]:
        """Give a person's new number to what no radio was handed yet under its present packet id; return what changed.

        What waited for a key is tried again: the new number may need none.
        """
        changed = [i for i in self._items.values() if i.entry.intent.to == before and i.first_handed is None]
        for item in changed:
            item.entry = replace(item.entry, intent=replace(item.entry.intent, to=after))
            if item.awaits_key:
                item.key_came(now)
        return tuple(changed)
