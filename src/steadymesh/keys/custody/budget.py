"""What may still be done: pushes and removed favourites wear out flash, questions cost everybody's air. PURE.

Counted by wall time, because it must outlive restarts. An act dated in the future (the clock was set back) counts as
done just now: whoever is in doubt does less, but not for as long as the wrong date lasts (`clamp`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.model import Act, ActKind

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

REMEMBERED: Final = timedelta(hours=26)
"""The longest time that anything is counted over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` acts within `within`."""

    count: int
    within: timedelta


PUSHES: Final = (Limit(count=6, within=HOUR), Limit(count=30, within=DAY))
"""Each `add_contact` writes the radio's flash (firmware `AdminModule.cpp`, saveChanges): 30 a day are 11,000 a year, of
some 100,000 that a sector of NOR flash takes, spread by the file system over many sectors."""

PUSHES_AHEAD: Final = (Limit(count=4, within=HOUR), Limit(count=20, within=DAY))
"""For pushes that no message of ours waits for: the rest is kept for those that one does, whatever strangers do."""

UNFAVORITES_OLD: Final = (Limit(count=4, within=DAY),)
"""On ≤ 2.7 each one also re-initialises the LoRa chip (`AdminModule.cpp`, reloadConfig)."""

UNFAVORITES_OLD_AHEAD: Final = (Limit(count=2, within=DAY),)

UNFAVORITES: Final = PUSHES
"""On 2.8 each one costs a flash write, no more."""

UNFAVORITES_AHEAD: Final = PUSHES_AHEAD

ASKS: Final = (Limit(count=4, within=HOUR),)
"""Requests for a NodeInfo, in all: each costs two packets of everybody's air, times relays."""

ASKS_IN_DOUBT: Final = (Limit(count=2, within=HOUR),)
"""For those whose key is known, and that could not read us or are only out of reach: the rest is kept for strangers."""

ASK_AGAIN_AFTER: Final = timedelta(hours=26)
"""A peer stays silent for 12 h after any request from us, and each further one restarts them (`NodeInfoModule.cpp`);
twice that and a margin, so that one that was out of reach twice is not silenced for ever."""


class Ledger:
    """What was done lately."""

    def __init__(self) -> None:
        self._acts: dict[ActKind, deque[Act]] = {kind: deque() for kind in ActKind}

    def __contains__(self, act: object) -> bool:
        return isinstance(act, Act) and act in self._acts[act.kind]

    def restore(self, acts: Iterable[Act]) -> None:
        """Take what was done in earlier runs; what this run did stays behind it."""
        earlier: dict[ActKind, list[Act]] = {kind: [] for kind in ActKind}
        for act in acts:
            earlier[act.kind].append(act)
        for kind, found in earlier.items():
            self._acts[kind].extendleft(reversed(found))

    def note(self, act: Act) -> None:
        """Count one act."""
        acts = self._acts[act.kind]
        acts.append(act)
        while acts and act.at - acts[0].at > REMEMBERED:
            acts.popleft()

    def take_back(self, act: Act) -> None:
        """Count an act no more: it was not done after all."""
        if act in self:
            self._acts[act.kind].remove(act)

    def clamp(self, at: datetime) -> tuple[tuple[Act, Act], ...]:
        """Date acts of the future to `at`: the clock was wrong then. Return them as they were and as they are."""
        mended: list[tuple[Act, Act]] = []
        for acts in self._acts.values():
            for index, act in enumerate(acts):
                if act.at > at:
                    acts[index] = replace(act, at=at)
                    mended.append((act, acts[index]))
        return tuple(mended)

    def count(self, kind: ActKind, within: timedelta, at: datetime) -> int:
        """Return how often something was done within the time before `at`."""
        return sum(at - act.at < within for act in self._acts[kind])

    def wait(self, kind: ActKind, limits: Iterable[Limit], at: datetime) -> timedelta:
        """Return how long it takes until one more is allowed; zero: it is."""
        longest = timedelta()
        acts = self._acts[kind]
        for limit in limits:
            recent = sorted(min(act.at, at) for act in acts if at - act.at < limit.within)
            if len(recent) >= limit.count:
                longest = max(longest, recent[len(recent) - limit.count] + limit.within - at)
        return longest

    def last(self, kind: ActKind, node: NodeNum) -> datetime | None:
        """Return when something was last done to a node; None: not lately."""
        return max((act.at for act in self._acts[kind] if act.node == node), default=None)
