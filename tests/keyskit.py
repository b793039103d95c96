"""Scripted fakes for the key room: a store and a node directory that do as they are told, a house around them."""

import asyncio
from collections import UserDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from steadymesh.bus import Bus, Subscription
from steadymesh.clock import LoopClock
from steadymesh.events import Event, NodeSeen, SessionLost, SessionReady
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Act, Contact, KeySource, Node, NodeKey, RadioInfo, Standing

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OWN = NodeNum(0x00000001)
ANNA, BERT, CARL = NodeNum(0x0A), NodeNum(0x0B), NodeNum(0x0C)


def key(n: int) -> PublicKey:
    return PublicKey(bytes([n]) * 32)


def bound(num: NodeNum, n: int, source: KeySource = KeySource.HEARD, at: datetime = START) -> NodeKey:
    return NodeKey(node=num, key=key(n), source=source, first_seen=at, last_seen=at)


def ready(generation: int = 1, nodes: tuple[Node, ...] = (), **radio: object) -> SessionReady:
    own = Node(num=OWN, public_key=key(99))
    return SessionReady(
        generation=generation,
        radio=RadioInfo(num=OWN, node=own, **radio),
        nodes=(own, *nodes),
        seconds=0.1,
        image=(),
        now=0.0,
    )


def lost(generation: int = 1) -> SessionLost:
    return SessionLost(generation=generation, reason="closed", ready_seconds=1.0, now=0.0)


def seen(num: NodeNum, n: int | None, name: str = "") -> NodeSeen:
    told = None if n is None else key(n)
    return NodeSeen(generation=1, node=Node(num=num, long_name=name), told_key=told, raw=b"", now=0.0)


class Store:
    """A key store: keeps, fails or hangs as told."""

    def __init__(self, *kept: NodeKey) -> None:
        self.rows = {(k.node, k.key): k for k in kept}
        self.saves: list[tuple[float, list[tuple[NodeNum, PublicKey]]]] = []
        self.fails: Exception | None = None
        self.hangs = False

    @property
    def kept(self) -> dict[NodeNum, NodeKey]:
        """The current bindings."""
        return {k.node: k for k in self.rows.values() if k.standing is Standing.CURRENT}

    async def _trouble(self) -> None:
        if self.hangs:
            await asyncio.get_running_loop().create_future()
        if self.fails is not None:
            raise self.fails

    async def load_keys(self) -> Sequence[NodeKey]:
        await self._trouble()
        return tuple(self.rows.values())

    async def save_keys(self, keys: Sequence[NodeKey]) -> None:
        await self._trouble()
        self.rows.update({(k.node, k.key): k for k in keys})
        self.saves.append((asyncio.get_running_loop().time(), [(k.node, k.key) for k in keys]))

    async def forget_keys(self, num: NodeNum) -> None:
        await self._trouble()
        self.rows = {place: k for place, k in self.rows.items() if k.node != num}


class Custody:
    """A custody store in memory."""

    def __init__(self, *acts: Act) -> None:
        self.acts = list(acts)
        self.contacts: dict[NodeNum, Contact] = {}
        self.own: NodeNum | None = None
        self.fails: Exception | None = None

    async def load_own_number(self) -> NodeNum | None:
        return self.own

    def keep_own_number(self, num: NodeNum, at: datetime) -> None:
        if self.fails is not None:
            raise self.fails
        self.own = num

    async def load_contacts(self) -> Sequence[Contact]:
        return tuple(self.contacts.values())

    def keep_contact(self, contact: Contact) -> None:
        self.contacts[contact.node] = contact

    async def load_acts(self, since: datetime) -> Sequence[Act]:
        if self.fails is not None:
            raise self.fails
        return tuple(act for act in self.acts if act.at >= since)

    def keep_act(self, act: Act) -> None:
        if self.fails is not None:
            raise self.fails
        self.acts.append(act)


class Nodes:
    """A node directory: answers, or does what a script says."""

    def __init__(self, held: Mapping[NodeNum, PublicKey] | None = None) -> None:
        self.table: dict[NodeNum, Node] = {}
        self.held = dict(held or {})
        self.put: list[tuple[float, tuple[NodeKey, ...]]] = []
        self.script: dict[str, Callable[[], object]] = {}

    async def _scripted(self, access: str) -> tuple[bool, object]:
        if access not in self.script:
            return False, None
        answer = self.script[access]()
        if asyncio.iscoroutine(answer):
            answer = await answer
        return True, answer

    async def nodes(self):
        scripted, answer = await self._scripted("nodes")
        return answer if scripted else self.table

    async def held_keys(self):
        scripted, answer = await self._scripted("held_keys")
        return answer if scripted else self.held

    async def put_keys(self, keys: Sequence[NodeKey]):
        scripted, answer = await self._scripted("put_keys")
        self.put.append((asyncio.get_running_loop().time(), tuple(keys)))
        for k in keys:
            self.table[k.node] = Node(num=k.node, public_key=k.key)
        return answer if scripted else len(keys)


class ChangingMapping(UserDict[NodeNum, Node]):
    """Changes while it is read, as a dict that another thread writes to."""

    def __iter__(self):
        for num in self.data:
            yield num
            self.data[NodeNum(num + 1)] = Node(num=NodeNum(num + 1))


async def never() -> object:
    return await asyncio.get_running_loop().create_future()


async def swallow_cancellation() -> object:
    while True:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            continue


class House:
    """A bus, a clock, and a room that runs on them."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.clock = LoopClock(START)

    def listen(self, *kinds: type) -> Subscription:
        return self.bus.subscribe("test", kinds)

    def told(self, *events: Event) -> None:
        for event in events:
            self.bus.publish(event)

    @asynccontextmanager
    async def running(self, run: Callable[[], object]) -> AsyncIterator[asyncio.Task]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(run(), name="room")
            await asyncio.sleep(0)
            try:
                yield task
            finally:
                task.cancel()


async def until(seconds: float) -> None:
    """Wait until the loop's time is a moment after `seconds`."""
    await asyncio.sleep(seconds + 0.001 - asyncio.get_running_loop().time())
