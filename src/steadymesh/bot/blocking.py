"""Ends a step of somebody else's code that keeps the loop from turning: an endless loop, a sleep that blocks.

A deadline of asyncio's only acts when the code awaits something. The system's interval timer acts always: Python runs
its handler between two bytecodes of the main thread (and after an interrupted `sleep`), where it raises. What is stuck
in foreign code that never looks at signals is the process guard's business.
"""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Final, Self

STEP_S: Final = 3.0
"""Longest step of a plug-in: a slow board renders a page of text in a tenth of it."""

AGAIN_S: Final = 0.5
"""It is raised again and again until the step ends: somebody may catch it and go on."""


class BlockedError(BaseException):
    """A step took too long. No `Exception`: who catches all of those must not go on all the same."""


class StepWatch:
    """Watches one step at a time; without `install` it does nothing.

    Attributes:
        is_installed: Whether it can end anything: in the main thread, once the process has said so.
    """

    def __init__(self) -> None:
        self.is_installed = False
        self._is_inside = False
        self._before: signal.Handlers | object = None

    def install(self) -> None:
        """Take the process's interval timer. Main thread only."""
        self._before = signal.signal(signal.SIGALRM, self._ring)
        self.is_installed = True

    def remove(self) -> None:
        """Give the timer back. Idempotent."""
        if self.is_installed:
            self.is_installed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)  # type: ignore[arg-type]

    def within(self, seconds: float) -> Step:
        """Return a context in which `BlockedError` is raised after so many seconds without a return to the loop."""
        return Step(self, seconds)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_inside:
            raise BlockedError

    def _begin(self, seconds: float) -> None:
        if self.is_installed:
            signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_S)
            self._is_inside = True

    def _end(self) -> None:
        self._is_inside = False
        if self.is_installed:
            signal.setitimer(signal.ITIMER_REAL, 0)


class Step:
    """One step under watch."""

    __slots__ = ("_seconds", "_watch")

    def __init__(self, watch: StepWatch, seconds: float) -> None:
        self._watch = watch
        self._seconds = seconds

    def __enter__(self) -> Self:
        self._watch._begin(self._seconds)  # noqa: SLF001  (one thing in two classes)
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._watch._end()  # noqa: SLF001


WATCH: Final = StepWatch()
"""The process has one interval timer, and one main thread."""
