"""PURE: what is left of answers that were too long, until somebody asks for more. Never grows beyond its size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from steadymesh.bot.proof import Person
from steadymesh.ids import NodeNum

MAX_PEOPLE: Final = 200
"""Whose leftovers are kept, some 10 kB each (`pieces.MOST_KEPT_BYTES`); the oldest one goes."""

KEPT_S: Final = 1800.0
"""Whoever has not asked for more after half an hour has forgotten the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """What is left of one answer."""

    text: str
    number: int
    """Of the piece that comes next."""
    is_public: bool
    """Whether the answer went to a channel: what is left of one to a person is never told there."""


class Leftovers:
    """The last leftover of each person.

    Whoever asks under a number gets the newest one of that number: people ask on a channel, are answered by direct
    message, and ask for more there; either way it goes to that node. But nobody's is replaced because somebody else has
    asked under their number.

    Args:
        size: People remembered.
    """

    def __init__(self, size: int = MAX_PEOPLE) -> None:
        self._size = size
        self._kept: OrderedDict[Person, tuple[Leftover, float]] = OrderedDict()
        """The oldest first."""

    def keep(self, person: Person, leftover: Leftover, now: float) -> None:
        """Keep what is left for a person, instead of what was left before."""
        self._kept[person] = (leftover, now)
        self._kept.move_to_end(person)
        if len(self._kept) > self._size:
            unproved = (one for one in self._kept if not one.is_proved and one != person)
            del self._kept[next(unproved, next(iter(self._kept)))]

    def take(self, num: NodeNum, now: float, *, public: bool) -> Leftover | None:
        """Return what is left for a node, and keep it no more; None: nothing.

        Args:
            num: Who asks.
            now: Loop time.
            public: Everybody will read it: only what was public from the beginning is given out.
        """
        for person in [one for one in reversed(self._kept) if one.node == num]:
            leftover, since = self._kept[person]
            if public and not leftover.is_public:
                continue
            del self._kept[person]
            if now - since < KEPT_S:
                return leftover
        return None
