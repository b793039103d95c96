"""The store thread's connections: one that writes, and one that only reads where no other can be had."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from steadymesh.errors import StoreError
from steadymesh.store.failures import Cause, OutsideError, diagnose

_log = structlog.get_logger("store")

IF_THE_LOG_CAN: Final = suppress(OSError)
"""The disk that is full may be the log's too: that must not end the thread."""

TROUBLE: Final = (SQLAlchemyError, OSError, StoreError, ValueError, TypeError, OverflowError)
"""What a database, a disk, or a value that a column can't hold may raise."""


class Connections:
    """Opened when they are needed, closed when something went wrong on them. For the store's thread alone.

    Args:
        engine: Opens connections; nobody else uses it.
        prepare: Runs before the first connection is used, and again until it succeeds (the file may be locked).
        spare: Opens a connection that only reads, for when no other can be had (a read-only disk); None: there is none.
        path: For sentences.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        prepare: Callable[[], None] | None,
        spare: Callable[[], Connection] | None,
        path: Path,
    ) -> None:
        self._engine = engine
        self._prepare = prepare
        self._open_spare = spare
        self._path = path
        self._connection: Connection | None = None
        self._spare: Connection | None = None

    @property
    def is_prepared(self) -> bool:
        """Whether the file was made ready; it never is again."""
        return self._prepare is None

    def writable(self) -> Connection:
        """Return the connection that writes, for a write.

        The one that only reads is closed before: as long as it is open on a journal that it could not write, SQLite
        keeps the journal's index read-only for the whole process, and whoever opens the file gets "attempt to write a
        readonly database", though the disk could be written again (unixOpenSharedMemory in SQLite's os_unix.c).

        Raises:
            Exception: One of `TROUBLE`.
        """
        self.drop_spare()
        return self._opened()

    def _opened(self) -> Connection:
        if self._prepare is not None:
            self._prepare()
            self._prepare = None
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def readable(self) -> Connection:
        """Return a connection to read with: on a disk that takes nothing, what it has can still be known.

        The one that only reads stays until the next write is tried.

        Raises:
            Exception: One of `TROUBLE`.
        """
        if self._spare is not None:
            return self._spare
        try:
            return self._opened()
        except TROUBLE as exc:
            if self._open_spare is None or self.translated(exc).cause is Cause.LOCKED:  # somebody else is writing
                raise
            with suppress(*TROUBLE):
                self._spare = self._open_spare()
            if self._spare is None:
                raise
            return self._spare

    def drop(self) -> None:
        """Close the one that writes; the next write opens another."""
        connection, self._connection = self._connection, None
        _close(connection)

    def drop_spare(self) -> None:
        """Close the one that only reads."""
        connection, self._spare = self._spare, None
        _close(connection)

    def translated(self, exc: Exception) -> OutsideError:
        """Return what was raised as an error of the outside."""
        if isinstance(exc, StoreError) and not isinstance(exc, OutsideError):
            told = exc.told
            return OutsideError(
                Cause.UNREACHABLE, exc.what, remedy=exc.remedy, sentence=told.sentence, fields=told.fields
            )
        return diagnose(exc, self._path)


def _close(connection: Connection | None) -> None:
    if connection is None:
        return
    try:
        connection.close()
    except (SQLAlchemyError, OSError):
        with IF_THE_LOG_CAN:
            _log.debug("store-close-failed", exc_info=True)
