"""One house and one simulated radio on virtual time, and people who ask all the while."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

from steadymesh.app import logs
from steadymesh.app.house import House
from steadymesh.app.simulated import HangingDirectory, is_on
from steadymesh.bus import Subscription, WhenFull
from steadymesh.clock import LoopClock
from steadymesh.config import load
from steadymesh.drill.case import Case
from steadymesh.drill.misfits import StuckResolver, plugin
from steadymesh.events import AttemptFailed, SessionLost, SessionReady
from steadymesh.ids import NodeNum, PacketId
from steadymesh.link.target import Target
from steadymesh.link.tcp import TcpTransport
from steadymesh.sim.profile import DEFAULT_PROFILE
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.store import Store
from steadymesh.testing.virtual import VirtualLoop

START: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE: Final = 12
ASK_EVERY_S: Final = 6.0
"""Twelve people in turn: each asks less than once a minute, well below what the bot grants a person."""

LINUX_QUEUE: Final = 100
"""What a Linux node keeps for a client that is away: none of the questions must be lost in the radio itself."""

LinkNews = SessionReady | SessionLost | AttemptFailed

HOST: Final = "radio.invalid"
"""A name that only `StuckResolver` knows."""


class Stage:
    """A radio, its mesh and a store; `playing()` lets a house run on them, again and again if need be.

    Args:
        loop: The virtual loop that it runs on.
        case: What is to be drilled.
        folder: For the database.
    """

    def __init__(self, loop: VirtualLoop, case: Case, folder: Path) -> None:
        self.clock = LoopClock(START, seed=1)
        self.radio = Radio(clock=self.clock, seed=1, profile=replace(DEFAULT_PROFILE, phone_queue=LINUX_QUEUE))
        self.people = [self.radio.add_peer() for _ in range(PEOPLE)]
        self.server = SimServer(self.radio, clock=self.clock)
        self.resolver = StuckResolver()
        self.problems: list[str] = []
        self.asked: dict[PacketId, float] = {}
        self.posted: list[str] = []
        self.database = folder / "steadymesh.db"
        self._nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        self.log = self.quiet_log()
        self.house: House
        self.store: Store
        self.asking = True
        self.is_ending = False
        """Only the end in the middle of the fault is looked at: what the fault does was seen before."""
        self.events: list[LinkNews] = []
        self._loop = loop
        self._config = load(env={}, sets=("language=en", f"state_dir={folder}", *case.sets))
        self._by_name = case.inside == "no-resolver"

    def quiet_log(self) -> logs.Logs:
        """Return a log that writes every line, at DEBUG, to nobody."""
        return logs.set_up(level="debug", form="json", fd=self._nowhere)

    def close(self) -> None:
        """End what is left of the stage."""
        self.server.close()
        self.resolver.release()
        self.log.close()
        os.close(self._nowhere)

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[asyncio.Task[None]]:
        """Let a house run on the stage; its task ends with the context. Yields the task."""
        self.store = store = Store.open(self.database, at=self.clock.at(), clock=self.clock)
        self._loop.busy_probes.append(store.busy)
        host, port = self.server.address
        target = Target(host=HOST if self._by_name else host, port=port)
        transport = TcpTransport(target, self._config.link, resolve=self.resolver) if self._by_name else None
        if transport is not None:
            self._loop.busy_probes.append(transport.busy)
        key_directory = HangingDirectory(lambda: is_on(self.server))
        self.house = House(
            config=self._config,
            target=target,
            store=store,
            clock=self.clock,
            transport=transport,
            key_directory=key_directory,
            further_plugins=(plugin(),),
        )
        key_directory.serve(self.house.directory)
        heard = self.house.bus.subscribe("drill", get_args(LinkNews), size=10_000, when_full=WhenFull.DROP_NEWEST)
        try:
            async with asyncio.TaskGroup() as group:
                playing = group.create_task(self.house.run(), name="house")
                watching = group.create_task(self._watch(heard), name="drill-watch")
                asking = group.create_task(self._ask(), name="drill-ask")
                try:
                    yield playing
                finally:
                    asking.cancel()
                    playing.cancel()
                    await asyncio.wait([playing])
                    heard.close()
                    watching.cancel()
        finally:
            self._loop.busy_probes.clear()
            store.close(5)

    def expect(self, is_so: bool, otherwise: str) -> None:  # noqa: FBT001  (reads like assert)
        """Note a problem unless the fault really bit; a drill that drills nothing must not pass."""
        if not is_so and not self.is_ending:
            self.problems.append(otherwise)

    async def post(self, text: str, to: NodeNum) -> None:
        """Hand a text of our own to delivery, to be found on the air exactly once."""
        self.posted.append(text)
        await self.house.delivery.post(to=to, text=text, lifetime_s=7200)

    async def until(
        self, kind: type[SessionReady] | type[SessionLost] | type[AttemptFailed], *, since: float, within_s: float
    ) -> LinkNews | None:
        """Return the first event of a kind at or after `since`, loop time; None: there was none in time."""
        try:
            async with asyncio.timeout_at(max(since, self.clock.now()) + within_s):
                while True:
                    for event in self.events:
                        if isinstance(event, kind) and event.now >= since:
                            return event
                    await asyncio.sleep(0.05)
        except TimeoutError:
            return None

    async def _watch(self, heard: Subscription) -> None:
        async for event in heard:
            if isinstance(event, LinkNews):
                self.events.append(event)

    async def _ask(self) -> None:
        while True:
            for peer in self.people:
                await asyncio.sleep(ASK_EVERY_S)
                if self.asking:
                    self.asked[self.radio.hear_text(peer, "/ping")] = self.clock.now()
