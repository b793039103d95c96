"""Writes that wait for the store's thread: one lane for each kind, each with its delay, its bound and what goes first.

A lane coalesces: of what waits under one slot only the last state is written. Nothing in here locks: the
worker does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from steadymesh.errors import StoreError
from steadymesh.store.failures import copy_of

T = TypeVar("T")


class Waiter:
    """Somebody on an event loop who waits for the store's thread.

    The thread answers through the loop; an answer that nobody waits for any more is dropped.
    """

    __slots__ = ("_future", "_loop")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[None] = self._loop.create_future()

    async def wait(self) -> None:
        """Return when the work is done.

        Raises:
            StoreError: It failed.
        """
        await self._future

    def answer(self, error: StoreError | None) -> None:
        """End the wait, from whatever thread."""
        try:
            self._loop.call_soon_threadsafe(self._end, error)
        except RuntimeError:  # the loop is closed: so is whoever waited on it
            return

    def _end(self, error: StoreError | None) -> None:
        if self._future.done():
            return
        if error is None:
            self._future.set_result(None)
        else:
            self._future.set_exception(copy_of(error))


class AnyLane(Protocol):
    """A lane, whatever it carries, as the worker sees it."""

    name: str
    shares: bool

    @property
    def due(self) -> float | None:
        """Monotonic time when it wants to be written; None: nothing waits."""
        ...

    def __len__(self) -> int: ...

    def begin(self) -> bool:
        """Take what waits for one attempt; return whether there is anything."""
        ...

    def write(self, connection: Connection) -> None:
        """Write what was taken, inside the worker's transaction (without the lock)."""
        ...

    def singles(self) -> list[Callable[[Connection], None]]:
        """Return one write for each value that was taken: for when one of them spoils the transaction."""
        ...

    def done(self) -> list[Waiter]:
        """Forget what was taken: it is committed. Return who waited for it."""
        ...

    def failed(self) -> list[Waiter]:
        """Put back what was taken: it was not committed. Return who waited for it."""
        ...

    def abandon(self) -> list[Waiter]:
        """Return everybody who still waits; nothing will be written any more."""
        ...


class Lane(Generic[T]):
    """Writes of one kind.

    Args:
        name: For people.
        apply: Writes values, in their order, within a transaction.
        delay_s: How long a value may wait for company.
        limit: How many slots may wait.
        drops_oldest: When full: the oldest goes and is counted in `dropped`. Otherwise the newcomer is refused.
        shares: Is written along when another lane that shares is: what nobody waits for takes one commit together.
    """

    def __init__(
        self,
        name: str,
        apply: Callable[[Connection, Sequence[T]], None],
        *,
        delay_s: float,
        limit: int,
        drops_oldest: bool,
        shares: bool = False,
    ) -> None:
        self.name = name
        self.shares = shares
        self.dropped = 0
        self._apply = apply
        self._delay_s = delay_s
        self._limit = limit
        self._drops_oldest = drops_oldest
        self._waiting: dict[Hashable, T] = {}
        self._writing: dict[Hashable, T] = {}
        self._waiters: list[Waiter] = []
        self._writing_waiters: list[Waiter] = []
        self._due: float | None = None

    @property
    def due(self) -> float | None:
        """Monotonic time when it wants to be written; None: nothing waits."""
        return self._due

    def __len__(self) -> int:
        return len(self._waiting) + len(self._writing)

    def pending(self) -> dict[Hashable, T]:
        """Return what is not on the disk yet, the newest value of each slot."""
        return self._writing | self._waiting

    def peek(self, slot: Hashable) -> T | None:
        """Return what is not on the disk yet of a slot; None: nothing."""
        return self._waiting.get(slot, self._writing.get(slot))

    def put(self, slot: Hashable, value: T, now: float, waiter: Waiter | None = None, *, at_once: bool = False) -> None:
        """Let a value wait under its slot, in place of an earlier one.

        Args:
            slot: What it is the state of.
            value: Its state.
            now: Monotonic time.
            waiter: Who waits until it is written; None: nobody.
            at_once: It waits for no company, and takes along what does.

        Raises:
            StoreError: The lane is full and gives nothing up.
        """
        if slot not in self._waiting and len(self) >= self._limit:
            self.refuse_if_full([slot])
            if self._waiting:
                del self._waiting[next(iter(self._waiting))]
            self.dropped += 1
            if len(self) >= self._limit:  # all of it is being written just now
                return
        self._waiting[slot] = value
        if waiter is not None:
            self._waiters.append(waiter)
        due = now if at_once else now + self._delay_s
        self._due = due if self._due is None else min(self._due, due)

    def refuse_if_full(self, slots: Iterable[Hashable]) -> None:
        """Return if values under these slots may wait, all of them.

        Raises:
            StoreError: Too much waits, and this lane gives nothing up.
        """
        new = sum(slot not in self._waiting for slot in slots)
        if new and len(self) + new > self._limit and not self._drops_oldest:
            raise StoreError(
                f"The store can't take more {self.name}: {len(self)} of {self._limit} wait to be written.",
                remedy="Look for a store-failing line: the disk may be full or the database locked.",
                sentence="store-error-overfull",
                fields={"kind": self.name, "waiting": len(self), "limit": self._limit},
            )

    def begin(self) -> bool:
        """Take what waits for one attempt; return whether there is anything."""
        if not self._waiting:
            return False
        self._writing, self._waiting = self._waiting, {}
        self._writing_waiters, self._waiters = self._waiters, []
        self._due = None
        return True

    def write(self, connection: Connection) -> None:
        """Write what was taken, inside the worker's transaction (without the lock)."""
        if self._writing:
            self._apply(connection, tuple(self._writing.values()))

    def singles(self) -> list[Callable[[Connection], None]]:
        """Return one write for each value that was taken: for when one of them spoils the transaction."""

        def single(value: T) -> Callable[[Connection], None]:
            return lambda connection: self._apply(connection, (value,))

        return [single(value) for value in self._writing.values()]

    def done(self) -> list[Waiter]:
        """Forget what was taken: it is committed. Return who waited for it."""
        self._writing = {}
        return self._take_writing_waiters()

    def failed(self) -> list[Waiter]:
        """Put back what was taken, older than what came since. Return who waited for it."""
        if self._writing:
            self._waiting = {**self._writing, **self._waiting}
            self._writing = {}
            self._due = 0.0  # the worker knows when it tries again
        return self._take_writing_waiters()

    def abandon(self) -> list[Waiter]:
        """Return everybody who still waits; nothing will be written any more."""
        left = self._take_writing_waiters() + self._waiters
        self._waiters = []
        return left

    def _take_writing_waiters(self) -> list[Waiter]:
        waiters, self._writing_waiters = self._writing_waiters, []
        return waiters
