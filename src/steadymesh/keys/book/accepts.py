"""The daily limit on changed keys that are accepted without a person. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.keys.book.policy import ACCEPT_WINDOW
from steadymesh.model import Act, ActKind

_KEPT: Final = 1000
"""Acts in memory: there are four a day, or as many as the operator lets through."""


class Accepts:
    """Which changes the policy let through, in this run and in earlier ones."""

    def __init__(self) -> None:
        self._acts: deque[Act] = deque(maxlen=_KEPT)
        self._recalled: deque[Act] = deque(maxlen=_KEPT)
        self._untold: list[Act] = []

    def recall(self, acts: Iterable[Act], at: datetime | None = None) -> None:
        """Take in what was accepted in earlier runs; acts of other kinds are none of this.

        Args:
            acts: As they were kept.
            at: Now: what is dated later, because the clock was wrong, counts as done now; None: not known.
        """
        known = {*self._acts, *self._recalled}
        news = [act for act in acts if act.kind is ActKind.ACCEPT and act not in known]
        self._recalled.extend(news)
        self._acts.extend(act if at is None else _not_after(act, at) for act in news)

    def note(self, node: NodeNum, at: datetime) -> None:
        """Count a change that the policy let through."""
        act = Act(kind=ActKind.ACCEPT, node=node, at=at)
        self._acts.append(act)
        self._recalled.append(act)
        self._untold.append(act)

    def take(self) -> tuple[Act, ...]:
        """Return what was counted since the last call, to be kept between runs."""
        untold, self._untold = tuple(self._untold), []
        return untold

    def within_a_day(self, at: datetime) -> int:
        """Return how many there were in the day before a moment.

        What is dated after it counts as done at it: a clock that is set back makes nothing forgotten, and one that ran
        ahead for a while blocks nothing for longer than a day.
        """
        if any(act.at > at for act in self._acts):
            self._acts = deque((_not_after(act, at) for act in self._acts), maxlen=_KEPT)
        return sum(at - act.at < ACCEPT_WINDOW for act in self._acts)


def _not_after(act: Act, at: datetime) -> Act:
    return replace(act, at=at) if act.at > at else act
