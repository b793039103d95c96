"""Whose turn it is: of what is to be repeated, and of the lines, as the others' air allows. PURE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from steadymesh.delivery.item import Item
from steadymesh.delivery.lines import Kind, Person, person_of
from steadymesh.delivery.manners import Manners
from steadymesh.delivery.places import Places
from steadymesh.delivery.purses import Purse


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it is."""

    item: Item
    at: float
    """Loop time from which a text may go, as far as the others' air is concerned."""
    is_short: bool = False
    """Our share of the air is used up for every text that could go."""


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

    def turn(self, now: float) -> Turn | None:
        """Return whose turn it is; None: nobody's.

        One for which our share of the air is used up lets others go that pay out of another purse, as far as what is
        kept for them reaches; it is returned if there is none, with the time when the first of them all may go.
        """
        waiting: list[tuple[Item, float]] = []
        short: set[Purse] = set()
        for kind, item, is_repeat in self._candidates(now):
            if kind.purse in short and not is_repeat:
                continue
            intent, is_behind = item.entry.intent, bool(short)
            at = self._manners.free_at(kind, intent, now, is_behind=is_behind)
            if self._manners.budget_wait_s(kind, intent, now, is_behind=is_behind) <= 0:
                return Turn(item=item, at=at)
            waiting.append((item, at))
            if not is_repeat:  # it was on the air already, and costs as much once more: the lines do not wait for that
                short.add(kind.purse)
        if not waiting:
            return None
        return Turn(item=waiting[0][0], at=min(at for _, at in waiting), is_short=True)

    def held_back(self) -> int:
        """Return how many of those in line may not go as things stand."""
        lines = self._places.lines
        return sum(lines.count(kind) for kind in lines.kinds() if self._manners.objection(kind))

    def _candidates(self, now: float) -> list[tuple[Kind, Item, bool]]:
        """Return what is to be repeated, and who is first in each line; who goes first at the front."""
        kinds = {kind: not self._manners.objection(kind) for kind in self._places.lines.kinds()}
        found = [(kind, item, False) for kind, may in kinds.items() if may and (item := self._first(kind, now))]
        for item in self._places.out.values():
            if self._may_repeat(item, now) and self._manners.fits(item.entry.intent):
                kind = self._kind_of(item)
                if not self._manners.objection(kind):
                    found.append((kind, item, True))
        return sorted(found, key=lambda one: (one[0], one[1].order))

    def _first(self, kind: Kind, now: float) -> Item | None:
        """Return who is first in a line; whoever had a text a moment ago stands back, with all that they have."""
        first: Item | None = None
        gapped: list[Person] = []
        for key in self._places.lines.of(kind):
            item = self._items[key]
            person = person_of(item.entry)
            if self._manners.person_free_at(person) > now:
                gapped.append(person)
            elif self._in_time(item, now):
                first = item
                break
        for person in gapped:
            self._places.gap(person, self._manners.person_free_at(person))
        return first


def rank(item: Item) -> tuple[int, int]:
    """Return who goes before whom: by priority, then who came first."""
    return (item.entry.priority.value, item.order)
