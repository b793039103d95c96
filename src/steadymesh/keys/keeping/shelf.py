"""Where the key book stands between runs: loads it, and writes what changed, again and again until it is written.

The store may be locked, full or slow: nobody who learns a key waits for it, and nothing that was learned is lost while
the process lives. Knows the book and the store's port, nothing of radios.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Final, Protocol, runtime_checkable

import structlog

from steadymesh.errors import StoreError, store_is_silent
from steadymesh.events import KeyLearned
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.changes import Change, nodes_of
from steadymesh.keys.book.ledger import is_hearsay
from steadymesh.keys.book.packed import Row
from steadymesh.keys.options import KeyOptions
from steadymesh.model import NodeKey
from steadymesh.ports import KeyStore

log = structlog.get_logger("keys")

SAVE_BATCH: Final = 500
"""Bindings in one transaction, so that one stays within the store's deadline on a slow SD card."""

LOAD_SLICE: Final = 2000
"""Bindings that are put into the book in one step of the loop: some 20 ms."""

MAX_DROPPED: Final = 10_000
"""Bindings out of the book's memory that wait for the store, before what is only hearsay goes."""

LAST_SAVE_S: Final = 0.5
"""For the last save when the process ends: half of what the whole store has."""

LEAST_REFRESH_S: Final = 1.0
"""Between two saves that only tell when somebody was last heard."""


@runtime_checkable
class PagedKeyStore(KeyStore, Protocol):
    """A store that hands out what it has piece by piece: 100,000 bindings at once would take 60 MB."""

    async def load_page(self, after: int, limit: int) -> tuple[Sequence[Row], int]:
        """Return the next rows, each a binding that can be used, and where the page after them begins; 0: nowhere.

        Args:
            after: 0, or where this page begins, as the one before it told.
            limit: Most rows that are read.

        Raises:
            StoreError: It can't be read.
        """
        ...


class Shelf:
    """The book's place in the store.

    Args:
        book: What is kept.
        store: Where.
        options: Deadlines and intervals.
    """

    def __init__(self, *, book: Book, store: KeyStore, options: KeyOptions) -> None:
        self._book = book
        self._store = store
        self._options = options
        self._unsaved: dict[NodeNum, None] = {}
        self._dropped: dict[tuple[NodeNum, PublicKey], NodeKey] = {}
        self._urgent = asyncio.Event()
        self._gone: dict[NodeNum, None] = {}
        self._turn = asyncio.Lock()
        self._failures_in_a_row = 0
        self.loaded = False
        """Whether the store's keys are in the book. Before, nothing is written: it might replace what is better."""
        self.failures = 0
        """Accesses that the store did not answer as it should."""

    @property
    def unsaved(self) -> int:
        """Return of how many nodes the bindings are not on disk as they are."""
        return len(self._unsaved) + len(self._dropped)

    def note(self, num: NodeNum, *, urgent: bool) -> None:
        """Have a node's bindings written, all of them: soon, or with the next refresh.

        What went out of the book's memory meanwhile, because a history was full, is written as well.
        """
        self._unsaved[num] = None
        self._collect()
        if urgent:
            self._urgent.set()

    def _collect(self) -> None:
        for binding in self._book.take_dropped():
            if len(self._dropped) >= MAX_DROPPED and is_hearsay(binding):
                continue
            self._dropped[binding.node, binding.key] = binding
        self._gone.update(dict.fromkeys(self._book.take_gone()))

    async def load(self) -> tuple[Change, ...]:
        """Bring in what the store has; return what is news to a house that had to go on without it.

        If the store does not answer, that is a line in the log, and `keep` tries again.
        """
        learned: list[NodeNum] = []
        others: list[Change] = []
        try:
            async for some, changes in self._restored():
                learned += some
                others += changes
                self._unsaved.update(dict.fromkeys(num for change in changes for num in nodes_of(change)))
        except (StoreError, TimeoutError) as exc:
            self._failed("keys-load-failed", exc, self._options.store_deadline_s)
            return self._news(learned, others)
        self.loaded = True
        if self._unsaved:
            self._urgent.set()
        was_missed = self._failures_in_a_row > 0
        self._answered()
        log.info("keys-loaded", known=len(self._book))
        return self._news(learned, others) if was_missed else tuple(others)

    async def _restored(self) -> AsyncIterator[tuple[list[NodeNum], list[Change]]]:
        """Put what the store has into the book, in pieces after each of which the loop has its turn."""
        if not isinstance(self._store, PagedKeyStore):
            async with asyncio.timeout(self._options.store_deadline_s):
                kept = await self._store.load_keys()
            for begin in range(0, len(kept), LOAD_SLICE):
                if begin:
                    await asyncio.sleep(0)
                changes = self._book.restore(kept[begin : begin + LOAD_SLICE])
                learned = [change.key.node for change in changes if isinstance(change, KeyLearned)]
                yield learned, [change for change in changes if not isinstance(change, KeyLearned)]
            return
        after = 0
        while True:
            async with asyncio.timeout(self._options.store_deadline_s):
                rows, after = await self._store.load_page(after, LOAD_SLICE)
            yield self._book.restore_rows(rows)
            if after == 0:
                return

    def _news(self, learned: Sequence[NodeNum], others: Sequence[Change]) -> tuple[Change, ...]:
        """Return what to tell a house that goes on already: the loop may have told it of some since."""
        known = (self._book.get(num) for num in learned)
        return (*(KeyLearned(key=binding) for binding in known if binding is not None), *others)

    async def keep(self) -> None:
        """Write what is noted, for ever: what is urgent at once, the rest every `refresh_s`."""
        while True:
            try:
                async with asyncio.timeout(max(self._options.refresh_s, LEAST_REFRESH_S)):
                    await self._urgent.wait()
            except TimeoutError:
                pass
            self._urgent.clear()
            if not await self.save():
                self._urgent.set()
                await asyncio.sleep(self._options.store_retry_s)

    async def save(self) -> bool:
        """Write every binding that is not on disk as it is now; return whether all of them are."""
        async with self._turn:
            if self.loaded and not await self._delete_gone():
                return False
            while self.loaded and (self._unsaved or self._dropped):
                nodes, dropped = self._next_batch()
                batch = [*dropped, *(binding for bindings in nodes.values() for binding in bindings)]
                if batch:
                    try:
                        async with asyncio.timeout(self._options.store_deadline_s):
                            await self._store.save_keys(batch)
                    except (StoreError, TimeoutError) as exc:
                        self._failed("keys-save-failed", exc, self._options.store_deadline_s)
                        return False
                    self._answered()
                for num, bindings in nodes.items():
                    if self._book.bindings(num) == bindings:  # what changed while it was written stays to be written
                        self._unsaved.pop(num, None)
                for binding in dropped:
                    self._dropped.pop((binding.node, binding.key), None)
        return not self.unsaved

    async def _delete_gone(self) -> bool:
        """Delete the numbers of which nothing is to be kept; return whether all of them are deleted."""
        while self._gone:
            num = next(iter(self._gone))
            if not self._book.bindings(num):
                try:
                    async with asyncio.timeout(self._options.store_deadline_s):
                        await self._store.forget_keys(num)
                except (StoreError, TimeoutError) as exc:
                    self._failed("keys-save-failed", exc, self._options.store_deadline_s)
                    return False
                self._answered()
            self._gone.pop(num, None)
        return True

    async def save_at_last(self) -> None:
        """Write what is left, in the little time that the end of the process leaves."""
        try:
            async with asyncio.timeout(LAST_SAVE_S):
                await self.save()
        except TimeoutError as exc:
            self._failed("keys-save-failed", exc, LAST_SAVE_S)

    async def forget(self, num: NodeNum) -> None:
        """Delete every binding of a node number on disk, at once, but those of revoked keys.

        Raises:
            StoreError: It is not deleted; nothing has changed.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(self._options.store_deadline_s):
                    await self._store.forget_keys(num)
            except TimeoutError as exc:
                raise store_is_silent(self._options.store_deadline_s) from exc
            self._unsaved.pop(num, None)
            self._collect()
            self._dropped = {place: kept for place, kept in self._dropped.items() if kept.node != num}

    def _next_batch(self) -> tuple[dict[NodeNum, tuple[NodeKey, ...]], list[NodeKey]]:
        """Return the next bindings to write, by node, and those that went out of memory."""
        dropped = list(self._dropped.values())[:SAVE_BATCH]
        count = len(dropped)
        nodes: dict[NodeNum, tuple[NodeKey, ...]] = {}
        for num in self._unsaved:
            if count >= SAVE_BATCH:
                break
            nodes[num] = self._book.bindings(num)
            count += len(nodes[num])
        return nodes, dropped

    def _failed(self, event: str, exc: StoreError | TimeoutError, deadline_s: float) -> None:
        self.failures += 1
        self._failures_in_a_row += 1
        error = exc if isinstance(exc, StoreError) else store_is_silent(deadline_s)
        (log.warning if self._failures_in_a_row == 1 else log.debug)(event, error=error, unsaved=self.unsaved)

    def _answered(self) -> None:
        if self._failures_in_a_row:
            log.info("keys-store-back", failures=self._failures_in_a_row)
            self._failures_in_a_row = 0
