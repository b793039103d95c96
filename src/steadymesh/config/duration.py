"""Durations as people write them: `15s`, `2m`, `1h30m`, `500ms`, `0`."""

from __future__ import annotations

import re
from typing import Final

from steadymesh.clock import format_duration
from steadymesh.errors import Told

__all__ = ["ACCEPTED", "format_duration", "parse_duration"]

ACCEPTED: Final = Told("a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0", "accepts-duration")
"""What `parse_duration` understands, to be put into a sentence."""

_UNITS_S: Final = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,6})?)"
_DURATION: Final = re.compile(
    rf"(?:{_NUMBER}d)?\s*(?:{_NUMBER}h)?\s*(?:{_NUMBER}m(?!s))?\s*(?:{_NUMBER}s)?\s*(?:{_NUMBER}ms)?", re.ASCII
)
_BARE: Final = re.compile(rf"[-+]?{_NUMBER}", re.ASCII)


class RefusedError(ValueError):
    """What somebody wrote is no value; says what is accepted.

    Args:
        told: The end of a sentence, without a full stop.
    """

    def __init__(self, told: Told) -> None:
        super().__init__(told.english)
        self.told = told


def write(accepted: Told) -> RefusedError:
    """Return what to raise where something else was to be written."""
    return RefusedError(Told(f"write {accepted}", "refused-write", {"accepted": accepted}))


def parse_duration(raw: object) -> float:
    """Return the seconds that `raw` writes.

    Args:
        raw: A string; a number too, but only 0: any other one would leave the unit to be guessed.

    Raises:
        RefusedError: It is no duration.
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if raw == 0:
            return 0.0
        raise _without_unit(f'"{raw}s"', f'"{raw}m"')  # as TOML has them
    if not isinstance(raw, str):
        raise write(ACCEPTED)
    word = raw.strip()
    if _BARE.fullmatch(word):
        if float(word) == 0:
            return 0.0
        raise _without_unit(f"{word}s", f"{word}m")
    match = _DURATION.fullmatch(word)
    if not word or match is None:
        raise write(ACCEPTED)
    parts = zip(match.groups(), _UNITS_S.values(), strict=True)
    return round(sum(float(number) * unit_s for number, unit_s in parts if number is not None), 6)


def _without_unit(seconds: str, minutes: str) -> RefusedError:
    return RefusedError(
        Told(
            f"a number without a unit could be anything: write {seconds} for seconds or {minutes} for minutes",
            "refused-without-unit",
            {"seconds": seconds, "minutes": minutes},
        )
    )
