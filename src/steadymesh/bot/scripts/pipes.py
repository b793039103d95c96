"""The pipes to and from a script: read and written without ever waiting, bounded whatever is at their other end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import IO, Final

CHUNK_BYTES: Final = 65_536
"""What one read takes: as much as a pipe of Linux holds (`pipe(7)`, capacity)."""

PACE_S: Final = 0.01
"""How long a reader pauses between two reads of what it throws away: a script that floods its standard error is slowed
to 6 MB/s instead of taking a processor from the loop."""


class Drain:
    """Reads one pipe to its end and keeps the beginning, and as much of the end.

    Args:
        pipe: Its reading end, unbuffered.
        keep_bytes: How much is kept.
        moved: Called when it is over, one way or the other.
        goes_on: Whether more than that is read and thrown away, at a leisurely pace, so that the writer can go on;
            otherwise it is over then.
    """

    def __init__(self, pipe: IO[bytes], keep_bytes: int, moved: Callable[[], None], *, goes_on: bool) -> None:
        self._loop = asyncio.get_running_loop()
        self._pipe = pipe
        self._keep_bytes = keep_bytes
        self._moved = moved
        self._goes_on = goes_on
        self._kept = bytearray()
        self._last = b""
        self._pause: asyncio.TimerHandle | None = None
        self.is_cut = False
        """Whether more came than is kept."""
        self.is_over = False
        """Whether nothing more will be read: nobody can write any more, or too much was written."""

    @property
    def kept(self) -> bytes:
        """What came, up to `keep_bytes`."""
        return bytes(self._kept)

    @property
    def last(self) -> bytes:
        """What came last, up to `keep_bytes`; nothing where reading does not go on."""
        return self._last

    def begin(self) -> None:
        """Read whatever comes from now on."""
        os.set_blocking(self._pipe.fileno(), False)
        self._loop.add_reader(self._pipe.fileno(), self.read)

    def read(self) -> None:
        """Take what is there, `CHUNK_BYTES` at most, without waiting."""
        if self.is_over:
            return
        try:
            came = os.read(self._pipe.fileno(), CHUNK_BYTES)
        except BlockingIOError:
            return
        room = self._keep_bytes - len(self._kept)
        self._kept += came[:room]
        if self._goes_on:
            self._last = (self._last + came)[-self._keep_bytes :]
        self.is_cut = self.is_cut or len(came) > room
        if not came or (self.is_cut and not self._goes_on):
            self.close()
            self._moved()
        elif self.is_cut and self._pause is None:
            self._loop.remove_reader(self._pipe.fileno())
            self._pause = self._loop.call_later(PACE_S, self._resume)

    def close(self) -> None:
        """Read nothing more. Idempotent."""
        if not self.is_over:
            self.is_over = True
            if self._pause is not None:
                self._pause.cancel()
            self._loop.remove_reader(self._pipe.fileno())
            self._pipe.close()

    def _resume(self) -> None:
        self._pause = None
        self._loop.add_reader(self._pipe.fileno(), self.read)


class Feed:
    """Writes something into one pipe as fast as it is taken, and closes it.

    Args:
        pipe: Its writing end, unbuffered.
        data: What is written.
    """

    def __init__(self, pipe: IO[bytes], data: bytes) -> None:
        self._loop = asyncio.get_running_loop()
        self._pipe = pipe
        self._left = memoryview(data)

    def begin(self) -> None:
        """Write what the pipe takes, and the rest when it takes more."""
        os.set_blocking(self._pipe.fileno(), False)
        self._loop.add_writer(self._pipe.fileno(), self._write)
        self._write()

    def close(self) -> None:
        """Write nothing more. Idempotent."""
        if not self._pipe.closed:
            self._loop.remove_writer(self._pipe.fileno())
            self._pipe.close()

    def _write(self) -> None:
        try:
            self._left = self._left[os.write(self._pipe.fileno(), self._left) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # it does not want to know: its own affair
            self._left = self._left[:0]
        if not self._left:
            self.close()
