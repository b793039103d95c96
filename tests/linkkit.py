"""Scripted ends for the link's tests: a radio that speaks words instead of protobufs, and the session that knows them.

Everything happens in callbacks: no task, no thread, and each thing that happens carries the loop's time.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace

import structlog

from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.errors import ClosedError, HandshakeError, LinkError, NotReadyError, ProbeError
from steadymesh.events import ProbeAnswered, ProxySuspected, QueueReported, RadioRebooted, SendResolved, SessionReady
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.link.options import LinkOptions
from steadymesh.link.supervisor import Supervisor
from steadymesh.link.target import Target
from steadymesh.model import Node, RadioInfo, RefreshNodes
from steadymesh.session.directory import Directory
from steadymesh.session.options import SessionOptions

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OURS = NodeNum(0x0BADCAFE)
INTENT = RefreshNodes()
FIRST_FRAME_S = 10.0


def loop_now() -> float:
    return asyncio.get_running_loop().time()


def a_node(num: int, key: bool = True) -> Node:
    return Node(num=NodeNum(num), public_key=PublicKey(bytes([num % 255 + 1]) * 32) if key else None)


class WordSession:
    """A session whose frames are lines of text.

    From the radio: ready, queue N, ok, probe, reboot, proxy, die, defect. To it: want, send N, bye.
    """

    silence_s: float | None = None
    """How long it stays without a frame once it is ready; None: for ever."""

    def __init__(self, *, generation: int, nonce: int, now: float) -> None:
        self.generation = generation
        self.nonce = nonce
        self.failure: LinkError | None = None
        self.counters = {"skipped": 0}
        self.ready = False
        self.started_at: float | None = None
        self._made = now
        self._out: list[bytes] = []
        self._events: list = []
        self._deadline: float | None = None
        self._pending: int | None = None
        self._rest = b""

    def start(self, now: float) -> None:
        self.started_at = now
        self._out.append(b"want\n")
        self._deadline = now + FIRST_FRAME_S

    def receive_data(self, data: bytes, now: float) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._patience(now)
            self._line(line.decode(), now)

    def _patience(self, now: float) -> None:
        patience_s = self.silence_s if self.ready else FIRST_FRAME_S
        self._deadline = None if patience_s is None else now + patience_s

    def _line(self, line: str, now: float) -> None:
        word, _, rest = line.partition(" ")
        g = self.generation
        match word:
            case "ready":
                self.ready = True
                self._patience(now)
                nodes = (a_node(OURS), a_node(2), a_node(3, key=False))
                radio = RadioInfo(num=OURS, node=nodes[0], firmware="2.7.26.54e0d8d")
                seconds = now - self._made
                self._events.append(
                    SessionReady(generation=g, radio=radio, nodes=nodes, seconds=seconds, image=(), now=now)
                )
            case "queue":
                self._events.append(QueueReported(generation=g, free=int(rest), maxlen=16, now=now))
            case "ok":
                self._resolve(True, now)
            case "probe":
                self._events.append(ProbeAnswered(generation=g, seconds=0.25, now=now))
            case "reboot":
                self._events.append(RadioRebooted(generation=g, what=rest, before=int(OURS), after=2, now=now))
            case "proxy":
                self._events.append(ProxySuspected(generation=g, what="metadata", now=now))
            case "die":
                self.failure = ProbeError("Two probes were not answered.")
                self._resolve(None, now)
            case "defect":
                raise ZeroDivisionError("a defect of the session")
            case _:
                self.counters["skipped"] += 1

    def _resolve(self, taken: bool | None, now: float) -> None:
        if self._pending is not None:
            self._events.append(
                SendResolved(generation=self.generation, packet_id=self._pending, taken=taken, res=0, now=now)
            )
            self._pending = None

    def receive_eof(self, now: float) -> None:
        self.failure = self.failure or ClosedError("The radio closed.")
        self._resolve(None, now)

    def wait_s(self, intent, now: float) -> float | None:
        return 0.0 if self.ready and self._pending is None and self.failure is None else None

    def send(self, intent, packet_id, now: float) -> None:
        if self.wait_s(intent, now) != 0:
            raise NotReadyError("One is in flight.")
        self._pending = packet_id
        self._out.append(b"send %d\n" % packet_id)

    def data_to_send(self) -> bytes:
        data = b"".join(self._out)
        self._out.clear()
        return data

    def events(self) -> list:
        events, self._events = self._events, []
        return events

    def deadline(self) -> float | None:
        return None if self.failure else self._deadline

    def handle_deadline(self, now: float) -> None:
        assert self._deadline is not None
        assert now >= self._deadline, "called before it was due"
        kind = ProbeError if self.ready else HandshakeError
        self.failure = kind("The radio says nothing.")
        self._deadline = None
        self._resolve(None, now)

    def goodbye(self, now: float) -> bool:
        if self.ready and self.failure is None:
            self._out.append(b"bye\n")
            return True
        return False


class Visit(asyncio.Protocol):
    """One connection as the scripted radio saw it."""

    def __init__(self, radio: WordRadio) -> None:
        self.radio = radio
        self.lines: list[tuple[float, str]] = []
        self.opened_at = loop_now()
        self.closed_at: float | None = None
        self.was_reset = False
        self.gone = asyncio.Event()
        self._rest = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.radio.visits.append(self)
        self.radio.on_visit(self)

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self.lines.append((loop_now(), line.decode()))
            self.radio.on_line(self, line.decode())

    def connection_lost(self, exc) -> None:
        self.closed_at = loop_now()
        self.was_reset = isinstance(exc, ConnectionResetError)
        self.gone.set()

    def say(self, *lines: str) -> None:
        self.transport.write("".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        """What the firmware does to whom it evicts, and what a reboot looks like: FIN."""
        self.transport.close()

    def reset(self) -> None:
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    @property
    def words(self) -> list[str]:
        return [line for _at, line in self.lines]


class WordRadio:
    """A radio with one door; by default it is READY as soon as it is asked, and closes when it is told goodbye."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.on_visit: Callable[[Visit], None] = lambda _visit: None
        self.on_line: Callable[[Visit, str], None] = answer
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> WordRadio:
        await self.listen()
        return self

    async def __aexit__(self, *_exc) -> None:
        await self.stop()

    async def listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Visit(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Nobody listens any more, and who is connected is reset."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for visit in self.visits:
            if visit.closed_at is None:
                visit.transport.abort()
        await asyncio.sleep(0)

    @property
    def target(self) -> Target:
        return Target(host="127.0.0.1", port=self.port)


def answer(visit: Visit, line: str) -> None:
    if line == "want":
        visit.say("ready")
    elif line == "bye":
        visit.close()


class RecordingBus(Bus):
    """A bus that also writes down what was published, when."""

    def __init__(self) -> None:
        super().__init__()
        self.published: list[tuple[float, object]] = []

    def publish(self, event) -> None:
        self.published.append((loop_now(), event))
        super().publish(event)

    def of(self, kind: type) -> list:
        return [event for _at, event in self.published if type(event) is kind]


@dataclass
class Log:
    """The log's lines, each with the loop's time."""

    lines: list[tuple[float, str, str, dict]] = field(default_factory=list)

    def __call__(self, logger, method: str, fields: dict) -> dict:
        try:
            now = loop_now()
        except RuntimeError:
            now = -1.0
        fields = dict(fields)
        self.lines.append((now, method, fields.pop("event"), fields))
        raise structlog.DropEvent

    @property
    def ids(self) -> list[str]:
        return [event for _at, _level, event, _fields in self.lines]

    def of(self, event: str) -> list[dict]:
        return [fields for _at, _level, name, fields in self.lines if name == event]

    def levels(self, event: str) -> list[str]:
        return [level for _at, level, name, _fields in self.lines if name == event]

    def times(self, event: str) -> list[float]:
        return [at for at, _level, name, _fields in self.lines if name == event]


def a_clock() -> LoopClock:
    return LoopClock(START)


class FullChance(LoopClock):
    """A clock whose dice always show their most: back-off waits its whole step."""

    def chance(self) -> float:
        return 1.0


def a_supervisor(target: Target, *, bus=None, clock=None, sessions=WordSession, **kwargs):
    names = ("on_ready", "transport")
    extra = {name: kwargs.pop(name) for name in names if name in kwargs}
    return Supervisor(
        target=target,
        options=LinkOptions(**kwargs),
        session_options=SessionOptions(),
        directory=Directory(),
        bus=bus if bus is not None else RecordingBus(),
        clock=clock if clock is not None else FullChance(START),
        session_factory=sessions,
        **extra,
    )


@contextlib.asynccontextmanager
async def running(target: Target, **kwargs) -> AsyncIterator[SimpleNamespace]:
    """Run a supervisor; at the end it is cancelled and must be gone within a second."""
    bus = RecordingBus()
    link = a_supervisor(target, bus=bus, **kwargs)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(link.run(), name="supervisor")
        rig = SimpleNamespace(link=link, bus=bus, task=task)
        try:
            yield rig
        finally:
            asyncio.get_running_loop().busy_probes.append(link.busy)
            before = loop_now()
            task.cancel()
            await asyncio.wait([task])
            rig.stop_s = loop_now() - before
    assert rig.stop_s <= 1.0
