"""Runs what one plug-in does without being asked. Whatever it does, it costs a line in the log and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from steadymesh.bot import barrier
from steadymesh.bot.appointments import Appointments
from steadymesh.bot.contract.hooks import Hook, Job, When
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.contract.plugincontext import PluginContext
from steadymesh.bot.failing import Failing
from steadymesh.bot.reports import report
from steadymesh.bus import Bus, Subscription, WhenFull
from steadymesh.errors import SteadymeshError
from steadymesh.events import Event
from steadymesh.ports import Clock

log: Final = structlog.get_logger("plugin")

HOOK_S: Final = 60.0
"""A hook that takes longer is ended."""

STOP_S: Final = 1.0
"""What all hooks at the end may take together: the whole process has 3 s to end (CONTRACT A8)."""

QUEUE: Final = 1_000
"""Events that wait for one plug-in; the oldest go."""

BATCH_S: Final = 1.0
"""For so long events are gathered for a hook that takes many at once."""

BATCH_QUEUE: Final = 10_000
"""Events that wait for such hooks: more than one read of the socket (256 KiB) can hold."""


class Runner:
    """One plug-in's hooks, at work.

    Args:
        plugin: Whose.
        context: What they get.
        appointments: The plug-in's; what its hooks declare is added.
        bus: Where events come from.
        clock: Loop time.
        failing: Remembers what fails again and again.
    """

    def __init__(
        self,
        plugin: Plugin,
        context: PluginContext,
        appointments: Appointments,
        *,
        bus: Bus,
        clock: Clock,
        failing: Failing,
    ) -> None:
        self._plugin = plugin
        self._context = context
        self._appointments = appointments
        self._bus = bus
        self._clock = clock
        self._failing = failing
        self._dropped_told = 0
        self._handlers = _by_event(hook for hook in plugin.hooks if not hook.is_batch)
        self._batch_handlers = _by_event(hook for hook in plugin.hooks if hook.is_batch)
        # From the first moment on: nothing that happens while other plug-ins start is missed.
        self._events = self._subscribe(f"plug-in {plugin.name}", self._handlers, QUEUE)
        self._batches = self._subscribe(f"plug-in {plugin.name}, by the second", self._batch_handlers, BATCH_QUEUE)

    def _subscribe(self, name: str, handlers: Mapping[type, object], size: int) -> Subscription | None:
        if not handlers:
            return None
        return self._bus.subscribe(name, handlers, size=size, when_full=WhenFull.DROP_OLDEST)

    @property
    def dropped(self) -> int:
        """How many events went because the plug-in was too slow."""
        return sum(one.dropped for one in (self._events, self._batches) if one is not None)

    async def run(self) -> None:
        """Start the plug-in, keep its appointments and hand it its events until cancelled; then stop it."""
        try:
            await self._call_all(When.START, HOOK_S)
            self._book()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._appointments.run(), name=f"appointments of {self._plugin.name}")
                if self._events is not None:
                    tasks.create_task(self._hand_events(self._events), name=f"events for {self._plugin.name}")
                if self._batches is not None:
                    tasks.create_task(self._hand_batches(self._batches), name=f"batches for {self._plugin.name}")
        finally:
            for subscription in (self._events, self._batches):
                if subscription is not None:
                    subscription.close()
            await self._stop()

    def _book(self) -> None:
        """Make the appointments that the plug-in has declared; what it makes itself comes to them."""
        for hook in self._plugin.hooks:
            try:
                if hook.when is When.INTERVAL:
                    self._appointments.every(timedelta(seconds=hook.interval_s), hook.function, name=hook.name)
                elif hook.when is When.CRON:
                    self._appointments.cron(hook.cron, hook.function, name=hook.name)
            except SteadymeshError as exc:
                log.warning("plugin-failed", what=f"{self._plugin.name}.{hook.name}", error=exc)

    async def job(self, name: str, job: Job) -> None:
        """Do what was to be done at an appointment."""
        await self._call(name, partial(job, self._context), HOOK_S)

    async def _hand_events(self, events: Subscription) -> None:
        async for event in events:
            self._tell_dropped()
            for hook in self._handlers[type(event)]:
                await self._call(hook.name, partial(hook.function, self._context, event), HOOK_S)
            del event  # until the next one comes it would be kept alive: a dump has the radio's private key in it

    async def _hand_batches(self, events: Subscription) -> None:
        while True:
            await events.wait()
            await asyncio.sleep(BATCH_S)
            self._tell_dropped()
            batches: dict[type, list[Event]] = {}
            for event in events.take_all():
                batches.setdefault(type(event), []).append(event)
            for kind, batch in batches.items():
                for hook in self._batch_handlers[kind]:
                    await self._call(hook.name, partial(hook.function, self._context, tuple(batch)), HOOK_S)

    async def _stop(self) -> None:
        hooks = [hook for hook in self._plugin.hooks if hook.when is When.STOP]
        if hooks:
            # We are being cancelled: what is awaited from here on is bounded by itself, its clean-up included.
            each_s = STOP_S / len(hooks)
            await self._call_all(When.STOP, 0.7 * each_s, grace_s=0.3 * each_s)

    async def _call_all(self, when: When, timeout_s: float, *, grace_s: float = barrier.GRACE_S) -> None:
        for hook in self._plugin.hooks:
            if hook.when is when:
                await self._call(hook.name, partial(hook.function, self._context), timeout_s, grace_s=grace_s)

    def _tell_dropped(self) -> None:
        dropped = self.dropped
        if dropped > self._dropped_told:
            say = log.debug if self._dropped_told else log.warning
            say("plugin-overrun", plugin=self._plugin.name, dropped=dropped)
            self._dropped_told = dropped

    async def _call(
        self, what: str, begin: Callable[[], object], timeout_s: float, *, grace_s: float = barrier.GRACE_S
    ) -> None:
        """Call one function, unless it is paused, and report how that ended."""
        name = f"{self._plugin.name}.{what}"
        if self._failing.paused_s(name, self._clock.now()):
            return
        ended = await barrier.run(name, begin, timeout_s, grace_s=grace_s)
        report(
            self._failing,
            self._bus,
            self._clock.now(),
            name=name,
            plugin=self._plugin.name,
            ended=ended,
            timeout_s=timeout_s,
        )


def _by_event(hooks: Iterable[Hook]) -> Mapping[type, list[Hook]]:
    found: dict[type, list[Hook]] = {}
    for hook in hooks:
        if hook.event is not None:
            found.setdefault(hook.event, []).append(hook)
    return found
