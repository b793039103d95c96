"""The bot under test: the real dispatcher, host, console and loader, and everything scripted around them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Final, Self

from steadymesh.bot import loader
from steadymesh.bot.blocking import WATCH
from steadymesh.bot.console import Console
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.contract.surroundings import Services
from steadymesh.bot.dispatcher import Dispatcher
from steadymesh.bot.host import Host
from steadymesh.bot.options import BotOptions
from steadymesh.bot.people import People
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.errors import UsageError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.testing.internet import FakeInternet
from steadymesh.testing.loading import Settings, load
from steadymesh.testing.loglines import FAILED, LogLine, captured
from steadymesh.testing.messages import FakeMessages
from steadymesh.testing.outbox import FakeOutbox
from steadymesh.testing.stores import FakeStore, FakeStores
from steadymesh.testing.surroundings import (
    OWN_NUM,
    FakeAir,
    FakeDirectory,
    FakeErrands,
    FakeKeys,
    FakeLink,
    FakeTable,
    FakeTraceroutes,
)
from steadymesh.testing.virtual import VirtualLoop

START: Final = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
"""When a mesh begins, unless the test says otherwise: a Monday, at noon."""

SCRIPT_PATIENCE_S: Final = 10.0
"""Real seconds that a script may take before virtual time goes on without it: a busy machine starts one in a second."""

MOST_ADMINS: Final = 8
"""Administrators that one mesh may have."""

NO_LIMITS: Final = BotOptions(commands_per_minute=100_000, commands_per_hour=100_000, channel_replies_per_hour=100_000)
"""A test asks as often as it likes; give `options` to test what the limits do."""


def key_of(num: int) -> PublicKey:
    """Return the public key of whoever has a number."""
    return PublicKey(hashlib.sha256(f"person {num}".encode()).digest())


ADMINS: Final = tuple(key_of(-number) for number in range(1, MOST_ADMINS + 1))


class FakeHouse:
    """The house of a `FakeMesh`, without people."""

    plugin: Plugin

    def __init__(
        self,
        plugin: ModuleType | str | Path | None = None,
        /,
        *,
        name: str = "",
        settings: Settings | None = None,
        scripts: Mapping[str, Settings] | None = None,
        folder: Path | None = None,
        language: str = "en",
        channels: Sequence[str | int] = (),
        options: BotOptions | None = None,
        zone: tzinfo = UTC,
        at: datetime = START,
        allow_failures: bool = False,
    ) -> None:
        self._wanted, self._name, self._settings = plugin, name, settings or {}
        self._scripts, self._folder = scripts or {}, folder or Path()
        chosen = options or replace(NO_LIMITS, language=language, channels=tuple(channels))
        self._options = replace(chosen, admins=(*chosen.admins, *ADMINS))
        self._zone, self._allow_failures = zone, allow_failures
        self.clock = LoopClock(at)
        self.outbox = FakeOutbox(self.clock, OWN_NUM)
        self.internet = FakeInternet()
        self.stores = FakeStores()
        self.link = FakeLink(at)
        self.directory = FakeDirectory()
        self.keys = FakeKeys()
        self.table = FakeTable()
        self.air = FakeAir()
        self.errands = FakeErrands()
        self.traceroutes = FakeTraceroutes()
        self.log: list[LogLine] = []
        self.bus = Bus()
        self._messages = FakeMessages()
        self._admins = list(ADMINS)
        self._born = 0
        self._languages: dict[NodeNum, str] = {}
        self._scripts_running = 0
        self._stack = contextlib.ExitStack()

    # --- its life -------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        loop = virtual_loop()
        if self._scripts:
            loop.busy_probes.append(lambda: self._scripts_running > 0)
            loop.patience_s = SCRIPT_PATIENCE_S
        else:
            loop.grace = 0  # nobody writes to us from outside: each look would cost a turn of the processor
        self._stack.enter_context(captured(self.log))
        self._stack.enter_context(_watched_steps())
        try:
            await self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        with self._stack:
            await self._stop(exc)
        if exc is None and self.failures and not self._allow_failures:
            raise AssertionError(f"{self.failures[0]} (FakeMesh(…, allow_failures=True) takes it)") from self._cause()

    async def restart(self) -> None:
        """End the bot and start it again; what it keeps (stores, outbox, people, the log of messages) stays."""
        await self._stop(None)
        await self._start()

    async def _start(self) -> None:
        loaded, name = load(
            self._wanted,
            name=self._name,
            settings=self._settings,
            scripts=self._scripts,
            folder=self._folder,
            disabled=self._options.disabled,
            count=self._count_scripts,
        )
        self.plugin = next((one for one in loaded.plugins if one.name == name), loaded.plugins[-1])
        services = Services(
            link=self.link,
            radio=self.link,
            nodes=self.directory,
            keys=self.keys,
            table=self.table,
            rekeying=self.keys,
            failures=self.outbox,
            clock=self.clock,
            outbox=self.outbox,
            errands=self.errands,
            traceroutes=self.traceroutes,
            fetch=self.internet,
            people=People(self.clock, self.stores.drawer(loader.OUR_DRAWER)),
            zone=self._zone,
            air=self.air,
        )
        self._services = services
        self._host = Host(
            loaded.plugins,
            services=services,
            stores=self.stores,
            options=self._options,
            bus=self.bus,
            clock=self.clock,
        )
        self._dispatcher = Dispatcher(
            bus=self.bus,
            clock=self.clock,
            router=loaded.router,
            outbox=self.outbox,
            services=services,
            messages=self._messages,
            sent=self.outbox,
            options=self._options,
            host=self._host,
        )
        self._console = Console(
            router=loaded.router,
            host=self._host,
            services=services,
            options=self._options,
            bus=self.bus,
            clock=self.clock,
        )
        self._tasks = asyncio.TaskGroup()
        await self._tasks.__aenter__()
        self._rooms = [
            self._tasks.create_task(self._host.run(), name="plug-ins"),
            self._tasks.create_task(self._dispatcher.run(), name="bot"),
        ]
        await self._quiet()

    async def _stop(self, exc: BaseException | None) -> None:
        for room in self._rooms:
            room.cancel()
        ended = exc if isinstance(exc, asyncio.CancelledError) else None
        await self._tasks.__aexit__(None if ended is None else type(ended), ended, None)

    async def _quiet(self) -> None:
        """Return when nothing more happens unless time passes."""
        for num, language in list(self._languages.items()):
            del self._languages[num]
            await self._services.people.choose(num, language)
        await virtual_loop().quiet()

    def _count_scripts(self, more: int) -> None:
        self._scripts_running += more

    # --- what came of it ------------------------------------------------------------------------

    @property
    def store(self) -> FakeStore:
        """Your plug-in's drawer."""
        return self.stores.drawer(self.plugin.name)

    @property
    def paused(self) -> Mapping[str, int]:
        """What of the plug-ins is left alone after five failures, and for how many seconds."""
        paused = self._host.facts()["paused"]
        assert isinstance(paused, dict)
        return paused

    @property
    def failures(self) -> Sequence[str]:
        """What of the plug-ins failed, a line each; the second failure in a row and further ones too."""
        return [_sentence(line) for line in self.log if line.event in FAILED]

    def logged(self, event: str) -> Sequence[LogLine]:
        """Return every line of the log with this id."""
        return [line for line in self.log if line.event == event]

    def _cause(self) -> BaseException | None:
        found = [line.fields.get("exc_info") for line in self.log if line.event == "plugin-traceback"]
        return next((one for one in found if isinstance(one, BaseException)), None)


def _sentence(line: LogLine) -> str:
    what = line.fields.get("what", "the bot")
    return f"{what}: {line.event.removeprefix('plugin-')} {line.fields.get('error', '')}".strip()


def virtual_loop() -> VirtualLoop:
    """Return the running loop.

    Raises:
        UsageError: Its time is not virtual.
    """
    loop = asyncio.get_running_loop()
    if not isinstance(loop, VirtualLoop):
        raise UsageError(
            "A fake mesh lives on virtual time.",
            remedy="Decorate the test with @virtual_time, or run it by steadymesh.testing.run.",
        )
    return loop


@contextlib.contextmanager
def _watched_steps() -> Iterator[None]:
    """End a step of the plug-in that blocks, as the bot does, unless somebody else has the process's timer."""
    is_main = threading.current_thread() is threading.main_thread()
    if WATCH.is_installed or not is_main or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        yield
        return
    WATCH.install()
    try:
        yield
    finally:
        WATCH.remove()
