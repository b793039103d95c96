"""PURE: how durations are written: `90s`, `15m`, `2h`, `1d`, `1h30m`, `1h30`, `1 h 30 min`; French days are `j`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

LONGEST: Final = timedelta(days=999_999)
"""Whatever is longer no date could hold, nor a `timedelta` in the end."""

LONGEST_WRITTEN: Final = 64
"""Characters of one that are looked at."""

_DURATION: Final = re.compile(r"(?:\d{1,6}[smhdj])*\d{1,6}[smhdj]?", re.ASCII)
_PART: Final = re.compile(r"(\d{1,6})([smhdj]?)", re.ASCII)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "j": 86_400}
_BARE: Final = {"": 60, "h": 60, "m": 1}
"""What a number without a unit counts, seconds, by the unit before it: alone it is minutes, as people say it."""

_UNITS: Final = frozenset({"s", "m", "min", "h", "d", "j"})
"""What may stand behind a number as a word of its own: in French it does."""


def read(word: str) -> timedelta | None:
    """Return what a word means; None: it is no duration."""
    folded = _folded(word)
    if folded is None:
        return None
    seconds, before = 0, ""
    for number, unit in _PART.findall(folded):
        each = _SECONDS[unit] if unit else _BARE.get(before)
        if each is None:
            return None
        seconds, before = seconds + int(number) * each, unit
    return timedelta(seconds=seconds) if seconds <= LONGEST.total_seconds() else None


def take(text: str, first: Callable[[str], tuple[str, str]], *, is_last: bool) -> tuple[str, str]:
    """Return the words that write a duration, joined, and what is left: `30 min` is one, and `1h 30m`.

    What goes on has a smaller unit, so that two durations stay two.

    Args:
        text: What was written.
        first: Takes the first word of a text, and returns what is left beside it.
        is_last: Whether nothing else can follow, so that the last number needs no unit: `1 h 30`.
    """
    word, left = _number_and_unit(text, first)
    while left:
        more, rest = _number_and_unit(left, first)
        if not _goes_on(word, more, is_last=is_last):
            break
        word, left = word + more, rest
    return word, left


def _goes_on(before: str, after: str, *, is_last: bool) -> bool:
    """Return whether a duration goes on with a further word."""
    unit, further = _unit_at_the_end(before), _unit_at_the_end(after)
    if not unit or further is None:
        return False
    return _SECONDS[further] < _SECONDS[unit] if further else is_last and unit in _BARE


def _unit_at_the_end(word: str) -> str | None:
    """Return the unit of a duration's last number, empty where it has none; None: the word is no duration."""
    folded = _folded(word)
    if folded is None:
        return None
    return folded[-1] if folded[-1] in _SECONDS else ""


def _folded(word: str) -> str | None:
    folded = word.casefold().replace("min", "m")
    return folded if len(folded) <= LONGEST_WRITTEN and _DURATION.fullmatch(folded) else None


def _number_and_unit(text: str, first: Callable[[str], tuple[str, str]]) -> tuple[str, str]:
    """Return the first word, with its unit where that stands behind a number as a word of its own, and what is left."""
    word, left = first(text)
    unit = left.split(maxsplit=1)[0] if left else ""
    if word.isdecimal() and unit.casefold() in _UNITS:
        return word + unit, left[len(unit) :].strip()
    return word, left
