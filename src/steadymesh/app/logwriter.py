"""The one thread that writes the log, so that nobody else ever waits for whoever reads it.

Takes records of any shape, has them rendered in its own thread, writes the bytes to one file descriptor. When nobody
reads, the queue fills, further records are dropped and counted, and the count is told as soon as lines flow again.
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from steadymesh.clock import monotonic

CAPACITY: Final = 10_000
"""Records that may wait: minutes of a busy log, some MB."""

BATCH: Final = 200
"""Records written at once: one system call for a burst, and little is lost when the reader goes away."""

Record = TypeVar("Record")


class LogWriter(Generic[Record]):
    """A bounded queue and the daemon thread that empties it into a file descriptor.

    Args:
        fd: Where the bytes go; stays open.
        render: Makes the bytes of one record, line end included; called in the writer's thread.
        render_dropped: Makes the line that tells how many records were dropped.
        capacity: Records that may wait.

    Attributes:
        dropped: Records that nobody will read, since the start.
    """

    def __init__(
        self,
        *,
        fd: int,
        render: Callable[[Record], bytes],
        render_dropped: Callable[[int], bytes],
        capacity: int = CAPACITY,
    ) -> None:
        self._fd = fd
        self._render = render
        self._render_dropped = render_dropped
        self._capacity = capacity
        self._waiting: deque[Record] = deque()
        self._changed = threading.Condition()
        self._is_writing = False
        self._is_closed = False
        self._is_broken = False
        self._untold = 0
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def put(self, record: Record) -> None:
        """Hand a record over; never waits for the reader, never raises."""
        with self._changed:
            if self._is_closed or self._is_broken or len(self._waiting) >= self._capacity:
                self.dropped += 1
                self._untold += 1
                return
            self._waiting.append(record)
            if not self._is_writing:
                self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until all that was put is written; return False if it was not within `timeout_s`."""
        deadline = monotonic() + timeout_s
        with self._changed:
            while (self._waiting or self._is_writing) and not self._is_broken:
                left_s = deadline - monotonic()
                if left_s <= 0:
                    return False
                self._changed.wait(left_s)
            return not self._is_broken

    def close(self, timeout_s: float) -> None:
        """Flush within `timeout_s`, take no more records, let the thread end. One that hangs in a write is left."""
        self.flush(timeout_s)
        with self._changed:
            self._is_closed = True
            self._waiting.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while batch := self._next_batch():
            lines = b"".join(map(self._render, batch))
            try:
                self._write(lines)
                self._tell_dropped()
            except OSError:
                # The reader is gone (EPIPE), or there never was one (EBADF): nobody will ever read a line.
                self._give_up()
                return
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()

    def _next_batch(self) -> list[Record]:
        """Wait for records; return some of them, or none when the writer is closed."""
        with self._changed:
            while not self._waiting and not self._is_closed:
                self._changed.wait()
            self._is_writing = bool(self._waiting)
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _tell_dropped(self) -> None:
        with self._changed:
            count, self._untold = self._untold, 0
        if count:
            self._write(self._render_dropped(count))

    def _give_up(self) -> None:
        with self._changed:
            self._is_broken = True
            self.dropped += len(self._waiting)
            self._waiting.clear()
            self._changed.notify_all()

    def _write(self, data: bytes) -> None:
        """Write all of it, however long the reader takes."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._fd, view) :]
            except BlockingIOError:  # somebody made the descriptor non-blocking for all who share it
                select.select([], [self._fd], [])
