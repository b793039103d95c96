"""The engine: how every connection to our file is opened.

WAL with `synchronous=NORMAL`: a commit is one append to the `-wal` file, without an fsync. What was committed is in the
kernel's hands, so it survives `kill -9`; only a loss of power may take the last commits back, and then whole ones: the
file stays consistent (sqlite.org/pragma.html#pragma_synchronous). docs/running.md says what that costs.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

WAL_BYTES: Final = 4 * 1024 * 1024
"""The `-wal` file is cut back to this after a checkpoint: one big batch must not hold disk space for ever."""

FILE_MODE: Final = 0o600
"""Texts and positions are nobody else's business."""


def make_engine(path: Path, *, busy_timeout_s: float) -> Engine:
    """Return an engine for the database at `path`; nothing is opened yet.

    Transactions are ours: `BEGIN IMMEDIATE` for those that write (a lock shows at once, not in the middle), so that
    schema changes are transactional too, which the sqlite3 module's own way of beginning does not give.
    """

    def connect() -> sqlite3.Connection:
        prepare_file(path)
        connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False)
        try:
            _set_up(connection)
        except BaseException:  # an error that is kept would keep it open, and whatever lock it has
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        mode = "DEFERRED" if connection.get_execution_options().get("reads_only") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _set_up(connection: sqlite3.Connection) -> None:
    with closing(connection.cursor()) as cursor:
        if cursor.execute("PRAGMA page_count").fetchone() == (0,):  # later, the file could not be shortened
            cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"journal_size_limit={WAL_BYTES}",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")


def make_reader(path: Path, *, busy_timeout_s: float, is_alone: bool | None = True) -> Engine:
    """Return an engine that changes nothing: `make_engine` would make the file, its mode and its journal right.

    Without a `-wal` beside it nobody has the database open, and it is read as if nobody could: reading in WAL mode
    would leave a `-wal` and a `-shm` of ours behind, and can't be done on a disk that takes none
    (sqlite.org/wal.html#readonly).

    Args:
        path: The file.
        busy_timeout_s: How long a lock of somebody else's is waited for.
        is_alone: Nobody begins to write meanwhile; None: who knows. Then a `-wal` beside it, an empty one too, is of
            somebody who holds it and has not written yet.
    """

    def connect() -> sqlite3.Connection:
        is_held = path.with_name(f"{path.name}-wal").exists() if is_alone is None else not is_alone
        is_open = is_held or _holds_something(path.with_name(f"{path.name}-wal"))
        address = f"file:{quote(str(path))}?mode=ro{'' if is_open else '&immutable=1'}"
        return sqlite3.connect(address, uri=True, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False)

    return create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)


def make_visitor(path: Path, *, busy_timeout_s: float) -> Engine:
    """Return an engine that writes nothing of its own, and minds the locks of others as one that writes does."""

    def connect() -> sqlite3.Connection:
        address = f"file:{quote(str(path))}?mode=rw"
        return sqlite3.connect(address, uri=True, timeout=busy_timeout_s, isolation_level=None)

    return create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)


def prepare_file(path: Path) -> None:
    """Make the file if it is missing, and take its mode back to 0600 (SQLite gives `-wal` and `-shm` the same).

    A link is not followed: whoever may write in the directory could have any file of ours opened. A file that is as it
    should be is not opened either: closing it would let go of every lock that a connection of ours has on it
    (sqlite.org/howtocorrupt.html, "Posix advisory locks canceled by a separate thread").

    Raises:
        OSError: It can't be made, or not be written.
    """
    if _is_right(path):
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
    try:
        if os.fstat(descriptor).st_mode & 0o777 != FILE_MODE:
            os.fchmod(descriptor, FILE_MODE)
    finally:
        os.close(descriptor)


def _holds_something(path: Path) -> bool:
    try:
        return path.stat().st_size > 0  # an empty one is what is left of an attempt on a full disk
    except OSError:
        return False


def _is_right(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return status.st_mode == stat.S_IFREG | FILE_MODE and os.access(path, os.R_OK | os.W_OK)
