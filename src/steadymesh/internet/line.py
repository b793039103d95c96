"""One connection, plain or in TLS, over a socket that is ours.

Closing it is a plain call, whatever was cancelled before; the library's own way leaves a socket behind that was in the
middle of a TLS handshake.

Loaded with the library, at the first request.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Final, TypeVar

import httpcore2

from steadymesh.internet.refusals import too_large, untrusted

READ_BYTES: Final = 64 * 1024
"""What is read at once; TLS records are a quarter of it at most (RFC 8446 §5.1)."""

AROUND_BYTES: Final = 256 * 1024
"""For headers, of which the library takes 100 kB, and certificates. Frames of small chunks may double a body."""

T = TypeVar("T")


class Line(httpcore2.AsyncNetworkStream):
    """What the library reads from and writes to. The deadline is the request's: the time-outs that it passes are none.

    Args:
        sock: Connected, not blocking; whoever opened it closes it.
        host: Who is at the other end, for errors.
        limit_bytes: Of a body. Over the line comes more than that, and not without a limit either: what has no end may
            decompress to nothing, or be hints that an answer is about to come.
    """

    def __init__(self, sock: socket.socket, host: str, limit_bytes: int) -> None:
        self._sock = sock
        self._host = host
        self._limit_bytes = limit_bytes
        self._left_bytes = 2 * limit_bytes + AROUND_BYTES
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.has_ended = False
        """The other side has closed."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109  (the library's)
        """Return what has come; empty: the other side has closed.

        Raises:
            FetchError: Much more has come than a body may have.
            httpcore2.ReadError: It did not say goodbye, or the connection broke.
        """
        tls = self._tls
        try:
            data = await (self._receive(max_bytes) if tls is None else self._in_tls(lambda: tls.read(max_bytes)))
        except OSError as exc:  # ssl.SSLError among them: an end without goodbye may have been cut short by a stranger
            raise httpcore2.ReadError from exc
        self.has_ended = self.has_ended or not data
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109  (the library's)
        """Send all of it.

        Raises:
            httpcore2.WriteError: The connection broke; an answer may be waiting all the same.
        """
        tls = self._tls
        try:
            if tls is None:
                await asyncio.get_running_loop().sock_sendall(self._sock, buffer)
            elif buffer:
                await self._in_tls(lambda: tls.write(buffer))
        except OSError as exc:
            raise httpcore2.WriteError from exc

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  (the library's)
    ) -> Line:
        """Return this line, in TLS from now on, with a certificate that is valid for the host's name.

        Raises:
            FetchError: There is no such certificate, or no TLS.
            httpcore2.ConnectError: The connection broke.
        """
        try:
            self._tls = ssl_context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
            await self._in_tls(self._tls.do_handshake)
        except (ssl.SSLError, ValueError) as exc:
            raise untrusted(self._host, exc) from exc
        except OSError as exc:
            raise httpcore2.ConnectError from exc
        return self

    async def aclose(self) -> None:
        """Close the socket. Idempotent, waits for nothing."""
        self._sock.close()

    def get_extra_info(self, info: str) -> object:
        """Return what the library asks about a connection: only which protocol was agreed upon."""
        return self._tls if info == "ssl_object" else None

    async def _receive(self, max_bytes: int) -> bytes:
        # What is there already is handed over without a turn of the loop: who sends without a pause would have it for
        # himself, and no deadline would ever come.
        await asyncio.sleep(0)
        data = await asyncio.get_running_loop().sock_recv(self._sock, max_bytes)
        self._left_bytes -= len(data)
        if self._left_bytes < 0:
            raise too_large(self._host, self._limit_bytes)
        return data

    async def _in_tls(self, step: Callable[[], T]) -> T:
        """Return what a step of TLS gives, with as many bytes sent and received as it needs."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                await self._flush()
                if data := await self._receive(READ_BYTES):
                    self._incoming.write(data)
                else:
                    self.has_ended = True
                    self._incoming.write_eof()
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await asyncio.get_running_loop().sock_sendall(self._sock, self._outgoing.read())
