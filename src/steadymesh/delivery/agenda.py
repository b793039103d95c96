"""What is due when, by key, however often that changes. PURE."""

from __future__ import annotations

import heapq
from typing import Generic, TypeVar

from steadymesh.delivery.lines import Person

K = TypeVar("K", str, Person)


class Agenda(Generic[K]):
    """Times by key: setting, dropping and finding the next one cost the logarithm of how many there are.

    A time that was replaced stays in the heap until it comes up, or until there are more such than real ones.
    """

    def __init__(self) -> None:
        self._times: dict[K, float] = {}
        self._heap: list[tuple[float, K]] = []

    def __len__(self) -> int:
        return len(self._times)

    def __contains__(self, key: K) -> bool:
        return key in self._times

    def set(self, key: K, at: float) -> None:
        """Have a key come up at that loop time, and not when it was to come up before."""
        if self._times.get(key) == at:
            return
        self._times[key] = at
        heapq.heappush(self._heap, (at, key))
        if len(self._heap) > 2 * len(self._times) + 64:
            self._heap = [(time, one) for one, time in self._times.items()]
            heapq.heapify(self._heap)

    def drop(self, key: K) -> None:
        """Forget a key."""
        self._times.pop(key, None)

    def next_at(self) -> float | None:
        """Return the loop time when the next one comes up; None: none does."""
        while self._heap:
            at, key = self._heap[0]
            if self._times.get(key) == at:
                return at
            heapq.heappop(self._heap)
        return None

    def take_due(self, now: float, most: int | None = None) -> list[K]:
        """Return the keys that have come up, the earliest first, and forget them.

        Args:
            now: Loop time.
            most: No more than so many; None: all.
        """
        due: list[K] = []
        while (most is None or len(due) < most) and (at := self.next_at()) is not None and at <= now:
            key = heapq.heappop(self._heap)[1]
            del self._times[key]
            due.append(key)
        return due
