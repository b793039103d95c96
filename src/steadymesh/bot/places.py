"""How many commands are at work at once, of all and of each, and who waits for a place.

After an outage the radio hands over all that it kept in one moment: whoever finds no place waits for one. Only when too
many wait is somebody turned away.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from steadymesh.bot.options import BotOptions

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    title: str
    work: Work


class Places:
    """The places of one bot.

    Args:
        tasks: Where work is done; each piece in a task of its own.
        options: How many places there are, and how many may wait.
        when_idle: Called when nothing is at work any more.
    """

    def __init__(self, tasks: asyncio.TaskGroup, options: BotOptions, *, when_idle: Callable[[], None]) -> None:
        self._tasks = tasks
        self._options = options
        self._when_idle = when_idle
        self._running: Counter[str] = Counter()
        self._waiting: deque[_Job] = deque()

    @property
    def running(self) -> int:
        """How many are at work."""
        return self._running.total()

    def take(self, name: str, title: str, work: Work) -> bool:
        """Do `work` now or as soon as there is a place; return False if too many wait.

        Args:
            name: Of the command: a command that hangs takes its own places only.
            title: Of the task.
            work: Must not raise.
        """
        job = _Job(name, title, work)
        if self._has_room(name):
            self._begin(job)
        elif len(self._waiting) < self._options.max_waiting:
            self._waiting.append(job)
        else:
            return False
        return True

    def _has_room(self, name: str) -> bool:
        options = self._options
        return self.running < options.max_running and self._running[name] < options.max_running_of_one

    def _begin(self, job: _Job) -> None:
        self._running[job.name] += 1
        self._tasks.create_task(self._in_place(job), name=job.title)

    async def _in_place(self, job: _Job) -> None:
        try:
            await job.work()
        finally:
            self._running[job.name] -= 1
        # Not while we are being cancelled: the group takes no more tasks then.
        following = next((waiting for waiting in self._waiting if self._has_room(waiting.name)), None)
        if following is not None:
            self._waiting.remove(following)
            self._begin(following)
        elif not self.running:
            self._when_idle()
