"""Serves the control socket: a few clients at once, each request within its deadline, slow ones are dropped.

Whoever runs it holds the state directory's lock: a socket file that is already there is a dead process's.
"""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

from steadymesh.clock import monotonic
from steadymesh.control.protocol import (
    MAX_LINE,
    Request,
    decode_request,
    encode_error,
    encode_result,
    remove_socket,
    socket_address,
)
from steadymesh.errors import ControlError, DeadlineError, StateError, SteadymeshError

log = structlog.get_logger("control")

Handler = Callable[[Mapping[str, object]], Awaitable[object]]

MAX_CLIENTS: Final = 16
"""Command lines at once; more than a handful is a loop in somebody's script."""

REQUEST_S: Final = 8.0
"""A handler reads memory or asks the store; below the client's own 10 s, so that the reason arrives."""

IDLE_S: Final = 30.0
"""A client that asks nothing for so long has gone to sleep."""

WRITE_S: Final = 5.0
"""A client that does not take its answer for so long is dropped."""


class ControlServer:
    """The control socket of one process.

    Args:
        path: Of the socket; its directory exists and is locked by this process.
        handlers: What can be asked, by name. A handler raises `SteadymeshError` to refuse.
        request_s: Deadline of one request.
        longer_s: Deadlines of those that wait for the radio, by name.
    """

    def __init__(
        self,
        *,
        path: Path,
        handlers: Mapping[str, Handler],
        request_s: float = REQUEST_S,
        longer_s: Mapping[str, float] | None = None,
    ) -> None:
        self._path = path
        self._handlers = handlers
        self._request_s = request_s
        self._longer_s = dict(longer_s or {})
        self._clients = 0
        self._is_refused = False

    def try_out(self) -> None:
        """Make the socket and take it away again: what is in its place is told before anything else is done.

        Raises:
            StateError: The socket can't be made.
        """
        self._bind().close()
        self._leave()

    async def run(self) -> None:
        """Serve until cancelled; the socket's file goes with us.

        Raises:
            StateError: The socket can't be made.
        """
        listener = self._bind()
        if self._is_refused:
            self._is_refused = False
            log.info("control-back")
        try:
            async with asyncio.TaskGroup() as clients:

                def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                    clients.create_task(self._client(reader, writer), name="control-client")

                server = await asyncio.start_unix_server(connected, sock=listener, limit=MAX_LINE)
                try:
                    await asyncio.get_running_loop().create_future()
                finally:
                    server.close()
        finally:
            listener.close()
            self._leave()

    def _bind(self) -> socket.socket:
        """Return a listening socket that only our own user may connect to."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            remove_socket(self._path)  # a dead process's; what says why it stays is not the address that is in use then
            # Linux gives the file the mode that the socket has when it is bound: nobody gets a moment with a wider one.
            os.fchmod(listener.fileno(), 0o600)
            with socket_address(self._path) as address:
                listener.bind(address)
            self._path.chmod(0o600)
            listener.setblocking(False)
        except (OSError, ControlError) as exc:
            listener.close()
            self._is_refused = True
            raise self._unusable(exc) from exc
        return listener

    def _leave(self) -> None:
        with suppress(OSError):  # a disk that takes nothing any more: who comes next finds nobody behind it
            remove_socket(self._path)

    def _unusable(self, exc: OSError | ControlError) -> StateError:
        """Return why the socket can't be made, in the words of what lies there."""
        with suppress(OSError):
            if not stat.S_ISSOCK(self._path.lstat().st_mode):
                return StateError(
                    f"The control socket can't be made: {self._path} is there already, and is no socket.",
                    remedy="Move it away, or choose another --state-dir.",
                    sentence="control-in-the-way",
                    fields={"path": str(self._path)},
                )
        if isinstance(exc, ControlError):
            told = exc.told
            return StateError(exc.what, remedy=exc.remedy, sentence=told.sentence, fields=told.fields)
        reason = exc.strerror or str(exc)
        return StateError(
            f"The control socket {self._path} can't be made: {reason}.",
            remedy="Look at the disk, its space and the directory's mode, or choose another --state-dir.",
            sentence="control-not-made",
            fields={"path": str(self._path), "reason": reason},
        )

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it goes, sleeps or is too slow."""
        # Drain until nothing is left: a client may close its half of the connection as soon as it has asked.
        writer.transport.set_write_buffer_limits(high=0)
        self._clients += 1
        try:
            if self._clients > MAX_CLIENTS:
                await self._write(writer, encode_error(_too_many()))
            else:
                await self._converse(reader, writer)
        except (TimeoutError, OSError) as exc:
            log.debug("control-client-dropped", reason=str(exc) or type(exc).__name__)
            writer.transport.abort()
        finally:
            self._clients -= 1
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one line after the other."""
        try:
            while line := await self._read(reader):
                await self._write(writer, await self._answer(line))
        except ControlError as exc:  # a line without an end: what follows it can't be read
            await self._write(writer, encode_error(exc))

    async def _read(self, reader: asyncio.StreamReader) -> bytes:
        """Return the next line; empty at the end of the connection."""
        try:
            async with asyncio.timeout(IDLE_S):
                return await reader.readuntil(b"\n")
        except asyncio.IncompleteReadError:
            return b""
        except asyncio.LimitOverrunError:
            raise ControlError(f"The request is longer than {MAX_LINE // (1024 * 1024)} MiB.") from None

    async def _write(self, writer: asyncio.StreamWriter, line: bytes) -> None:
        async with asyncio.timeout(WRITE_S):
            writer.write(line)
            await writer.drain()

    async def _answer(self, line: bytes) -> bytes:
        """Return the answer to one request, whatever becomes of it."""
        op = ""
        try:
            request = decode_request(line)
            op = request.op[:40]
            return encode_result(await self._handle(request))
        except SteadymeshError as exc:
            return encode_error(exc)
        except Exception as exc:  # barrier: one control request
            log.exception("control-request-failed", op=op, error=type(exc).__name__)
            return encode_error(
                ControlError(
                    f"This request met a defect of steadymesh ({type(exc).__name__}).",
                    remedy="Nothing else is affected; please report it with the log.",
                )
            )

    async def _handle(self, request: Request) -> object:
        op, args = request.op, request.args
        if request.until is not None and monotonic() > request.until:
            log.warning("control-request-stale", op=op[:40])
            raise DeadlineError("This request came too late: nobody waits for its answer any more.")
        handler = self._handlers.get(op)
        if handler is None:
            raise ControlError(
                "The running steadymesh does not know this request.", remedy="Is it of an older version? Restart it."
            )
        limit_s = self._longer_s.get(op, self._request_s)
        deadline = asyncio.timeout(limit_s)
        try:
            async with deadline:
                return await handler(args)
        except TimeoutError as exc:
            if not deadline.expired():
                raise
            log.warning("control-request-late", op=op, timeout_s=limit_s)
            raise DeadlineError(
                f"The running steadymesh did not have the answer within {limit_s:g} s.",
                remedy="Look at its log.",
            ) from exc


def _too_many() -> ControlError:
    return ControlError(
        f"{MAX_CLIENTS} others are asking already.",
        remedy=f"Try again in a moment, or end some of them; one that asks nothing is dropped after {IDLE_S:g} s.",
        sentence="control-too-many",
        fields={"limit": MAX_CLIENTS, "idle_s": IDLE_S},
    )
