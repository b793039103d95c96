"""Errands: packets to our own radio, and requests to nodes, through the same door as the texts, one at a time.

They are not written down, and nobody repeats them. What becomes of one is heard on the bus while it runs, in the task
of whoever wants to know; the pump only says when it may go. A request that only awaits a peer's answer holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from steadymesh.bus import Bus
from steadymesh.delivery.errand import NOT_HANDED, Errand
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.quiet import Quiet
from steadymesh.delivery.traces import Traces, is_trace
from steadymesh.errors import SteadymeshError
from steadymesh.events import PacketReceived, SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import NodeNum
from steadymesh.model import ErrandEnd, Intent
from steadymesh.ports import Clock, Transmitter

_log = structlog.get_logger("delivery")

TIMEOUT_S: Final = 60.0
"""From the call to the answer: a local order is answered within a second, and a text that goes first may hold the
radio's only slot for half a minute."""

QUIET_WAIT_S: Final = 20.0
"""How long the texts are held up for an errand that needs quiet on air. A text that is confirmed, or that a neighbour
passes on, is off it within seconds; of one that nobody hears, the radio needs half a minute on LongFast to be done."""

AWAITED_MAX: Final = 8
"""Requests whose answers are awaited beside whatever runs: each listens to every packet. More wait for their turn."""

ON_AIR_S: Final = 10.0
"""So long after its hand-over a request may still be on its way: what needs quiet waits for that, and not for the
answer, which may take a minute. A packet of that size is out in a second or two on the usual presets."""

_EVENTS_WAITING: Final = 20_000
"""Twice the packets that one read of the socket (256 KiB) can hold: the answer is not pushed out by what came with it.
The subscription lives as long as the errand."""

_FOLLOWED: Final = (SendResolved, VerdictReceived, PacketReceived, SessionLost, SessionReady)


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
        self._awaited: list[Errand] = []
        self._orders = 0

    # --- ports.Errands ------------------------------------------------------------------------

    async def run(
        self, intent: Intent, *, urgent: bool = False, alone: bool = False, timeout_s: float = TIMEOUT_S
    ) -> ErrandEnd:
        """Have one packet handed to the radio, and return what became of it. Never raises for what the radio does.

        One at a time, but for requests that the radio has taken and whose answers peers owe us. Cancelling it takes
        back what was not handed over yet. A traceroute ends as never handed over at once if there were enough of them
        (`Traces`): it does not wait, for it would keep others waiting.

        Args:
            intent: A push, a removed favourite, a request for a NodeInfo, a refresh, an order to our own radio, a
                request to a peer's node.
            urgent: A person's message waits for it: it goes before the texts.
            alone: It would spoil what is on the air: no text goes until every text has its verdict, every request is
                out, and this is done, or until that has not come for `QUIET_WAIT_S`; then it ends as never handed over.
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
                return await self._end_of(errand)
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

    def trace_wait_s(self) -> float:
        """Return 0, or the seconds until another traceroute may leave."""
        return self._traces.wait_s(self._clock.now())

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
            return None if self._air_free_at() > now else first
        return None if text_is_due and not first.is_urgent else first

    def deadline(self, now: float) -> float | None:
        """Return when `next` may say something else without anything having happened; None: it won't."""
        needs_quiet = self._running is None and any(errand.is_alone for errand in self._waiting)
        free_at = self._air_free_at()
        return free_at if needs_quiet and free_at > now else None

    def _air_free_at(self) -> float:
        """Return the loop time from which on nothing of ours is on its way any more."""
        requests = (errand.handed_at + ON_AIR_S for errand in self._awaited)
        return max((self._queue.on_air_until(), *requests))

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
        errand.own, errand.handed_at = self._queue.own, now
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

    async def _end_of(self, errand: Errand) -> ErrandEnd:
        """Return how an errand ended, when it has."""
        await errand.is_handed.wait()
        events = errand.events
        while errand.end is None and events is not None:
            await events.wait()
            for event in events.take_all():
                errand.end = errand.end or errand.take(event)
            self._step_aside(errand)
        return errand.end or errand.so_far()

    def _step_aside(self, errand: Errand | None) -> None:
        """Let others go while an errand that runs awaits nothing but a peer's answer, unless too many do so."""
        if errand is None or errand is not self._running or not errand.is_with_peer:
            return
        if len(self._awaited) < AWAITED_MAX:
            self._running = None
            self._awaited.append(errand)
            self._wake()

    def _is_one_trace_too_many(self, intent: Intent) -> bool:
        wait_s = self.trace_wait_s() if is_trace(intent) else 0.0
        if wait_s > 0:
            _log.info("traceroute-refused", wait_s=round(wait_s))
        return wait_s > 0

    def _forget(self, errand: Errand) -> None:
        """Have done with an errand, however it ended; let the next one go."""
        for some in (self._waiting, self._awaited):
            if errand in some:
                some.remove(errand)
        if self._running is errand:
            self._running = None
        self._step_aside(self._running)
        if errand.events is not None:
            errand.events.close()
        self._wake()
