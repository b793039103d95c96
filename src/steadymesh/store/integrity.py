"""Is this file a sound database of ours, and what to do with one that is not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DatabaseError

from steadymesh.clock import monotonic
from steadymesh.errors import StoreError
from steadymesh.store.failures import Cause, cause_of
from steadymesh.store.tables import STAMP

_MAGIC: Final = b"SQLite format 3\x00"
"""First 16 bytes of every SQLite database (sqlite.org/fileformat.html)."""

_HEADER_BYTES: Final = 100

_LARGEST_PAGE: Final = 65_536
"""A page size that two bytes can't say; the header has 1 for it."""

_STEPS: Final = 20_000
"""Virtual machine steps between two looks at the clock: about a millisecond."""


class Health(Enum):
    """What a check found."""

    SOUND = "sound"
    DAMAGED = "damaged"
    UNCHECKED = "unchecked"
    """The check took too long."""


def is_database(path: Path) -> bool:
    """Return whether the file begins as a SQLite database does (an empty one is a database without tables).

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    return start in (b"", _MAGIC)


def is_cut_off(path: Path) -> bool:
    """Return whether a SQLite database has fewer bytes than its own header says, and no journal that may have the rest.

    Offsets of "The Database Header" (sqlite.org/fileformat.html): page size at 16, pages at 28, which count only where
    the change counter at 24 is the one at 92.

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        size_bytes = file.seek(0, os.SEEK_END)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC) or path.with_name(path.name + "-wal").exists():
        return False
    page_bytes, changed, pages = int.from_bytes(header[16:18]), header[24:28], int.from_bytes(header[28:32])
    page_bytes = _LARGEST_PAGE if page_bytes == 1 else page_bytes
    return changed == header[92:96] and size_bytes < page_bytes * pages


@contextmanager
def limited(connection: Connection, timeout_s: float) -> Iterator[float]:
    """Let nothing that is asked on a connection take longer than that; what does is interrupted.

    Yields:
        When the time is over, by the machine's monotonic clock.
    """
    ends = monotonic() + timeout_s
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(lambda: int(monotonic() > ends), _STEPS)
    try:
        yield ends
    finally:
        raw.set_progress_handler(None, 0)


def check(connection: Connection, timeout_s: float) -> Health:
    """Return what SQLite's quick check says, within a time.

    Raises:
        DatabaseError: It could not be asked (locked, unreadable).
    """
    with limited(connection, timeout_s) as ends:
        try:
            verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        except DatabaseError as exc:
            if cause_of(exc) is Cause.DAMAGED:
                return Health.DAMAGED
            if monotonic() > ends:
                return Health.UNCHECKED
            raise
    return Health.SOUND if verdict == "ok" else Health.DAMAGED


def schema_number(connection: Connection) -> str | None:
    """Return the schema's number; None: a file without tables.

    Raises:
        StoreError: There are tables, and they are not ours.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if STAMP.name in tables:
        number = connection.execute(select(STAMP.c.version_num)).scalar_one_or_none()
        if number is not None:
            return str(number)
    raise StoreError("it is the database of another program", remedy="Move it away, or choose another --state-dir.")


def move_aside(path: Path, at: datetime, word: str = "damaged") -> Path:
    """Rename a database, its `-wal` and `-shm` too, to a name that is free; return the new name.

    Args:
        path: The file.
        at: Wall time, for the name.
        word: What became of it, for the name.

    Raises:
        OSError: It can't be renamed.
    """
    aside = free_name(path, word, at)
    for suffix in ("-wal", "-shm"):
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            companion.replace(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside


def free_name(path: Path, word: str, at: datetime) -> Path:
    """Return `<name>.<word>-<time>`, with a number behind it where that is taken."""
    stamp = f"{path.name}.{word}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    candidate, number = path.with_name(stamp), 2
    while os.path.lexists(candidate):
        candidate, number = path.with_name(f"{stamp}-{number}"), number + 1
    return candidate
