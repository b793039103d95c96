"""Durations as people write them: `15s`, `2m`, `1h30m`, `500ms`, `0`."""

from __future__ import annotations

import re
from typing import Final

from steadymesh.clock import format_duration

__all__ = ["ACCEPTED", "format_duration", "parse_duration"]

ACCEPTED: Final = "a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0"
"""What `parse_duration` understands, to be put into a sentence."""

_UNITS_S: Final = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,6})?)"
_DURATION: Final = re.compile(
    rf"(?:{_NUMBER}d)?\s*(?:{_NUMBER}h)?\s*(?:{_NUMBER}m(?!s))?\s*(?:{_NUMBER}s)?\s*(?:{_NUMBER}ms)?", re.ASCII
)
_BARE: Final = re.compile(rf"[-+]?{_NUMBER}", re.ASCII)


def parse_duration(raw: object) -> float:
    """Return the seconds that `raw` writes.

    Args:
        raw: A string; a number too, but only 0: any other one would leave the unit to be guessed.

    Raises:
        ValueError: It is no duration; the message says what is accepted.
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if raw == 0:
            return 0.0
        raise ValueError(
            f"a number without a unit could be anything: write “{raw}s” for seconds or “{raw}m” for minutes"
        )
    if not isinstance(raw, str):
        raise ValueError(f"write {ACCEPTED}")  # noqa: TRY004  (all that a person gets wrong is one kind of error here)
    word = raw.strip()
    if _BARE.fullmatch(word):
        if float(word) == 0:
            return 0.0
        raise ValueError(f"a number without a unit could be anything: write {word}s for seconds or {word}m for minutes")
    match = _DURATION.fullmatch(word)
    if not word or match is None:
        raise ValueError(f"write {ACCEPTED}")
    parts = zip(match.groups(), _UNITS_S.values(), strict=True)
    return round(sum(float(number) * unit_s for number, unit_s in parts if number is not None), 6)
