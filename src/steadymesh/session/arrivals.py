"""What a packet becomes: the one event that tells of it, how old it is, and whether it is news at all."""

from __future__ import annotations

from typing import Final

from steadymesh.events import (
    NeighborsTold,
    NodeSeen,
    PacketReceived,
    PositionReceived,
    SealedReceived,
    SessionEvent,
    TelemetryReceived,
    TextReceived,
    VerdictReceived,
)
from steadymesh.ids import NodeNum
from steadymesh.session.directory import Directory
from steadymesh.session.memory import RadioMemory
from steadymesh.wire.codec import Message
from steadymesh.wire.convert.nodes import malformed_key, node_from_user, position, telemetry
from steadymesh.wire.convert.packets import (
    NEIGHBORS,
    NODEINFO,
    POSITION,
    ROUTING,
    TELEMETRY,
    TEXT,
    hop_start,
    is_from_inside,
    looks_replayed,
    routing_error,
    sealed_packet,
    text_message,
)
from steadymesh.wire.convert.tracing import neighbors
from steadymesh.wire.swift import swift

BURST_GAP_S: Final = 2.0
"""So long without a packet, and what had waited in the radio's queue has come (it serves us every 5 … 250 ms)."""

BURST_PACKETS: Final = 100
"""The longest queue that any radio has for us (Linux; 8 … 32 elsewhere, firmware `MeshService.h`)."""

FRESH_S: Final = 10.0
"""A packet of the first burst that is younger than this did not wait for us."""

DRAINED_AGE_S: Final = 120.0
"""Nothing can be older once the queue is drained: a greater age says that the radio's clock was set."""


_TextReceived: Final = swift(TextReceived)
_TelemetryReceived: Final = swift(TelemetryReceived)
_PositionReceived: Final = swift(PositionReceived)
_PacketReceived: Final = swift(PacketReceived)


class Burst:
    """The first packets of a session, which may have waited in the radio's queue while nobody was connected."""

    def __init__(self) -> None:
        self._is_over = False
        self._packets = 0
        self._last: float | None = None

    def packet(self, now: float) -> bool:
        """Take a packet; return whether it belongs to the burst."""
        if self._is_over:
            return False
        self._packets += 1
        if self._packets > BURST_PACKETS or (self._last is not None and now - self._last > BURST_GAP_S):
            self._is_over = True
            return False
        if self._last is not None:
            self._last = now
        return True

    def begin_again(self, now: float) -> None:
        """Note that nobody read for a while: what comes now, until a gap, may have waited in the connection."""
        self._is_over = False
        self._packets = 0
        self._last = now

    def ready(self, now: float) -> None:
        """Note that the session is READY: from here on a gap ends the burst."""
        self._last = now


class Arrivals:
    """Turns MeshPackets into events and keeps directory and memory current.

    Args:
        generation: Of the connection.
        directory: Everybody we know of.
        memory: The radio's clock.
    """

    def __init__(self, *, generation: int, directory: Directory, memory: RadioMemory) -> None:
        self.own = NodeNum(0) if memory.radio is None else memory.radio.num
        """Our number."""
        self.may_replay = False
        """Whether the radio's firmware replays its cache after a dump (2.8)."""
        self.burst = Burst()
        self._generation = generation
        self._directory = directory
        self._memory = memory

    def take(self, packet: Message, raw: bytes, now: float) -> SessionEvent:
        """Return the event of a packet; none is ever passed over."""
        sender: NodeNum = getattr(packet, "from")
        is_decoded = packet.HasField("decoded")
        if sender == self.own and not is_from_inside(packet):
            # Our number, by the air: somebody else uses it. Our radio's own packets were received by nobody.
            return self._forged(packet, sender, raw, now)
        replayed = self.may_replay and sender != self.own and is_decoded and looks_replayed(packet)
        waited = self.burst.packet(now)
        if not replayed:
            self._note(packet, sender, now, waited=waited)
        if not is_decoded:
            return self._sealed(packet, sender, raw, now, waited=waited)
        data = packet.decoded
        port = data.portnum
        event: SessionEvent | None = None
        if port == TEXT:
            event = self._text(packet, data, raw, now, waited=waited)
        elif port == TELEMETRY:
            event = self._telemetry(sender, data.payload, raw, now, replayed=replayed)
        elif port == POSITION:
            event = self._position(sender, data.payload, raw, now, replayed=replayed)
        elif port == NODEINFO:
            event = self._node_info(sender, data.payload, raw, now)
        elif port == ROUTING:
            event = self._verdict(sender, data, now)
        elif port == NEIGHBORS:
            event = self._neighbors(sender, data.payload, raw, now, replayed=replayed)
        return event or self._other(packet, sender, raw, now, replayed=replayed)

    def _forged(self, packet: Message, sender: NodeNum, raw: bytes, now: float) -> SessionEvent:
        """Return the event of a packet under our own number that our radio has not made.

        Who it says to be is told of (`keys.book.audit`); what it says of our packets and our radio is no word of ours.
        """
        data = packet.decoded
        told = node_from_user(sender, data.payload) if data.portnum == NODEINFO else None
        if told is not None and told.public_key is not None:
            return NodeSeen(
                generation=self._generation, node=told, told_key=told.public_key, malformed_key=b"", raw=raw, now=now
            )
        return _PacketReceived(
            generation=self._generation,
            sender=sender,
            to=packet.to,
            id=packet.id,
            port=data.portnum,
            payload=data.payload or packet.encrypted,
            request_id=None,
            raw=raw,
            replayed=True,
            now=now,
        )

    def _note(self, packet: Message, sender: NodeNum, now: float, *, waited: bool) -> None:
        """Note that the sender lives and what the radio's clock says."""
        rx_time = packet.rx_time
        if not waited:
            self._memory.arrived(rx_time, now)
        if sender in (0, self.own):
            return
        start, limit = hop_start(packet), packet.hop_limit
        self._directory.heard(
            sender,
            rx_time,
            packet.rx_snr if packet.rx_rssi else None,
            start - limit if start is not None and start >= limit else None,
            packet.via_mqtt,
        )

    def _text(self, packet: Message, data: Message, raw: bytes, now: float, *, waited: bool) -> TextReceived:
        late, age_s = self._age(packet, now, waited=waited)
        return _TextReceived(
            generation=self._generation,
            message=text_message(packet, data),
            raw=raw,
            late=late,
            age_s=age_s,
            now=now,
        )

    def _age(self, packet: Message, now: float, *, waited: bool) -> tuple[bool, float | None]:
        """Return whether a packet may have waited in the radio, and its age; None: not known."""
        age_s = self._memory.age_s(packet.rx_time, now)
        if not waited and age_s is not None and age_s > DRAINED_AGE_S:
            age_s = None
        return waited and (age_s is None or age_s > FRESH_S), age_s

    def _telemetry(
        self, sender: NodeNum, payload: bytes, raw: bytes, now: float, *, replayed: bool
    ) -> TelemetryReceived | None:
        told = telemetry(payload)
        if told is None:
            return None
        self._directory.measured(sender, told)
        return _TelemetryReceived(
            generation=self._generation, sender=sender, telemetry=told, raw=raw, replayed=replayed, now=now
        )

    def _position(
        self, sender: NodeNum, payload: bytes, raw: bytes, now: float, *, replayed: bool
    ) -> PositionReceived | None:
        told = position(payload)
        if told is None:
            return None
        self._directory.positioned(sender, told)
        return _PositionReceived(
            generation=self._generation, sender=sender, position=told, raw=raw, replayed=replayed, now=now
        )

    def _node_info(self, sender: NodeNum, payload: bytes, raw: bytes, now: float) -> NodeSeen | None:
        told = node_from_user(sender, payload)
        if told is None:
            return None
        return NodeSeen(
            generation=self._generation,
            node=self._directory.seen(told),
            told_key=told.public_key,
            malformed_key=malformed_key(payload) if told.public_key is None else b"",
            raw=raw,
            now=now,
        )

    def _neighbors(
        self, sender: NodeNum, payload: bytes, raw: bytes, now: float, *, replayed: bool
    ) -> NeighborsTold | None:
        told = neighbors(payload, sender)
        if told is None:
            return None
        return NeighborsTold(
            generation=self._generation, sender=sender, neighbors=told, raw=raw, replayed=replayed, now=now
        )

    def _verdict(self, sender: NodeNum, data: Message, now: float) -> VerdictReceived | None:
        verdict = routing_error(data.payload)
        if verdict is None or not data.request_id:
            return None
        error, number = verdict
        return VerdictReceived(
            generation=self._generation,
            packet_id=data.request_id,
            sender=sender,
            own=sender == self.own,
            error=error,
            number=number,
            now=now,
        )

    def _sealed(self, packet: Message, sender: NodeNum, raw: bytes, now: float, *, waited: bool) -> SessionEvent:
        """Return the event of a packet that is not decoded: to us, or to others, or with nothing in it."""
        if packet.to == self.own and packet.encrypted:
            late, age_s = self._age(packet, now, waited=waited)
            return SealedReceived(
                generation=self._generation, packet=sealed_packet(packet), raw=raw, late=late, age_s=age_s, now=now
            )
        return self._other(packet, sender, raw, now, replayed=False)

    def _other(self, packet: Message, sender: NodeNum, raw: bytes, now: float, *, replayed: bool) -> PacketReceived:
        data = packet.decoded
        return _PacketReceived(
            generation=self._generation,
            sender=sender,
            to=packet.to,
            id=packet.id,
            port=data.portnum,
            payload=data.payload or packet.encrypted,
            request_id=data.request_id or None,
            raw=raw,
            replayed=replayed,
            now=now,
        )
