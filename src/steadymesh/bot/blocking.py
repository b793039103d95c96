"""Ends a step of somebody else's code that keeps the loop from turning: an endless loop, a sleep that blocks.

A deadline of asyncio's only acts when the code awaits something. The system's interval timer acts always: Python runs
its handler between two bytecodes of the main thread (and after an interrupted `sleep`), where it raises. What is stuck
in foreign code that never looks at signals is the process guard's business, and so is what a plug-in starts behind our
back: a task, a thread or a callback of its own is no step of anybody's.
"""

from __future__ import annotations

import _thread
import signal
from functools import partial
from types import FrameType, TracebackType
from typing import Final, Self

from steadymesh.clock import monotonic

STEP_S: Final = 3.0
"""Longest step of a plug-in: a slow board renders a page of text in a tenth of it."""

AGAIN_S: Final = 0.5
"""It is raised again and again until the step ends: somebody may catch it and go on."""

SOON_S: Final = 0.000_1
"""Before it is tried again where it came between two steps' own bytecodes."""

OURS_S: Final = 0.01
"""Before it is tried again where it would have been raised in the middle of our own code: half a change to the outbox
would outlive the step."""

MOST_OURS: Final = 100
"""How often it is put off so: then whatever of ours takes so long is ended too."""


class BlockedError(BaseException):
    """A step took too long. No `Exception`: who catches all of those must not go on all the same.

    Nor must who catches everything, again and again (`while True: try: … except BaseException: pass`): an error that is
    thrown away rings once more, and Python looks at signals when the loop goes round, outside of the `try`.
    """

    # In C from end to end: within a function of ours the ring would be heard by that function.
    __del__ = partial(_thread.interrupt_main, signal.SIGALRM)


class StepWatch:
    """Watches one step at a time; without `install` it does nothing.

    Attributes:
        is_installed: Whether it can end anything: in the main thread, once the process has said so.
    """

    def __init__(self) -> None:
        self.is_installed = False
        self._is_inside = False
        self._due = 0.0
        self._rung = 0
        self._put_off = 0
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
        """Return a context in which `BlockedError` is raised after so many seconds without a return to the loop.

        It leaves by `BlockedError` also where that was caught inside. Not to be nested.
        """
        return Step(self, seconds)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        if not self._is_inside or monotonic() < self._due:  # an error of an earlier step's, thrown away only now
            return
        if frame is not None and frame.f_globals is globals():
            # On its way in or out: an error here would leave the watch on, over somebody else's step.
            signal.setitimer(signal.ITIMER_REAL, SOON_S, AGAIN_S)
            return
        if self._put_off < MOST_OURS and _is_ours(frame):
            self._put_off += 1
            signal.setitimer(signal.ITIMER_REAL, OURS_S, AGAIN_S)
            return
        self._rung += 1
        raise BlockedError

    def _begin(self, seconds: float) -> None:
        if self.is_installed:
            self._rung = self._put_off = 0
            self._due = monotonic() + 0.9 * seconds  # a system may ring a moment early
            signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_S)
            self._is_inside = True

    def _end(self) -> bool:
        """Watch no more; return whether the step was to be ended."""
        if not self._is_inside:
            return False
        self._is_inside = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        return self._rung > 0


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
        if self._watch._end() and not isinstance(exc, BlockedError):  # noqa: SLF001
            raise BlockedError from exc


def _is_ours(frame: FrameType | None) -> bool:
    """Return whether the step has called something of the bot's or the house's, and is still in it."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name in _BEGINNERS:
            return False
        if name.startswith("steadymesh.") and not name.startswith("steadymesh.plugins."):
            return True
        frame = frame.f_back
    return False


_BEGINNERS: Final = frozenset({"steadymesh.bot.barrier", "steadymesh.bot.loader"})
"""Where steps begin: below them stands the bot itself."""

WATCH: Final = StepWatch()
"""The process has one interval timer, and one main thread."""
