"""What goes on while a session is READY: one packet in flight, room, floors, probes, the look for a proxy.

Sends nothing by itself: frames and events are handed to whoever made it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from steadymesh.errors import LinkError, ProbeError
from steadymesh.events import ProbeAnswered, ProxySuspected, QueueReported, SendResolved, SessionEvent
from steadymesh.ids import PacketId
from steadymesh.model import AdminIntent, PushContact, RadioInfo, RemoveFavorite, RequestMetadata, RoutingError
from steadymesh.session.acks import Flight, Room, Stage
from steadymesh.session.options import SessionOptions
from steadymesh.session.pacing import Pacing
from steadymesh.session.probe import Finding, Liveness
from steadymesh.session.proxy import ProxyCheck, Step
from steadymesh.wire import codec
from steadymesh.wire.codec import Message
from steadymesh.wire.convert.intents import PacketIntent, Sender, is_too_large, mesh_packet, port_of
from steadymesh.wire.convert.packets import ADMIN

HEARTBEAT_ANSWERED_SINCE: Final = (2, 7, 4)
"""First firmware that answers a heartbeat with a queueStatus (`PhoneAPI.cpp`)."""

REMEMBERED_ADMIN: Final = 8
"""Admin packets whose NAK we still understand; one is in flight at a time."""

OWN_PACKET_S: Final = 1.0
"""When to ask again while a packet of the session's own is in flight, of whose end no event tells for certain."""

_ENDS_IN_RADIO: Final = (PushContact, RemoveFavorite, RequestMetadata, AdminIntent)
"""Intents that the transmit queue has no part in."""

_ENDS: Final = {
    Finding.DEAD: (
        "The radio has stopped answering: two probes in a row stayed without any sign of life.",
        "Check its power and its network.",
        "session-error-dead",
    ),
    Finding.DEAF: (
        "The radio still sends but hears nothing: three queueStatus in a row stayed away.",
        "If it comes again, restart the radio.",
        "session-error-deaf",
    ),
}


class Traffic:
    """The two-way traffic of one connection.

    Args:
        options: How patient to be.
        generation: Of the connection.
        first_id: Where the ids of the session's own packets begin.
        write: Takes a frame for the radio.
        emit: Takes an event.
        now: Loop time.
    """

    def __init__(
        self,
        *,
        options: SessionOptions,
        generation: int,
        first_id: int,
        write: Callable[[bytes], None],
        emit: Callable[[SessionEvent], None],
        now: float,
    ) -> None:
        self._options = options
        self._generation = generation
        self._write = write
        self._emit = emit
        self._next_id = first_id
        self._flight: Flight | None = None
        self._room = Room(options.room_timeout_s)
        self._pacing = Pacing(options.text_gap_s)
        self._sender: Sender | None = None
        self._probe_id: PacketId | None = None
        self._admin_ids: deque[PacketId] = deque(maxlen=REMEMBERED_ADMIN)
        self._answers_heartbeats = False
        self._restarted(now, wants_proxy_check=False)

    def _restarted(self, now: float, *, wants_proxy_check: bool) -> None:
        self._liveness = Liveness(
            interval_s=self._options.heartbeat_interval_s, timeout_s=self._options.heartbeat_timeout_s, now=now
        )
        self._proxy = ProxyCheck(now=now, wanted=wants_proxy_check)

    def ready(self, radio: RadioInfo, sender: Sender, now: float) -> None:
        """Begin: the handshake is complete."""
        self._sender = sender
        self._answers_heartbeats = radio.firmware_version >= HEARTBEAT_ANSWERED_SINCE
        self._restarted(now, wants_proxy_check=self._answers_heartbeats and not radio.is_managed)

    @property
    def is_probing(self) -> bool:
        """Whether a probe is out to which no frame has come yet."""
        return self._liveness.is_probing

    @property
    def slot_wait_s(self) -> float | None:
        """Seconds until the slot for one packet should be asked for again; 0: it is free; None: an event will tell."""
        if self._flight is None:
            return 0.0
        return OWN_PACKET_S if self._flight.is_ours else None

    # --- sending --------------------------------------------------------------------------------

    def wait_s(self, intent: PacketIntent, now: float) -> float | None:
        """Return seconds until the intent may be sent; None: an event will tell."""
        if self._flight is not None:
            return self.slot_wait_s
        if isinstance(intent, _ENDS_IN_RADIO):
            return 0.0
        return max(self._room.wait_s(now), self._pacing.wait_s(port_of(intent), now))

    def send(self, intent: PacketIntent, packet_id: PacketId, now: float) -> None:
        """Send a packet; `wait_s` was 0.

        Raises:
            UsageError: The intent makes no packet; nothing was sent, no `SendResolved` follows.
        """
        assert self._sender is not None
        packet = mesh_packet(intent, packet_id, self._sender)
        if is_too_large(packet):
            # The radio would drop it without a word; this is what it should have said.
            self._resolved(packet_id, taken=False, res=RoutingError.TOO_LARGE.value, now=now)
            return
        if packet.decoded.portnum == ADMIN and packet.to == self._sender.num:
            self._admin_ids.append(packet_id)
        self._pacing.sent(port_of(intent), now)
        if not isinstance(intent, _ENDS_IN_RADIO):
            self._room.tried()
        self._fly(packet, packet_id, now, is_ours=False)

    def _fly(self, packet: Message, packet_id: PacketId, now: float, *, is_ours: bool) -> None:
        frame = codec.send_packet(packet)
        self._flight = Flight(packet_id=packet_id, frame=frame, is_ours=is_ours, since=now)
        self._write(frame)

    def abandon(self, now: float) -> None:
        """Resolve what is in flight: nobody will know any more what became of it."""
        self._landed(taken=None, res=0, now=now)

    def _landed(self, *, taken: bool | None, res: int, now: float) -> None:
        flight, self._flight = self._flight, None
        if flight is not None and not flight.is_ours:
            self._resolved(flight.packet_id, taken=taken, res=res, now=now)

    def _resolved(self, packet_id: PacketId, *, taken: bool | None, res: int, now: float) -> None:
        self._emit(SendResolved(generation=self._generation, packet_id=packet_id, taken=taken, res=res, now=now))

    # --- receiving ------------------------------------------------------------------------------

    def heard(self, now: float) -> None:
        """Take any frame: after a probe it is life."""
        seconds = self._liveness.heard(now)
        if seconds is None:
            return
        self._emit(ProbeAnswered(generation=self._generation, seconds=seconds, now=now))
        if self._flight is not None and self._flight.stage is Stage.PROBING:
            # The radio lives, so the slot is free; the ROUTING verdict decides about the packet.
            self._landed(taken=None, res=0, now=now)

    def queue_status(self, status: Message, now: float) -> None:
        """Take a queueStatus: of our packet, of a heartbeat (id 0), or of what others sent."""
        self._emit(QueueReported(generation=self._generation, free=status.free, maxlen=status.maxlen, now=now))
        self._room.reported(free=status.free, maxlen=status.maxlen, res=status.res, now=now)
        about = status.mesh_packet_id
        if about in (0, self._probe_id):
            self._liveness.acknowledged()
        if about == 0 and self._proxy.heartbeat_answered():
            self._emit(ProxySuspected(generation=self._generation, what="metadata", now=now))
        if self._flight is not None and about == self._flight.packet_id:
            self._liveness.acknowledged()
            self._landed(taken=status.res == 0, res=status.res, now=now)

    def answered(self, request_id: PacketId, now: float) -> None:
        """Take a verdict or an answer to a packet: if it was in flight, its queueStatus got lost on the way."""
        self._proxy.answered(request_id)
        if self._flight is not None and request_id == self._flight.packet_id:
            self._liveness.acknowledged()
            self._landed(taken=True, res=0, now=now)

    def is_admin(self, packet_id: PacketId) -> bool:
        """Return whether a packet of this id was one of our latest orders to our own radio."""
        return packet_id in self._admin_ids

    # --- time -----------------------------------------------------------------------------------

    def deadline(self) -> float:
        """Return when `look` has something to do."""
        due = [self._liveness.deadline(), self._room.deadline]
        if self._flight is None:
            due.append(self._proxy.deadline())
        else:
            due.append(self._flight.deadline(self._options.queue_status_timeout_s))
        return min(at for at in due if at is not None)

    def look(self, now: float) -> LinkError | None:
        """Do what is due; return why the connection is of no use any more, None if it is."""
        self._look_at_flight(now)
        if self._room.deadline is not None and now >= self._room.deadline:
            self._room.give_up()
            self.probe(now)
        self._look_for_proxy(now)
        finding = self._liveness.look(now)
        if finding in (Finding.PROBE, Finding.PROOF):
            self._probe(now, counts=finding is Finding.PROBE)
        end = _ENDS.get(finding)
        return None if end is None else ProbeError(end[0], remedy=end[1], sentence=end[2])

    def probe(self, now: float) -> None:
        """Probe now, unless a probe is out already."""
        if not self._liveness.is_probing:
            self._probe(now)

    def _probe(self, now: float, *, counts: bool = True) -> None:
        self._liveness.probed(now, counts=counts)
        if self._answers_heartbeats:
            self._write(codec.heartbeat())
        else:
            self._probe_id = self._own_id()
            self._write(codec.send_packet(self._metadata_request(self._probe_id)))

    def _look_at_flight(self, now: float) -> None:
        flight = self._flight
        if flight is None:
            return
        due = flight.deadline(self._options.queue_status_timeout_s)
        if due is None or now < due:
            return
        self._liveness.missed()
        if flight.stage is Stage.SENT:
            flight.stage = Stage.REPEATED
            flight.since = now
            self._write(flight.frame)
        else:
            flight.stage = Stage.PROBING
            self.probe(now)

    def _look_for_proxy(self, now: float) -> None:
        if self._flight is not None:
            return
        step = self._proxy.due(now)
        if step is Step.ASKED:
            packet_id = self._own_id()
            self._proxy.asked(packet_id, now)
            self._fly(self._metadata_request(packet_id), packet_id, now, is_ours=True)
        elif step is Step.CONFIRMING:
            self._proxy.confirming()
            self.probe(now)

    def _metadata_request(self, packet_id: PacketId) -> Message:
        assert self._sender is not None
        return mesh_packet(RequestMetadata(), packet_id, self._sender)

    def _own_id(self) -> PacketId:
        """Return an id for a packet of the session itself; it never leaves the radio."""
        self._next_id = (self._next_id + 1) & 0xFFFFFFFF or 1
        return PacketId(self._next_id)
