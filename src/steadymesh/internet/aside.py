"""Work that blocks, in a daemon thread of its own.

The loop's executor is joined at exit: what hangs in it holds up the end of the process. Whoever gives up waiting leaves
the thread behind; the next who wants the same joins it.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Job(Generic[T]):
    """One job under way: a thread, and what it brought."""

    def __init__(self, work: Callable[[], T], name: str, ended: Callable[[], None]) -> None:
        self.finished = asyncio.Event()
        self._brought: list[T] = []
        self._error: BaseException | None = None
        self._loop = asyncio.get_running_loop()
        self._work = work
        self._ended = ended
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def outcome(self) -> T:
        """Return what a finished job brought, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._brought[0]

    def _run(self) -> None:
        """Run in the thread; hand the outcome to the loop if there still is one."""
        try:
            self._brought.append(self._work())
        except BaseException as exc:  # noqa: BLE001  (handed on to whoever waits)
            self._error = exc
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._finish)

    def _finish(self) -> None:
        self._ended()
        self.finished.set()


class Aside(Generic[T]):
    """Jobs of one kind, each in its thread, one at a time for each key.

    Args:
        name: The threads' name.
        most: How many may be under way.
    """

    def __init__(self, name: str, *, most: int) -> None:
        self._name = name
        self._most = most
        self._jobs: dict[str, _Job[T]] = {}
        self._waiting = 0

    def has_room(self, key: str) -> bool:
        """Return whether a job of this key can be joined or begun."""
        return key in self._jobs or len(self._jobs) < self._most

    def busy(self) -> bool:
        """Return whether somebody waits for a thread."""
        return self._waiting > 0

    async def run(self, key: str, work: Callable[[], T]) -> T:
        """Return what the work brings, or raise what it raises; ask `has_room` first. The caller owns the deadline."""
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(work, self._name, lambda: self._forget(key))
        self._waiting += 1
        try:
            await job.finished.wait()
        finally:
            self._waiting -= 1
        return job.outcome()

    def _forget(self, key: str) -> None:
        del self._jobs[key]
