"""Scripted stand-ins for delivery's neighbours."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.pump import Delivery
from steadymesh.errors import NotReadyError, StoreError
from steadymesh.events import Delivered, SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import NodeNum, PacketId, PublicKey
from steadymesh.model import Entry, Intent, Node, Objection, RadioInfo, RoutingError, SendText

OWN = NodeNum(0x0BADCAFE)
PEER = NodeNum(0x11223344)
THIRD = NodeNum(0x55667788)
START = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def entry(number: int = 1, **changes) -> Entry:
    values = {
        "key": f"e{number}",
        "intent": SendText(to=PEER, text=f"text {number}"),
        "packet_id": PacketId(1000 + number),
        "created": START,
        "deadline": START + timedelta(seconds=600),
    }
    return Entry(**(values | changes))


def ready(generation: int = 1, now: float = 0.0, own: NodeNum = OWN) -> SessionReady:
    radio = RadioInfo(num=own, node=Node(num=own))
    return SessionReady(generation=generation, radio=radio, nodes=(), seconds=0.1, image=(), now=now)


def lost(generation: int = 1, now: float = 0.0) -> SessionLost:
    return SessionLost(generation=generation, reason="closed", ready_seconds=1.0, now=now)


def resolved(packet_id: int, taken: bool | None = True, res: int = 0, now: float = 0.0, generation: int = 1):
    return SendResolved(generation=generation, packet_id=PacketId(packet_id), taken=taken, res=res, now=now)


def verdict(
    packet_id: int, error: RoutingError = RoutingError.NONE, sender: NodeNum = PEER, now: float = 0.0, number=None
):
    return VerdictReceived(
        generation=1,
        packet_id=PacketId(packet_id),
        sender=sender,
        own=sender == OWN,
        error=error,
        number=error.value if number is None else number,
        now=now,
    )


class Journal:
    """Remembers every write; fails, or never answers, when told to."""

    def __init__(self, entries: tuple[Entry, ...] = (), recent: tuple[Entry, ...] = ()) -> None:
        self.rows: dict[str, Entry] = {e.key: e for e in (*entries, *recent)}
        self.writes: list[Entry] = []
        self.fails = False
        self.hangs = False
        self.save_fails = False
        """What is there can be read."""
        self.save_hangs = False

    async def load_open(self):
        await self._stand()
        return tuple(e for e in self.rows.values() if not e.outcome.is_final)

    async def load_recent(self, limit: int):
        await self._stand()
        return tuple(e for e in self.rows.values() if e.outcome.is_final)[-limit:]

    async def load_since(self, since):
        await self._stand()
        return tuple(e for e in self.rows.values() if max(e.created, e.last_sent or since) >= since)

    async def load_entry(self, key: str):
        await self._stand()
        return self.rows.get(key)

    async def save(self, entry: Entry) -> None:
        await self.save_all([entry])

    async def save_all(self, entries) -> None:
        await self._stand()
        if self.save_hangs:
            await asyncio.get_running_loop().create_future()
        if self.save_fails:
            raise StoreError("The database x can't grow: the disk is full.")
        for entry in entries:
            self._write(entry)

    def keep(self, entry: Entry) -> None:
        if self.fails:
            raise StoreError("The store is closed.")
        self._write(entry)

    def _write(self, entry: Entry) -> None:
        self.rows[entry.key] = entry
        self.writes.append(entry)

    async def _stand(self) -> None:
        if self.hangs:
            await asyncio.get_running_loop().create_future()
        if self.fails:
            raise StoreError("The database x is locked by another program.")


class Radio:
    """A transmitter that records, and answers as it is told."""

    def __init__(self, bus: Bus, clock: LoopClock, journal: Journal) -> None:
        self.bus = bus
        self.clock = clock
        self.journal = journal
        self.generation = 0
        self.wait: float | None = None
        self.sent: list[tuple[float, PacketId, str]] = []
        """Texts."""
        self.errands: list[tuple[float, PacketId, Intent]] = []
        """All else."""
        self.order: list[str] = []
        """Of everything: a text, or the kind of what is none."""
        self.insisted: list[PublicKey | None] = []
        """On which key each text insisted."""
        self.takes = True
        self.refuses_now: list[Exception] = []

    def connect(self, own: NodeNum = OWN) -> None:
        self.generation += 1
        self.wait = 0
        self.bus.publish(ready(self.generation, self.clock.now(), own))

    def cut(self) -> None:
        self.wait = None
        self.bus.publish(lost(self.generation, self.clock.now()))

    def wait_s(self, intent) -> float | None:
        return self.wait

    def transmit(self, intent, packet_id: PacketId) -> int:
        if self.refuses_now:
            raise self.refuses_now.pop(0)
        if self.wait != 0:
            raise NotReadyError("not ready")
        at = round(self.clock.now(), 3)
        if isinstance(intent, SendText):
            self.sent.append((at, packet_id, intent.text))
            self.order.append(intent.text)
            self.insisted.append(intent.public_key)
        else:
            self.errands.append((at, packet_id, intent))
            self.order.append(type(intent).__name__)
        if self.takes:
            self.resolve(packet_id)
        return self.generation

    def resolve(self, packet_id: PacketId, taken: bool | None = True, res: int = 0) -> None:
        self.bus.publish(resolved(packet_id, taken, res, self.clock.now(), self.generation))

    def say(self, packet_id: PacketId, error: RoutingError = RoutingError.NONE, sender: NodeNum = PEER) -> None:
        self.bus.publish(verdict(packet_id, error, sender, self.clock.now()))

    @property
    def ids(self) -> list[PacketId]:
        return [packet_id for _, packet_id, _ in self.sent]

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text in self.sent]


class Custodian:
    """A custody that remembers what it is asked for, and says what it is told to say."""

    def __init__(self) -> None:
        self.objections: dict[NodeNum, list[Objection]] = {}
        """One for each time that it is asked; then nothing against it."""
        self.wanted: list[tuple[NodeNum, str]] = []
        self.used: list[PublicKey | None] = []
        self.diagnoses: dict[str, str] = {}
        """By the reason that it is asked about; else that reason."""
        self.keys: dict[NodeNum, PublicKey] = {}
        """What a message to them must be encrypted with."""
        self.mendable: set[str] = set()
        """Diagnosed reasons that are worth another attempt."""

    def objection(self, to: NodeNum) -> Objection | None:
        left = self.objections.get(to)
        return left.pop(0) if left else None

    def want(self, to: NodeNum, reason: str, used: PublicKey | None = None) -> None:
        self.wanted.append((to, reason))
        self.used.append(used)

    def key_for(self, to: NodeNum) -> PublicKey | None:
        return self.keys.get(to)

    def diagnose(self, to: NodeNum, reason: str, used: PublicKey | None = None) -> str:
        return self.diagnoses.get(reason, reason)

    def is_admin(self, to: NodeNum) -> bool:
        return False

    def may_mend(self, to: NodeNum, reason: str) -> bool:
        return reason in self.mendable


def objects(reason: str, *, is_final: bool = False) -> Objection:
    return Objection(reason=reason, is_final=is_final)


class House:
    """Delivery between its scripted neighbours."""

    def __init__(self, *entries, recent=(), connect=True, custody=None, nodes=None, **options):
        self.bus = Bus()
        self.clock = LoopClock(START)
        self.journal = Journal(entries, recent)
        self.radio = Radio(self.bus, self.clock, self.journal)
        self.ended = self.bus.subscribe("test", (Delivered,))
        self.delivery = Delivery(
            bus=self.bus,
            clock=self.clock,
            transmitter=self.radio,
            journal=self.journal,
            options=DeliveryOptions(**options),
            custody=custody,
            nodes=nodes,
        )
        if connect:
            self.radio.connect()

    def outcomes(self):
        return [(e.entry.intent.text, e.entry.outcome) for e in self.ended.take_all()]

    @asynccontextmanager
    async def running(self):
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.delivery.run(), name="delivery")
            await asyncio.sleep(0.001)
            yield self
            task.cancel()
