"""PURE: a row of numbers as a row of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

BLOCKS: Final = "▁▂▃▄▅▆▇█"

UNKNOWN: Final = "·"


def sparkline(values: Sequence[float | None]) -> str:
    """Return one sign a number: the lowest block for 0, the highest for the greatest; `·` for what is not known."""
    most = max((value for value in values if value is not None), default=0.0)
    return "".join(UNKNOWN if value is None else _block(value, most) for value in values)


def _block(value: float, most: float) -> str:
    """Return a number's block. What is more than nothing looks so."""
    if value <= 0 or most <= 0:
        return BLOCKS[0]
    return BLOCKS[max(1, round(value / most * (len(BLOCKS) - 1)))]
