"""What the process does so that foreign code in it does no harm: ends steps that block, and keeps what it prints."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Final

import structlog

from steadymesh.bot.blocking import WATCH
from steadymesh.words import clean

log = structlog.get_logger("plugin")

MOST_TEXT: Final = 1_000
"""Characters of one `print` that are looked at."""

MOST_TOLD: Final = 100
"""Modules that are told of; further ones print unmentioned."""


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
    """Have what plug-ins print in the log: standard output is for results, and a pipe that nobody reads would block.

    Standard error is the log's own: what is printed there would stand between its lines.
    """
    printed = _Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


class _Printed(io.TextIOBase):
    """Takes text; the first of each module is told of, the text itself stands at DEBUG only: it may quote a message."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def writable(self) -> bool:
        """Return that it takes text."""
        return True

    def write(self, text: str) -> int:
        """Take text; lines go to the log."""
        if not text.isspace() and text:
            module = _module(sys._getframe().f_back)  # noqa: SLF001  (the only way to know who prints)
            if module not in self._told and len(self._told) < MOST_TOLD:
                self._told.add(module)
                log.info("plugin-prints", module=module)
            log.debug("plugin-printed", module=module, text=clean(text[:MOST_TEXT].strip()))
        return len(text)


def _module(frame: FrameType | None) -> str:
    """Return the module that prints: the first one of a plug-in's, else the nearest of all."""
    first = "?" if frame is None else str(frame.f_globals.get("__name__", "?"))
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith(("steadymesh_plugins.", "steadymesh.plugins.")):
            return name.split(".", 1)[1]
        frame = frame.f_back
    return first
