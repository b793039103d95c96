"""A short visit to the radio with the link's own parts: connect, shake hands, probe, stay a while, say goodbye.

It writes down what it saw; what that means is `verdicts`' business. Nothing is sent that a bot would not send.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from steadymesh.doctor.road import Road, Try
from steadymesh.errors import LinkError
from steadymesh.events import PacketReceived, ProbeAnswered, SessionEvent, SessionReady, VerdictReceived
from steadymesh.link.connection import Connection, ConnectionState
from steadymesh.link.conversation import Conversation
from steadymesh.link.options import LinkOptions
from steadymesh.link.resolver import Endpoint
from steadymesh.model import RadioInfo, RequestMetadata
from steadymesh.ports import Clock
from steadymesh.session.directory import Directory
from steadymesh.session.machine import Session
from steadymesh.session.memory import RadioMemory
from steadymesh.session.options import SessionOptions
from steadymesh.session.state import SessionState
from steadymesh.session.traffic import HEARTBEAT_ANSWERED_SINCE
from steadymesh.wire import codec

STAY_S: Final = 10.0
"""From READY to our goodbye: a client that reconnects by itself is back within a second or two, some within five."""

CONNECT_S: Final = 6.0
"""For the socket: an ESP32 that writes its flash has been seen to take seconds."""

SETTLE_S: Final = 3.0
"""The longest `link.settle` that a visit has time for."""

FIRST_FRAME_S: Final = 6.0
"""Asked twice: 1–2 s are usual for the first frame."""

STALL_S: Final = 11.0
"""Between two frames of the dump, asked twice: healthy dumps have gaps of 10 s."""

PROBE_EVERY_S: Final = 0.9
"""Without a frame: some probes within the stay, also where the mesh talks a lot. None goes out just as we leave."""

PROBE_S: Final = 3.0
"""For the answer to one; two in a row that stay unanswered end the visit."""


@dataclass(slots=True, kw_only=True)
class Visit:
    """What was seen. Times are loop time; None: it did not come to that."""

    tries: tuple[Try, ...] = ()
    began: float = 0.0
    connected: float | None = None
    first_bytes: float | None = None
    last_bytes: float | None = None
    ready: SessionReady | None = None
    ended: float = 0.0
    error: LinkError | None = None
    """What ended it; None: we did."""
    was_closed: bool = False
    """It ended with a clean close by the other side."""
    received_bytes: int = 0
    questions: int = 0
    """How often the radio was asked for its configuration, or for the rest of it; two are usual."""
    probes: list[float] = field(default_factory=list)
    """Seconds until each answer."""
    lost_probes: int = 0
    """Heartbeats that were followed by another one instead of an answer."""
    metadata_asked: float | None = None
    metadata_answered: float | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    """What the session could not read, by cause."""
    has_time: bool | None = None
    """Whether the radio's clock is set, as its packets tell; None: none came."""
    skew_s: float | None = None
    """Loop time minus the radio's time."""


async def pay(
    endpoints: Sequence[Endpoint],
    *,
    link: LinkOptions,
    session: SessionOptions,
    clock: Clock,
    ends: float,
    on_connected: Callable[[Visit], None],
    on_ready: Callable[[Visit], None],
) -> Visit:
    """Visit the radio; return what was seen.

    Args:
        endpoints: Its addresses.
        link: The link's settings, as far as there is time for them.
        session: The session's settings, likewise.
        clock: Loop time, and a nonce.
        ends: Loop time at which we leave, whatever has come; the goodbye takes up to 0.9 s more.
        on_connected: Called with what was seen when the socket is connected.
        on_ready: Called when the configuration is complete.
    """
    visitor = _Visitor(endpoints, link, session, clock)
    await visitor.pay(ends, on_connected, on_ready)
    return visitor.visit


class _Watched(Session):
    """A session that writes down when bytes come and go."""

    def __init__(self, visit: Visit, *, options: SessionOptions, nonce: int, memory: RadioMemory, now: float) -> None:
        super().__init__(options=options, generation=1, nonce=nonce, directory=Directory(), memory=memory, now=now)
        self._visit = visit
        self._answered_before = -1
        """How many probes had been answered when the last heartbeat went out."""

    @property
    def is_probing(self) -> bool:
        """Whether a probe is out that nothing has answered yet: the radio would not hear a goodbye."""
        return self._traffic.is_probing

    def receive_data(self, data: bytes, now: float) -> None:
        """Take bytes from the radio."""
        visit = self._visit
        visit.first_bytes = now if visit.first_bytes is None else visit.first_bytes
        visit.last_bytes = now
        visit.received_bytes += len(data)
        super().receive_data(data, now)

    def data_to_send(self) -> bytes:
        """Return and forget what the radio is to get."""
        data = super().data_to_send()
        if data and self.state in (SessionState.CONFIG, SessionState.NODES):
            self._visit.questions += 1
        if codec.heartbeat() in data:
            answered = len(self._visit.probes)
            self._visit.lost_probes += answered == self._answered_before
            self._answered_before = answered
        return data


class _Visitor:
    """Makes one visit.

    Args:
        endpoints: The radio's addresses.
        link: The link's settings.
        session: The session's settings.
        clock: Loop time and nonces.
    """

    def __init__(self, endpoints: Sequence[Endpoint], link: LinkOptions, session: SessionOptions, clock: Clock) -> None:
        self.visit = Visit(began=clock.now())
        self._clock = clock
        self._link = replace(
            link, connect_timeout_s=min(link.connect_timeout_s, CONNECT_S), settle_s=min(link.settle_s, SETTLE_S)
        )
        self._options = replace(
            session,
            first_frame_timeout_s=min(session.first_frame_timeout_s, FIRST_FRAME_S),
            stall_timeout_s=min(session.stall_timeout_s, STALL_S),
            heartbeat_interval_s=PROBE_EVERY_S,
            heartbeat_timeout_s=PROBE_S,
        )
        self._memory = RadioMemory()
        self._road = Road(endpoints, self._link)
        self._metadata_id = clock.packet_id()
        self._session: _Watched | None = None
        self._is_leaving = False
        self._farewell: asyncio.TimerHandle | None = None

    async def pay(self, ends: float, on_connected: Callable[[Visit], None], on_ready: Callable[[Visit], None]) -> None:
        """Go there, stay, leave."""
        visit, loop = self.visit, asyncio.get_running_loop()

        def follow(state: ConnectionState) -> None:
            if state is ConnectionState.TALKING:
                visit.connected = self._clock.now()
                visit.tries = tuple(self._road.tries)
                on_connected(visit)

        def deliver(event: SessionEvent) -> None:
            self._note(event)
            if type(event) is SessionReady and visit.ready is None:
                visit.ready = event
                on_ready(visit)
                # in a turn of its own: we are in the middle of the conversation's
                loop.call_soon(self._ask_metadata, connection, event.radio)
                self._stay(limit, min(ends, event.now + STAY_S), min(ends, event.now + STAY_S + PROBE_S))
            elif type(event) is ProbeAnswered and self._is_leaving:
                _end_now(limit)

        connection = Connection(
            generation=1,
            transport=self._road,
            converse=self._converse,
            options=self._link,
            deliver=deliver,
            on_state=follow,
        )
        try:
            async with asyncio.timeout_at(ends) as limit:
                await connection.live()
        except TimeoutError:  # as agreed: it has said goodbye
            pass
        finally:
            if self._farewell is not None:
                self._farewell.cancel()
            self._conclude(connection)
            await connection.close()

    def _stay(self, limit: asyncio.Timeout, leaves: float, ends: float) -> None:
        """Leave at a time; if a probe is out then, as soon as it is answered, or at the end.

        Args:
            limit: Ends the visit.
            leaves: When we would like to leave.
            ends: When we do.
        """

        def leave() -> None:
            self._is_leaving = True
            if self._session is None or not self._session.is_probing:
                _end_now(limit)

        if not limit.expired():
            limit.reschedule(ends)
        self._farewell = asyncio.get_running_loop().call_at(leaves, leave)

    def _converse(self, now: float) -> Conversation:
        nonce = int(self._clock.packet_id())
        self._session = _Watched(self.visit, options=self._options, nonce=nonce, memory=self._memory, now=now)
        return self._session

    def _ask_metadata(self, connection: Connection, radio: RadioInfo) -> None:
        """Ask the radio itself for something: a proxy answers heartbeats, but rarely this (PROTOCOL §4)."""
        intent = RequestMetadata()
        is_wanted = radio.firmware_version >= HEARTBEAT_ANSWERED_SINCE and not radio.is_managed
        if is_wanted and connection.wait_s(intent) == 0:
            self.visit.metadata_asked = self._clock.now()
            connection.transmit(intent, self._metadata_id)

    def _note(self, event: SessionEvent) -> None:
        """Write down what concerns us."""
        match event:
            case ProbeAnswered(seconds=seconds):
                self.visit.probes.append(seconds)
            case PacketReceived(request_id=about, now=now) | VerdictReceived(packet_id=about, now=now):
                if about == self._metadata_id and self.visit.metadata_answered is None:
                    self.visit.metadata_answered = now
            case _:
                pass

    def _conclude(self, connection: Connection) -> None:
        visit = self.visit
        visit.ended = self._clock.now()
        visit.tries = tuple(self._road.tries)
        visit.error = connection.error if isinstance(connection.error, LinkError) else None
        visit.was_closed = connection.closed_cleanly
        visit.dropped = {cause: count for cause, count in connection.counters.items() if count}
        visit.has_time = self._memory.has_time
        visit.skew_s = self._memory.skew_s(self._clock.at(), self._clock.now())


def _end_now(limit: asyncio.Timeout) -> None:
    if not limit.expired():
        limit.reschedule(asyncio.get_running_loop().time())
