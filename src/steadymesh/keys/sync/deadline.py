"""A thread that keeps deadlines for calls which have none: what hangs is left behind, not waited for.

For code without an event loop (`steadymesh.compat`). A thread can't be ended from outside; what can be done is to stop
waiting, to see that it changes nothing when it comes back late, and to have few of them.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Final

from steadymesh.clock import monotonic
from steadymesh.errors import DeadlineError

MAX_STUCK: Final = 64
"""Threads left behind with something that hangs, before further calls are refused until one of them comes back. A bot
that opens a new interface after each hang gets there after days; each thread keeps some 100 kB."""


class NoAnswerError(DeadlineError):
    """A call that came to nothing in its time.

    Args:
        reason: `late` (no answer within the deadline), `again` (it still hangs since an earlier call), `busy` (another
            call took all the time), `many` (`MAX_STUCK` hang) or `left` (nobody waits any more).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"The call came to nothing: {reason}.")
        self.reason = reason


class Call:
    """One piece of work for the thread, with its deadline."""

    def __init__(self, interface: object, job: Callable[[Call], int], ends: float) -> None:
        self.interface = interface
        self.done = threading.Event()
        self.count = 0
        self.error: BaseException | None = None
        self._job = job
        self._ends = ends
        self._abandoned = threading.Event()

    def work(self) -> None:
        """Do it, in the thread."""
        try:
            self.count = self._job(self)
        except BaseException as exc:  # noqa: BLE001  (handed to whoever waits for it)
            self.error = exc
        self.done.set()

    def wait(self) -> bool:
        """Return whether it was done in time; nobody waits for it any more if not."""
        if self.done.wait(self.remaining_s()):
            return True
        self._abandoned.set()
        return False

    def remaining_s(self) -> float:
        """Return seconds until nobody waits any more."""
        return max(0.0, self._ends - monotonic())

    def check(self) -> None:
        """Raise NoAnswerError if nobody waits any more: a thread that comes back late must write nothing."""
        if self._abandoned.is_set():
            raise NoAnswerError("left")


class DeadlineThread:
    """One daemon thread, used again and again; one that hangs is left behind and the next call gets another."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._calls: queue.SimpleQueue[Call | None] | None = None
        self._stuck: list[Call] = []

    def run(self, interface: object, job: Callable[[Call], int], ends: float) -> int:
        """Return what the job returns.

        Raises:
            NoAnswerError: It did not end in time and is left behind, told to write nothing more; or it was not begun.
        """
        if not self._turn.acquire(timeout=max(0.0, ends - monotonic())):
            raise NoAnswerError("busy")
        try:
            self._stuck = [call for call in self._stuck if not call.done.is_set()]
            if any(call.interface is interface for call in self._stuck):
                raise NoAnswerError("again")
            if len(self._stuck) >= MAX_STUCK:
                raise NoAnswerError("many")
            calls = self._calls or self._start()
            call = Call(interface, job, ends)
            calls.put(call)
            if not call.wait():
                self._stuck.append(call)
                self.close()
                raise NoAnswerError("late")
        finally:
            self._turn.release()
        if call.error is not None:
            raise call.error
        return call.count

    def close(self) -> None:
        """Let the thread end as soon as it is done; the next call starts another."""
        if self._calls is not None:
            self._calls.put(None)
            self._calls = None

    def _start(self) -> queue.SimpleQueue[Call | None]:
        calls: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._calls = calls
        threading.Thread(target=_work, args=(calls,), name="steadymesh-deadline", daemon=True).start()
        return calls


def _work(calls: queue.SimpleQueue[Call | None]) -> None:
    while (call := calls.get()) is not None:
        call.work()
        del call  # or the interface would live until the next call
