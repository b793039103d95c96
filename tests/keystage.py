"""A mesh of thousands around one radio with a small table, and a house that is restarted on the same store.

What happens on it `keystory` says, what must hold `keywatch`.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from housekit import START
from steadymesh.app import logs
from steadymesh.app.house import House
from steadymesh.clock import LoopClock
from steadymesh.config import load
from steadymesh.ids import NodeNum, PacketId
from steadymesh.link.target import Target
from steadymesh.sim import compose
from steadymesh.sim.people import Peer, make_peer
from steadymesh.sim.profile import PROFILES, Profile
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.store import Store

OLD, NEW = PROFILES["2.7.26"], PROFILES["2.8.0"]
TABLE = 100
"""Nodes in the radio's table: an ESP32's."""

FALSE_PEOPLE = 1_000_000
"""Index of the first of those who play others."""


class Stage:
    """A radio, its door, a store, and the house that lives on them for the time being."""

    def __init__(self, folder: Path, profile: Profile, *, seed: int, sets: Sequence[str]) -> None:
        self.folder = folder
        self._sets = sets
        self.loop = asyncio.get_running_loop()
        self.clock = LoopClock(START, seed=seed)
        self.radio = Radio(clock=self.clock, seed=seed, profile=profile, capacity=TABLE)
        self.server = SimServer(self.radio, clock=self.clock)
        self.house: House
        self.store: Store
        self.lives = 0
        self.on_life: Callable[[House], object] = lambda _house: None
        """Returns at once: called with each new house before it runs."""
        self.group: asyncio.TaskGroup
        self.flush: Callable[[], object]
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Build a house on what the last one left, and let it live."""
        self.store = Store.open(self.folder / "steadymesh.db", at=self.clock.at())
        self.loop.busy_probes[:] = [self.store.busy]
        host, port = self.server.address
        self.house = House(
            config=load(env={}, sets=("language=en", f"state_dir={self.folder}", *self._sets)),
            target=Target(host=host, port=port),
            store=self.store,
            clock=self.clock,
            state_dir=self.folder,
        )
        self.lives += 1
        self.on_life(self.house)
        self._task = self.group.create_task(self.house.run(), name="house")

    def log(self, *events: str) -> list[dict]:
        """Return the lines of the log so far that have one of these ids."""
        self.flush()
        lines = [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]
        return [line for line in lines if line["event"] in events]

    async def end(self) -> None:
        """End the house as SIGTERM does."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
            self.store.close(2)
        self.loop.busy_probes.clear()


StageT = TypeVar("StageT", bound=Stage)


@asynccontextmanager
async def staged(
    folder: Path,
    profile: Profile,
    *,
    seed: int,
    sets: Sequence[str] = (),
    level: str = "info",
    kind: type[StageT] = Stage,
) -> AsyncIterator[StageT]:
    stage = kind(folder, profile, seed=seed, sets=sets)
    with (folder / "log").open("wb") as file:
        running = logs.set_up(level=level, form="json", language="en", at=stage.clock.at, fd=file.fileno())
        stage.flush = running.flush
        stage.server.start()
        try:
            async with asyncio.TaskGroup() as stage.group:
                try:
                    yield stage
                finally:
                    await stage.end()
        finally:
            stage.server.close()
            running.close()


@dataclass(eq=False, slots=True)
class Person:
    """Somebody, whatever their node's number and key at the moment."""

    index: int
    peer: Peer
    is_told: bool = False
    """Their present NodeInfo was on the air."""
    is_marked: bool = False
    """The operator has verified their key, or the user has made them a favourite."""


@dataclass
class Crowd:
    """Everybody there ever is."""

    stage: Stage
    strangers: list[Person] = field(default_factory=list)
    """Whoever was never heard."""
    known: list[Person] = field(default_factory=list)
    friends: list[Person] = field(default_factory=list)
    """Whoever writes again and again."""
    pinned: dict[NodeNum, bytes] = field(default_factory=dict)
    """Keys that the operator has verified."""
    favorites: dict[NodeNum, bytes] = field(default_factory=dict)
    """The user's own favourites: their `User` as the radio had it when the user marked them."""
    false_keys: set[bytes] = field(default_factory=set)
    """Keys of those who play others."""
    by_number: dict[NodeNum, Person] = field(default_factory=dict)
    on_told: Callable[[NodeNum, bytes], None] = lambda _num, _key: None
    """Called with every NodeInfo that goes out."""

    def gather(self, size: int, dice: random.Random) -> None:
        """Have so many people be there, none of whom was heard yet."""
        self.strangers = [self._born(index) for index in range(size)]
        dice.shuffle(self.strangers)
        self.by_number = {person.peer.num: person for person in self.strangers}

    def _born(self, index: int) -> Person:
        radio = self.stage.radio
        is_new = radio.profile.number_from_key and index % 2 == 0
        peer = radio.add_peer(make_peer(radio.seed, index + 1, firmware=NEW if is_new else OLD), known=False)
        if index % 20 == 0:
            peer.our_key = b""  # they have never heard us
        peer.in_range = index % 9 != 0  # else we hear them, by some lucky relay, and they never us
        return Person(index=index, peer=peer)

    # --- what people do -------------------------------------------------------------------

    def tell(self, person: Person) -> None:
        """Have them say who they are."""
        self.stage.radio.hear_nodeinfo(person.peer)
        person.is_told = True
        self.on_told(person.peer.num, person.peer.public_key)

    def join(self) -> None:
        """Have somebody be heard for the first time."""
        if self.strangers:
            self.meet(self.strangers.pop())

    def meet(self, person: Person) -> None:
        self.known.append(person)
        self.tell(person)

    def ask(self, person: Person, text: str) -> PacketId:
        """Have them write to the bot."""
        return self.stage.radio.hear_text(person.peer, text)

    def reset(self, person: Person) -> None:
        """Have their node set up anew: another key, and nobody known; on 2.8 another number too."""
        person.peer.reflash()
        self._is_now(person)

    def upgrade(self, person: Person) -> None:
        """Have their node run 2.8 from now on: the number that follows from its key."""
        person.peer.upgrade_to_28()
        self._is_now(person)

    def _is_now(self, person: Person) -> None:
        person.is_told = False
        self.by_number[person.peer.num] = person

    def play(self, person: Person, text: str) -> None:
        """Have somebody else say that they are this person, and perhaps write to the bot."""
        radio = self.stage.radio
        false = make_peer(radio.seed, FALSE_PEOPLE + person.index, firmware=OLD)
        false.num, false.long_name, false.our_key = person.peer.num, person.peer.long_name, radio.public_key
        self.false_keys.add(false.public_key)
        radio.hear_nodeinfo(false)
        self.on_told(false.num, false.public_key)
        if text:
            radio.hear_text(false, text)

    # --- what the operator and the user do ------------------------------------------------

    async def pin(self, person: Person) -> None:
        """Have the operator verify their key."""
        person.is_marked = True
        self.pinned[person.peer.num] = person.peer.public_key
        await self.stage.house.keys.keeper.verify(person.peer.num)

    def mark(self, person: Person) -> None:
        """Have the user make them a favourite in the radio's own app."""
        self.known.append(person)
        person.is_told = person.is_marked = True
        record = self.stage.radio.nodes.know(person.peer.num, compose.user_of(person.peer))
        record.is_favorite = True
        record.last_heard = self.stage.radio.wall_s()
        self.favorites[person.peer.num] = record.user.SerializeToString()

    def unmark(self, dice: random.Random) -> None:
        """Have the user take away a mark that is not their own."""
        ours = [r for r in self.stage.radio.nodes.others() if r.is_favorite and r.num not in self.favorites]
        if ours:
            record = dice.choice(ours)
            record.is_favorite, record.cached = False, None
