"""The two clocks and the dice: the only place that reads them.

`now` (loop time, seconds, monotonic) measures durations; `at` (wall time, aware UTC datetime) dates things for people
and for the disk, and may jump. Everybody else is handed values, or a `ports.Clock`.
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
