"""uvicorn's HTTP protocol on a socket and a loop of ours: no signal handlers, no log of its own, limits on connections.

What uvicorn leaves to a proxy is done here: a client that does not finish what it began to ask, or does not take its
answer, is cut off.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Final

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from steadymesh.ports import Clock

MOST_CONNECTIONS: Final = 300
"""The event stream's 250 and some."""

MAX_INCOMPLETE: Final = 20_480
"""Bytes of a request's head that are kept until it is whole: the headers' 16 kB, the target's 2."""

HEAD_S: Final = 10.0
"""For a request's head, from the connection's begin or the last answer's end."""

LEAVE_S: Final = 5.0
"""For a closed connection's last bytes."""

KEEP_ALIVE_S: Final = 30
"""Longer than Prometheus' usual interval of 15 s: it keeps its connection."""

TICK_S: Final = 1.0

HIGH_WATER: Final = 32_768
"""Bytes that wait for a slow client before its sender waits too."""

SEND_BUFFER: Final = 65_536
"""Bytes that the kernel takes for a client that does not read; by itself it goes up to 4 MB (tcp(7), tcp_wmem)."""

END_S: Final = 0.3
"""For requests to be over when the room ends."""

_QUIET: Final = logging.Logger("web", logging.CRITICAL + 1)  # noqa: LOG001  (on purpose: nobody's child)
"""What uvicorn has to say of broken requests is for nobody: whoever wants to can fill a disk with it."""

_REFUSED: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
    b"Retry-After: 10\r\nContent-Length: %d\r\n\r\n%s"
)
_TOO_MANY: Final = (
    b'{"type":"about:blank","title":"Service Unavailable","status":503,'
    b'"detail":"Too many connections at once. Close some, or try again in a moment."}'
)
_UNREADABLE: Final = (
    b"HTTP/1.1 %s\r\nContent-Type: application/problem+json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
)
_MALFORMED: Final = (
    b'{"type":"about:blank","title":"Bad Request","status":400,"detail":"This is no HTTP request that can be read."}'
)
_HALF: Final = (
    b'{"type":"about:blank","title":"Request Timeout","status":408,'
    b'"detail":"The rest of the request did not come in time."}'
)


class _Protocol(H11Protocol):
    """One connection, bounded."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or say that there are too many."""
        self.logger = _QUIET
        self.access_log = False
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=HIGH_WATER)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(_REFUSED % (len(_TOO_MANY), _TOO_MANY))
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Read, unless this connection is over."""
        if not self.transport.is_closing():
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (ours says more)
        """Refuse what can't be read, and hang up."""
        if self.is_between or not self.cycle.response_started:
            self.transport.write(_UNREADABLE % (b"400 Bad Request", len(_MALFORMED), _MALFORMED))
        self.transport.close()

    @property
    def is_asking(self) -> bool:
        """Whether a request is awaited that has begun, or the first; between two, uvicorn's timer counts."""
        return self.is_between and self.timeout_keep_alive_task is None

    @property
    def is_between(self) -> bool:
        """Whether no answer is under way."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def late(self) -> None:
        """Hang up on who does not finish asking; whoever has begun is told why."""
        self._unset_keepalive_if_required()
        if self.is_between and self.conn.trailing_data[0] and not self.transport.is_closing():
            self.transport.write(_UNREADABLE % (b"408 Request Timeout", len(_HALF), _HALF))
            self.transport.close()
        else:
            self.transport.abort()

    def over(self) -> None:
        """Cut the connection off, whatever is under way."""
        self._unset_keepalive_if_required()
        self.transport.abort()


@dataclass(slots=True)
class _Watched:
    """Since when a connection has been as it is."""

    cycle: int
    is_closing: bool
    since: float


class HttpServer:
    """Serves an application on one listening socket.

    Args:
        app: What answers.
        clock: The clocks.
    """

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._clock = clock
        self._state = ServerState()
        self._came = asyncio.Event()
        self._config = Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            h11_max_incomplete_event_size=MAX_INCOMPLETE,
        )
        self._config.load()

    @property
    def connections(self) -> int:
        """Return how many there are."""
        return len(self._state.connections)

    async def run(self, listener: socket.socket) -> None:
        """Serve until cancelled; every connection is over, and the socket closed, when this ends."""
        server = await asyncio.get_running_loop().create_server(self._connection, sock=listener)
        watched: dict[_Protocol, _Watched] = {}
        try:
            while True:
                self._came.clear()
                if not self._state.connections:
                    await self._came.wait()  # nobody is there to be looked after
                self._set_date()
                watched = self._cut_idlers(watched)
                await asyncio.sleep(TICK_S)
        finally:
            server.close()
            await self._end()

    def _connection(self) -> _Protocol:
        if not self._state.connections:
            self._set_date()
        self._came.set()
        return _Protocol(self._config, self._state, {}, asyncio.get_running_loop())

    def _set_date(self) -> None:
        date = format_datetime(self._clock.at(), usegmt=True).encode()
        self._state.default_headers = [(b"date", date)]

    def _cut_idlers(self, watched: dict[_Protocol, _Watched]) -> dict[_Protocol, _Watched]:
        """Cut off who has been at the same place for too long; return where everybody is."""
        now, found = self._clock.now(), {}
        for one in list(self._state.connections):
            assert isinstance(one, _Protocol)
            is_closing = one.transport.is_closing()
            before = watched.get(one)
            is_same = before is not None and (before.cycle, before.is_closing) == (id(one.cycle), is_closing)
            if before is None or not is_same or not (one.is_asking or is_closing):
                found[one] = _Watched(id(one.cycle), is_closing, now)
                continue
            found[one] = before
            if now - before.since > (LEAVE_S if is_closing else HEAD_S):
                one.late()
        return found

    async def _end(self) -> None:
        """End every request and connection, within a moment."""
        for task in list(self._state.tasks):
            task.cancel()
        for connection in list(self._state.connections):
            assert isinstance(connection, _Protocol)
            connection.over()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=END_S)
