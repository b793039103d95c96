"""Writing outgoing texts down, and reading them back, without ever waiting long: a text must not hang on a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from steadymesh.delivery.bill import HOUR_S
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.model import Entry
from steadymesh.ports import Clock, OutboxJournal

_log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What earlier runs have left."""

    open: Sequence[Entry]
    recent: Sequence[Entry]
    """Ended ones that a late ack may improve, newest first."""
    lately: Sequence[Entry]
    """What was made or handed over within the hour."""


class BoundedJournal:
    """A journal whose writes have a deadline. What was not written in time stays with the journal, which owes it.

    Args:
        journal: Where entries are kept.
        clock: For how long it has been failing.
        timeout_s: Longest wait for one write.
    """

    def __init__(self, *, journal: OutboxJournal, clock: Clock, timeout_s: float) -> None:
        self._journal = journal
        self._clock = clock
        self._timeout_s = timeout_s
        self._failing_since: float | None = None

    @property
    def is_failing(self) -> bool:
        """Whether the last awaited write did not get through in time."""
        return self._failing_since is not None

    async def save(self, entry: Entry) -> bool:
        """Return whether the entry is durable: False when it takes too long or fails, and is with the journal only."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._journal.save(entry)
        except TimeoutError:
            self._failed(store_is_silent(self._timeout_s))
        except StoreError as exc:
            self._failed(exc)
        else:
            if self._failing_since is not None:
                seconds = round(self._clock.now() - self._failing_since, 1)
                self._failing_since = None
                _log.info("outbox-journal-recovered", seconds=seconds)
            return True
        return False

    async def find(self, key: str) -> Entry | None:
        """Return the entry of this very key as the journal has it; None: there is none. The caller has the deadline.

        Raises:
            StoreError: It can't be read.
        """
        return await self._journal.load_entry(key)

    async def load(self, options: DeliveryOptions) -> Kept:
        """Return what earlier runs have left, as soon as it can be read; tries for ever."""
        pause_s = 1.0
        failed_before = False
        while True:
            try:
                async with asyncio.timeout(options.load_timeout_s):
                    return Kept(
                        open=await self._journal.load_open(),
                        recent=await self._journal.load_recent(options.recent_max),
                        lately=await self._journal.load_since(self._clock.at() - timedelta(seconds=HOUR_S)),
                    )
            except (StoreError, TimeoutError) as exc:
                log = _log.debug if failed_before else _log.warning
                silent = store_is_silent(options.load_timeout_s)
                log("outbox-unreadable", error=exc if isinstance(exc, StoreError) else silent)
                failed_before = True
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, options.load_retry_max_s)

    def keep(self, entry: Entry) -> None:
        """Have the entry written soon; never waits."""
        try:
            self._journal.keep(entry)
        except StoreError as exc:
            self._failed(exc)

    def _failed(self, error: StoreError) -> None:
        log = _log.debug if self.is_failing else _log.warning
        if self._failing_since is None:
            self._failing_since = self._clock.now()
        log("outbox-journal-failing", error=error)
