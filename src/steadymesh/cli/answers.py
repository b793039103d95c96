"""Reads what the running process answered: plain data, maybe of another version, so nothing is taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from steadymesh.words import clean


def pick(value: object, *path: str) -> object:
    """Return what stands at a path of names; None where it does not."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text(value: object, *path: str) -> str:
    """Return what stands at a path, as clean text; empty where nothing does."""
    found = pick(value, *path)
    return "" if found is None else clean(str(found))


def number(value: object, *path: str) -> float:
    """Return the number at a path; 0 where there is none."""
    found = pick(value, *path)
    return found if isinstance(found, (int, float)) and not isinstance(found, bool) else 0


def rows(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; what is none is left out."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def local_time(value: object, *path: str) -> str:
    """Return a time as the person's clock shows it; empty where there is none."""
    written = text(value, *path)
    try:
        return f"{datetime.fromisoformat(written).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return written


def rough_duration(seconds: float) -> str:
    """Return a duration in its two largest units at most: nobody counts the seconds of a week."""
    from steadymesh.config import format_duration

    for size_s in (86_400, 3_600, 60):
        if seconds >= size_s:
            smaller_s = {86_400: 3_600, 3_600: 60, 60: 1}[size_s]
            return format_duration(seconds // smaller_s * smaller_s)
    return format_duration(round(seconds, 1))
