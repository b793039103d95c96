"""The daily limit on changed keys that are accepted without a person. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.keys.policy import ACCEPT_WINDOW
from steadymesh.model import Act, ActKind

_KEPT: Final = 1000
"""Acts in memory: there are three a day, or as many as the operator lets through."""


class Accepts:
    """Which changes the policy let through, in this run and in earlier ones."""

    def __init__(self) -> None:
        self._acts: deque[Act] = deque(maxlen=_KEPT)
        self._untold: list[Act] = []

    def recall(self, acts: Iterable[Act]) -> None:
        """Take in what was accepted in earlier runs; acts of other kinds are none of this."""
        known = set(self._acts)
        self._acts.extend(act for act in acts if act.kind is ActKind.ACCEPT and act not in known)

    def note(self, node: NodeNum, at: datetime) -> None:
        """Count a change that the policy let through."""
        act = Act(kind=ActKind.ACCEPT, node=node, at=at)
        self._acts.append(act)
        self._untold.append(act)

    def take(self) -> tuple[Act, ...]:
        """Return what was counted since the last call, to be kept between runs."""
        untold, self._untold = tuple(self._untold), []
        return untold

    def within_a_day(self, at: datetime) -> int:
        """Return how many there were in the day before a moment (or after it: the clock may be set back)."""
        return sum(at - act.at < ACCEPT_WINDOW for act in self._acts)
