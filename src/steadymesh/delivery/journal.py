"""Writing outgoing texts down, and reading them back, without ever waiting long: a text must not hang on a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from steadymesh.delivery.bill import HOUR_S
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.model import Entry
from steadymesh.ports import Clock, OutboxJournal

_log = structlog.get_logger("delivery")


OWED_MAX: Final = 20_000
"""Refused entries that are remembered: all that may be open, and as many that have ended since. The oldest go."""

PAY_PAUSE_S: Final = 5.0
"""Between two tries to hand the journal what it refused. As soon as it has written something it is tried at once."""


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
        self._owed: dict[str, Entry] = {}
        """By key what was refused, as it stood last."""
        self._pay_at = 0.0

    @property
    def is_failing(self) -> bool:
        """Whether the last awaited write did not get through in time, or something that was refused is still owed."""
        return self._failing_since is not None or bool(self._owed)

    async def save(self, *entries: Entry) -> bool:
        """Return whether the entries are durable: False when it takes too long or fails, and is with the journal only.

        All of them are written, or none.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                await (self._journal.save(*entries) if len(entries) == 1 else self._journal.save_all(entries))
        except TimeoutError:
            self._failed(store_is_silent(self._timeout_s))
        except StoreError as exc:
            self._owe(entries, exc)
        else:
            for entry in entries:
                self._owed.pop(entry.key, None)
            if self._failing_since is not None:
                seconds = round(self._clock.now() - self._failing_since, 1)
                self._failing_since = None
                _log.info("outbox-journal-recovered", seconds=seconds)
            self._pay_at = 0.0
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
            self._owe([entry], exc)
        else:
            self._owed.pop(entry.key, None)

    def _owe(self, entries: Sequence[Entry], error: StoreError) -> None:
        """Remember what the journal may not even have taken: it refuses when too much waits."""
        self._failed(error)
        for entry in entries:
            self._owed.pop(entry.key, None)
            self._owed[entry.key] = entry
        while len(self._owed) > OWED_MAX:
            del self._owed[next(iter(self._owed))]

    def deadline(self) -> float | None:
        """Return the loop time when `pay` has something to do; None: nothing is owed."""
        return self._pay_at if self._owed else None

    def pay(self) -> None:
        """Hand the journal what it refused, every few seconds; what it refuses once more is owed still."""
        now = self._clock.now()
        if not self._owed or now < self._pay_at:
            return
        self._pay_at = now + PAY_PAUSE_S
        owed, self._owed = self._owed, {}
        left = iter(owed.items())
        for key, entry in left:
            try:
                self._journal.keep(entry)
            except StoreError:
                self._owed = {key: entry, **dict(left)}

    def _failed(self, error: StoreError) -> None:
        log = _log.warning if self._failing_since is None else _log.debug
        if self._failing_since is None:
            self._failing_since = self._clock.now()
        log("outbox-journal-failing", error=error)
