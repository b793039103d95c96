"""The key sync: after READY, later and by itself, every key of the book goes into the node directory.

The log says how many there are, how many of them the radio holds, and how many more it needs.

It belongs to the link that scheduled it: when that link is gone, so is the sync, and the next link schedules its own.
It waits for nobody but the node directory, under a deadline (`keys.reading`), and nobody waits for it. It writes
nothing to the radio and asks it nothing: what the radio needs is brought to it afterwards, one contact at a time, by
`keys.custody`, which begins when a sync is told to have ended.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final

import structlog

from steadymesh.bus import Bus, Subscription, WhenFull
from steadymesh.events import (
    Event,
    KeyChanged,
    KeyDecided,
    KeyLearned,
    KeysSynced,
    NodeRenumbered,
    SessionLost,
    SessionReady,
)
from steadymesh.keys.book.book import Book
from steadymesh.keys.options import KeyOptions
from steadymesh.keys.sync.advice import LEAST_ESP32_DELAY_S, SLOW_NODE_DELAY, is_delay_short
from steadymesh.keys.sync.reading import DirectoryError, GuardedDirectory
from steadymesh.ports import Clock, NodeDirectory

log = structlog.get_logger("keys")

MAX_WAITING: Final = 100
"""Events of the link that may wait: two a connection, and each attempt takes some turns of the loop."""

CHANGES: Final = (KeyLearned, KeyChanged, KeyDecided, NodeRenumbered)
"""After each of these another sync is due: the content of the book may be another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFacts:
    """The key sync since the start of the process, as `status` and the metrics show it."""

    scheduled: int = 0
    """Links that scheduled one."""
    started: int = 0
    complete: int = 0
    failed: int = 0
    skipped: int = 0
    cancelled: int = 0
    """Waiting or running when their link was lost."""
    known: int = 0
    """Of the last complete sync."""
    held: int = 0
    pushed: int = 0
    waiting: int = 0
    last_outcome: str = ""
    """`complete`, `skipped` or `failed`; empty: none yet."""
    last_reason: str = ""
    last_seconds: float | None = None
    last_at: datetime | None = None
    next_s: float | None = None
    """Seconds to the scheduled sync of the current link; None: none is waiting."""

    @property
    def success_rate(self) -> float | None:
        """Return complete syncs of those that ended in success or failure, 0 … 1; None: none has ended."""
        ended = self.complete + self.failed
        return self.complete / ended if ended else None


class _Phase(Enum):
    """What the sync of the current link is doing."""

    IDLE = "idle"
    """Nothing, or there is no link."""
    WAITING = "waiting"
    """Its first sync is scheduled."""
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class _Link:
    """The READY link that the sync belongs to."""

    generation: int
    due: float
    """Loop time of its first sync."""


class KeySync:
    """The deferred key sync. One `run()` at a time.

    Args:
        book: The keys that are known.
        directory: Where they are needed; None: there is none, and each sync says so.
        bus: Tells of lost links and new keys, and is told of each sync.
        clock: The clocks.
        options: Delay, interval, deadline.
        pushes: Returns how many contacts were brought into the radio since it was last asked, and how many that it
            needs it still lacks; None: nobody brings any, and it lacks all that it does not hold.
    """

    def __init__(
        self,
        *,
        book: Book,
        directory: NodeDirectory | None,
        bus: Bus,
        clock: Clock,
        options: KeyOptions | None = None,
        pushes: Callable[[], tuple[int, int]] | None = None,
    ) -> None:
        self._book = book
        self._bus = bus
        self._clock = clock
        self._options = options or KeyOptions()
        self._pushes = pushes
        self._directory = GuardedDirectory(directory, deadline_s=self._options.sync_deadline_s)
        self._link: _Link | None = None
        self._latest = (-1, 0.0)
        self._link_changed = asyncio.Event()
        self._keys_changed = asyncio.Event()
        self._synced: tuple[int, bytes] | None = None
        self._failed_at: float | None = None
        self._phase = _Phase.IDLE
        self._delay_told = False
        self._facts = SyncFacts()

    def schedule(self, ready: SessionReady) -> None:
        """Arm the sync for a link that has just become READY. Called by the link; returns at once.

        A second call for the same READY changes nothing. A link is READY twice when its radio restarts behind it.
        """
        if (ready.generation, ready.now) <= self._latest:
            return
        self._drop_link()
        self._book.set_own(ready.radio.num)  # at once: with a delay of 0 the keeper may hear of it too late
        delay_s = self._options.sync_delay_s
        self._latest = (ready.generation, ready.now)
        self._link = _Link(ready.generation, self._clock.now() + delay_s)
        self._phase = _Phase.WAITING
        self._facts = replace(self._facts, scheduled=self._facts.scheduled + 1)
        self._link_changed.set()
        log.info("pubkey-sync-scheduled", delay_s=delay_s, generation=ready.generation)
        if not self._delay_told and is_delay_short(delay_s, ready.radio):
            self._delay_told = True
            log.warning("pubkey-sync-delay-short", delay_s=delay_s, least_s=LEAST_ESP32_DELAY_S)

    def facts(self) -> SyncFacts:
        """Return how the syncs went, and when the next scheduled one is due."""
        if self._link is None or self._phase is not _Phase.WAITING:
            return self._facts
        return replace(self._facts, next_s=max(0.0, self._link.due - self._clock.now()))

    async def run(self) -> None:
        """Serve one link after the other until cancelled."""
        # New keys come by thousands, and must not push out the news that the link is gone (A3).
        with (
            self._bus.subscribe("keys-sync", (SessionReady, SessionLost), size=MAX_WAITING) as links,
            self._bus.subscribe("keys-sync-changes", CHANGES, size=1, when_full=WhenFull.SAY_ONCE) as changes,
        ):
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_link(links), name="keys-sync-link")
                group.create_task(self._follow_changes(changes), name="keys-sync-changes")
                serving: asyncio.Task[None] | None = None
                self._link_changed.set()
                while True:
                    await self._link_changed.wait()
                    self._link_changed.clear()
                    if serving is not None:
                        serving.cancel()
                        serving = None
                    if self._link is not None:
                        serving = group.create_task(self._serve(self._link), name=f"keys-sync-{self._link.generation}")

    # --- what the bus tells ---

    async def _follow_link(self, links: Subscription) -> None:
        while True:
            await links.wait()
            self._take(links.take_all())

    def _take(self, events: Sequence[Event]) -> None:
        """Take what the bus tells of the link. Apart, so that no frame that waits keeps a whole dump alive."""
        for event in events:
            match event:
                case SessionReady():
                    self.schedule(event)  # if the link did not: a no-op if it did
                case SessionLost(generation=generation):
                    if self._link is not None and self._link.generation == generation:
                        self._drop_link()

    async def _follow_changes(self, changes: Subscription) -> None:
        while True:
            await changes.wait()
            changes.take_all()
            self._keys_changed.set()

    def _drop_link(self) -> None:
        """Cancel whatever the current link scheduled."""
        if self._link is None:
            return
        if self._phase is not _Phase.IDLE:
            self._facts = replace(self._facts, cancelled=self._facts.cancelled + 1)
            log.info("pubkey-sync-cancelled", generation=self._link.generation)
            self._phase = _Phase.IDLE
        self._link = None
        self._link_changed.set()

    # --- one link ---

    async def _serve(self, link: _Link) -> None:
        """Sync once after the delay, then whenever keys change, and periodically; until cancelled with the link."""
        await asyncio.sleep(max(0.0, link.due - self._clock.now()))
        log.info("pubkey-sync-deferred-start", generation=link.generation)
        await self._sync(link, force=True)
        while True:
            await self._next_occasion()
            await self._sync(link, force=False)

    async def _next_occasion(self) -> None:
        """Return when the keys have changed (a moment after the first of a burst), or when the interval is over.

        After a failed sync each new key would make another one fail, with its error line: that waits, with a line.
        """
        interval_s = self._options.sync_interval_s
        ends = self._clock.now() + (interval_s or math.inf)
        try:
            async with asyncio.timeout(interval_s or None):
                await self._keys_changed.wait()
                wait_s = self._options.change_delay_s
                if self._failed_at is not None:
                    left_s = min(self._failed_at + self._options.retry_s, ends) - self._clock.now()
                    if left_s > wait_s:
                        wait_s = left_s
                        log.info("pubkey-sync-postponed", delay_s=round(wait_s, 1))
                await asyncio.sleep(wait_s)
        except TimeoutError:
            pass

    async def _sync(self, link: _Link, *, force: bool) -> None:
        """Do one sync, or say why not."""
        self._keys_changed.clear()
        content = (link.generation, self._book.content_digest())
        keys = self._book.all()
        if not force:
            reason = "no-key" if not keys else "nothing-changed" if self._synced == content else ""
            if reason:
                log.info("pubkey-sync-skipped", reason=reason, generation=link.generation)
                self._facts = replace(self._facts, skipped=self._facts.skipped + 1)
                self._ended(link, outcome="skipped", reason=reason, began=self._clock.now())
                return
        began = self._clock.now()
        self._phase = _Phase.RUNNING
        log.info("pubkey-sync-started", generation=link.generation)
        self._facts = replace(self._facts, started=self._facts.started + 1)
        try:
            count = await self._directory.count()
            log.debug("pubkey-sync-nodes", count=count)
            log.debug("pubkey-sync-known", known=len(keys))
            found = await self._directory.put(keys)
        except DirectoryError as exc:
            self._synced = None
            self._failed_at = self._clock.now()
            log.error(exc.event, error=exc.what, remedy=SLOW_NODE_DELAY)  # noqa: TRY400  (one line; the trace follows)
            if exc.event == "pubkey-sync-nodes-none":  # the only sentence that has no room for it
                log.warning("pubkey-sync-remedy", remedy=SLOW_NODE_DELAY)
            log.debug("pubkey-sync-trace", exc_info=exc)
            self._facts = replace(self._facts, failed=self._facts.failed + 1)
            self._ended(link, outcome="failed", reason=exc.what, began=began)
            return
        self._synced = content
        self._failed_at = None
        pushed, waiting = (0, found.known - found.held) if self._pushes is None else self._pushes()
        if found.known:
            log.info(
                "pubkey-sync-complete",
                known=found.known,
                held=found.held,
                pushed=pushed,
                waiting=waiting,
                generation=link.generation,
            )
            log.info("pubkey-sync-result", known=found.known)
        else:
            log.info("pubkey-sync-none")
        self._facts = replace(
            self._facts,
            complete=self._facts.complete + 1,
            known=found.known,
            held=found.held,
            pushed=pushed,
            waiting=waiting,
        )
        self._ended(link, outcome="complete", reason="", began=began)

    def _ended(self, link: _Link, *, outcome: str, reason: str, began: float) -> None:
        """Note how a sync ended and tell the house."""
        self._phase = _Phase.IDLE
        failed = outcome == "failed"
        seconds = self._clock.now() - began
        self._facts = replace(
            self._facts, last_outcome=outcome, last_reason=reason, last_seconds=seconds, last_at=self._clock.at()
        )
        self._bus.publish(
            KeysSynced(
                generation=link.generation,
                outcome=outcome,
                known=0 if failed else self._facts.known,
                held=0 if failed else self._facts.held,
                pushed=0 if failed else self._facts.pushed,
                waiting=0 if failed else self._facts.waiting,
                reason=reason,
                seconds=seconds,
            )
        )
