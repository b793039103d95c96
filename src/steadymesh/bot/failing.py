"""PURE: remembers what fails again and again: after five times in a row it is left alone, and then tried once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

IN_A_ROW: Final = 5
"""Failures after which it is paused."""

PAUSE_S: Final = 600.0
"""The first pause; each further one without a success in between is twice as long."""

LONGEST_PAUSE_S: Final = 6 * 3600.0
"""Whatever it waits for (a server, a disk) may be back tomorrow."""

MOST_DOUBLED: Final = 16
"""Doubled so often, a pause is the longest one; a number must not grow with every failure of a year."""


class Turn(Enum):
    """What the end of a call means."""

    WELL = "well"
    """It works, as before."""
    RECOVERED = "recovered"
    """It works again."""
    FIRST = "first"
    """It has failed for the first time since it worked."""
    AGAIN = "again"
    PAUSED = "paused"
    """It has failed once too often."""


@dataclass(slots=True)
class _Record:
    in_a_row: int = 0
    pauses: int = 0
    until: float = 0.0


class Failing:
    """What fails, by name. Holds no more than what there is to call."""

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}

    def note(self, name: str, now: float, *, failed: bool) -> Turn:
        """Note how a call ended; return what that means.

        Args:
            name: Of what was called.
            now: Loop time.
            failed: Whether it raised, or took too long.
        """
        if not failed:
            return Turn.WELL if self._records.pop(name, None) is None else Turn.RECOVERED
        record = self._records.setdefault(name, _Record())
        if now < record.until:
            return Turn.AGAIN  # it was begun before the pause
        record.in_a_row += 1
        if record.pauses or record.in_a_row >= IN_A_ROW:
            record.until = now + min(PAUSE_S * 2 ** min(record.pauses, MOST_DOUBLED), LONGEST_PAUSE_S)
            record.pauses += 1
            return Turn.PAUSED
        return Turn.FIRST if record.in_a_row == 1 else Turn.AGAIN

    def paused_s(self, name: str, now: float) -> float:
        """Return for how many seconds it is still not to be called; 0: it is."""
        record = self._records.get(name)
        return 0.0 if record is None else max(0.0, record.until - now)

    def resume(self, name: str) -> bool:
        """Forget that it failed, at a person's wish; return whether it was paused."""
        record = self._records.pop(name, None)
        return record is not None and record.pauses > 0

    def paused(self, now: float) -> dict[str, float]:
        """Return what is paused, and for how many seconds still."""
        return {name: record.until - now for name, record in self._records.items() if record.until > now}
