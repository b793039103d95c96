"""Opens connections, to addresses that were looked at.

What was checked is what is connected to: a name that leads elsewhere the next time it is asked (DNS rebinding) gains
nothing.

Loaded with the library, at the first request.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence
from typing import Final

import httpcore2

from steadymesh.internet.addresses import is_public
from steadymesh.internet.line import Line
from steadymesh.internet.names import MAX_ADDRESSES, Names
from steadymesh.internet.places import Place, is_allowed, same_host
from steadymesh.internet.refusals import private, unreachable
from steadymesh.ports import Clock

ATTEMPT_S: Final = 3.0
"""For each address but the last: where IPv6 leads nowhere, nobody says so, and IPv4 must still find time."""


class Door(httpcore2.AsyncNetworkBackend):
    """The way out for one request: every socket of it is opened here and closed here.

    Args:
        names: Finds addresses.
        allowed: What may be reached although it is private.
        clock: Measures what is left.
        deadline: When the request ends, loop time.
        limit_bytes: Of a body; see `Line`.
    """

    def __init__(
        self, names: Names, allowed: Sequence[Place], clock: Clock, *, deadline: float, limit_bytes: int
    ) -> None:
        self._names = names
        self._allowed = allowed
        self._clock = clock
        self._deadline = deadline
        self._limit_bytes = limit_bytes
        self._sockets: list[socket.socket] = []
        self.line: Line | None = None
        """The last one that was opened."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the library's)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> Line:
        """Return a connection to a host, whichever of its addresses takes it first.

        Raises:
            FetchError: No address, none that may be reached, or none that took it.
        """
        del timeout, local_address, socket_options  # nobody here sets them
        addresses = await self._checked(host, port)
        failure: OSError | None = None
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                sock = await self._connect(address, port, left)
            except OSError as exc:
                failure = failure or exc
                continue
            self.line = Line(sock, host, self._limit_bytes)
            return self.line
        assert failure is not None, "at least one address was tried"
        raise unreachable(host, failure) from failure

    def close(self) -> None:
        """Close every socket. Idempotent, waits for nothing."""
        for sock in self._sockets:
            sock.close()

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host that may be connected to."""
        found = await self._names.addresses(host)
        if not is_allowed(host, port, self._allowed):
            found = tuple(filter(is_public, found))
        if not found:
            raise private(host, str(Place(host=same_host(host), port=port)))
        return found[:MAX_ADDRESSES]

    async def _connect(self, address: str, port: int, left: int) -> socket.socket:
        """Return a socket connected to one address, with `left` of them to be tried still."""
        sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        self._sockets.append(sock)
        sock.setblocking(False)
        share_s = min(ATTEMPT_S, (self._deadline - self._clock.now()) / left) if left > 1 else None
        try:
            async with asyncio.timeout(share_s):
                await asyncio.get_running_loop().sock_connect(sock, (address, port))
        except OSError:
            sock.close()
            raise
        return sock
