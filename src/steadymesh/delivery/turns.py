"""Whose turn it is: of what is to be repeated, and of the lines, as the others' air allows. PURE."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steadymesh.delivery.item import Item
from steadymesh.delivery.lines import Kind, person_of
from steadymesh.delivery.manners import Manners
from steadymesh.delivery.places import Places


class Turns:
    """Chooses; what it finds to be somebody's turn it leaves where it is.

    Args:
        items: The open texts by key.
        places: Where they stand.
        manners: What the others' air allows.
        may_repeat: Returns whether a text that was handed over is to be handed over again now.
        in_time: Returns whether a text may still go out.
        kind_of: Returns of what kind a text is.
    """

    def __init__(
        self,
        items: Mapping[str, Item],
        *,
        places: Places,
        manners: Manners,
        may_repeat: Callable[[Item, float], bool],
        in_time: Callable[[Item, float], bool],
        kind_of: Callable[[Item], Kind],
    ) -> None:
        self._items = items
        self._places = places
        self._manners = manners
        self._may_repeat = may_repeat
        self._in_time = in_time
        self._kind_of = kind_of

    def chosen(self, now: float) -> Item | None:
        """Return the text whose turn it is; None: nobody's.

        One for which our share of the air is used up lets all others go first, which may have a part of their own; it
        is returned if there is no other.
        """
        ready: list[Item] = []
        short: list[Item] = []
        for item in [*self._repeats(now), *self._front(now)]:
            (short if self.is_out_of_air(item, now) else ready).append(item)
        return min(ready or short, key=rank, default=None)

    def free_at(self, item: Item, now: float) -> float:
        """Return the loop time from which a text may go, as far as the others' air is concerned."""
        return self._manners.free_at(self._kind_of(item), item.entry.intent, now)

    def is_out_of_air(self, item: Item, now: float) -> bool:
        """Return whether our share of the air has no room for a text now."""
        return self._manners.budget_wait_s(self._kind_of(item), item.entry.intent, now) > 0

    def held_back(self) -> int:
        """Return how many of those in line may not go as things stand."""
        lines = self._places.lines
        return sum(lines.count(kind) for kind in lines.kinds() if self._manners.objection(kind))

    def _repeats(self, now: float) -> list[Item]:
        return [
            item
            for item in self._places.out.values()
            if self._may_repeat(item, now) and not self._manners.objection(self._kind_of(item), item.entry.intent)
        ]

    def _front(self, now: float) -> list[Item]:
        """Return who is first in each line, up to the first that can go; who had a text a moment ago stands back."""
        first: list[Item] = []
        gapped: list[Item] = []
        lines = self._places.lines
        for kind in lines.kinds():
            if self._manners.objection(kind):
                continue
            for key in lines.of(kind):
                item = self._items[key]
                if self._manners.objection(kind, item.entry.intent) or not self._in_time(item, now):
                    continue
                if self._manners.person_free_at(person_of(item.entry)) > now:
                    gapped.append(item)
                    continue
                first.append(item)
                break
            if first and not self.is_out_of_air(first[-1], now):
                break
        for item in gapped:
            self._places.gap(item, self._manners.person_free_at(person_of(item.entry)))
        return first


def rank(item: Item) -> tuple[int, int]:
    """Return who goes before whom: by priority, then who came first."""
    return (item.entry.priority.value, item.order)
