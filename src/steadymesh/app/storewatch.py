"""Tells the house when nothing can be written down, and when it can again.

The store's thread has written its own lines into the log, but for a disk that hangs: then it can't.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from steadymesh.bus import Bus
from steadymesh.errors import StoreError
from steadymesh.events import StoreBack, StoreFailing
from steadymesh.ports import Clock
from steadymesh.store import Store
from steadymesh.store.failures import HANGING

_log = structlog.get_logger("store")

LASTS_S: Final = 5.0
"""A lock that somebody's shell holds for a moment is nothing to alert anybody about."""

LOOK_S: Final = 5.0
"""Between two looks whether the disk hangs, which nobody tells."""


class StoreWatch:
    """Publishes `StoreFailing` for each cause that lasts, and one `StoreBack`.

    Args:
        store: Knows why it can't write.
        bus: Where it is told.
        clock: Loop time.
    """

    def __init__(self, *, store: Store, bus: Bus, clock: Clock) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._since: float | None = None
        self._told = ""

    async def run(self) -> None:
        """Watch until cancelled."""
        changed = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._store.watch(lambda: _from_thread(loop, changed))
        try:
            while True:
                self._look(self._clock.now())
                try:
                    async with asyncio.timeout_at(self._deadline()):
                        await changed.wait()
                except TimeoutError:
                    continue
                changed.clear()
        finally:
            self._store.watch(None)

    def _deadline(self) -> float:
        """Return when to look again though nothing changes."""
        is_told = self._store.failing() == self._told
        now = self._clock.now()
        return now + LOOK_S if self._since is None or is_told else max(self._since + LASTS_S, now)

    def _look(self, now: float) -> None:
        cause = self._store.failing()
        if not cause:
            if self._told and self._since is not None:
                self._tell_back(now - self._since)
            self._told, self._since = "", None
            return
        if self._since is None:
            self._since = now
        if cause != self._told and now - self._since >= LASTS_S:
            self._told = cause
            if cause == HANGING:
                _log.warning("store-failing", reason=cause, error=_hangs())
            self._bus.publish(StoreFailing(reason=cause, seconds=now - self._since))

    def _tell_back(self, seconds: float) -> None:
        if self._told == HANGING:
            _log.info("store-recovered", seconds=round(seconds, 1))
        self._bus.publish(StoreBack(seconds=seconds))


def _hangs() -> StoreError:
    return StoreError(
        "The database does not answer: the disk hangs.",
        remedy="Look at it (dmesg, the SD card, a network drive that is gone).",
        sentence="store-error-hanging",
    )


def _from_thread(loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
    loop.call_soon_threadsafe(changed.set)
