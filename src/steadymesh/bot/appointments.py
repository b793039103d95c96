"""A plug-in's appointments: once, again and again, or by the clock on the wall."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

import structlog

from steadymesh.bot.contract.hooks import LEAST_INTERVAL, Hook, Job
from steadymesh.bot.cron import next_time
from steadymesh.errors import ConfigError, UsageError
from steadymesh.ports import Clock

log: Final = structlog.get_logger("plugin")

MOST: Final = 200
"""Appointments that one plug-in may have, those that are being kept included: more is a defect of its own."""

LOOK_S: Final = 30.0
"""The clock on the wall may be set: what is due by it is looked at again after so long."""


@dataclass(slots=True, eq=False)
class Booked:
    """One appointment; `contract.surroundings.Appointment`."""

    name: str
    job: Job
    due_at: float | None = None
    """Loop time; None: by the clock on the wall."""
    due_wall: datetime | None = None
    interval_s: float | None = None
    """None: it is not done again after so long."""
    expression: str = ""
    is_cancelled: bool = False
    is_running: bool = False

    def cancel(self) -> None:
        """Have it done no more; what is being done goes on. Idempotent."""
        self.is_cancelled = True


class Appointments:
    """One plug-in's; `contract.surroundings.Schedule`. Nothing is done before `run`.

    Args:
        clock: Both clocks.
        zone: In which cron expressions are read; None: the system's.
        call: Runs one job; never raises.
    """

    def __init__(self, clock: Clock, zone: tzinfo | None, call: Callable[[str, Job], Awaitable[None]]) -> None:
        self._clock = clock
        self._zone = zone
        self._call = call
        self._booked: list[Booked] = []
        self._changed = asyncio.Event()

    def after(self, delay: timedelta, job: Job) -> Booked:
        """Have something done once, so long from now."""
        return self._book(Booked(_name(job), job, due_at=self._clock.now() + max(0.0, delay.total_seconds())))

    def every(self, interval: timedelta, job: Job, *, name: str = "") -> Booked:
        """Have something done again and again, the first time one interval from now.

        Raises:
            ConfigError: Less than a second.
        """
        if interval < LEAST_INTERVAL:
            raise ConfigError("A plug-in can't do something more often than once a second.")
        seconds = interval.total_seconds()
        return self._book(Booked(name or _name(job), job, due_at=self._clock.now() + seconds, interval_s=seconds))

    def cron(self, expression: str, job: Job, *, name: str = "") -> Booked:
        """Have something done by the clock on the wall.

        Raises:
            ConfigError: It is no cron expression.
        """
        due = next_time(expression, self._clock.at(), self._zone)
        return self._book(Booked(name or _name(job), job, due_wall=due, expression=expression))

    def _book(self, booked: Booked) -> Booked:
        if not callable(booked.job):
            raise TypeError(f"{type(booked.job).__name__} can't be called")
        if len(self._booked) >= MOST:
            self._forget()
        if len(self._booked) >= MOST:
            raise UsageError(
                f"The plug-in has {MOST} appointments already.",
                remedy="Cancel some, or make fewer.",
                sentence="plugin-too-many-appointments",
                fields={"most": MOST},
            )
        self._booked.append(booked)
        self._changed.set()
        return booked

    def _forget(self) -> None:
        """Forget what is done, or is not to be done any more."""
        self._booked = [one for one in self._booked if not one.is_cancelled or one.is_running]

    async def run(self) -> None:
        """Keep the appointments until cancelled, each in a task of its own; one that still runs is not begun again."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._changed.clear()
                for one in [one for one in self._booked if self._is_due(one)]:
                    self._book_again(one)
                    if not one.is_running:
                        one.is_running = True
                        tasks.create_task(self._keep(one), name=f"appointment {one.name}")
                await self._wait()

    async def _keep(self, one: Booked) -> None:
        try:
            await self._call(one.name, one.job)
        finally:
            one.is_running = False

    def _is_due(self, one: Booked) -> bool:
        if one.is_cancelled:
            return False
        if one.due_at is not None:
            return one.due_at <= self._clock.now()
        return one.due_wall is not None and one.due_wall <= self._clock.at()

    def _book_again(self, one: Booked) -> None:
        """Set when it is due next. What was missed meanwhile is done once, not as often as it was missed."""
        if one.interval_s is not None and one.due_at is not None:
            following, now = one.due_at + one.interval_s, self._clock.now()
            one.due_at = following if following > now else now + one.interval_s
        elif one.expression:
            try:
                one.due_wall = next_time(one.expression, self._clock.at(), self._zone)
            except ConfigError as exc:  # it was due, and will not be within years
                log.warning("plugin-appointment-over", what=one.name, error=exc)
                one.is_cancelled = True
        else:
            one.is_cancelled = True

    async def _wait(self) -> None:
        self._forget()
        now, at = self._clock.now(), self._clock.at()
        open_ones = [one for one in self._booked if not one.is_cancelled]
        waits = [one.due_at - now for one in open_ones if one.due_at is not None]
        waits += [min(LOOK_S, (one.due_wall - at).total_seconds()) for one in open_ones if one.due_wall is not None]
        try:
            async with asyncio.timeout(max(0.0, min(waits)) if waits else None):
                await self._changed.wait()
        except TimeoutError:
            return


def _name(job: Job) -> str:
    if isinstance(job, Hook):
        return job.name
    return getattr(job, "__name__", type(job).__name__)
