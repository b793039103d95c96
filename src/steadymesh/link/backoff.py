"""How long to wait before each attempt. Pure: chance is an argument, nobody sleeps here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

JITTER_LEAST: Final = 0.5
"""Each wait is drawn between this part of its step and the whole of it: clients of one node that lost it together come
back apart, and the step stays the longest wait."""


def delays(*, first_s: float, max_s: float, chance: Callable[[], float]) -> Iterator[float]:
    """Yield the seconds to wait before each attempt, without end: 0, then up to `first_s`, doubling up to `max_s`.

    Args:
        first_s: The first step that is not 0.
        max_s: The last step.
        chance: Draws within [0, 1).
    """
    yield 0.0
    step = min(first_s, max_s)
    while True:
        yield step * (JITTER_LEAST + (1 - JITTER_LEAST) * chance())
        step = min(step * 2, max_s)
