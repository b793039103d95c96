"""A whole house on a simulated radio, in virtual time, with its log kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from steadymesh.app import logs
from steadymesh.app.house import House
from steadymesh.clock import LoopClock
from steadymesh.config import load
from steadymesh.events import SessionReady
from steadymesh.link.target import Target
from steadymesh.ports import NodeDirectory
from steadymesh.sim.people import make_peer
from steadymesh.sim.radio import Radio
from steadymesh.sim.replay import Replay
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings
from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.terrain import Terrain
from steadymesh.sim.village.ether import MeshEther
from steadymesh.store import Store

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Play:
    """What a test may touch."""

    def __init__(self, folder: Path, recording: Path | None = None) -> None:
        self.folder = folder
        self.loop = asyncio.get_running_loop()
        self.clock = LoopClock(START, seed=3)
        if recording is not None:
            self.server = SimServer(Replay.load(recording, clock=self.clock), clock=self.clock)
        else:
            self.radio = Radio(clock=self.clock, seed=3)
            self.people = [self.radio.add_peer() for _ in range(5)]
            self.server = SimServer(self.radio, clock=self.clock)
        self.house: House
        self.store: Store
        self.task: asyncio.Task[None]

    def log(self) -> list[dict]:
        """Return the lines of the log so far, with loop time as `at`."""
        lines = [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]
        for line in lines:
            line["at"] = (datetime.fromisoformat(line["ts"]) - START).total_seconds()
        return lines

    def ids(self, *prefixes: str) -> list[str]:
        """Return the ids of the log, in order."""
        return [line["event"] for line in self.log() if line["event"].startswith(prefixes or "")]

    def when(self, event: str, nth: int = 0) -> float:
        """Return when an event was logged, in virtual seconds."""
        return [line["at"] for line in self.log() if line["event"] == event][nth]

    def answers(self) -> list[str]:
        return [sent.text for sent in self.radio.sent_texts]


CHAIN = {
    (0, 1): 4.0, (1, 2): -7.25, (2, 3): 2.5,
    (3, 2): 8.75, (2, 1): -11.5, (1, 0): 6.0,
}  # fmt: skip
"""Two relays between our radio and the last node; each link is heard better one way round than the other."""


class InALine(Play):
    """A house whose radio has three nodes behind each other, on a mesh on which noise takes nothing."""

    def __init__(self, folder: Path, recording: Path | None = None) -> None:
        super().__init__(folder, recording)
        settings = Settings(preset="LONG_FAST")
        modem = Modem(settings.preset)
        self.terrain = Terrain(
            Links.by_hand(4, CHAIN, limit_db=modem.snr_limit_db), modem=modem, region=settings.region
        )
        for node in self.terrain.nodes:
            for link in node.links:
                link.loss = 0.0 if link.is_heard else 1.0
        self.ether = MeshEther(self.terrain)
        self.radio = Radio(clock=self.clock, settings=settings, seed=3, ether=self.ether.join)
        self.people = [self.radio.add_peer(make_peer(3, index)) for index in range(1, 4)]
        for index, peer in enumerate(self.people, start=1):
            self.ether.settle(peer, index)
        self.server = SimServer(self.radio, clock=self.clock)

    async def ready(self) -> None:
        ready = self.house.bus.subscribe("ready", (SessionReady,), size=1)
        await ready.wait()
        ready.close()


@asynccontextmanager
async def playing(
    folder: Path,
    *sets: str,
    key_directory: NodeDirectory | None = None,
    level: str = "debug",
    form: str = "json",
    recording: Path | None = None,
    kind: type[Play] = Play,
    config: Path | None = None,
) -> AsyncIterator[Play]:
    """Run a house; `config` is its configuration file."""
    play = kind(folder, recording)
    with (folder / "log").open("wb") as file:
        running = logs.set_up(level=level, form=form, language="fr", at=play.clock.at, fd=file.fileno())
        play.flush = running.flush
        play.server.start()
        play.store = Store.open(folder / "steadymesh.db", at=START)
        play.loop.busy_probes.append(play.store.busy)
        host, port = play.server.address
        play.house = House(
            config=load(file=config, env={}, sets=("language=fr", f"state_dir={folder}", *sets)),
            target=Target(host=host, port=port),
            store=play.store,
            clock=play.clock,
            key_directory=key_directory,
        )
        try:
            async with asyncio.TaskGroup() as group:
                play.task = group.create_task(play.house.run(), name="house")
                try:
                    yield play
                finally:
                    play.task.cancel()
        finally:
            play.server.close()
            play.store.close(2)
            play.loop.busy_probes.clear()
            running.close()


def replaying(recording: Path, folder: Path):
    return playing(folder, recording=recording)
