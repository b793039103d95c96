"""The store's own thread: one connection, one writer, many writes to a commit.

The event loop never waits for the disk: it leaves work here and, if it wants an answer, awaits a future that the
thread ends through the loop. Whoever waits owns the deadline. The thread is a daemon: a disk that hangs can't keep the
process.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, TypeVar

import structlog
from sqlalchemy import Connection

from steadymesh.clock import monotonic
from steadymesh.errors import StoreError
from steadymesh.store.connections import IF_THE_LOG_CAN, TROUBLE, Connections
from steadymesh.store.failures import Cause, OutsideError
from steadymesh.store.lanes import AnyLane, Lane, Waiter
from steadymesh.store.options import StoreOptions
from steadymesh.store.patience import Patience
from steadymesh.store.questions import AnyQuestion, Question
from steadymesh.store.stint import Stint

T = TypeVar("T")
R = TypeVar("R")

_log = structlog.get_logger("store")

CLOSING_PAUSE_S: Final = 0.02
"""Between two tries at the end, beside what SQLite itself waits for a lock."""

_LEAVES_READABLE: Final = (Cause.LOCKED, Cause.FULL)
"""What keeps writes out and hurts no connection: the one that is open still reads. Another one would need room for its
`-shm` file, and locks of its own."""


class Worker:
    """Carries writes and reads to the database, one batch after the other.

    A write that fails because of the outside (locked, full, read-only …) stays and is tried again with pauses; whoever
    waited for it is told at once. While that lasts, further awaited writes are told at once too.

    Args:
        connections: Used by the thread alone once `start` was called.
        lanes: What is written, in this order.
        options: Delays.
        failure: Why nothing can be written from the start; None: it can.
    """

    def __init__(
        self,
        *,
        connections: Connections,
        lanes: Sequence[AnyLane],
        options: StoreOptions,
        failure: OutsideError | None = None,
    ) -> None:
        self._connections = connections
        self._hear: Callable[[], None] | None = None
        self._commits = 0
        self._lanes = tuple(lanes)
        self._options = options
        self._wakeup = threading.Condition()
        self._questions: deque[AnyQuestion] = deque()
        self._running = False
        self._closing = False
        self._closed = False
        self._close_by = 0.0
        self._patience = Patience(options)
        self._stint = Stint(options.hangs_s)
        if failure is not None:
            self._patience.failed(failure, monotonic())
        self._thread = threading.Thread(target=self._run, name="steadymesh-store", daemon=True)

    # --- from the event loop ----------------------------------------------------------------

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def keep(self, lane: Lane[T], slot: object, value: T) -> None:
        """Leave a write behind without waiting for it.

        Raises:
            StoreError: The lane is full, or the store is closed.
        """
        with self._wakeup:
            self._refuse_when_closed()
            lane.put(slot, value, monotonic())
            self._wakeup.notify()

    async def save(self, lane: Lane[T], values: Sequence[tuple[object, T]]) -> None:
        """Write values in one transaction; they are durable against a killed process when this returns.

        Raises:
            StoreError: Not written yet. The values stay here, and are written as soon as that works again.
        """
        if values:
            await self.leave(lane, values).wait()

    def leave(self, lane: Lane[T], values: Sequence[tuple[object, T]]) -> Waiter:
        """Take values, to be written at once in one transaction; the waiter ends as `save` does.

        Raises:
            StoreError: None of them is taken: the lane is full, or the store is closed.
        """
        waiter = Waiter()
        with self._wakeup:
            self._refuse_when_closed()
            lane.refuse_if_full(slot for slot, _ in values)
            failure = self._patience.failure if self._patience.holds_back(monotonic()) else None
            for index, (slot, value) in enumerate(values):
                last = index == len(values) - 1
                lane.put(slot, value, monotonic(), waiter if last and failure is None else None, at_once=True)
            self._wakeup.notify()
        if failure is not None:
            waiter.answer(failure)
        return waiter

    async def ask(self, question: Callable[[Connection], R], *, is_patient: bool = False) -> R:
        """Return what a read returns; all that was left here before is written first, if it can be.

        Args:
            question: Reads, in the thread.
            is_patient: What still waits for company goes on waiting: the question looks at it itself (`peek`,
                `pending`), and an SD card is spared a commit.

        Raises:
            StoreError: It can't be read, or too many wait.
        """
        job = Question(question, is_patient=is_patient)
        with self._wakeup:
            self._refuse_when_closed()
            if len(self._questions) >= self._options.reads_queued:
                raise StoreError(
                    "The store does not answer: too many questions wait.",
                    remedy="Look at the disk.",
                    sentence="store-error-questions",
                )
            self._questions.append(job)
            self._wakeup.notify()
        return await job.answer()

    def busy(self) -> bool:
        """Return whether the thread is at work or about to be (not while it waits for a delay or a retry)."""
        with self._wakeup:
            return self._running or self._is_due(monotonic())

    def failure(self) -> OutsideError | None:
        """Return why writing fails at the moment; None: it works."""
        return self._patience.failure

    def is_hanging(self) -> bool:
        """Return whether the thread is stuck in the disk: no error says so, and none may ever come."""
        return self._stint.is_too_long(monotonic())

    def watch(self, hear: Callable[[], None] | None) -> None:
        """Have somebody told whenever `failure` has changed; in the store's thread, so it must return at once.

        That it hangs is not told, that it no longer does is.
        """
        self._hear = hear

    def commits(self) -> int:
        """Return how many transactions were committed: what an SD card wears with."""
        return self._commits

    def waiting(self) -> int:
        """Return how many writes wait."""
        with self._wakeup:
            return sum(len(lane) for lane in self._lanes)

    def pending(self, lane: Lane[T]) -> dict[Hashable, T]:
        """Return what of a lane is not on the disk yet. Ask in a read: then nothing is being written beside it."""
        with self._wakeup:
            return lane.pending()

    def peek(self, lane: Lane[T], slot: Hashable) -> T | None:
        """Return what of a slot is not on the disk yet; None: nothing. At any time: it does not wait for the disk."""
        with self._wakeup:
            return lane.peek(slot)

    def close(self, timeout_s: float) -> bool:
        """Write what waits, close the file and end the thread; return whether that was done in time. Idempotent.

        While the database is locked it is tried again until the time is over; other failures don't pass so soon. After
        the time-out the thread is left behind (it is a daemon) and everybody who still waits gets StoreError.
        """
        with self._wakeup:
            self._closing = True
            self._close_by = monotonic() + timeout_s
            self._wakeup.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        with self._wakeup:
            finished = not self._thread.is_alive() and not any(len(lane) for lane in self._lanes)
            left = self._shut()
        for waiter in left:
            waiter.answer(_closed_error())
        return finished

    def _refuse_when_closed(self) -> None:
        if self._closing or self._closed:
            raise _closed_error()

    def _shut(self) -> list[Waiter]:
        """Take nothing more; return everybody who still waits. Under the lock."""
        self._closed = True
        left = [w for lane in self._lanes for w in lane.abandon()] + [q.waiter for q in self._questions]
        self._questions.clear()
        return left

    # --- in the thread ----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._work()
        finally:  # whatever ended it: nobody waits for a thread that is gone
            with self._wakeup:
                self._running = False
                left = self._shut()
            for waiter in left:
                waiter.answer(_closed_error())
            self._connections.drop()
            self._connections.drop_spare()

    def _work(self) -> None:
        while True:
            with self._wakeup:
                while not self._closing and not self._is_due(monotonic()):
                    self._wakeup.wait(self._sleep_s(monotonic()))
                closing = self._closing
                is_to_prepare = self._is_to_prepare(monotonic())
                questions = tuple(self._questions)
                lanes = self._take_lanes(everything=closing or not all(question.is_patient for question in questions))
                self._running = True
            if lanes or is_to_prepare:
                with self._timed():
                    self._write(lanes)
            for question in questions:
                with self._timed():
                    self._read(question)
            with self._wakeup:
                self._running = False
                for question in questions:
                    if question in self._questions:  # not when `close` has given it up meanwhile
                        self._questions.remove(question)
                if closing and not self._may_yet_be_written():
                    return

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """Let it be seen from outside how long one piece of work takes."""
        self._stint.begin(monotonic())
        try:
            yield
        finally:
            if self._stint.end(monotonic()):
                self._tell()

    def _may_yet_be_written(self) -> bool:
        """Wait a moment; return whether to try once more at the end, for a lock may be let go of. Under the lock."""
        failure = self._patience.failure
        is_locked = failure is not None and failure.cause is Cause.LOCKED
        if not is_locked or not any(len(lane) for lane in self._lanes):
            return False
        self._wakeup.wait(CLOSING_PAUSE_S)
        return not self._closed and monotonic() < self._close_by

    def _is_due(self, now: float) -> bool:
        if self._questions:
            return True
        if self._patience.holds_back(now):
            return False
        return self._is_to_prepare(now) or any(lane.due is not None and lane.due <= now for lane in self._lanes)

    def _is_to_prepare(self, now: float) -> bool:
        """Return whether to look if a disk that failed at the start works by now, though nothing waits for it."""
        return self._is_unprepared and not self._patience.holds_back(now)

    @property
    def _is_unprepared(self) -> bool:
        return not self._connections.is_prepared and self._patience.failure is not None

    def _sleep_s(self, now: float) -> float | None:
        dues = [lane.due for lane in self._lanes if lane.due is not None]
        if self._is_unprepared:
            dues.append(now)
        return max(self._patience.earliest(min(dues)) - now, 0.0) if dues else None

    def _take_lanes(self, *, everything: bool) -> list[AnyLane]:
        now = monotonic()
        if self._patience.holds_back(now) and not self._closing:
            return []
        due = {lane.name for lane in self._lanes if everything or (lane.due is not None and lane.due <= now)}
        is_shared = any(lane.shares and lane.name in due for lane in self._lanes)
        return [lane for lane in self._lanes if (lane.name in due or (is_shared and lane.shares)) and lane.begin()]

    def _write(self, lanes: Sequence[AnyLane]) -> None:
        try:
            with self._connections.writable().begin() as transaction:
                for lane in lanes:
                    lane.write(transaction.connection)
        except TROUBLE as exc:
            failure = self._connections.translated(exc)
            if failure.cause not in _LEAVES_READABLE:
                self._connections.drop()
            if failure.cause is Cause.OTHER:
                self._write_singly(lanes)
            else:
                self._put_back(lanes, failure)
        else:
            self._commits += 1
            self._answer_done(lanes, None)
            self._note_success()

    def _write_singly(self, lanes: Sequence[AnyLane]) -> None:
        """Write value by value: one that SQLite can't hold is a defect of ours and must not keep the others out."""
        for index, lane in enumerate(lanes):
            refused: OutsideError | None = None
            for write in lane.singles():
                try:
                    with self._connections.writable().begin() as transaction:
                        write(transaction.connection)
                except TROUBLE as exc:
                    failure = self._connections.translated(exc)
                    self._connections.drop()
                    if failure.cause is not Cause.OTHER:
                        self._put_back(lanes[index:], failure)
                        return
                    refused = failure
                    with IF_THE_LOG_CAN:
                        _log.error("store-value-refused", kind=lane.name, error=failure)
                        _log.debug("store-value-refused", kind=lane.name, error=failure, exc_info=True)
                else:
                    self._commits += 1
            self._answer_done([lane], refused)

    def _answer_done(self, lanes: Sequence[AnyLane], error: OutsideError | None) -> None:
        with self._wakeup:
            waiters = [w for lane in lanes for w in lane.done()]
        for waiter in waiters:
            waiter.answer(error)

    def _put_back(self, lanes: Sequence[AnyLane], failure: OutsideError) -> None:
        with self._wakeup:
            waiters = [w for lane in lanes for w in lane.failed()]
            first = self._patience.failed(failure, monotonic())
        for waiter in waiters:
            waiter.answer(failure)
        with IF_THE_LOG_CAN:
            log = _log.warning if first else _log.debug
            log("store-failing", reason=failure.cause.value, error=failure)
        if first:
            self._tell()

    def _read(self, question: AnyQuestion) -> None:
        error: OutsideError | None = None
        try:
            connection = self._connections.readable().execution_options(reads_only=True)
            try:
                with connection.begin():
                    question.run(connection)
            finally:
                connection.execution_options(reads_only=False)
        except TROUBLE as exc:
            error = self._connections.translated(exc)
            self._connections.drop()
            self._connections.drop_spare()
        question.waiter.answer(error)
        if error is not None:
            with IF_THE_LOG_CAN:
                _log.debug("store-read-failed", reason=error.cause.value, error=error)

    def _tell(self) -> None:
        hear = self._hear
        if hear is not None:
            with suppress(RuntimeError):  # the loop is closed: so is whoever wanted to hear
                hear()

    def _note_success(self) -> None:
        with self._wakeup:
            seconds = self._patience.worked(monotonic())
        if seconds is None:
            return
        self._connections.drop_spare()
        with IF_THE_LOG_CAN:
            _log.info("store-recovered", seconds=round(seconds, 1))
        self._tell()


def _closed_error() -> StoreError:
    return StoreError("The store is closed.", sentence="store-error-closed")
