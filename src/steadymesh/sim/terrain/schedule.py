"""What happens when on the air: a heap of events in virtual seconds. It never looks at a clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any, TypeAlias

Act: TypeAlias = Callable[[Any], object]
"""What is called with its argument when its time has come. (A bound method and an argument: no closure an event.)"""


class Schedule:
    """Events in order of time; those of one instant in the order in which they were made.

    There is no cancelling: who is no longer interested looks at its own state when it is called.

    Args:
        now: Virtual seconds to begin with.

    Attributes:
        now: Virtual seconds, moved by `run` only.
        events: How many were kept.
    """

    __slots__ = ("_count", "_heap", "events", "now")

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        self.events = 0
        self._heap: list[tuple[float, int, Act, Any]] = []
        self._count = 0

    def at(self, when: float, act: Act, argument: object = None) -> None:
        """Have `act(argument)` called at that time (the past: as soon as possible)."""
        self._count += 1
        heapq.heappush(self._heap, (when, self._count, act, argument))

    def next_at(self) -> float | None:
        """Return when the next event is; None: there is none."""
        return self._heap[0][0] if self._heap else None

    def run(self, until: float) -> None:
        """Keep every event up to that time, and let it be that time."""
        heap, pop, kept = self._heap, heapq.heappop, 0
        while heap and heap[0][0] <= until:
            when, _, act, argument = pop(heap)
            self.now = max(self.now, when)
            kept += 1
            act(argument)
        self.events += kept
        self.now = max(self.now, until)
