"""PURE: what was heard, in hours: how much of what, from whom, and how much the channel was used. Bounded."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, format_node_num, parse_node_num
from steadymesh.model import Json

K = TypeVar("K")

HOURS: Final = 24

MOST_NODES: Final = 1_000
"""Nodes that are told apart in one hour. When there are more, the half that was heard least is forgotten: whoever
invents numbers pushes out only those who are hardly heard themselves."""

KINDS: Final = ("text", "position", "telemetry", "node", "neighbors", "trace", "ack", "sealed", "other")
"""What packets are counted as; parts of ids of sentences (`stats-kind-<kind>`)."""

MOST_COUNTED: Final = 10**9
"""Of one thing in one hour: more than there can be, for what comes from the disk."""


def hour_of(at: datetime) -> int:
    """Return the number of the hour in which a time lies: whole hours since 1970, UTC."""
    return math.floor(at.timestamp() / 3600)


@dataclass(slots=True)
class Hour:
    """One hour."""

    kinds: Counter[str] = field(default_factory=Counter)
    nodes: Counter[int] = field(default_factory=Counter)
    """Packets by sender."""
    use_sum: float = 0.0
    """Of what our radio said of the channel, percent."""
    use_times: int = 0
    is_changed: bool = False
    """Since it was kept."""

    @property
    def packets(self) -> int:
        """How many were heard."""
        return self.kinds.total()

    @property
    def use_percent(self) -> float | None:
        """How much the channel was used on average; None: the radio did not say."""
        return self.use_sum / self.use_times if self.use_times else None

    def count(self, kind: str, senders: Sequence[int]) -> None:
        """Count packets, one for each sender."""
        self.kinds[kind] += len(senders)
        self.nodes.update(senders)
        self.is_changed = True
        if len(self.nodes) > MOST_NODES:
            self._forget()

    def note_use(self, percent: float) -> None:
        """Note how much the channel is used; what can't be is passed over."""
        if 0 <= percent <= 100:
            self.use_sum += percent
            self.use_times += 1
            self.is_changed = True

    def add(self, other: Hour) -> None:
        """Add what another count of the same hour has."""
        self.kinds.update(other.kinds)
        self.nodes.update(other.nodes)
        self.use_sum += other.use_sum
        self.use_times += other.use_times
        self.is_changed = True
        if len(self.nodes) > MOST_NODES:
            self._forget()

    def as_json(self) -> Json:
        """Return it as it is kept."""
        return {
            "kinds": dict(self.kinds),
            "nodes": {format_node_num(NodeNum(num)): count for num, count in self.nodes.items()},
            "use": [round(self.use_sum, 1), self.use_times],
        }

    def _forget(self) -> None:
        kept = heapq.nlargest(MOST_NODES // 2, self.nodes.items(), key=lambda one: one[1])
        self.nodes = Counter(dict(kept))


class Counts:
    """The last 24 hours, the one that runs among them.

    Attributes:
        is_loaded: Whether what was kept has been read.
    """

    def __init__(self) -> None:
        self.is_loaded = False
        self._hours: dict[int, Hour] = {}
        self._gone: set[int] = set()
        self._now = 0

    def roll(self, now: int) -> Hour:
        """Return the hour that runs, and forget those that are too old, or to come (a clock was set).

        A board without a clock of its own begins years ago: when the time comes, what was kept is to be read again.
        """
        if now != self._now or now not in self._hours:
            if now - self._now >= HOURS:
                self.is_loaded = False
            self._now = now
            self._hours.setdefault(now, Hour())
            for number in [one for one in self._hours if not now - HOURS < one <= now]:
                del self._hours[number]
                self._gone.add(number)
        return self._hours[now]

    def take(self, kept: Iterable[tuple[str, Json]], now: int) -> Sequence[str]:
        """Take the hours that were kept; return the names of those that are of no use any more: those to come may be.

        Args:
            kept: Each hour's number, as it is written, and what was kept of it.
            now: The hour that runs.
        """
        gone: list[str] = []
        for name, value in kept:
            number = int(name) if name.isascii() and name.isdecimal() and len(name) < 10 else -1
            hour = _hour(value)
            if hour is None or number <= now - HOURS:
                gone.append(name)
            elif number > now:
                continue
            elif number in self._hours:
                self._hours[number].add(hour)
            else:
                self._hours[number] = hour
        self.roll(now)
        self.is_loaded = True
        return gone

    def changed(self) -> Sequence[tuple[int, Hour]]:
        """Return the hours that have changed since they were kept, each by its number."""
        return [(number, hour) for number, hour in self._hours.items() if hour.is_changed]

    def take_gone(self) -> Sequence[int]:
        """Return the numbers of the hours that were forgotten since the last call."""
        gone, self._gone = sorted(self._gone), set()
        return gone

    def hours(self) -> Sequence[Hour | None]:
        """Return the 24 hours, the one that runs last; None: we did not listen."""
        return [self._hours.get(number) for number in range(self._now - HOURS + 1, self._now + 1)]

    def span(self) -> int:
        """Return over how many hours there is something to tell, the one that runs among them."""
        return self._now - min(self._hours, default=self._now) + 1

    def kinds(self) -> Mapping[str, int]:
        """Return how many packets of each kind were heard."""
        return _sum(hour.kinds for hour in self._hours.values())

    def nodes(self) -> Mapping[int, int]:
        """Return how many packets of each node were heard."""
        return _sum(hour.nodes for hour in self._hours.values())


def _sum(counters: Iterable[Counter[K]]) -> Mapping[K, int]:
    whole: Counter[K] = Counter()
    for one in counters:
        whole.update(one)
    return whole


# --- from the disk --------------------------------------------------------------------------


def _hour(value: Json) -> Hour | None:
    """Return an hour as it was kept; None: it is none. What is spoilt in it is left out."""
    if not isinstance(value, dict):
        return None
    hour = Hour()
    hour.kinds.update({kind: count for kind, count in _counted(value.get("kinds")) if kind in KINDS})
    for name, count in _counted(value.get("nodes")):
        try:
            num = parse_node_num(name)
        except InvalidIdError:
            continue
        if 0 < num < BROADCAST and len(hour.nodes) < MOST_NODES:
            hour.nodes[num] = count
    match value.get("use"):
        case [int() | float() as total, int() as times] if 0 < times < MOST_COUNTED and 0 <= total <= 100 * times:
            hour.use_sum, hour.use_times = float(total), times
    return hour


def _counted(value: Json) -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        for name, count in value.items():
            if type(count) is int and 0 < count < MOST_COUNTED:
                yield name, count
