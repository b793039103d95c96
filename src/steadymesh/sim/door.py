"""One TCP connection to a station: reads, cuts, pulls and writes, as far as the active faults let it.

A raw non-blocking socket instead of a transport: faults must be able to reset it, to leave bytes unread and to
write a frame in pieces, and closing must never wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from steadymesh.sim.agenda import Appointment
from steadymesh.sim.framing import Cutter, frame
from steadymesh.sim.station import Phone

if TYPE_CHECKING:
    from steadymesh.sim.server import SimServer

READ_BYTES: Final = 65_536
BATCH_BYTES: Final = 65_536
"""Frames are joined up to that size into one write: a dump of 5,000 nodes takes eight of them."""

TURN_BATCHES: Final = 4
"""Batches of one turn of the loop: whoever else lives in it gets their turn too."""


class Door:
    """One client's connection.

    Attributes:
        number: Counts connections since the server's start.
        peer: The client's address.
        phone: The station's side of the conversation.
        not_before: Loop time before which nothing more is written.
        server: Whose door it is.
        mute: Nothing is answered any more; the client does not know.
        dumped: Frames of the current dump that were written.
        last_heard: Loop time of the client's last byte.
    """

    def __init__(self, server: SimServer, sock: socket.socket, number: int) -> None:
        self.number = number
        self.not_before = 0.0
        self.mute = False
        self.closed = False
        self.dumped = 0
        self.server = server
        self._sock = sock
        self._loop = asyncio.get_running_loop()
        self._cutter = Cutter()
        self._pieces: deque[bytes] = deque()
        self._poured: deque[Iterator[bytes]] = deque()
        self._unsent: memoryview | None = None
        self._pumping = False
        self._again: Appointment | None = None
        self.last_heard = self._loop.time()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.peer = "{}:{}".format(*sock.getpeername()[:2])
        self.phone: Phone = server.station.attach(self.pump)
        self._loop.add_reader(sock, self._readable)

    # --- from the client ------------------------------------------------------------------

    def _readable(self) -> None:
        try:
            data = self._sock.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.server.lost(self, "reset")
            return
        if not data:
            self.server.lost(self, "left")
            return
        self.last_heard = self._loop.time()
        self.server.stats.bytes_in += len(data)
        if self.mute:
            return
        for payload in self._cutter.feed(data):
            if all(fault.takes(self, payload) for fault in tuple(self.server.faults)):
                self.phone.receive(payload)
            if self.closed:
                return
        self.pump()

    # --- to the client --------------------------------------------------------------------

    def pour(self, chunks: Iterable[bytes]) -> None:
        """Write ready-made bytes (whole frames) as fast as the client reads, after what is under way."""
        self._poured.append(iter(chunks))
        self.pump()

    @property
    def pouring(self) -> bool:
        """Whether something poured is not yet written."""
        return bool(self._poured) or self._unsent is not None

    def pump(self) -> None:
        """Write whatever there is, until there is nothing, the client does not keep up, or a fault holds it."""
        if self._pumping or not self._can_write():
            return
        self._pumping = True
        try:
            self._write_turn()
        finally:
            self._pumping = False
        if self.phone.over and self._unsent is None:
            self.server.lost(self, self.phone.over)

    def _write_turn(self) -> None:
        faults = self.server.faults
        for _ in range(TURN_BATCHES):
            if faults:
                if not self._write_piece():
                    return
                continue
            batch = bytearray()
            while len(batch) < BATCH_BYTES:
                piece = self._next_piece()
                if piece is None:
                    break
                batch += piece
            if not batch:
                return
            self._write(batch)
            if not self._can_write():
                return
        self._later(self._loop.time())

    def _write_piece(self) -> bool:
        """Write one piece under faults; return whether to go on."""
        now = self._loop.time()
        if any(fault.holds(self) for fault in tuple(self.server.faults)) or self.closed:
            return False
        if now < self.not_before:
            self._later(self.not_before)
            return False
        piece = self._next_piece()
        if piece is None or self.closed:
            return False
        self._write(piece)
        for fault in tuple(self.server.faults):
            fault.wrote(self, len(piece))
        return self._can_write()

    def _can_write(self) -> bool:
        return not (self.closed or self.mute or self._unsent is not None)

    def _next_piece(self) -> bytes | None:
        """Return the bytes to write next: a frame, or what the faults make of it; None: nothing."""
        while not self._pieces:
            payload = self.phone.pull()
            if payload is None:
                return self._next_poured()
            self.dumped = self.dumped + 1 if self.phone.dumping else 0
            pieces = [frame(payload)]
            for fault in tuple(self.server.faults):
                pieces = fault.pieces(self, payload, pieces)
            self._pieces.extend(pieces)
        return self._pieces.popleft()

    def _next_poured(self) -> bytes | None:
        while self._poured and self.phone.ready:
            chunk = next(self._poured[0], None)
            if chunk is not None:
                return chunk
            self._poured.popleft()
        return None

    def _write(self, data: bytes | bytearray) -> None:
        try:
            sent = self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            self.server.lost(self, "reset")
            return
        self.server.stats.bytes_out += sent
        if sent < len(data):
            self._unsent = memoryview(bytes(data))[sent:]
            self._loop.add_writer(self._sock, self._writable)

    def _writable(self) -> None:
        assert self._unsent is not None
        try:
            sent = self._sock.send(self._unsent)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.server.lost(self, "reset")
            return
        self.server.stats.bytes_out += sent
        self._unsent = self._unsent[sent:] or None
        if self._unsent is None:
            self._loop.remove_writer(self._sock)
            self.pump()

    def _later(self, when: float) -> None:
        if self._again is None or self._again.cancelled or self._again.when <= self._loop.time():
            self._again = self.server.station.agenda.at(when, self.pump)

    # --- its end --------------------------------------------------------------------------

    def fall_silent(self, *, reading: bool) -> None:
        """Answer nothing any more, without a word to the client.

        Args:
            reading: False: leave its bytes in the socket too, in a buffer as small as the system allows.
        """
        self.mute = True
        self.phone.close()
        if not reading:
            self._loop.remove_reader(self._sock)
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)

    def close(self, *, reset: bool = False) -> None:
        """Close the socket at once: a FIN, or an RST.

        Args:
            reset: Reset the connection instead of closing it in order.
        """
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._sock)
        self._loop.remove_writer(self._sock)
        if self._again is not None:
            self._again.cancel()
        self.phone.close()
        if reset:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            # Unread bytes would make the kernel send an RST instead of a FIN
            with contextlib.suppress(OSError):
                while self._sock.recv(READ_BYTES):
                    pass
        self._sock.close()
