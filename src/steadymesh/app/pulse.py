"""The event loop's own pulse: as long as it beats the service manager is told that we live, and nobody else tells it.

A loop that is blocked can't beat: `WATCHDOG=1` stays away and the process is restarted; outbox and keys are on disk.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from steadymesh.ports import Clock, Notifier

log = structlog.get_logger("app")

BEAT_S: Final = 1.0
"""Between two beats when no watchdog wants them faster."""

LATE_S: Final = 0.25
"""A beat that comes so much later than asked is told of: answers begin to feel slow."""

STEADY_BEATS: Final = 30
"""Beats on time in a row after which the loop is steady again."""


class Pulse:
    """Measures how late the loop is, and feeds the watchdog.

    Args:
        clock: Loop time.
        notifier: The service manager.
        watchdog_s: What the service manager allows between two signs of life (`WATCHDOG_USEC`); None: it wants none.

    Attributes:
        lag_s: How late the last beat was.
        worst_lag_s: How late the latest of all was, since the start.
        beats: Beats since the start.
    """

    def __init__(self, *, clock: Clock, notifier: Notifier, watchdog_s: float | None = None) -> None:
        self._clock = clock
        self._notifier = notifier
        # Half of what is allowed, as sd_watchdog_enabled(3) recommends.
        self._feed_s = None if watchdog_s is None else watchdog_s / 2
        self._beat_s = BEAT_S if self._feed_s is None else min(BEAT_S, self._feed_s)
        self._worst_of_spell_s = 0.0
        self._on_time = 0
        self.lag_s = 0.0
        self.worst_lag_s = 0.0
        self.beats = 0

    async def run(self) -> None:
        """Beat until cancelled."""
        fed = None
        while True:
            began = self._clock.now()
            if self._feed_s is not None and (fed is None or began + self._beat_s - fed > self._feed_s):
                self._notifier.notify("WATCHDOG=1")
                fed = began
            await asyncio.sleep(self._beat_s)
            self._beaten(max(0.0, self._clock.now() - began - self._beat_s))

    def facts(self) -> dict[str, object]:
        """Return what the status shows of the loop."""
        return {"lag_s": round(self.lag_s, 4), "worst_lag_s": round(self.worst_lag_s, 4), "beats": self.beats}

    def _beaten(self, lag_s: float) -> None:
        """Note one beat; tell of the first late one, and when the spell is over."""
        self.beats += 1
        self.lag_s = lag_s
        self.worst_lag_s = max(self.worst_lag_s, lag_s)
        if lag_s >= LATE_S:
            tell = log.debug if self._worst_of_spell_s else log.warning
            tell("loop-lagging", lag_s=round(lag_s, 2))
            self._worst_of_spell_s = max(self._worst_of_spell_s, lag_s)
            self._on_time = 0
        elif self._worst_of_spell_s:
            self._on_time += 1
            if self._on_time >= STEADY_BEATS:
                log.info("loop-steady", lag_s=round(self._worst_of_spell_s, 2))
                self._worst_of_spell_s = 0.0
