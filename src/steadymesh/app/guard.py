"""Ends the process when it is asked to, even when its loop can't.

Python runs a signal's handler between two bytecodes of the main thread: a loop that is blocked in foreign code never
sees SIGTERM. The interpreter writes the signal's number to the wake-up descriptor from C, though, and a thread of ours
reads it there.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Final, Self

from steadymesh.clock import monotonic

GRACE_S: Final = 2.5
"""The links get 1 s, the store 1 s, the log 0.3 s; A8 wants the process gone within 3 s of the signal."""

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

LOOK: Final = signal.SIGUSR1
"""Has the guard look where everything stands, at once and as often as it comes."""


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Let the guard's thread do what is to be done."""


class SignalGuard:
    """While entered, the first SIGTERM or SIGINT asks for an end; a second one, or `grace_s` later, is the end.

    Main thread only (it sets signal handlers).

    Args:
        ask: Called in the guard's thread at the first signal; must not block.
        look: Called in the guard's thread at each SIGUSR1; must not block.
        leave: Called in the guard's thread when asking did not help; ends the process.
        grace_s: Seconds between the two.
    """

    def __init__(
        self,
        ask: Callable[[], None],
        *,
        look: Callable[[], None] = lambda: None,
        leave: Callable[[int], None] = os._exit,
        grace_s: float = GRACE_S,
    ) -> None:
        self._ask = ask
        self._look = look
        self._leave = leave
        self._grace_s = grace_s
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._thread = threading.Thread(target=self._watch, name="signal-guard", daemon=True)

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, _ignore) for number in (*SIGNALS, LOOK)}
        self._wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._writer.close()
        self._thread.join(timeout=1)
        self._reader.close()

    def _watch(self) -> None:
        if not self._signal_within(None):
            return
        self._ask()
        if self._signal_within(self._grace_s) is False:
            return
        self._leave(0)

    def _signal_within(self, seconds: float | None) -> bool | None:
        """Return True for a signal of ours, False when the guard is closed, None when the time is over.

        Others' signals come by here as well (`bot.blocking` rings twice a second), and must not begin the time anew.
        """
        deadline = None if seconds is None else monotonic() + seconds
        while select.select([self._reader], [], [], None if deadline is None else max(0.0, deadline - monotonic()))[0]:
            data = self._reader.recv(64)
            if not data:
                return False
            if LOOK in data:
                self._look()
            if any(number in data for number in SIGNALS):
                return True
            if deadline is not None and monotonic() >= deadline:
                return None
        return None
