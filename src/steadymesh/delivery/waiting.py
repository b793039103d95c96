"""Texts that wait until the radio holds their recipient's key. They hold up nobody else's. PURE."""

from __future__ import annotations

from steadymesh.delivery.item import Item
from steadymesh.ids import NodeNum


class Waiting:
    """Which of the open texts wait for a key, and how often they may.

    Args:
        rounds_max: How often one text may begin to wait.
    """

    def __init__(self, rounds_max: int) -> None:
        self._items: dict[str, Item] = {}
        self._rounds_max = rounds_max

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def may_begin(self, item: Item, now: float) -> bool:
        """Return whether a text may begin to wait: not for the umpteenth time, and not past its lifetime."""
        return item.key_rounds < self._rounds_max and now < item.deadline

    def begin(self, item: Item) -> None:
        """Note that a text waits."""
        self._items[item.entry.key] = item

    def end(self, item: Item) -> None:
        """Note that a text waits no more."""
        self._items.pop(item.entry.key, None)

    def of(self, node: NodeNum) -> tuple[Item, ...]:
        """Return what waits for a node's key."""
        return tuple(item for item in self._items.values() if item.entry.intent.to == node)
