"""One attempt to have a link, from the first lookup to the closed socket. Used once.

It moves bytes between a stream and a session, keeps the session's one timer, and has one door out: the first fatal
error wins, everything that waits gets it. It knows neither what the bytes mean nor what follows when it is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

import structlog

from steadymesh.errors import LinkError, NotReadyError
from steadymesh.events import SessionEvent, SessionReady
from steadymesh.ids import PacketId
from steadymesh.link.barrier import Barrier
from steadymesh.link.conversation import Conversation
from steadymesh.link.options import LinkOptions
from steadymesh.link.refusals import closed
from steadymesh.link.transport import Stream, Transport
from steadymesh.model import Intent

GOODBYE_S: Final = 0.8
"""How long the radio may take to close after our goodbye. It serves its socket every 5 … 250 ms (`StreamAPI.cpp`), and
a whole close must fit in a second."""

CLOSE_S: Final = 0.1
"""How long an aborted socket may take to be gone; it is the loop's next turn."""

log = structlog.get_logger("link")


class ConnectionState(Enum):
    """Where one attempt stands."""

    NEW = "new"
    """Made; nothing was done yet."""
    OPENING = "opening"
    """Looking up the name, connecting the socket."""
    SETTLING = "settling"
    """The socket is connected; the radio is left alone for `settle_s`."""
    TALKING = "talking"
    """`want_config_id` is out; the radio is sending its configuration."""
    READY = "ready"
    """The handshake is complete."""
    PARTING = "parting"
    """Our goodbye is out; we wait for the radio to close."""
    CLOSED = "closed"
    """The socket is gone, the session is over, nothing is scheduled any more."""


_NEXT: Final[Mapping[ConnectionState, frozenset[ConnectionState]]] = {
    ConnectionState.NEW: frozenset({ConnectionState.OPENING, ConnectionState.CLOSED}),
    ConnectionState.OPENING: frozenset({ConnectionState.SETTLING, ConnectionState.TALKING, ConnectionState.CLOSED}),
    ConnectionState.SETTLING: frozenset({ConnectionState.TALKING, ConnectionState.CLOSED}),
    ConnectionState.TALKING: frozenset({ConnectionState.READY, ConnectionState.PARTING, ConnectionState.CLOSED}),
    ConnectionState.READY: frozenset({ConnectionState.PARTING, ConnectionState.CLOSED}),
    ConnectionState.PARTING: frozenset({ConnectionState.CLOSED}),
    ConnectionState.CLOSED: frozenset(),
}
"""The one table: what may follow what."""


class Connection:
    """One attempt and, if it succeeds, one link.

    Args:
        generation: Its number; everything that comes from it carries it.
        transport: Opens the stream.
        converse: Makes the session, once the stream is open; gets loop time.
        options: The link's settings.
        deliver: Gets each event of the session, in order, at once.
        on_state: Is told of each change of state.
    """

    def __init__(
        self,
        *,
        generation: int,
        transport: Transport,
        converse: Callable[[float], Conversation],
        options: LinkOptions,
        deliver: Callable[[SessionEvent], None],
        on_state: Callable[[ConnectionState], None],
    ) -> None:
        self.generation = generation
        self.state = ConnectionState.NEW
        self.error: Exception | None = None
        """What ended it: the first fatal error. None: it is not over, or we left on purpose."""
        self.closed_cleanly = False
        """Whether the other side's EOF is what ended it."""
        self.ready_at: float | None = None
        """Loop time of READY; None: it never was."""
        self.host = ""
        self.port = 0
        self._transport = transport
        self._converse = converse
        self._options = options
        self._deliver = deliver
        self._on_state = on_state
        self._loop = asyncio.get_running_loop()
        self._stream: Stream | None = None
        self._session: Conversation | None = None
        self._over = asyncio.Event()
        self._gone = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._barrier = Barrier(self._end)

    # --- its life -----------------------------------------------------------------------------

    async def live(self) -> None:
        """Open, talk, and return when it is over; `error` says why. Call `close()` then.

        Cancelled, it says goodbye where the radio would hear it, closes within a second and passes the cancellation on.

        Raises:
            Exception: A defect of ours ended it.
        """
        try:
            await self._open()
            await self._settle()
            with self._barrier:
                self._start()
            await self._over.wait()
        except asyncio.CancelledError:
            await self._part()
            raise
        if self.error is not None and not isinstance(self.error, LinkError):
            raise self.error

    async def close(self) -> None:
        """Cut what is left: no farewell, nothing is waited for but the loop's next turn. Idempotent."""
        self._end(None)
        if self._stream is not None:
            self._stream.abort()
            try:
                async with asyncio.timeout(CLOSE_S):
                    await self._gone.wait()
            except TimeoutError:  # a transport that does not tell; its socket is aborted all the same
                pass
        if self.state is not ConnectionState.CLOSED:
            self._enter(ConnectionState.CLOSED)

    async def _open(self) -> None:
        """Connect, or end with the reason."""
        self._enter(ConnectionState.OPENING)
        log.debug("link-opening", generation=self.generation)
        try:
            stream = await self._transport.open(self, timeout_s=self._options.connect_timeout_s)
        except LinkError as exc:
            self._end(exc)
            return
        self.host, self.port = stream.host, stream.port
        self._stream = stream
        self._session = self._converse(self._loop.time())

    async def _settle(self) -> None:
        """Leave the radio alone for a moment, unless it has gone again."""
        settle_s = self._options.settle_s
        if self._over.is_set() or not settle_s:
            return
        self._enter(ConnectionState.SETTLING)
        log.debug("link-settling", settle_s=settle_s)
        try:
            async with asyncio.timeout(settle_s):
                await self._over.wait()
        except TimeoutError:
            pass

    def _start(self) -> None:
        """Send the first bytes."""
        session = self._session
        if session is None or self._over.is_set():
            return
        log.debug("link-connected", host=self.host, port=self.port)
        self._enter(ConnectionState.TALKING)
        now = self._loop.time()
        session.start(now)
        self._pump(session, now)

    async def _part(self) -> None:
        """Say goodbye if the radio would hear it, wait a moment for it to close, cut."""
        try:
            if self._say_goodbye():
                async with asyncio.timeout(GOODBYE_S):
                    await self._over.wait()
        except TimeoutError:
            pass
        finally:
            self._end(None)
            await self.close()

    def _say_goodbye(self) -> bool:
        """Return whether our goodbye is on its way."""
        stream, session = self._stream, self._session
        if self._over.is_set() or stream is None or session is None or stream.pending_bytes():
            return False
        now = self._loop.time()
        with self._barrier:
            if self.state is ConnectionState.READY and session.goodbye(now):
                self._enter(ConnectionState.PARTING)
                self._pump(session, now)
                return True
        return False

    @property
    def counters(self) -> Mapping[str, int]:
        """What the session skipped or did not understand, by cause."""
        return {} if self._session is None else self._session.counters

    # --- sending ------------------------------------------------------------------------------

    def wait_s(self, intent: Intent) -> float | None:
        """Return seconds until `intent` may be sent; None: an event will tell."""
        session = self._live_session
        return None if session is None else session.wait_s(intent, self._loop.time())

    def transmit(self, intent: Intent, packet_id: PacketId) -> None:
        """Send one packet: one synchronous write.

        Raises:
            NotReadyError: `wait_s` was not 0.
        """
        session = self._live_session
        if session is None:
            raise NotReadyError("The radio is not ready.", remedy="Wait for the next SessionReady.")
        now = self._loop.time()
        session.send(intent, packet_id, now)
        with self._barrier:
            self._pump(session, now)

    @property
    def _live_session(self) -> Conversation | None:
        """Return the session, if packets may go through it."""
        return self._session if self.state is ConnectionState.READY and not self._over.is_set() else None

    # --- called by the stream -----------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take bytes from the radio."""
        session = self._session
        if session is None or self._over.is_set():
            return
        now = self._loop.time()
        with self._barrier:
            session.receive_data(data, now)
            self._pump(session, now)

    def receive_eof(self) -> None:
        """Take note that the radio closed."""
        if not self._over.is_set():
            self.closed_cleanly = True
            self._end(closed())

    def stream_lost(self, error: LinkError | None) -> None:
        """Take note that the stream is gone."""
        self._gone.set()
        if error is not None:
            self._end(error)

    # --- one turn of the conversation ---------------------------------------------------------

    def _pump(self, session: Conversation, now: float) -> None:
        """Carry out what the session has for us: events, bytes, its end, its next deadline."""
        for event in session.events():
            # a radio that restarts behind an open link shakes hands again: the link was READY all along
            if type(event) is SessionReady and self.state is ConnectionState.TALKING:
                self.ready_at = now
                self._enter(ConnectionState.READY)
            self._deliver(event)
        data = session.data_to_send()
        if data and self._stream is not None:
            self._stream.write(data)
        if session.failure is not None:
            self._end(session.failure)
        else:
            self._arm(session.deadline())

    def _arm(self, deadline: float | None) -> None:
        """Have the one timer ring no later than `deadline`. Later deadlines keep the earlier ring: it re-arms then."""
        timer = self._timer
        if deadline is None or self._over.is_set():
            if timer is not None:
                timer.cancel()
                self._timer = None
        elif timer is None or deadline < timer.when():
            if timer is not None:
                timer.cancel()
            self._timer = self._loop.call_at(deadline, self._ring)

    def _ring(self) -> None:
        """Do what is due, if it still is."""
        timer, self._timer = self._timer, None
        session = self._session
        if timer is None or session is None or self._over.is_set():
            return
        now = max(self._loop.time(), timer.when())  # the loop may ring a clock's tick early
        with self._barrier:
            deadline = session.deadline()
            if deadline is not None and deadline <= now:
                session.handle_deadline(now)
            self._pump(session, now)

    def _end(self, error: Exception | None) -> None:
        """Go through the one door out. The first one who comes decides why; all others change nothing."""
        if self._over.is_set():
            return
        self._over.set()
        as_asked = self.state is ConnectionState.PARTING and isinstance(error, LinkError)
        self.error = None if as_asked else error
        self._arm(None)
        session = self._session
        if session is not None:
            with Barrier(self._note_last_defect):
                if session.failure is None:
                    session.receive_eof(self._loop.time())
                for event in session.events():  # what was waiting for an answer is resolved now
                    self._deliver(event)

    def _note_last_defect(self, defect: Exception) -> None:
        """Keep a defect of the very last step, unless something else ended the connection before."""
        self.error = self.error or defect

    def _enter(self, state: ConnectionState) -> None:
        """Change the state, along the table."""
        if state not in _NEXT[self.state]:
            raise RuntimeError(f"connection {self.generation}: {self.state.name} can't become {state.name}")
        self.state = state
        self._on_state(state)
