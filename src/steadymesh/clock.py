"""The two clocks and the dice: the only place that reads them.

`now` (loop time, seconds, monotonic) measures durations; `at` (wall time, aware UTC datetime) dates things for people
and for the disk, and may jump. Everybody else is handed values, or a `ports.Clock`.

How a duration is written stands here too: the log, the command line and the settings write it the same way.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta

from steadymesh.ids import PacketId


class SystemClock:
    """The loop's clock and the system's wall clock; chance from the operating system."""

    def __init__(self) -> None:
        self._chance = random.SystemRandom()

    def now(self) -> float:
        """Return loop time in seconds: monotonic, without meaning between processes."""
        return asyncio.get_running_loop().time()

    def at(self) -> datetime:
        """Return wall time, aware, UTC. It may jump back or forward."""
        return datetime.now(UTC)

    def chance(self) -> float:
        """Return a random number within [0, 1)."""
        return self._chance.random()

    def packet_id(self) -> PacketId:
        """Return a fresh packet id: 32 random bits, never 0 (0 asks the radio to choose one)."""
        return PacketId(self._chance.randrange(1, 1 << 32))


class LoopClock(SystemClock):
    """A clock whose wall time follows the loop: for virtual time, where both must move together.

    Args:
        start: Wall time when the loop's time is 0.
        seed: Makes chance repeatable.
    """

    def __init__(self, start: datetime, seed: int = 0) -> None:
        super().__init__()
        self._start = start
        self._chance = random.Random(seed)  # type: ignore[assignment]
        self.wall_shift = timedelta()
        """Added to wall time only: what somebody who sets the clock does."""

    def at(self) -> datetime:
        """Return the start plus the loop's time plus `wall_shift`."""
        return self._start + timedelta(seconds=self.now()) + self.wall_shift


def monotonic() -> float:
    """Return seconds of the machine's monotonic clock, for threads that have no loop."""
    return time.monotonic()


def format_duration(seconds: float) -> str:
    """Return `seconds` as settings have them (`1h30m`, `500ms`), in the largest units that lose nothing."""
    milliseconds = round(seconds * 1000)
    if milliseconds <= 0:
        return "0"
    if milliseconds < 1000:
        return f"{milliseconds}ms"
    if milliseconds % 1000:
        whole_minutes, rest = divmod(milliseconds, 60_000)
        head = format_duration(whole_minutes * 60) if whole_minutes else ""
        return f"{head}{rest / 1000:g}s"
    left, words = milliseconds // 1000, ""
    for unit, size_s in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size_s)
        if count:
            words += f"{count}{unit}"
    return words
