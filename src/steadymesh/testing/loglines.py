"""What was logged, as ids and fields; it is printed too, so that pytest shows it where a test fails."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Final

import structlog
from structlog.typing import WrappedLogger

FAILED: Final = frozenset({"plugin-failed", "plugin-timed-out", "plugin-blocked", "bot-defect"})
"""Lines that tell of something that nobody wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log."""

    event: str
    """Its id, such as `wx-fetched`."""
    level: str
    """`debug`, `info`, `warning` or `error`."""
    fields: Mapping[str, object]


@contextlib.contextmanager
def captured(lines: list[LogLine]) -> Iterator[None]:
    """Put every line that is logged into a list."""

    def note(_logger: WrappedLogger, method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
        fields = {name: value for name, value in event.items() if name != "event"}
        lines.append(LogLine(event=str(event.get("event", "")), level=method, fields=fields))
        return event

    processors = structlog.get_config()["processors"]  # the very list that every logger uses
    processors.insert(0, note)
    try:
        yield
    finally:
        processors.remove(note)
