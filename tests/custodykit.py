"""Scripted fakes around the custodian: a radio's table, errands that end as told, a store, a house."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from keyskit import OWN, START, House, key
from steadymesh.events import (
    KeyPlaced,
    KeyRefused,
    KeysSynced,
    NodeSeen,
    SessionLost,
    SessionReady,
    TextReceived,
)
from steadymesh.ids import NodeNum, PacketId, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.custodian import Custodian
from steadymesh.keys.options import KeyOptions
from steadymesh.model import (
    Act,
    AskNodeInfo,
    Contact,
    ErrandEnd,
    HeldKey,
    Intent,
    KeySource,
    Node,
    PushContact,
    RadioInfo,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    TextMessage,
)

DONE = ErrandEnd(taken=True, error=0)
NOTHING = ErrandEnd(taken=None)


class Table:
    """What the radio has, as its dumps show it."""

    def __init__(self) -> None:
        self.has: dict[NodeNum, HeldKey] = {}

    def held_key(self, num: NodeNum) -> HeldKey | None:
        return self.has.get(num)

    def held_favorites(self) -> Sequence[NodeNum]:
        return tuple(num for num, held in self.has.items() if held.is_favorite)

    def note_held(self, num: NodeNum, held: HeldKey | None) -> None:
        if held is None:
            self.has.pop(num, None)
        else:
            self.has[num] = held


class Errands:
    """The way to the radio: every intent with its time, each ending as its kind is told to."""

    def __init__(self) -> None:
        self.done: list[tuple[float, Intent, bool]] = []
        self.ends: dict[type, deque[ErrandEnd]] = defaultdict(deque)
        self.takes_s: float = 0.1
        self.slow: dict[type, float] = {}
        self.idle = 1e6
        self.alone: list[Intent] = []
        self.to: list[NodeNum] = []
        self.used: float | None = None
        """How much our channel is used, percent."""
        self.on_run = None

    async def run(
        self, intent: Intent, *, urgent: bool = False, alone: bool = False, timeout_s: float = 60.0
    ) -> ErrandEnd:
        if alone:
            self.alone.append(intent)
            if self.idle <= 0:
                await asyncio.sleep(20.0)
            if self.idle <= 0:
                return ErrandEnd(taken=False, is_handed=False)
        self.done.append((asyncio.get_running_loop().time(), intent, urgent))
        await asyncio.sleep(self.slow.get(type(intent), self.takes_s))
        if self.on_run is not None:
            self.on_run(intent)
        ends = self.ends[type(intent)]
        return ends.popleft() if ends else DONE

    def idle_s(self) -> float:
        return self.idle

    def recipients(self) -> Sequence[NodeNum]:
        return tuple(self.to)

    def channel_use(self) -> float | None:
        return self.used

    def of(self, kind: type) -> list[Intent]:
        return [intent for _, intent, _ in self.done if isinstance(intent, kind)]

    @property
    def pushed(self) -> list[NodeNum]:
        return [intent.node.num for intent in self.of(PushContact)]

    @property
    def unfavorited(self) -> list[NodeNum]:
        return [intent.node for intent in self.of(RemoveFavorite)]

    @property
    def asked(self) -> list[NodeNum]:
        return [intent.node for intent in self.of(AskNodeInfo)]

    @property
    def refreshes(self) -> list[float]:
        return [at for at, intent, _ in self.done if isinstance(intent, RefreshNodes)]

    @property
    def looks(self) -> int:
        return len(self.of(RequestMetadata))


class Store:
    """ports.CustodyStore in memory."""

    def __init__(self, contacts: Sequence[Contact] = (), acts: Sequence[Act] = ()) -> None:
        self.contacts = {one.node: one for one in contacts}
        self.acts = list(acts)
        self.fails: Exception | None = None
        self.own: NodeNum | None = None

    async def load_own_number(self) -> NodeNum | None:
        return self.own

    def keep_own_number(self, num: NodeNum, at) -> None:
        self.own = num

    async def load_contacts(self) -> Sequence[Contact]:
        if self.fails is not None:
            raise self.fails
        return tuple(self.contacts.values())

    def keep_contact(self, contact: Contact) -> None:
        self.contacts[contact.node] = contact

    async def load_acts(self, since) -> Sequence[Act]:
        return tuple(act for act in self.acts if act.at >= since)

    def drop_contact(self, num: NodeNum) -> None:
        self.contacts.pop(num, None)

    def keep_act(self, act: Act) -> None:
        self.acts.append(act)

    def drop_act(self, act: Act) -> None:
        if act in self.acts:
            self.acts.remove(act)


class Nodes:
    """ports.NodeLookup."""

    def __init__(self) -> None:
        self.known: dict[NodeNum, Node] = {}

    def get(self, num: NodeNum) -> Node | None:
        return self.known.get(num)

    def snapshot(self):
        return dict(self.known)


class Desk(House):
    """The custodian with everything around it."""

    def __init__(self, *, options: KeyOptions | None = None, store: Store | None = None, **radio: object) -> None:
        super().__init__()
        self.table, self.errands, self.nodes = Table(), Errands(), Nodes()
        self.store = store or Store()
        self.book = Book()
        facts = {"firmware": "2.7.26.54e0d8d", "role": "CLIENT", "hw_model": "HELTEC_V3", "has_wifi": True, **radio}
        self.facts = RadioInfo(num=OWN, node=Node(num=OWN, public_key=key(99)), **facts)
        self.heard = self.listen(KeyPlaced, KeyRefused)
        self.custodian = Custodian(
            book=self.book,
            table=self.table,
            nodes=self.nodes,
            radio=self,
            errands=self.errands,
            store=self.store,
            bus=self.bus,
            clock=self.clock,
            options=options,
        )

    # ports.RadioFacts
    def radio(self) -> RadioInfo:
        return self.facts

    def held_keys(self) -> int:
        return len(self.table.has)

    def knows(self, num: NodeNum, n: int, source: KeySource = KeySource.HEARD, **more: object) -> PublicKey:
        """The book learns a key, and the bus of it."""
        self.told(*self.book.observe(num, key(n), source, self.clock.at(), **more))
        return key(n)

    def ready(self, generation: int = 1) -> None:
        self.told(
            SessionReady(
                generation=generation,
                radio=self.facts,
                nodes=(),
                seconds=0.1,
                image=(),
                now=self.clock.now(),
            )
        )

    def lost(self, generation: int = 1) -> None:
        self.told(SessionLost(generation=generation, reason="closed", ready_seconds=1.0, now=self.clock.now()))

    def synced(self, outcome: str = "complete") -> None:
        """The deferred key sync of this link has run."""
        self.told(
            KeysSynced(generation=1, outcome=outcome, known=0, held=0, pushed=0, waiting=0, reason="", seconds=0.0)
        )

    def writes(self, num: NodeNum, public_key: PublicKey | None = None, **more: object) -> None:
        """Somebody sends us a direct message."""
        message = TextMessage(
            id=PacketId(1), sender=num, to=OWN, channel=0, text="hi", public_key=public_key,
            pki_encrypted=public_key is not None, **more,
        )  # fmt: skip
        self.told(TextReceived(generation=1, message=message, raw=b"", late=False, age_s=None, now=self.clock.now()))

    def seen(self, num: NodeNum, n: int) -> None:
        """A NodeInfo passes."""
        self.told(NodeSeen(generation=1, node=Node(num=num), told_key=key(n), raw=b"", now=self.clock.now()))

    def outcomes(self) -> list[tuple[NodeNum, str]]:
        """Return what was told of wanted keys since the last call: (node, "" or the reason of the refusal)."""
        return [(e.node, e.reason if isinstance(e, KeyRefused) else "") for e in self.heard.take_all()]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Let the custodian serve a READY link."""
        async with self.running(self.custodian.run):
            self.ready()
            await asyncio.sleep(0.01)
            yield


__all__ = ["DONE", "NOTHING", "START", "Desk", "Errands", "Nodes", "Store", "Table"]
