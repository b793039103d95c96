"""The outbox' front door: a text becomes an entry that is written down, once for each key that a caller has chosen.

Knows neither link nor radio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from steadymesh.delivery import entrykeys, texts
from steadymesh.delivery.journal import BoundedJournal
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.errors import store_is_silent
from steadymesh.model import Entry, Priority, SendText
from steadymesh.ports import Clock


class Posting:
    """Takes texts in.

    Args:
        queue: Where they wait.
        journal: Where they are written down.
        clock: Both clocks.
        options: Limits and times.
        wake: Called when one may leave.
    """

    def __init__(
        self,
        *,
        queue: OutgoingQueue,
        journal: BoundedJournal,
        clock: Clock,
        options: DeliveryOptions,
        wake: Callable[[], None],
    ) -> None:
        self._queue = queue
        self._journal = journal
        self._clock = clock
        self._options = options
        self._wake = wake
        self._restored = asyncio.Event()
        self._writing: dict[str, asyncio.Event] = {}
        """Entries that are being written down for the first time."""
        self._unwritten: set[str] = set()
        """Open entries under chosen keys that the disk has never taken: after a kill they would be posted once more."""

    @property
    def is_restored(self) -> bool:
        """Whether the queue has what earlier runs left open."""
        return self._restored.is_set()

    def restored(self) -> None:
        """Note that the queue has what earlier runs left open: now it can be told what was posted before."""
        self._restored.set()

    async def post(
        self,
        intent: SendText,
        *,
        priority: Priority,
        lifetime_s: float | None,
        follows: str | None,
        key: str | None,
        once: bool = False,
    ) -> Entry:
        """Take a text in; see `ports.Outbox.post`.

        Raises:
            UsageError: The text, its recipient or the key can't be.
            StoreError: It could not be told in time whether something was posted under the key before.
        """
        if key is not None:
            entrykeys.check(key)
            if (found := await self.fate(key)) is not None:
                return await self._written(found)
        # Until it is in the queue nothing is awaited: of two who post under one key, the second finds the first's.
        texts.check(
            to=intent.to, text=intent.text, channel=intent.channel, reply_id=intent.reply_id, own=self._queue.own
        )
        at = self._clock.at()
        packet_id = self._queue.fresh_id()
        whole_s = self._options.lifetime_s if lifetime_s is None else max(lifetime_s, 0.0)
        entry = Entry(
            key=entrykeys.make(at, packet_id) if key is None else key,
            intent=intent,
            packet_id=packet_id,
            priority=priority,
            created=at,
            deadline=at + timedelta(seconds=whole_s),
            follows=follows or "",
            second_chance=once,  # it counts as used up
        )
        return await self._take(entry, must_be_written=key is not None)

    async def fate(self, key: str) -> Entry | None:
        """Return an entry as it stands; see `ports.Outbox.fate`.

        Raises:
            StoreError: It can't be read, or not in time.
        """
        if (known := self._queue.entry(key)) is not None:
            return known
        try:
            async with asyncio.timeout(self._options.known_wait_s):
                await self._restored.wait()
                kept = None if self._queue.entry(key) else await self._journal.find(key)
        except TimeoutError:
            raise store_is_silent(self._options.known_wait_s) from None
        return self._queue.entry(key) or kept

    async def write(self, prepared: Entry) -> bool:
        """Write an attempt down; return whether the text may leave, written or, while the disk fails, from memory."""
        if await self._journal.save(prepared):
            self._unwritten.discard(prepared.key)
        return prepared.key not in self._unwritten

    async def _take(self, entry: Entry, *, must_be_written: bool) -> Entry:
        """Put an entry in line, and write it down before it may leave."""
        self._queue.add(entry, now=self._clock.now(), held=True)
        written = self._writing[entry.key] = asyncio.Event()
        entry = self._queue.entry(entry.key) or entry
        if must_be_written:
            self._unwritten = {key for key in self._unwritten if self._is_open(key)} | {entry.key}
        try:
            if await self._journal.save(entry):
                self._unwritten.discard(entry.key)
        finally:
            del self._writing[entry.key]
            written.set()
            self._queue.release(entry.key, self._clock.now())
            self._wake()
        return self._queue.entry(entry.key) or entry

    async def _written(self, entry: Entry) -> Entry:
        """Return an entry that was posted before, when it is written down, or could not be in time."""
        if (written := self._writing.get(entry.key)) is not None:
            await written.wait()
        return self._queue.entry(entry.key) or entry

    def _is_open(self, key: str) -> bool:
        entry = self._queue.entry(key)
        return entry is not None and not entry.outcome.is_final
