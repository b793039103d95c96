"""Where results go: closed or full it costs one sentence, and a command without results nothing at all."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import Final, TextIO, cast

from steadymesh.errors import UsageError

STDOUT_FD: Final = 1


class _Results:
    """Passes on to stdout; tells a stdout that does not take it from every other error of the system.

    Args:
        stdout: The interpreter's.
    """

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout

    def write(self, text: str) -> int:
        with _told():
            return self._stdout.write(text)

    def flush(self) -> None:
        with _told():
            self._stdout.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stdout, name)


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Give whoever prints a stdout that fails in words: UsageError, or BrokenPipeError where the reader has gone.

    Descriptors that are closed are filled: the next file that is opened would get them, and the log would be written
    into the lock file or the database.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest that is free is this one. Where results would go, it takes none.
            os.open(os.devnull, os.O_RDONLY if descriptor == STDOUT_FD else os.O_RDWR)
    before = cast("TextIO | None", sys.stdout)  # the interpreter has none where it found no descriptor
    inner = before if before is not None else open(STDOUT_FD, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    reconfigure = getattr(inner, "reconfigure", None)
    if reconfigure is not None:
        with contextlib.suppress(OSError):  # what waited in it can't be written: that is told when the rest is
            # A terminal that can't show a name gets its escape, not an error.
            reconfigure(errors="backslashreplace")
    sys.stdout = cast("TextIO", _Results(inner))
    try:
        yield
    finally:
        sys.stdout = cast("TextIO", before)


def abandon() -> None:
    """Let the interpreter's last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDOUT_FD)
    os.close(nowhere)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Make a sentence of what stdout refuses."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as exc:
        abandon()
        why = "stdout is closed" if exc.errno == errno.EBADF else (exc.strerror or str(exc)).lower()
        raise UsageError(
            f"The results can't be written: {why}.",
            remedy="Look at where stdout leads to.",
            sentence="cli-results-refused",
            fields={"why": why},
        ) from exc
