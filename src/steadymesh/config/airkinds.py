"""Kinds of settings about the air: the hours of a night, and a part of something."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from steadymesh.config.duration import RefusedError
from steadymesh.config.kinds import Kind
from steadymesh.delivery.nights import QuietHours
from steadymesh.errors import Told

_HOURS: Final = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", re.ASCII)
_PART: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})\s*(%)?", re.ASCII)


def hours() -> Kind:
    """Hours of each day, such as 22:00-06:30; empty: none."""

    def read(raw: object) -> QuietHours | None:
        if isinstance(raw, str) and not raw.strip():
            return None
        match = _HOURS.fullmatch(raw.strip()) if isinstance(raw, str) else None
        begin, end = (None, None) if match is None else (_time(match[1], match[2]), _time(match[3], match[4]))
        if begin is None or end is None:
            raise kind.refusal()
        if begin == end:
            raise RefusedError(Told("they end when they begin: leave it empty for none", "refused-no-hours"))
        return QuietHours(begin=begin, end=end)

    def show(value: object) -> str:
        return f"{value.begin:%H:%M}-{value.end:%H:%M}" if isinstance(value, QuietHours) else ""

    accepted = Told('two times of day, such as "22:00-06:30", or nothing', "accepts-hours")
    kind = Kind(accepted=accepted, read=read, show=show)
    return kind


def fraction(least: float, most: float) -> Kind:
    """A part of something within bounds, as a number or in per cent."""

    def read(raw: object) -> float:
        value = _part(raw)
        if value is None or not least <= value <= most:
            raise kind.refusal()
        return value

    fields = {"least": f"{least:g}", "most": f"{most:g}"}
    accepted = Told(f"a number from {least:g} to {most:g}, or per cent such as 5%", "accepts-fraction", fields)
    kind = Kind(accepted=accepted, read=read, show=lambda value: f"{value:g}")
    return kind


def _time(hour: str, minute: str) -> time | None:
    """Return a time of day; None: there is none such. 24:00 ends a day, which is where the next one begins."""
    if (hour, minute) == ("24", "00"):
        return time()
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _part(raw: object) -> float | None:
    """Return the number that is written, per cent as hundredths; None: none is."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    match = _PART.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        return None
    return round(float(match[1]) / (100 if match[2] else 1), 6)
