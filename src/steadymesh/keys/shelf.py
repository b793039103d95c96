"""Where the key book stands between runs: loads it, and writes what changed, again and again until it is written.

The store may be locked, full or slow: nobody who learns a key waits for it, and nothing that was learned is lost while
the process lives. Knows the book and the store's port, nothing of radios.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from steadymesh.errors import StoreError, store_is_silent
from steadymesh.ids import NodeNum
from steadymesh.keys.book import Book, Change
from steadymesh.keys.options import KeyOptions
from steadymesh.model import NodeKey
from steadymesh.ports import KeyStore

log = structlog.get_logger("keys")

SAVE_BATCH: Final = 500
"""Bindings in one transaction, so that one stays within the store's deadline on a slow SD card."""

LAST_SAVE_S: Final = 0.5
"""For the last save when the process ends: half of what the whole store has."""

LEAST_REFRESH_S: Final = 1.0
"""Between two saves that only tell when somebody was last heard."""


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
        self._unsaved: set[NodeNum] = set()
        self._urgent = asyncio.Event()
        self._turn = asyncio.Lock()
        self._failures_in_a_row = 0
        self.loaded = False
        """Whether the store's keys are in the book. Before, nothing is written: it might replace what is better."""
        self.failures = 0
        """Accesses that the store did not answer as it should."""

    @property
    def unsaved(self) -> int:
        """Return how many bindings are not on disk as they are."""
        return len(self._unsaved)

    def note(self, num: NodeNum, *, urgent: bool) -> None:
        """Have a node's binding written: soon, or with the next refresh."""
        self._unsaved.add(num)
        if urgent:
            self._urgent.set()

    async def load(self) -> tuple[Change, ...]:
        """Bring in what the store has; return what is news to a house that had to go on without it.

        If the store does not answer, that is a line in the log, and `keep` tries again.
        """
        try:
            async with asyncio.timeout(self._options.store_deadline_s):
                kept = await self._store.load_keys()
        except (StoreError, TimeoutError) as exc:
            self._failed("keys-load-failed", exc, self._options.store_deadline_s)
            return ()
        changes = self._book.restore(kept)
        self.loaded = True
        stored = {binding.node: binding for binding in kept}
        for binding in self._book.all():
            if stored.get(binding.node) != binding:
                self.note(binding.node, urgent=True)
        was_missed = self._failures_in_a_row > 0
        self._answered()
        log.info("keys-loaded", known=len(self._book))
        return changes if was_missed else ()

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
            while self.loaded and (batch := self._next_batch()):
                try:
                    async with asyncio.timeout(self._options.store_deadline_s):
                        await self._store.save_keys(batch)
                except (StoreError, TimeoutError) as exc:
                    self._failed("keys-save-failed", exc, self._options.store_deadline_s)
                    return False
                # What changed while it was written stays to be written.
                self._unsaved.difference_update(b.node for b in batch if self._book.get(b.node) == b)
                self._answered()
        return not self._unsaved

    async def save_at_last(self) -> None:
        """Write what is left, in the little time that the end of the process leaves."""
        try:
            async with asyncio.timeout(LAST_SAVE_S):
                await self.save()
        except TimeoutError as exc:
            self._failed("keys-save-failed", exc, LAST_SAVE_S)

    def _next_batch(self) -> Sequence[NodeKey]:
        """Return the next bindings to write; forgets those that the book no longer shows."""
        batch: list[NodeKey] = []
        for num in sorted(self._unsaved):
            binding = self._book.get(num)
            if binding is None:
                self._unsaved.discard(num)
            elif len(batch) < SAVE_BATCH:
                batch.append(binding)
        return batch

    def _failed(self, event: str, exc: StoreError | TimeoutError, deadline_s: float) -> None:
        self.failures += 1
        self._failures_in_a_row += 1
        error = exc if isinstance(exc, StoreError) else store_is_silent(deadline_s)
        (log.warning if self._failures_in_a_row == 1 else log.debug)(event, error=error, unsaved=len(self._unsaved))

    def _answered(self) -> None:
        if self._failures_in_a_row:
            log.info("keys-store-back", failures=self._failures_in_a_row)
            self._failures_in_a_row = 0
