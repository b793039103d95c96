"""Day and night in virtual time: when somebody is up."""

from __future__ import annotations

from typing import Final

from steadymesh.sim.dice import Dice

HOUR_S: Final = 3600.0
DAY_S: Final = 86_400.0

WAKES: Final = (5.5, 9.0)
SLEEPS: Final = (21.0, 24.0)
"""Hours of the day between which somebody's morning and night lie; each has their own."""

VARIES_H: Final = 0.5
"""No two days begin and end at the same minute."""


class Rhythm:
    """One person's days.

    Args:
        dice: Chance.
        midnight_s: Some midnight, in virtual seconds.
    """

    def __init__(self, dice: Dice, *, midnight_s: float) -> None:
        self._dice = dice
        self._midnight_s = midnight_s
        self._wakes_h = dice.between(*WAKES)
        self._sleeps_h = dice.between(*SLEEPS)

    def hour(self, now: float) -> float:
        """Return the hour of the day, within [0, 24)."""
        return (now - self._midnight_s) % DAY_S / HOUR_S

    def is_awake(self, now: float) -> bool:
        """Return whether they are up."""
        return self._wakes_h <= self.hour(now) < self._sleeps_h

    def next_morning(self, now: float) -> float:
        """Return when they get up next."""
        return self._next(now, self._wakes_h)

    def next_night(self, now: float) -> float:
        """Return when they go to bed next."""
        return self._next(now, self._sleeps_h)

    def _next(self, now: float, hour: float) -> float:
        ahead_h = (hour - self.hour(now)) % 24 or 24.0
        return now + max(1.0, (ahead_h + self._dice.between(0, VARIES_H)) * HOUR_S)
