"""The conversation with one radio, from `want_config_id` to the end: bytes and time in, bytes and events out.

It never raises on what the radio sends, sends nothing but `want_config_id` until it is READY, keeps one packet in
flight after, and resolves every send exactly once. Who owns the socket calls, with loop time:

* `start`, then `receive_data` and `receive_eof` as they come, and `handle_deadline` at `deadline`,
* after each of these `data_to_send` (to be written at once) and `events` (to be published in order),
* and stops when `state` is OVER; `failure` says why.

A radio that restarts behind an open link (`rebooted`, another number, another reboot count) is asked anew on the same
connection: then a further `SessionReady` comes, with the same generation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.errors import ClosedError, LinkError, NotReadyError
from steadymesh.events import (
    DutyCycleReached,
    PacketReceived,
    RadioRebooted,
    SessionEvent,
    SessionReady,
    TelemetryReceived,
    VerdictReceived,
)
from steadymesh.ids import PacketId
from steadymesh.model import Intent, RefreshNodes, RoutingError
from steadymesh.session.arrivals import Arrivals
from steadymesh.session.directory import Directory
from steadymesh.session.handshake import LIVE_KINDS, Handshake, endless, restless, stalled
from steadymesh.session.intake import Frames, Intake
from steadymesh.session.memory import RadioMemory
from steadymesh.session.options import SessionOptions
from steadymesh.session.refresh import Refresh
from steadymesh.session.state import NEXT, SessionState, Trigger
from steadymesh.session.traffic import Traffic
from steadymesh.wire import codec
from steadymesh.wire.codec import Message
from steadymesh.wire.convert.intents import Sender
from steadymesh.wire.convert.nodes import node_from_info
from steadymesh.wire.convert.warnings import silence_of

MAX_RESTARTS: Final = 3
"""Restarts of the radio within one handshake, after which something else is wrong."""

REPLAYS_SINCE: Final = (2, 8, 0)
"""First firmware that replays cached positions and telemetry after a dump (`PhoneAPI.cpp`)."""

_HANDSHAKE: Final = (SessionState.CONFIG, SessionState.NODES)
_LIVE: Final = (SessionState.READY, SessionState.REFRESHING)

STOOD_STILL_S: Final = 30.0
"""Overdue by so long, our process did not run (SIGSTOP, a suspended machine): a busy loop is late by seconds."""


class Session:
    """One conversation over one connection.

    Args:
        options: How patient to be.
        generation: Of the connection; every event carries it.
        nonce: An ordinary one, for firmware below 2.6.8.
        directory: Everybody we know of; outlives the session, which writes it.
        memory: What is remembered of the radio; outlives the session, which writes it.
        now: Loop time at which the connection was made.

    Attributes:
        state: Where it stands.
        failure: Why it is over; None while it is not, and after a goodbye.
    """

    def __init__(
        self,
        *,
        options: SessionOptions,
        generation: int,
        nonce: int,
        directory: Directory,
        memory: RadioMemory,
        now: float,
    ) -> None:
        self.state = SessionState.NEW
        self.failure: LinkError | None = None
        self._options = options
        self._generation = generation
        self._nonce = nonce
        self._directory = directory
        self._memory = memory
        self._connected_at = now
        self._out: list[bytes] = []
        self._events: list[SessionEvent] = []
        self._counts = {"frames-unknown": 0, "frames-unexpected": 0, "dumps-of-others": 0}
        self._intake = Intake()
        self._handshake = Handshake(options, nonce)
        self._restarts = 0
        self._has_renumbered = False
        self._refresh = Refresh(generation=generation, emit=self._events.append)
        self._arrivals = Arrivals(generation=generation, directory=directory, memory=memory)
        self._traffic = Traffic(
            options=options,
            generation=generation,
            first_id=nonce,
            write=self._out.append,
            emit=self._events.append,
            now=now,
        )

    # --- what the owner of the socket calls -----------------------------------------------------

    def start(self, now: float) -> None:
        """Ask for the configuration; a second call does nothing."""
        if self.state is SessionState.NEW:
            self._move(Trigger.START)
            self._ask(self._handshake.ask_config(now))

    def receive_data(self, data: bytes, now: float) -> None:
        """Take bytes from the radio. What comes before `start` or after the end is not looked at."""
        if self.state not in (SessionState.NEW, SessionState.OVER):
            self._look_for_standstill(now)
            self._frames(self._intake.feed(data, now), now)

    def _look_for_standstill(self, now: float) -> None:
        """Take what comes now for late if nobody called us when something was due: we were stopped, and it waited."""
        deadline = self.deadline()
        if self.state is SessionState.READY and deadline is not None and now - deadline > STOOD_STILL_S:
            self._arrivals.burst.begin_again(now)

    def receive_eof(self, now: float) -> None:
        """Take the news that the other side closed the connection."""
        if self.state is SessionState.CLOSING:
            self._end(None, now)
        elif self.state is not SessionState.OVER:
            self._end(ClosedError("The radio closed the connection.", sentence="session-error-closed"), now)

    def goodbye(self, now: float) -> bool:
        """Say goodbye, so that the radio keeps what comes later for the next connection.

        Returns:
            Whether it was said. False: not READY, or a probe is unanswered; then just close.
        """
        if self.state not in _LIVE or self._traffic.is_probing:
            return False
        self._resolve_all(now)
        self._out.append(codec.disconnect())
        self._move(Trigger.GOODBYE)
        return True

    def wait_s(self, intent: Intent, now: float) -> float | None:
        """Return seconds until `intent` may be sent; 0: now.

        None: an event will tell (`SessionReady`, or the `SendResolved` of what is in flight). The wait for room in
        the radio's queue may end before its time, with a `QueueReported`.
        """
        if self.state is not SessionState.READY:
            return None
        if isinstance(intent, RefreshNodes):
            return self._traffic.slot_wait_s
        return self._traffic.wait_s(intent, now)

    def send(self, intent: Intent, packet_id: PacketId, now: float) -> None:
        """Send one packet, or read the node table again. A `SendResolved` with this id follows, exactly once.

        Raises:
            NotReadyError: `wait_s` is not 0.
            UsageError: The intent can't be sent at all (a contact without a key, a raw packet that is none); nothing
                follows.
        """
        if self.wait_s(intent, now) != 0:
            raise NotReadyError("The link can't take a packet now.", remedy="Wait as `wait_s` says.")
        if isinstance(intent, RefreshNodes):
            self._move(Trigger.REFRESH)
            self._refresh.begin(packet_id)
            self._ask(self._handshake.ask_nodes(now))
        else:
            self._traffic.send(intent, packet_id, now)

    def data_to_send(self) -> bytes:
        """Return and forget the bytes that the radio is to get, in order."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def events(self) -> list[SessionEvent]:
        """Return and forget what happened, in order."""
        events = self._events.copy()
        self._events.clear()
        return events

    def deadline(self) -> float | None:
        """Return the loop time at which `handle_deadline` has something to do; None: nothing is waited for."""
        match self.state:
            case SessionState.NEW | SessionState.CLOSING | SessionState.OVER:
                return None
            case SessionState.READY:
                due = self._traffic.deadline()
            case _:
                due = self._handshake.deadline()
        incomplete = self._intake.deadline()
        return due if incomplete is None else min(due, incomplete)

    def handle_deadline(self, now: float) -> None:
        """Do what is due at this time; too early is no harm."""
        if self.deadline() is None:
            return
        self._look_for_standstill(now)
        self._frames(self._intake.look(now), now)
        match self.state:
            case SessionState.READY:
                failure = self._traffic.look(now)
                if failure is not None:
                    self._end(failure, now)
            case SessionState.REFRESHING if now >= self._handshake.deadline():
                self._end_refresh(Trigger.REFRESH_STALLED, now)
            case SessionState.CONFIG | SessionState.NODES if now >= self._handshake.deadline():
                self._stalled(now)
            case _:
                pass

    @property
    def counters(self) -> Mapping[str, int]:
        """What was thrown away, by cause."""
        return {
            "bytes-skipped": self._intake.skipped_bytes,
            "frames-undecodable": self._intake.undecodable,
            **self._counts,
        }

    # --- frames ---------------------------------------------------------------------------------

    def _frames(self, frames: Frames, now: float) -> None:
        for message, payload in frames:
            if self.state is SessionState.OVER:
                return
            self._frame(message, payload, now)
        if frames:
            # After what they say: the late status of a packet is better than the mere life that frees its slot.
            self._traffic.heard(now)

    def _frame(self, message: Message, payload: bytes, now: float) -> None:
        """Take one FromRadio, of any kind, in any state."""
        kind = message.WhichOneof("payload_variant")
        if kind == "packet":
            self._packet(message.packet, payload, now)
        elif kind == "queueStatus":
            self._traffic.queue_status(message.queueStatus, now)
        elif kind == "clientNotification":
            self._warned(message.clientNotification, now)
        elif kind == "config_complete_id":
            self._complete(message.config_complete_id, now)
        elif kind == "rebooted":
            self._restart(now)
        elif kind not in LIVE_KINDS:
            self._dump_frame(kind, message, payload, now)

    def _warned(self, notification: Message, now: float) -> None:
        silent_s = silence_of(notification)
        if silent_s is not None:
            about = PacketId(notification.reply_id)
            self._events.append(
                DutyCycleReached(generation=self._generation, packet_id=about, silent_s=silent_s, now=now)
            )

    def _packet(self, packet: Message, payload: bytes, now: float) -> None:
        event = self._arrivals.take(packet, payload, now)
        self._events.append(event)
        if isinstance(event, VerdictReceived):
            self._traffic.answered(event.packet_id, now)
            if event.error is RoutingError.PKI_SEND_FAIL_PUBLIC_KEY and self._traffic.is_admin(event.packet_id):
                self._renumbered(now)
        elif isinstance(event, PacketReceived) and event.request_id is not None:
            self._traffic.answered(event.request_id, now)
        elif isinstance(event, TelemetryReceived) and event.sender == self._arrivals.own:
            self._own_uptime(event.telemetry.uptime_s, now)

    def _own_uptime(self, uptime_s: int | None, now: float) -> None:
        change = None if uptime_s is None else self._memory.uptime(uptime_s)
        if change is not None:
            self._rebooted("uptime", *change, now)

    def _dump_frame(self, kind: str | None, message: Message, payload: bytes, now: float) -> None:
        """Take a frame that belongs to a dump: to ours, or to one that somebody else asked for."""
        self._counts["frames-unknown"] += kind is None
        asked = (SessionState.NODES, *_LIVE)
        if kind == "my_info" and self.state in asked and self._handshake.is_of_another(message.my_info):
            self._restart(now)
        elif self.state in _HANDSHAKE or self.state is SessionState.REFRESHING:
            self._handshake.take(kind, message, payload, now)
            if self._handshake.is_endless:
                self._end(endless(), now)
        elif self.state is SessionState.READY:
            self._counts["frames-unexpected"] += 1
            if kind == "node_info":
                self._directory.told(node_from_info(message.node_info))

    # --- the handshake --------------------------------------------------------------------------

    def _ask(self, nonce: int) -> None:
        self._out.append(codec.want_config(nonce))

    def _complete(self, nonce: int, now: float) -> None:
        """Take a `config_complete_id`; one with another nonce ends somebody else's dump."""
        if nonce != self._handshake.nonce or self.state not in (*_HANDSHAKE, SessionState.REFRESHING):
            self._counts["dumps-of-others"] += 1
        elif self.state is SessionState.REFRESHING:
            self._end_refresh(Trigger.REFRESHED, now)
        elif self._handshake.parts.num is None:
            self._stalled(now)  # the frame that names our radio got lost: without it nothing can be sent
        elif self.state is SessionState.CONFIG:
            self._move(Trigger.CONFIG_COMPLETE)
            self._ask(self._handshake.ask_nodes(now))
        else:
            self._ready(now)

    def _ready(self, now: float) -> None:
        parts = self._handshake.parts
        radio = parts.radio_info()
        nodes = parts.nodes()
        change = self._memory.handshake(radio)
        self._directory.dumped(nodes, radio.num)
        self._arrivals.own = radio.num
        self._arrivals.may_replay = radio.firmware_version >= REPLAYS_SINCE
        self._arrivals.burst.ready(now)
        self._traffic.ready(radio, Sender(num=radio.num, hop_limit=radio.hop_limit, user=parts.own_user), now)
        self._restarts = 0
        self._move(Trigger.NODES_COMPLETE)
        if change is not None:
            self._rebooted(*change, now)
        self._events.append(
            SessionReady(
                generation=self._generation,
                radio=radio,
                nodes=nodes,
                seconds=now - self._connected_at,
                image=self._handshake.image,
                now=now,
            )
        )
        self._handshake.release_image()

    def _stalled(self, now: float) -> None:
        """Ask once more, or give up."""
        nonce = self._handshake.ask_again(now)
        if nonce is not None:
            self._ask(nonce)
            return
        self._end(stalled(is_config=self.state is SessionState.CONFIG), now)

    def _restart(self, now: float) -> None:
        """Shake hands anew on the same connection: the radio restarted behind it."""
        if self.state not in (*_HANDSHAKE, *_LIVE):
            return
        self._restarts += 1
        if self._restarts > MAX_RESTARTS:
            self._end(restless(), now)
            return
        self._resolve_all(now)
        self._handshake = Handshake(self._options, self._nonce)
        self._move(Trigger.RESTART)
        self._ask(self._handshake.ask_config(now))

    def _renumbered(self, now: float) -> None:
        """An order to our own radio came back as "no key for this node": it is not our number any more. Look, once."""
        if not self._has_renumbered:
            self._has_renumbered = True
            self._restart(now)

    def _rebooted(self, what: str, before: int, after: int, now: float) -> None:
        self._events.append(RadioRebooted(generation=self._generation, what=what, before=before, after=after, now=now))

    # --- ends -----------------------------------------------------------------------------------

    def _end_refresh(self, trigger: Trigger, now: float) -> None:
        self._move(trigger)
        if trigger is Trigger.REFRESHED:
            nodes = self._handshake.parts.nodes()
            self._directory.dumped(nodes, self._arrivals.own)
            self._refresh.complete(nodes, now)
        else:
            self._refresh.abandon(now)
        self._handshake.release_image()

    def _resolve_all(self, now: float) -> None:
        self._traffic.abandon(now)
        self._refresh.abandon(now)

    def _end(self, failure: LinkError | None, now: float) -> None:
        self._resolve_all(now)
        self.failure = failure
        self._move(Trigger.END)

    def _move(self, trigger: Trigger) -> None:
        self.state = NEXT[self.state, trigger]
