"""What the process does so that foreign code in it does no harm: ends steps that block, and keeps what it prints."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import structlog

from steadymesh.bot.blocking import WATCH
from steadymesh.words import clean

log = structlog.get_logger("plugin")


@contextlib.contextmanager
def watched_steps() -> Iterator[None]:
    """End a plug-in's step that keeps the loop from turning. Main thread only."""
    WATCH.install()
    try:
        yield
    finally:
        WATCH.remove()


@contextlib.contextmanager
def printed_to_log() -> Iterator[None]:
    """Have what plug-ins print in the log: standard output is for results, and a pipe that nobody reads would block."""
    with contextlib.redirect_stdout(_Printed()):
        yield


class _Printed(io.TextIOBase):
    """Takes lines; the first one is told of, the text itself stands at DEBUG only: it may quote a message."""

    def __init__(self) -> None:
        self._is_told = False

    def writable(self) -> bool:
        """Return that it takes text."""
        return True

    def write(self, text: str) -> int:
        """Take text; lines go to the log."""
        if text.strip():
            if not self._is_told:
                self._is_told = True
                log.info("plugin-prints")
            log.debug("plugin-printed", text=clean(text.strip()))
        return len(text)
