"""Sees when a process has ended, without a thread and without taking its exit code from whoever wants it.

A child that has ended and whose code nobody has taken keeps its number: as long as it does, the number of its group is
nobody else's, and signals for the group can't hit a stranger.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable
from typing import Final

POLL_S: Final = 0.02
"""How often the system is asked where it has no descriptor for a process."""


class Watch:
    """Tells when one child of ours has ended.

    Through a pidfd (Linux 5.3, `pidfd_open(2)`) on the loop; where the system has none to give (an older kernel, a
    container that forbids the call, no descriptor left) by asking it now and then.

    Args:
        process: Whose end is awaited. Nobody else may take its exit code.
        moved: Called when it has ended.
    """

    def __init__(self, process: subprocess.Popen[bytes], moved: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._process = process
        self._moved = moved
        self._pidfd: int | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_forsaken = False
        self.has_ended = False

    def begin(self) -> None:
        """Watch from now on."""
        try:
            self._pidfd = os.pidfd_open(self._process.pid)
        except (OSError, AttributeError):  # no such attribute: not Linux
            self._poll()
        else:
            self._loop.add_reader(self._pidfd, self._ended)

    def close(self) -> None:
        """Watch no longer, and take the exit code. Idempotent.

        A process that is not gone by then, because the system can't end it (it waits for a disk that does not answer)
        or has not come to it yet, is watched until it is, so that nothing is left of it.
        """
        if self._process.poll() is None:
            self._is_forsaken = True
        else:
            self._stop()

    def _poll(self) -> None:
        if os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            self._timer = self._loop.call_later(POLL_S, self._poll)
        else:
            self._ended()

    def _ended(self) -> None:
        self._stop()
        self.has_ended = True
        if self._is_forsaken:
            self._process.poll()
        else:
            self._moved()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._pidfd is not None:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = None
