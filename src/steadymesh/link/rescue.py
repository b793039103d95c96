"""Runs the operator's command when the radio stays away: a smart plug, a script that restarts the node.

A watch beside the supervisor, never in its way: it reconnects as if the command did not exist.
"""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL
from typing import Final

import structlog

from steadymesh.clock import format_duration
from steadymesh.errors import Told
from steadymesh.link.barrier import Barrier
from steadymesh.link.options import LinkOptions
from steadymesh.link.refusals import system_says

KILL_S: Final = 0.5
"""How long a killed command may take to be gone."""

log = structlog.get_logger("link")


class Rescue:
    """Counts the time away, and runs the command when it is up.

    Args:
        options: The link's settings.
    """

    def __init__(self, options: LinkOptions) -> None:
        self._command = options.rescue_command
        self._after_s = options.rescue_after_s
        self._interval_s = options.rescue_interval_s
        self._timeout_s = options.rescue_timeout_s
        self._since: float | None = None
        self._last_run: float | None = None
        self._changed = asyncio.Event()
        self._running = False

    def begin(self, now: float) -> None:
        """Start to count, if it is not counting: the link is away and we try to get it back."""
        if self._since is None:
            self._since = now
            self._changed.set()

    def end(self) -> None:
        """Stop counting: the link is READY, or left to somebody else on purpose."""
        self._since = None
        self._changed.set()

    def busy(self) -> bool:
        """Return whether the command is running."""
        return self._running

    async def watch(self) -> None:
        """Run the command whenever it is due, until cancelled."""
        while self._command:
            self._changed.clear()
            due = self._due()
            try:
                async with asyncio.timeout_at(due):
                    await self._changed.wait()
            except TimeoutError:
                self._last_run = due
                with Barrier(self._defect):
                    await self._run(self._command)

    def _due(self) -> float | None:
        """Return the loop time of the next run; None: nothing to rescue."""
        if self._since is None:
            return None
        due = self._since + self._after_s
        return due if self._last_run is None else max(due, self._last_run + self._interval_s)

    async def _run(self, command: tuple[str, ...]) -> None:
        """Run the command once, its output thrown away, killed at its deadline and when we are told to end."""
        after_s = self._after_s
        log.warning("link-rescue-started", command=command[0], after_s=after_s, duration=format_duration(after_s))
        try:
            process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        except (OSError, ValueError) as exc:
            log.error("link-rescue-failed", command=command[0], detail=system_says(exc))  # noqa: TRY400  (one line)
            return
        self._running = True
        try:
            async with asyncio.timeout(self._timeout_s):
                code = await process.wait()
        except TimeoutError:
            late = Told(f"still running after {self._timeout_s:g} s", "link-why-late", {"timeout_s": self._timeout_s})
            log.error("link-rescue-failed", command=command[0], detail=late)  # noqa: TRY400
        else:
            if code:
                bad = Told(f"exit code {code}", "link-why-exit-code", {"code": code})
                log.error("link-rescue-failed", command=command[0], detail=bad)
            else:
                log.info("link-rescue-done", command=command[0])
        finally:
            if process.returncode is None:
                await _kill(process)
            self._running = False

    def _defect(self, exc: Exception) -> None:
        log.error("link-rescue-failed", command=self._command[0], detail=f"{type(exc).__name__}: {exc}")


async def _kill(process: asyncio.subprocess.Process) -> None:
    """Kill a process and wait a moment for it."""
    try:
        process.kill()
        async with asyncio.timeout(KILL_S):
            await process.wait()
    except (ProcessLookupError, TimeoutError):  # it ended by itself, or the system can't end it
        pass
