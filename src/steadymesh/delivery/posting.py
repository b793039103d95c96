"""The outbox' front door: a text becomes an entry that is written down, once for each key that a caller has chosen.

Knows neither link nor radio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from steadymesh.delivery import entrykeys, texts
from steadymesh.delivery.journal import BoundedJournal
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.errors import store_is_silent
from steadymesh.model import Entry, Priority, SendText
from steadymesh.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a text is sent."""

    priority: Priority
    """Who goes first."""
    lifetime_s: float | None = None
    """Seconds after which it expires; None: the default."""
    once: bool = False
    """It has no second chance when nobody confirmed it."""
    is_proved: bool = True
    """Of an answer: a key proves who asked."""


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
        """Entries that the disk has never taken, as far as we know: after a kill nobody knows of them."""

    @property
    def is_restored(self) -> bool:
        """Whether the queue has what earlier runs left open."""
        return self._restored.is_set()

    def restored(self) -> None:
        """Note that the queue has what earlier runs left open: now it can be told what was posted before."""
        self._restored.set()

    async def post(self, intent: SendText, how: Manner, *, follows: str | None, key: str | None) -> Entry:
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
        self._check(intent)
        [entry] = await self._take([self._enter(intent, how, follows=follows or "", key=key)])
        return entry

    async def post_all(self, intents: Sequence[SendText], how: Manner) -> Sequence[Entry]:
        """Take the pieces of one text in; see `ports.Outbox.post_all`.

        Raises:
            UsageError: One of them, or its recipient, can't be; none was taken.
        """
        for intent in intents:
            self._check(intent)
        keys: list[str] = []
        for intent in intents:
            keys.append(self._enter(intent, how, follows=keys[-1] if keys else ""))
        return await self._take(keys)

    def _check(self, intent: SendText) -> None:
        texts.check(
            to=intent.to, text=intent.text, channel=intent.channel, reply_id=intent.reply_id, own=self._queue.own
        )

    def _enter(self, intent: SendText, how: Manner, *, follows: str, key: str | None = None) -> str:
        """Put a text in line, where it is held; return its key."""
        at = self._clock.at()
        packet_id = self._queue.fresh_id()
        whole_s = self._options.lifetime_s if how.lifetime_s is None else max(how.lifetime_s, 0.0)
        entry = Entry(
            key=entrykeys.make(at, packet_id) if key is None else key,
            intent=intent,
            packet_id=packet_id,
            priority=how.priority,
            created=at,
            deadline=at + timedelta(seconds=whole_s),
            is_proved=how.is_proved,
            follows=follows,
            second_chance=how.once,  # it counts as used up
        )
        self._queue.add(entry, now=self._clock.now(), held=True)
        return entry.key

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
        """Write an attempt down; return whether the text may leave.

        Where that fails it may leave from memory, unless a kill could make somebody read it twice: the disk has it as
        one that never left, and it is still alive when peers have forgotten the packet id; or it was posted under a key
        of the caller's, who would post it again.
        """
        if await self._journal.save(prepared):
            self._have_written([prepared.key])
            return True
        if prepared.key in self._unwritten:
            return not entrykeys.is_chosen(prepared.key)
        left = prepared.deadline - (prepared.last_sent or prepared.created)
        return prepared.attempts > 1 or left <= timedelta(seconds=self._options.repeat_window_s)

    async def _take(self, keys: Sequence[str]) -> Sequence[Entry]:
        """Write entries down that are held, then let them leave; return them as they stand."""
        entries = [entry for key in keys if (entry := self._queue.entry(key)) is not None]
        written = asyncio.Event()
        self._writing |= dict.fromkeys(keys, written)
        self._unwritten = {key for key in self._unwritten if self._is_open(key)}.union(keys)
        try:
            if await self._journal.save(*entries):
                self._have_written(keys)
        finally:
            written.set()
            for key in keys:
                del self._writing[key]
                self._queue.release(key, self._clock.now())
            self._wake()
        return [self._queue.entry(entry.key) or entry for entry in entries]

    def _have_written(self, keys: Sequence[str]) -> None:
        """Note what the disk has: what it had not taken before went along. A chosen key needs its own write."""
        if self._unwritten:
            self._unwritten = {key for key in self._unwritten.difference(keys) if entrykeys.is_chosen(key)}

    async def _written(self, entry: Entry) -> Entry:
        """Return an entry that was posted before, when it is written down, or could not be in time."""
        if (written := self._writing.get(entry.key)) is not None:
            await written.wait()
        return self._queue.entry(entry.key) or entry

    def _is_open(self, key: str) -> bool:
        entry = self._queue.entry(key)
        return entry is not None and not entry.outcome.is_final
