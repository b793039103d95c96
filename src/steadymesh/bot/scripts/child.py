"""One script at work: its process, what it started, and the three pipes; ended completely, whatever it does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from typing import Final

from steadymesh.bot.scripts.pipes import Drain, Feed
from steadymesh.bot.scripts.watch import Watch

STDERR_BYTES: Final = 4096
"""What is kept of a script's standard error: so much of its beginning and of its end; the log shows one line."""

GONE_S: Final = 0.2
"""How long a killed process may take to be gone: the system needs about a millisecond. One that waits for a disk which
does not answer can't be killed; nobody waits longer for it."""


class Child:
    """A running script.

    Args:
        process: Just started, leader of a session of its own, its three pipes unbuffered.
        question: What it is to read.
        limit_bytes: The most that it may write to its standard output.
    """

    def __init__(self, process: subprocess.Popen[bytes], question: bytes, limit_bytes: int) -> None:
        assert process.stdin is not None, "three pipes were asked for"
        assert process.stdout is not None
        assert process.stderr is not None
        self._loop = asyncio.get_running_loop()
        self._process = process
        self._stirred: asyncio.Future[None] | None = None
        self._feed = Feed(process.stdin, question)
        self.out = Drain(process.stdout, limit_bytes, self._stir, goes_on=False)
        self.err = Drain(process.stderr, STDERR_BYTES, self._stir, goes_on=True)
        self._watch = Watch(process, self._stir)

    @property
    def has_ended(self) -> bool:
        """Whether the script itself has ended; what it started may go on."""
        return self._watch.has_ended

    @property
    def code(self) -> int | None:
        """Its exit code, negative for a signal; None: not ended, or not closed yet."""
        return self._process.returncode

    def begin(self) -> None:
        """Give it the question, and take what it writes."""
        self._watch.begin()
        self.out.begin()
        self.err.begin()
        self._feed.begin()

    async def until(self, condition: Callable[[], bool], deadline: float) -> bool:
        """Wait for something to be true of it, until a loop time; return whether it is.

        Not by `asyncio.timeout`: that one can't tell its own end from its task's in a task that is cancelled already.
        """
        while not condition():
            left_s = deadline - self._loop.time()
            if left_s <= 0:
                return False
            self._stirred = self._loop.create_future()
            await asyncio.wait([self._stirred], timeout=left_s)
        return True

    async def end(self, grace_s: float) -> None:
        """Ask it and its whole group to end, after `grace_s` kill what is left of them, and wait `GONE_S` for that."""
        self._signal(signal.SIGTERM)
        await self.until(self._is_silent, self._loop.time() + grace_s)
        self._signal(signal.SIGKILL)
        await self.until(lambda: self.has_ended, self._loop.time() + GONE_S)

    def close(self) -> None:
        """Kill whatever is left, and close everything, without waiting. Once, and the last thing done with it.

        Only now is the exit code taken: before, the group's number can't be anybody else's.
        """
        self._signal(signal.SIGKILL)
        self.err.read()  # what it wrote last: a pause may have kept us from it
        self._feed.close()
        self.out.close()
        self.err.close()
        self._watch.close()

    def _is_silent(self) -> bool:
        """Return whether it has ended and nobody holds its pipes: most likely all of the group have."""
        return self.has_ended and self.out.is_over and self.err.is_over

    def _signal(self, number: signal.Signals) -> None:
        # Gone already (not while we hold its exit code, but the system's word is what counts), or become somebody
        # else's, as by sudo: then only its own end or the loss of its pipes ends it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _stir(self) -> None:
        if self._stirred is not None and not self._stirred.done():
            self._stirred.set_result(None)
