"""PURE: who was heard when, and how much each may be handed: two pieces, and then a pause. In memory only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from steadymesh.ids import NodeNum

PIECES: Final = 2
"""Letters, pieces of letters and notices that one hearing brings at most: the air is everybody's."""

HERE_S: Final = 600.0
"""Whoever was heard within this is there right now: nodes say something every few minutes to half an hour."""

MOST: Final = 5_000
"""People of whom it is remembered when they were heard."""


@dataclass(slots=True)
class _Visit:
    since: float
    left: int


class Visits:
    """Hearings.

    Args:
        pause_s: From the beginning of one to the next that counts.
    """

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._heard: OrderedDict[NodeNum, float] = OrderedDict()
        self._visits: OrderedDict[NodeNum, _Visit] = OrderedDict()

    def note(self, num: NodeNum, now: float) -> None:
        """Note that somebody was heard."""
        self._heard[num] = now
        self._heard.move_to_end(num)
        if len(self._heard) > MOST:
            self._heard.popitem(last=False)

    def is_here(self, num: NodeNum, now: float) -> bool:
        """Return whether somebody was heard just now."""
        return now - self._heard.get(num, float("-inf")) <= HERE_S

    def begin(self, num: NodeNum, now: float) -> None:
        """Begin a visit to somebody who is there, unless the last one was too short a while ago."""
        visit = self._visits.get(num)
        if visit is None or now - visit.since >= self._pause_s:
            self._put(num, _Visit(now, PIECES))

    def grant(self, num: NodeNum, now: float) -> None:
        """Let somebody who asks for it have one more."""
        self.begin(num, now)
        visit = self._visits[num]
        visit.left = max(visit.left, 1)

    def has_room(self, num: NodeNum, now: float) -> bool:
        """Return whether somebody may be handed something now."""
        visit = self._visits.get(num)
        return visit is not None and visit.left > 0 and now - visit.since <= max(self._pause_s, HERE_S)

    def take(self, num: NodeNum) -> None:
        """Count something that is handed over."""
        self._visits[num].left -= 1

    def renumber(self, before: NodeNum, after: NodeNum) -> None:
        """Note that somebody has another number."""
        if before in self._heard:
            self._heard[after] = self._heard.pop(before)
        if before in self._visits:
            self._visits[after] = self._visits.pop(before)

    def _put(self, num: NodeNum, visit: _Visit) -> None:
        self._visits[num] = visit
        self._visits.move_to_end(num)
        if len(self._visits) > MOST:
            self._visits.popitem(last=False)
