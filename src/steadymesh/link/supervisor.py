"""Keeps a link alive for ever: attempts, pauses, yields, releases. Owns the lives of connections and never parses.

One turn is one pause and one attempt, to the end of what came of it. Whatever goes wrong in a turn, the next follows;
only cancellation ends the supervisor. To everybody else it *is* the link: `ports.Transmitter`, `ports.LinkControl`,
`ports.Reception` and `ports.RadioFacts`.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import structlog

from steadymesh.bus import Bus
from steadymesh.clock import format_duration
from steadymesh.errors import LinkError, NotReadyError, UsageError
from steadymesh.events import (
    AttemptFailed,
    LinkContended,
    RadioRebooted,
    SealedReceived,
    SessionEvent,
    SessionLost,
    SessionReady,
)
from steadymesh.ids import PacketId, PublicKey
from steadymesh.link.barrier import Barrier
from steadymesh.link.connection import Connection, ConnectionState
from steadymesh.link.conversation import Conversation, ConversationFactory
from steadymesh.link.options import LinkOptions
from steadymesh.link.patience import Patience
from steadymesh.link.recovery import UNREST_WINDOW_S, Pause, Recovery, Unrest
from steadymesh.link.rescue import Rescue
from steadymesh.link.standing import Standing
from steadymesh.link.target import Target, join_host_port
from steadymesh.link.tcp import TcpTransport
from steadymesh.link.transport import Transport
from steadymesh.model import Intent, LinkState, LinkStatus, RadioInfo, RestartRadio
from steadymesh.ports import Clock
from steadymesh.session.directory import Directory
from steadymesh.session.machine import Session
from steadymesh.session.memory import RadioMemory
from steadymesh.session.opened import opened_event
from steadymesh.session.options import SessionOptions
from steadymesh.wire.limits import CONFIG_ONLY_NONCE, NODES_ONLY_NONCE

log = structlog.get_logger("link")

CUTS_TOLD: Final = 3
"""Handshakes in a row that the other side cut cleanly, until it is said what that may be. Back-off goes on as it does:
a client that takes the slot back within our handshake looks like a radio that restarts again and again."""

RESTART_WITHIN_S: Final = 30.0
"""Behind the delay of a restart that we ordered: a link that is lost until then was lost to that."""

RELEASED: Final = "released"
RECONNECTING: Final = "reconnect"
"""Why we leave, beside `stopped`; a `SessionLost.reason`."""

_LINK_STATES: Final = {
    ConnectionState.OPENING: LinkState.CONNECTING,
    ConnectionState.TALKING: LinkState.HANDSHAKE,
    ConnectionState.PARTING: LinkState.CLOSING,
}
"""What a connection's state means for the link; READY is entered with the session's word for it, in its order."""


class Supervisor:
    """The link to one radio, for the whole life of the process.

    Args:
        target: Where the radio is.
        options: How to connect, wait and yield.
        session_options: Goes to each session.
        directory: Everybody we know of; outlives sessions.
        bus: Gets what happens.
        clock: The two clocks and the dice.
        on_ready: Called at each READY, before anybody else hears of it; must return at once.
        transport: The way to the radio; None: TCP to the target.
        session_factory: Makes the session of each attempt; None: the real one.
    """

    def __init__(
        self,
        *,
        target: Target,
        options: LinkOptions,
        session_options: SessionOptions,
        directory: Directory,
        bus: Bus,
        clock: Clock,
        on_ready: Callable[[SessionReady], None] | None = None,
        transport: Transport | None = None,
        session_factory: ConversationFactory | None = None,
    ) -> None:
        self._target = target
        self._options = options
        self._bus = bus
        self._clock = clock
        self._on_ready = on_ready
        self._transport = transport or TcpTransport(target, options)
        self._memory = RadioMemory()
        self._session_factory = session_factory or partial(
            Session, options=session_options, directory=directory, memory=self._memory
        )
        self._recovery = Recovery(options, clock.chance)
        self._unrest = Unrest()
        self._rescue = Rescue(options)
        self._standing = Standing(target, bus, clock, self._rescue)
        self._patience = Patience(clock)
        self._connection: Connection | None = None
        self._leaving = "stopped"
        self._restarts_until = -math.inf
        """Loop time until which the radio may close the link because we told it to restart."""

    # --- its life -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Keep the link alive until cancelled; then say goodbye and be closed within a second."""
        log.info("link-connecting", address=self._target.address)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._rescue.watch(), name="link-rescue")
                while True:
                    with Barrier(self._note_defect):
                        await self._turn()
        finally:
            self._standing.enter(LinkState.STOPPED)
            log.info("link-stopped", generation=self._standing.generation)

    async def _turn(self) -> None:
        """Wait as long as it takes, try once, live as long as it lasts, draw the conclusion."""
        await self._patience.wait_out(self._begin_pause)
        self._standing.announce()
        self._leaving = "stopped"
        generation = self._standing.begin_attempt()
        connection = Connection(
            generation=generation,
            transport=self._transport,
            converse=partial(self._converse, generation),
            options=self._options,
            deliver=self._deliver,
            on_state=self._follow,
        )
        self._connection = connection
        try:
            async with self._patience.interruptible():
                await connection.live()
        finally:
            self._connection = None
            try:
                self._conclude(connection)
            finally:
                await _close(connection)

    def _begin_pause(self, pause: Pause) -> None:
        """Show that we wait, and why."""
        self._standing.enter(pause.state)
        if pause.state is LinkState.RELEASED:
            self._standing.begin_release()
        elif pause.state is LinkState.WAITING:
            log.info("link-waiting", delay_s=round(pause.seconds, 2), attempt=self._standing.outage.attempts + 1)

    def _converse(self, generation: int, now: float) -> Conversation:
        """Return the session of one attempt, whose stream is open now."""
        nonce = int(self._clock.packet_id())
        if nonce in (CONFIG_ONLY_NONCE, NODES_ONLY_NONCE):  # an ordinary one is wanted: these two mean something
            nonce += 2
        return self._session_factory(generation=generation, nonce=nonce, now=now)

    def _note_defect(self, exc: Exception) -> None:
        """Report a defect of ours that ended a turn, and go on with back-off."""
        log.error("link-defect", kind=type(exc).__name__, detail=str(exc))
        log.debug("link-traceback", kind=type(exc).__name__, exc_info=exc)
        if self._patience.in_force is None:
            self._rest(self._recovery.failed())

    # --- what came of a connection ------------------------------------------------------------

    def _conclude(self, connection: Connection) -> None:
        """Tell how a connection ended, and decide what follows."""
        error = connection.error
        detail: LinkError | str = ""
        if isinstance(error, LinkError):
            reason, detail = error.reason, error
        elif error is not None:
            reason, detail = "defect", type(error).__name__
        else:
            reason = self._leaving
        self._standing.ledger.absorb(connection.counters)
        if connection.ready_at is not None:
            self._conclude_ready(connection, reason, detail, connection.ready_at)
        elif error is not None:
            self._conclude_attempt(connection, reason, detail)
        if error is not None or self._leaving in (RELEASED, RECONNECTING):
            pause = self._patience.in_force
            self._standing.enter(LinkState.WAITING if pause is None else pause.state)

    def _conclude_ready(self, connection: Connection, reason: str, detail: LinkError | str, ready_at: float) -> None:
        """Draw the conclusion of a link that was READY."""
        now = self._clock.now()
        ready_s = now - ready_at
        generation = connection.generation
        self._bus.publish(SessionLost(generation=generation, reason=reason, ready_seconds=ready_s, now=now))
        if connection.error is None:
            self._standing.begin_release()
            self._recovery.left()
            if self._leaving == RECONNECTING:  # a fragile node wants its time between two of us
                self._patience.rest(Pause(state=LinkState.WAITING, seconds=self._options.reconnect_delay_s))
            return
        self._standing.begin_outage(now)
        log.warning("link-lost", generation=generation, reason=reason, detail=detail, ready_s=round(ready_s, 1))
        self._standing.ledger.lost(reason)
        pause = self._recovery.lost(
            clean=connection.closed_cleanly, ready_s=ready_s, ordered=now <= self._restarts_until
        )
        # a loss to another client has words of its own
        losses = None if pause.state is LinkState.YIELDED else self._unrest.lost(now)
        if losses is not None:
            log.warning("link-unstable", losses=losses, minutes=round(UNREST_WINDOW_S / 60))
        self._rest(pause)

    def _conclude_attempt(self, connection: Connection, reason: str, detail: LinkError | str) -> None:
        """Draw the conclusion of an attempt that did not reach READY: told aloud the first time, quietly after that."""
        self._standing.note_failed_attempt()
        outage = self._standing.outage
        generation = connection.generation
        say = log.debug if outage.warned else log.warning
        outage.warned = True
        say("link-attempt-failed", generation=generation, attempt=outage.attempts, reason=reason, detail=detail)
        outage.cuts = outage.cuts + 1 if connection.closed_cleanly else 0
        if outage.cuts == CUTS_TOLD:
            log.warning("link-cut-short", times=outage.cuts)
        now = self._clock.now()
        self._bus.publish(AttemptFailed(generation=generation, reason=reason, detail=str(detail), now=now))
        self._rest(self._recovery.failed())

    def _rest(self, pause: Pause) -> None:
        """Put a pause in force, unless a release is, and say what comes next."""
        if not self._patience.rest(pause):
            return
        if pause.state is LinkState.YIELDED:
            generation = self._standing.generation
            log.warning(
                "link-contended",
                generation=generation,
                yield_s=pause.seconds,
                yield_min=round(pause.seconds / 60, 1),
            )
            self._bus.publish(LinkContended(generation=generation, yield_seconds=pause.seconds, now=self._clock.now()))
        else:
            self._standing.announce()

    # --- what the connection tells, from within the reader ------------------------------------

    def _deliver(self, event: SessionEvent) -> None:
        """Take note of what concerns the link, hand everything on."""
        if type(event) is SessionReady:
            self._begin_ready(event)
            self._bus.publish(event)
            self._standing.tell_reconnected()
        else:
            if type(event) is RadioRebooted:
                self._recovery.rebooted()
            self._standing.note(event)
            self._bus.publish(event)

    def _begin_ready(self, event: SessionReady) -> None:
        """READY: reconnection is over. What is to follow is scheduled here, and can't hold it up."""
        assert self._connection is not None, "a session speaks through its connection"
        self._recovery.ready()
        self._standing.begin_ready(event, join_host_port(self._connection.host, self._connection.port))
        if self._on_ready is not None:
            with Barrier(self._note_hook_defect):
                self._on_ready(event)

    def _follow(self, state: ConnectionState) -> None:
        """Follow the connection's state."""
        if (link_state := _LINK_STATES.get(state)) is not None:
            self._standing.enter(link_state)

    def _note_hook_defect(self, exc: Exception) -> None:
        """Report that what was to be scheduled at READY failed; the link goes on."""
        log.error("link-hook-defect", kind=type(exc).__name__, detail=str(exc))
        log.debug("link-traceback", kind=type(exc).__name__, exc_info=exc)

    # --- ports.Transmitter --------------------------------------------------------------------

    def wait_s(self, intent: Intent) -> float | None:
        """Return seconds until `intent` may be handed over; None: an event will tell."""
        return None if self._connection is None else self._connection.wait_s(intent)

    def transmit(self, intent: Intent, packet_id: PacketId) -> int:
        """Hand one packet to the radio; return the generation it went out on.

        Raises:
            NotReadyError: `wait_s` was not 0.
        """
        if self._connection is None:
            raise NotReadyError("The radio is not connected.", remedy="It is sent when the link is READY again.")
        generation = self._connection.generation
        self._connection.transmit(intent, packet_id)
        if isinstance(intent, RestartRadio):
            self._restarts_until = self._clock.now() + intent.delay_s + RESTART_WITHIN_S
        return generation

    # --- ports.LinkControl --------------------------------------------------------------------

    def status(self) -> LinkStatus:
        """Return how the link stands."""
        counters = {} if self._connection is None else self._connection.counters
        status = self._standing.status(pause_left_s=self._patience.left_s, counters=counters)
        skew_s = self._memory.skew_s(self._clock.at(), self._clock.now())
        return replace(status, radio_has_time=self._memory.has_time, radio_skew_s=skew_s)

    def release(self, seconds: float) -> None:
        """Say goodbye to the radio and leave its slot to somebody else for that long; 0 ends a release.

        Raises:
            UsageError: Negative, endless or not a number.
        """
        if not 0 <= seconds < math.inf:
            raise UsageError(
                f"The link can't be released for {seconds:g} s.",
                remedy="Write something like 10m.",
                sentence="link-error-release",
                fields={"seconds": str(seconds)},
            )
        if seconds == 0:
            self.take()
            return
        self._leaving = RELEASED
        log.info("link-released", seconds=seconds, duration=format_duration(seconds))
        self._patience.release(seconds)

    def take(self) -> None:
        """End a release, a yield or a back-off: connect at once. Where there is none, nothing happens."""
        pause = self._patience.in_force
        if pause is not None and self._patience.take():
            log.info("link-taken", state=pause.state.value)

    def reconnect(self) -> None:
        """End the connection, with a goodbye where the radio hears it, and connect anew; ends a pause as `take` does.

        No outage: the way back is told of as the one from a release.
        """
        self._leaving = RECONNECTING
        log.info("link-reconnect-asked", state=self._standing.state.value)
        self._patience.begin_anew()

    # --- ports.Reception ----------------------------------------------------------------------

    def receive_opened(self, sealed: SealedReceived, plaintext: bytes, key: PublicKey) -> bool:
        """Have a plaintext parsed and told on the bus, marked as opened here; False: it is none."""
        event = opened_event(sealed, plaintext, key)
        if event is None:
            return False
        self._bus.publish(event)
        return True

    # --- ports.RadioFacts ---------------------------------------------------------------------

    def radio(self) -> RadioInfo | None:
        """Return the last handshake's facts; None before the first."""
        return self._standing.facts.radio

    def held_keys(self) -> int:
        """Return for how many nodes the radio was last seen to hold a public key."""
        return self._standing.facts.held_keys

    # --- for virtual time ---------------------------------------------------------------------

    def busy(self) -> bool:
        """Return whether a thread or a process is at work that the link waits for."""
        return self._transport.busy() or self._rescue.busy()


async def _close(connection: Connection) -> None:
    """Close what is left of a connection; aloud if it was READY."""
    was_ready = connection.ready_at is not None
    if was_ready and connection.state is not ConnectionState.CLOSED:
        log.debug("link-closing-old", generation=connection.generation)
    await connection.close()
    if was_ready:
        log.info("link-closed", generation=connection.generation)
