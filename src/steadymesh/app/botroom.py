"""The bot in one piece: plug-ins, host, dispatcher and console, introduced to the rest of the house."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from steadymesh.app.keyroom import KeyRoom
from steadymesh.app.pluginload import load_plugins
from steadymesh.bot import loader
from steadymesh.bot.console import Console
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.dispatcher import Dispatcher
from steadymesh.bot.host import Host
from steadymesh.bot.people import People
from steadymesh.bus import Bus
from steadymesh.config import Config
from steadymesh.delivery.pump import Delivery
from steadymesh.internet.fetcher import Fetcher
from steadymesh.link.supervisor import Supervisor
from steadymesh.ports import Clock, Traceroutes
from steadymesh.session.directory import Directory
from steadymesh.store import Store


class BotRoom:
    """Commands and hooks, at work.

    Args:
        config: The bot's settings and the plug-ins'.
        store: Drawers, the message log, the outbox on the disk.
        bus: Where things happen.
        clock: The clocks.
        link: The way to the radio, and what it said of itself.
        directory: Everybody, and what the radio has of them.
        keys: Whose key is whose.
        delivery: The way out.
        traceroutes: Asks the mesh for the way to a node.
        further_plugins: Beside our own (drills).

    Attributes:
        dispatcher: Answers the mesh.
        console: Answers the operator.
        host: Runs hooks.
        fetcher: Asks the internet.
        zone: The house's time zone.
    """

    def __init__(
        self,
        *,
        config: Config,
        store: Store,
        bus: Bus,
        clock: Clock,
        link: Supervisor,
        directory: Directory,
        keys: KeyRoom,
        delivery: Delivery,
        traceroutes: Traceroutes,
        further_plugins: Sequence[Plugin] = (),
    ) -> None:
        self.fetcher = Fetcher(config.internet, clock)
        self.zone = _zone(config.bot.timezone)
        loaded = load_plugins(config, further_plugins)
        services = Services(
            link=link,
            radio=link,
            nodes=directory,
            keys=keys.book,
            table=directory,
            rekeying=keys.keeper,
            failures=delivery,
            clock=clock,
            air=delivery,
            outbox=delivery,
            errands=delivery.errands,
            traceroutes=traceroutes,
            fetch=self.fetcher,
            storage=store,
            people=People(clock, store.plugins.drawer(loader.OUR_DRAWER)),
            zone=self.zone,
        )
        self.host = Host(
            loaded.plugins, services=services, stores=store.plugins, options=config.bot, bus=bus, clock=clock
        )
        self.dispatcher = Dispatcher(
            bus=bus,
            clock=clock,
            router=loaded.router,
            outbox=delivery,
            services=services,
            messages=store.messages,
            sent=store.outbox,
            options=config.bot,
            host=self.host,
        )
        self.console = Console(
            router=loaded.router, host=self.host, services=services, options=config.bot, bus=bus, clock=clock
        )
        self._refused = loaded.refused

    def facts(self) -> Mapping[str, Callable[[], object]]:
        """Return what the status shows of the bot and its plug-ins."""
        return {
            "bot": self.dispatcher.facts,
            "plugins": lambda: {**self.host.facts(), "refused": dict(self._refused)},
        }

    def rooms(self) -> Mapping[str, Callable[[], Coroutine[object, object, None]]]:
        """Return what is to be run."""
        return {"bot": self.dispatcher.run, "plugins": self._host}

    async def _host(self) -> None:
        try:
            await self.host.run()
        finally:
            await self.fetcher.close()


def _zone(name: str) -> tzinfo:
    """Return the house's time zone; empty: the system's, with its rules for summer."""
    if name:
        return ZoneInfo(name)
    from dateutil.tz import tzlocal

    system: tzinfo = tzlocal()
    return system
