"""Everything that the plug-ins need around them: their contexts, their appointments, and who runs their hooks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import structlog

from steadymesh.bot.appointments import Appointments
from steadymesh.bot.contract.hooks import Job
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.contract.plugincontext import PluginContext
from steadymesh.bot.contract.surroundings import Own, Services
from steadymesh.bot.failing import Failing
from steadymesh.bot.options import BotOptions
from steadymesh.bot.posting import CountingPoster
from steadymesh.bot.runner import Runner
from steadymesh.bus import Bus
from steadymesh.ports import Clock, PluginStores

log: Final = structlog.get_logger("plugin")


class Host:
    """All plug-ins of one bot.

    Args:
        plugins: As loaded.
        services: What the house has for them.
        stores: Their drawers.
        options: The bot's settings.
        bus: Where events come from, and `PluginPaused` goes.
        clock: Both clocks.

    Attributes:
        failing: Remembers what of them fails again and again; the dispatcher notes commands in it.
    """

    def __init__(
        self,
        plugins: Sequence[Plugin],
        *,
        services: Services,
        stores: PluginStores,
        options: BotOptions,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self.failing = Failing()
        self._clock = clock
        self._own: dict[str, Own] = {}
        self._runners: dict[str, Runner] = {}
        for plugin in plugins:
            self._take(plugin, services, stores, options, bus)

    def _take(self, plugin: Plugin, services: Services, stores: PluginStores, options: BotOptions, bus: Bus) -> None:
        async def call(name: str, job: Job) -> None:
            await runner.job(name, job)

        appointments = Appointments(self._clock, services.zone, call)
        own = Own(
            store=stores.drawer(plugin.name),
            settings=plugin.settings,
            schedule=appointments,
            log=log.bind(plugin=plugin.name),
            poster=CountingPoster(plugin.name, services.outbox, self._clock),
            publisher=bus.publish,
            max_pieces=options.max_pieces,
            language=options.language,
            admins=options.admins,
        )
        context = PluginContext(
            plugin=plugin.name, language=options.language, prefix=options.prefix, services=services, own=own
        )
        runner = Runner(plugin, context, appointments, bus=bus, clock=self._clock, failing=self.failing)
        self._own[plugin.name] = own
        self._runners[plugin.name] = runner

    def own(self, plugin: str) -> Own:
        """Return what belongs to a plug-in."""
        return self._own[plugin]

    def facts(self) -> Mapping[str, object]:
        """Return which plug-ins there are, what of them is paused for how many seconds, and events that were lost."""
        return {
            "loaded": list(self._runners),
            "paused": {name: round(seconds) for name, seconds in self.failing.paused(self._clock.now()).items()},
            "dropped": {name: runner.dropped for name, runner in self._runners.items() if runner.dropped},
        }

    async def run(self) -> None:
        """Run every plug-in's hooks until cancelled; what one does or fails to do is no other's business."""
        async with asyncio.TaskGroup() as tasks:
            for name, runner in self._runners.items():
                tasks.create_task(runner.run(), name=f"plug-in {name}")
            await asyncio.get_running_loop().create_future()
