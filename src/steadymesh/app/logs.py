"""Sets the log up, once: every line of ours and of foreign libraries goes through one writer thread to stderr.

A log call is an event id with fields. Here it gets its time and room, loses what must not be written, and becomes a
sentence in the operator's language (`text`) or one JSON object (`json`).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self

import structlog
from structlog.typing import EventDict

from steadymesh.app.logfields import plain
from steadymesh.app.logwriter import CAPACITY, LogWriter
from steadymesh.clock import SystemClock
from steadymesh.words import DEFAULT_LANGUAGE, MAX_FIELD, clean, has, render

LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
"""What `log.level` takes."""

FLUSH_S: Final = 0.3
"""What the end of the process may wait for its last lines: whoever reads them does so at once or not at all."""

STDERR_FD: Final = 2

_RESERVED: Final = frozenset({"ts", "level", "event", "room"})
_WORDS: Final = {"debug": "DEBUG", "info": "INFO ", "warning": "WARN ", "error": "ERROR", "critical": "ERROR"}
_COLOURS: Final = {"debug": "\x1b[2m", "warning": "\x1b[33m", "error": "\x1b[31m", "critical": "\x1b[31m"}
_PLAIN: Final = "\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log before it is rendered. Fields are plain data already."""

    at: datetime
    level: str
    event: str
    room: str
    fields: Mapping[str, object] = field(default_factory=dict)
    traceback: str = ""
    """Only when the log's level is `debug`."""


def as_json(line: LogLine) -> bytes:
    """Return the line as one JSON object: `ts`, `level`, `event`, `room`, then the fields."""
    at = line.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields = {f"{name}_" if name in _RESERVED else name: value for name, value in line.fields.items()}
    if line.traceback:
        fields["traceback"] = line.traceback
    whole = {"ts": at, "level": line.level, "event": line.event, "room": line.room, **fields}
    return (
        json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "backslashreplace")
        + b"\n"
    )


def as_text(line: LogLine, *, language: str, is_coloured: bool = False) -> bytes:
    """Return the line for a person: local time, level, sentence, and the id in brackets so that it can be searched for.

    A sentence of several lines gives as many lines of the log, each with the id. Where no language has a sentence, the
    id and the fields stand in its place.
    """
    sentence = render(line.event, line.fields, language)
    mark = f" [{line.event}]" if has(line.event, language) else ""
    head = f"{line.at.astimezone():%H:%M:%S} {_WORDS.get(line.level, line.level)} "
    lines = [f"{head}{part}{mark}" for part in sentence.splitlines() or [""]]
    lines += [f"    {clean(part, 500)}" for part in line.traceback.splitlines()]
    if is_coloured and (colour := _COLOURS.get(line.level)):
        lines = [f"{colour}{text}{_PLAIN}" for text in lines]
    return "".join(f"{text}\n" for text in lines).encode("utf-8", "backslashreplace")


class _Room:
    """What structlog hands finished lines to; one for each room."""

    def __init__(self, put: Callable[[LogLine], None], name: str) -> None:
        self.name = name
        self.debug = self.info = self.warning = self.error = self.critical = self.msg = put


class Logs:
    """The running log. Made by `set_up`; close it last.

    Args:
        level: One of `LEVELS`: what lies below it is not written.
        form: `text` or `json`.
        language: Of the sentences.
        at: Reads the wall time; any thread may ask it.
        fd: Where lines go.
        capacity: Lines that may wait for whoever reads.
    """

    def __init__(
        self, *, level: str, form: str, language: str, at: Callable[[], datetime], fd: int, capacity: int
    ) -> None:
        self._at = at
        self._threshold = LEVELS[level]
        coloured = os.isatty(fd) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

        def text(line: LogLine) -> bytes:
            return as_text(line, language=language, is_coloured=coloured)

        as_bytes = as_json if form == "json" else text

        def dropped(count: int) -> bytes:
            return as_bytes(LogLine(at=at(), level="warning", event="log-dropped", room="app", fields={"count": count}))

        self._writer = LogWriter[LogLine](fd=fd, render=as_bytes, render_dropped=dropped, capacity=capacity)
        self._handler = _Foreign(self._foreign, self._threshold)
        structlog.configure(
            processors=[self._line],
            wrapper_class=structlog.make_filtering_bound_logger(self._threshold),
            logger_factory=lambda *names: _Room(self._writer.put, str(names[0]) if names else "steadymesh"),
            # Cached loggers would outlive this log (a second one, in the same process, would never be heard).
            cache_logger_on_first_use=False,
        )
        root = logging.getLogger()
        self._root_level = root.level
        root.addHandler(self._handler)
        root.setLevel(max(logging.WARNING, self._threshold))
        logging.captureWarnings(capture=True)
        self._thread_hook, threading.excepthook = threading.excepthook, self._thread_failed

    @property
    def dropped(self) -> int:
        """Lines that nobody will read, since the start."""
        return self._writer.dropped

    def flush(self, timeout_s: float = FLUSH_S) -> bool:
        """Wait until everything is written, at most `timeout_s`; return whether it is."""
        return self._writer.flush(timeout_s)

    def close(self, timeout_s: float = FLUSH_S) -> None:
        """Write what waits, at most `timeout_s`, and give structlog and `logging` back. Idempotent."""
        if threading.excepthook == self._thread_failed:
            threading.excepthook = self._thread_hook
            structlog.reset_defaults()
            logging.captureWarnings(capture=False)
            logging.getLogger().removeHandler(self._handler)
            logging.getLogger().setLevel(self._root_level)
        self._writer.close(timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _line(self, room: _Room, level: str, event: EventDict) -> tuple[tuple[LogLine], dict[str, object]]:
        """Make a line of what was logged: structlog's only processor."""
        name = str(event.pop("event"))
        if not name.isprintable() or len(name) > MAX_FIELD:  # a plug-in's, with what somebody wrote in it
            name = clean(name)
        exc_info = event.pop("exc_info", None)
        return (
            LogLine(
                at=self._at(),
                level=level,
                event=name,
                room=room.name,
                fields={key: plain(value) for key, value in event.items()},
                traceback=self._traceback(exc_info),
            ),
        ), {}

    def _traceback(self, exc_info: object) -> str:
        """Return the traceback that a log call asked for; only debuggers want to see one."""
        if not exc_info or self._threshold > logging.DEBUG:
            return ""
        exc = exc_info[1] if isinstance(exc_info, tuple) else exc_info
        if not isinstance(exc, BaseException):
            exc = sys.exc_info()[1]
        return "".join(traceback.format_exception(exc)).rstrip() if exc is not None else ""

    def _foreign(self, record: logging.LogRecord) -> None:
        """Take a line of a library that logs by `logging`."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # its arguments don't fit its template
            message = str(record.msg)
        level = "error" if record.levelno >= logging.ERROR else "warning"
        self._writer.put(
            LogLine(
                at=self._at(),
                level=level,
                event="foreign-log",
                room=record.name.split(".")[0],
                fields={"logger": record.name, "message": clean(message, 500)},
                traceback=self._traceback(record.exc_info),
            )
        )

    def _thread_failed(self, args: threading.ExceptHookArgs) -> None:
        """Tell of a thread that a defect ended, without waiting for whoever reads stderr."""
        name = args.thread.name if args.thread else "?"
        error = f"{args.exc_type.__name__}: {args.exc_value}"
        self._writer.put(
            LogLine(
                at=self._at(),
                level="error",
                event="thread-failed",
                room="app",
                fields={"thread": name, "error": clean(error)},
                traceback=self._traceback(args.exc_value),
            )
        )


class _Foreign(logging.Handler):
    """Passes records of the standard library's loggers on."""

    def __init__(self, take: Callable[[logging.LogRecord], None], level: int) -> None:
        super().__init__(max(logging.WARNING, level))
        self._take = take

    def emit(self, record: logging.LogRecord) -> None:
        self._take(record)


def set_up(
    *,
    level: str = "info",
    form: str = "text",
    language: str = DEFAULT_LANGUAGE,
    at: Callable[[], datetime] | None = None,
    fd: int = STDERR_FD,
    capacity: int = CAPACITY,
) -> Logs:
    """Set structlog and `logging` up for this process and return the running log.

    Args:
        level: One of `LEVELS`.
        form: `text` for people, `json` for programs.
        language: Of the sentences.
        at: Reads the wall time from any thread; None: the system's.
        fd: Where lines go; stays open.
        capacity: Lines that may wait for whoever reads.
    """
    return Logs(level=level, form=form, language=language, at=at or SystemClock().at, fd=fd, capacity=capacity)


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Write errors only for a while: what else would be logged is in the result of whoever asked."""
    was_set_up, before = structlog.is_configured(), structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        if was_set_up:
            structlog.configure(**before)
        else:
            structlog.reset_defaults()
