"""Errands: packets to our own radio, and requests to nodes, through the same door as the texts, one at a time.

They are not written down, and nobody repeats them. What becomes of one is heard on the bus while it runs, in the task
of whoever wants to know; the pump only says when it may go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from steadymesh.bus import Bus, Subscription
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.quiet import Quiet
from steadymesh.delivery.traces import Traces, is_trace
from steadymesh.delivery.verdicts import error_in, is_refusal
from steadymesh.errors import SteadymeshError
from steadymesh.events import Event, PacketReceived, SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import AskNodeInfo, ErrandEnd, Intent, RefreshNodes, SendData, SendRaw, SendText
from steadymesh.ports import Clock, Transmitter

_log = structlog.get_logger("delivery")

TIMEOUT_S: Final = 60.0
"""From the call to the answer: a local order is answered within a second, and a text that goes first may hold the
radio's only slot for half a minute."""

QUIET_WAIT_S: Final = 20.0
"""How long the texts are held up for an errand that needs quiet on air. On the usual presets the radio is done with a
text by then: three transmissions, some seconds apart."""

_EVENTS_WAITING: Final = 20_000
"""Twice the packets that one read of the socket (256 KiB) can hold: the answer is not pushed out by what came with it.
The subscription lives as long as the errand."""

_FOLLOWED: Final = (SendResolved, VerdictReceived, PacketReceived, SessionLost, SessionReady)


NOT_HANDED: Final = ErrandEnd(taken=False, is_handed=False)
"""Its turn did not come, or there were traceroutes enough."""


@dataclass(slots=True, eq=False, kw_only=True)
class Errand:
    """One packet that is not a text."""

    intent: Intent
    packet_id: PacketId
    is_urgent: bool
    is_alone: bool
    order: int
    is_handed: asyncio.Event = field(default_factory=asyncio.Event)
    events: Subscription | None = None
    """None: it waits for its turn."""
    end: ErrandEnd | None = None
    """Known as soon as it is handed over; None: not yet."""
    own: NodeNum | None = None
    """Our radio's number when it was handed over."""
    is_resolved: bool = False
    taken: bool | None = None
    error: int | None = None
    answer: bytes = b""

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Return who goes first: the lower. The texts wait for whoever needs quiet, so that must not wait long."""
        return (not self.is_alone, not self.is_urgent, self.order)

    def so_far(self) -> ErrandEnd:
        """Return what is known now."""
        if not self.is_handed.is_set():
            return NOT_HANDED
        return ErrandEnd(taken=self.taken, error=self.error, answer=self.answer)

    def take(self, event: Event) -> ErrandEnd | None:
        """Take note of an event; return the end when that is it."""
        match event:
            case SendResolved(packet_id=self.packet_id):
                self.is_resolved = True
                if event.taken is False and is_refusal(event.res):
                    self.taken = False
                    self.error = error_in(event.res) if self.error is None else self.error
                elif event.taken is not None:
                    self.taken = True
            case VerdictReceived(packet_id=self.packet_id, own=True):
                self.error = event.number
            case PacketReceived(request_id=self.packet_id) if event.sender in (self.own, self._peer):
                self.answer = event.payload
            case SessionLost() | SessionReady():  # the radio, or what it was asked, is gone
                return ErrandEnd(taken=None, error=self.error, answer=self.answer)
        return self.so_far() if self._is_over else None

    @property
    def _is_over(self) -> bool:
        """Whether nothing more is to be expected.

        An answer that comes before its queueStatus is held until that has come: only then is the radio's slot free.
        """
        if not self.is_resolved:
            return False
        if self.taken is False or self.answer or not self._wants_answer:
            return True
        is_relay = self.error == 0 and self._peer is not None  # a neighbour passed it on: the answer is still to come
        return self.error is not None and not is_relay

    @property
    def _wants_answer(self) -> bool:
        """Whether more than the radio's queueStatus is to come. What a NodeInfo says is heard elsewhere."""
        match self.intent:
            case AskNodeInfo() | RefreshNodes() | SendText() | SendRaw():
                return False
            case SendData():
                return self.intent.want_response
            case _:  # an order to our own radio: it says that it has handled it (firmware `AdminModule.cpp`)
                return True

    @property
    def _peer(self) -> NodeNum | None:
        """Who else than our own radio may answer."""
        return self.intent.to if isinstance(self.intent, SendData) and self.intent.to != self.own else None


class ErrandDoor:
    """ports.Errands. The pump asks it for what may go, and hands it over.

    Args:
        bus: Brings what becomes of an errand.
        clock: Loop time, packet ids.
        transmitter: The door to the radio.
        queue: The texts, and the slot that both share.
        wake: Tells the pump that there is something to do.
        channel_use: Returns how much our channel is used, percent; None: not known.
    """

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        transmitter: Transmitter,
        queue: OutgoingQueue,
        wake: Callable[[], None],
        channel_use: Callable[[], float | None],
    ) -> None:
        self.channel_use = channel_use
        self._bus = bus
        self._clock = clock
        self._transmitter = transmitter
        self._queue = queue
        self._wake = wake
        self._quiet = Quiet()
        self._traces = Traces()
        self._waiting: list[Errand] = []
        self._running: Errand | None = None
        self._orders = 0

    # --- ports.Errands ------------------------------------------------------------------------

    async def run(
        self, intent: Intent, *, urgent: bool = False, alone: bool = False, timeout_s: float = TIMEOUT_S
    ) -> ErrandEnd:
        """Have one packet handed to the radio, and return what became of it. Never raises for what the radio does.

        Cancelling it takes back what was not handed over yet. A traceroute ends as never handed over at once if there
        were enough of them (`Traces`): it does not wait, for it would keep others waiting.

        Args:
            intent: A push, a removed favourite, a request for a NodeInfo, a refresh, an order to our own radio.
            urgent: A person's message waits for it: it goes before the texts.
            alone: It would spoil what is on the air: no text goes until every text has its verdict and this is done,
                or until that has not come for `QUIET_WAIT_S`; then it ends as never handed over.
            timeout_s: From the call to the answer.
        """
        if self._is_one_trace_too_many(intent):
            return NOT_HANDED
        self._orders += 1
        errand = Errand(
            intent=intent,
            packet_id=self._clock.packet_id(),
            is_urgent=urgent,
            is_alone=alone,
            order=self._orders,
            own=self._queue.own,
        )
        self._waiting.append(errand)
        self._wake()
        try:
            async with asyncio.timeout(timeout_s):
                if alone:
                    async with asyncio.timeout(QUIET_WAIT_S):
                        await errand.is_handed.wait()
                return await _end_of(errand)
        except TimeoutError:
            return errand.so_far()
        finally:
            self._forget(errand)

    def idle_s(self) -> float:
        """Return for how many seconds no text has been waiting to go, on its way without a verdict, or in flight.

        A text that waits for a key is none of these: what it waits for may have to wait for quiet.
        """
        return 0.0 if self._queue.is_busy else self._quiet.seconds(self._clock.now())

    def recipients(self) -> Sequence[NodeNum]:
        """Return the nodes to which direct messages wait or are on their way."""
        return self._queue.recipients()

    # --- what the pump calls --------------------------------------------------------------------

    def next(self, now: float, *, text_is_due: bool) -> Errand | None:
        """Return the errand that may go now; None: none waits, one is not done, or the texts go first.

        Args:
            now: Loop time.
            text_is_due: A text is to go as soon as the transmitter takes it: only what is urgent overtakes it.
        """
        self._quiet.note(is_busy=self._queue.is_busy, now=now)
        if self._running is not None or not self._queue.slot.is_free or not self._waiting:
            return None
        first = min(self._waiting, key=lambda errand: errand.rank)
        if first.is_alone:
            return None if self._queue.is_on_air(now) else first
        return None if text_is_due and not first.is_urgent else first

    @property
    def holds_texts(self) -> bool:
        """Whether no text may go: an errand that needs quiet on air waits for it, or has it."""
        running = self._running is not None and self._running.is_alone
        return running or any(errand.is_alone for errand in self._waiting)

    def hand(self, errand: Errand, now: float) -> bool:
        """Hand over an errand of `next`; return whether the radio has it.

        What can't be sent ends here, and whoever wants it is told so.
        """
        self._waiting.remove(errand)
        self._running = errand
        if self._is_one_trace_too_many(errand.intent):
            errand.end = NOT_HANDED
            errand.is_handed.set()
            return False
        errand.own = self._queue.own
        errand.end = ErrandEnd(taken=False)
        errand.events = self._bus.subscribe("errand", _FOLLOWED, size=_EVENTS_WAITING)
        try:
            generation = self._transmitter.transmit(errand.intent, errand.packet_id)
        except SteadymeshError as exc:
            _log.warning("errand-impossible", what=type(errand.intent).__name__, error=exc)
        else:
            errand.end = None
            self._queue.slot.take(errand.packet_id, generation, now)
            if is_trace(errand.intent):
                self._traces.sent(now)
        finally:
            errand.is_handed.set()
        return errand.end is None

    def _is_one_trace_too_many(self, intent: Intent) -> bool:
        wait_s = self._traces.wait_s(self._clock.now()) if is_trace(intent) else 0.0
        if wait_s > 0:
            _log.info("traceroute-refused", wait_s=round(wait_s))
        return wait_s > 0

    def _forget(self, errand: Errand) -> None:
        """Have done with an errand, however it ended; let the next one go."""
        if errand in self._waiting:
            self._waiting.remove(errand)
        if self._running is errand:
            self._running = None
        if errand.events is not None:
            errand.events.close()
        self._wake()


async def _end_of(errand: Errand) -> ErrandEnd:
    """Return how an errand ended, when it has."""
    await errand.is_handed.wait()
    events = errand.events
    while errand.end is None and events is not None:
        await events.wait()
        for event in events.take_all():
            errand.end = errand.end or errand.take(event)
    return errand.end or errand.so_far()
