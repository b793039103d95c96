"""Durations as people read them on the mesh: short, because each character is paid for on air."""

from __future__ import annotations

import math

from steadymesh import words

MINUTE_S = 60
HOUR_S = 3600


def say(seconds: float, language: str) -> str:
    """Return a duration in its two greatest units, such as `3 h 12 min`; negative ones (a clock was set) are 0."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // MINUTE_S, whole // HOUR_S, whole // 86_400
    if days:
        return words.render("duration-days", {"days": days, "hours": hours % 24}, language)
    if hours:
        return words.render("duration-hours", {"hours": hours, "minutes": minutes % 60}, language)
    if minutes:
        return words.render("duration-minutes", {"minutes": minutes}, language)
    return words.render("duration-seconds", {"seconds": whole}, language)


def say_wait(seconds: float, language: str) -> str:
    """Return how long to wait, rounded up: whoever waits for so long has waited long enough."""
    whole = math.floor(seconds) + 1
    return say(whole if whole < MINUTE_S else math.ceil(whole / MINUTE_S) * MINUTE_S, language)


def say_late(seconds: float, language: str) -> str:
    """Return what stands before an answer that comes late, with the space behind it, such as `(3 h late) `."""
    if seconds < HOUR_S:
        return words.render("reply-late-minutes", {"minutes": int(seconds // MINUTE_S)}, language) + " "
    return words.render("reply-late-hours", {"hours": round(seconds / HOUR_S)}, language) + " "
