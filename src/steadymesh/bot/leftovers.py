"""PURE: what is left of answers that were too long, until somebody asks for more. Never grows beyond its size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

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

    Args:
        size: People remembered.
    """

    def __init__(self, size: int = MAX_PEOPLE) -> None:
        self._size = size
        self._kept: OrderedDict[NodeNum, tuple[Leftover, float]] = OrderedDict()

    def keep(self, num: NodeNum, leftover: Leftover, now: float) -> None:
        """Keep what is left for a person, instead of what was left before."""
        self._kept[num] = (leftover, now)
        self._kept.move_to_end(num)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def take(self, num: NodeNum, now: float, *, public: bool) -> Leftover | None:
        """Return what is left for a person, and keep it no more; None: nothing.

        Args:
            num: Who asks.
            now: Loop time.
            public: Everybody will read it: only what was public from the beginning is given out.
        """
        found = self._kept.get(num)
        if found is None or (public and not found[0].is_public):
            return None
        del self._kept[num]
        leftover, since = found
        return leftover if now - since < KEPT_S else None
