"""What is to happen when: a heap of appointments in loop time, without a task and without a clock of its own."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Final

MAX_PER_TURN: Final = 10_000
"""Appointments kept in one `run_due`: one that always makes another for the same instant must not stop the loop."""


class Appointment:
    """One thing to do, once. `cancel` makes it void."""

    __slots__ = ("act", "cancelled", "when")

    def __init__(self, when: float, act: Callable[[], object]) -> None:
        self.when = when
        self.act = act
        self.cancelled = False

    def cancel(self) -> None:
        """Make it void; a second time and after the fact it does nothing."""
        self.cancelled = True


class Agenda:
    """Appointments by loop time, in order; those of one instant in the order in which they were made.

    Attributes:
        on_change: Called when the next appointment may have become an earlier one.
    """

    def __init__(self) -> None:
        self.on_change: Callable[[], None] | None = None
        self._heap: list[tuple[float, int, Appointment]] = []
        self._count = 0

    def at(self, when: float, act: Callable[[], object]) -> Appointment:
        """Have `act` called at loop time `when` (the past: as soon as possible)."""
        appointment = Appointment(when, act)
        self._count += 1
        first = not self._heap or when < self._heap[0][0]
        heapq.heappush(self._heap, (when, self._count, appointment))
        if first and self.on_change is not None:
            self.on_change()
        return appointment

    def next_at(self) -> float | None:
        """Return when the next appointment is; None: there is none."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run_due(self, now: float) -> None:
        """Keep every appointment up to `now`."""
        for _ in range(MAX_PER_TURN):
            when = self.next_at()
            if when is None or when > now:
                return
            heapq.heappop(self._heap)[2].act()
