"""The TCP cable: a name, a socket, its options, and bytes.

Reading never pauses: an ESP32 whose client does not read blocks its whole main loop (firmware `StreamAPI.cpp`, up to
10 × 1 s a frame).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import Final

import structlog

from steadymesh.errors import ConnectError, ResolveError
from steadymesh.link.options import LinkOptions
from steadymesh.link.refusals import broken, refused, unanswered
from steadymesh.link.resolver import Endpoint, Resolve, Resolver, look_up
from steadymesh.link.target import Target, join_host_port
from steadymesh.link.transport import Receiver

WRITE_BUFFER_BYTES: Final = 16 * 1024
"""A frame is at most 516 bytes and one packet is in flight: more than a few waiting is a peer that does not read."""

_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
"""SO_LINGER {on, 0 s}: closing sends a reset. Linux nodes ≤ 2.7 ignore our FIN, a reset they notice (seen)."""

log = structlog.get_logger("link")


class TcpTransport:
    """Connects to one radio by TCP, again and again.

    Args:
        target: Where it is.
        options: The link's settings.
        resolve: Looks a name up, in a thread.
    """

    def __init__(self, target: Target, options: LinkOptions, *, resolve: Resolve = look_up) -> None:
        self._target = target
        self._options = options
        self._resolver = Resolver(target.host, target.port, resolve=resolve)
        self._told_unresolved = False

    async def open(self, receiver: Receiver, *, timeout_s: float) -> TcpStream:
        """Return a connected stream; see `transport.Transport`.

        Raises:
            ResolveError: The name has no address and none was good before.
            ConnectError: No address took the connection in time.
        """
        endpoints = await self._endpoints(timeout_s)
        share_s = timeout_s / len(endpoints)
        refusal: ConnectError | None = None
        for endpoint in endpoints:
            try:
                stream = await self._connect(endpoint, receiver, share_s)
            except ConnectError as exc:
                refusal = refusal or exc
                continue
            self._resolver.confirm(endpoint)
            return stream
        assert refusal is not None, "at least one endpoint was tried"
        raise refusal

    def busy(self) -> bool:
        """Return whether a lookup is under way that somebody waits for."""
        return self._resolver.busy()

    async def _endpoints(self, timeout_s: float) -> tuple[Endpoint, ...]:
        """Return where to connect to: what the name says now, else the last good address."""
        try:
            endpoints = await self._resolver.endpoints(timeout_s=timeout_s)
        except ResolveError as exc:
            good = self._resolver.last_good
            if good is None:
                raise
            say = log.debug if self._told_unresolved else log.warning
            say("link-address-remembered", host=self._target.host, address=good.address[0], detail=exc)
            self._told_unresolved = True
            return (good,)
        self._told_unresolved = False
        return endpoints

    async def _connect(self, endpoint: Endpoint, receiver: Receiver, timeout_s: float) -> TcpStream:
        """Return a stream to one address, or raise ConnectError."""
        where = join_host_port(endpoint.address[0], endpoint.address[1])
        loop = asyncio.get_running_loop()
        try:
            sock = socket.socket(endpoint.family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        except OSError as exc:
            raise refused(where, exc) from exc
        try:
            sock.setblocking(False)
            _set_options(sock, self._options)
            async with asyncio.timeout(timeout_s):
                await loop.sock_connect(sock, endpoint.address)
                stream = TcpStream(receiver, endpoint, nodelay=self._options.nodelay)
                await loop.create_connection(lambda: stream, sock=sock)
        except TimeoutError as exc:
            sock.close()
            raise unanswered(where, timeout_s) from exc
        except OSError as exc:
            sock.close()
            raise refused(where, exc) from exc
        except BaseException:
            sock.close()
            raise
        return stream


class TcpStream(asyncio.Protocol):
    """One TCP connection; see `transport.Stream`.

    Args:
        receiver: Gets what comes in.
        endpoint: Where it leads.
        nodelay: Whether small writes go out at once.
    """

    def __init__(self, receiver: Receiver, endpoint: Endpoint, *, nodelay: bool) -> None:
        self.host = endpoint.address[0]
        self.port = endpoint.address[1]
        self._receiver = receiver
        self._nodelay = nodelay
        self._transport: asyncio.Transport | None = None

    def write(self, data: bytes) -> None:
        """Send bytes; never waits."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def pending_bytes(self) -> int:
        """Return how many bytes the system has not taken yet."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def abort(self) -> None:
        """Reset the connection. Idempotent."""
        transport = self._transport
        if transport is None:
            return
        sock = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):  # it is closed already
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()

    # --- called by the loop ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport and bound its buffer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        sock = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):  # asyncio sets it on every socket that it takes over: only now can it be off
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, self._nodelay)
        transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)

    def data_received(self, data: bytes) -> None:
        """Hand over what was read."""
        self._receiver.receive(data)

    def eof_received(self) -> bool:
        """Tell of the other side's close; the receiver decides when ours comes (the loop would flush before)."""
        self._receiver.receive_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the socket is gone."""
        self._transport = None
        where = join_host_port(self.host, self.port)
        self._receiver.stream_lost(None if exc is None else broken(where, exc))


def _set_options(sock: socket.socket, options: LinkOptions) -> None:
    """Set what the system knows of; what it does not know or refuses is left out."""
    wanted: list[tuple[int, str, int]] = []
    if options.keepalive:
        wanted += [
            (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
            (socket.IPPROTO_TCP, "TCP_KEEPIDLE", options.keepalive_idle_s),
            (socket.IPPROTO_TCP, "TCP_KEEPINTVL", options.keepalive_interval_s),
            (socket.IPPROTO_TCP, "TCP_KEEPCNT", options.keepalive_count),
        ]
    if options.user_timeout_s:
        wanted.append((socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", int(options.user_timeout_s * 1000)))
    for level, name, value in wanted:
        number = getattr(socket, name, None)
        if number is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(level, number, value)
