"""SQLite's and the system's errors → a word for the machine and a sentence for a person."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from steadymesh.errors import StoreError

PROBE_NAME: Final = ".steadymesh.probe"
PROBE_BYTES: Final = 32 * 1024
"""What SQLite wants for the index of its journal."""


HANGING: Final = "hanging"
"""Beside the causes: the disk does not even say that it can't. No error carries it; how long it takes tells it."""


class Cause(Enum):
    """Why the database does not do what it should."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read-only"
    UNREACHABLE = "unreachable"
    IO = "io"
    DAMAGED = "damaged"
    OTHER = "other"

    @property
    def may_pass(self) -> bool:
        """Whether waiting may help, so that starting without the database is better than not starting."""
        return self in (Cause.LOCKED, Cause.FULL, Cause.IO)


class OutsideError(StoreError):
    """A StoreError that knows its cause.

    Args:
        cause: What the outside did.
        what: What happened, to what.
        remedy: What to do about it.
        sentence: Id of the sentence that says both.
        fields: Its placeables.
        may_pass: Whether waiting may help; None: as with most of its cause.
    """

    def __init__(
        self,
        cause: Cause,
        what: str,
        *,
        remedy: str = "",
        sentence: str = "",
        fields: Mapping[str, object] | None = None,
        may_pass: bool | None = None,
    ) -> None:
        super().__init__(what, remedy=remedy, sentence=sentence, fields=fields)
        self.cause = cause
        self.may_pass = cause.may_pass if may_pass is None else may_pass


# Primary result codes (sqlite.org/rescode.html); the extended ones carry the primary in their low byte.
_CODES: Final = {
    sqlite3.SQLITE_BUSY: Cause.LOCKED,
    sqlite3.SQLITE_LOCKED: Cause.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Cause.LOCKED,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_PERM: Cause.READ_ONLY,
    sqlite3.SQLITE_AUTH: Cause.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Cause.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Cause.IO,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
}

_ERRNOS: Final = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EFBIG: Cause.FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EACCES: Cause.READ_ONLY,
    errno.EPERM: Cause.READ_ONLY,
    errno.EIO: Cause.IO,
}

_WHAT: Final = {
    Cause.LOCKED: ("is locked by another program.", "Close that program (a backup, an sqlite3 shell)."),
    Cause.FULL: ("can't grow: the disk is full.", "Free some space."),
    Cause.READ_ONLY: ("can't be written: it is read-only for this user.", "Check its owner, its mode and the mount."),
    Cause.UNREACHABLE: ("can't be opened.", "Check that its directory exists and belongs to this user."),
    Cause.IO: (
        "can't be written or read: the disk reports an error.",
        "Check the disk (its space, dmesg, the SD card).",
    ),
    Cause.DAMAGED: ("is damaged.", "Restart steadymesh: it moves the file aside and begins a new one."),
    Cause.OTHER: ("refused an operation.", ""),
}


def translate(exc: Exception, path: Path) -> OutsideError:
    """Return what an error of SQLite, SQLAlchemy or the system means for the database at `path`."""
    if isinstance(exc, OutsideError):
        return exc
    cause = cause_of(exc)
    what, remedy = _WHAT[cause]
    detail = _detail(exc) if cause in (Cause.IO, Cause.OTHER) else ""
    return OutsideError(
        cause,
        f"The database {path} {what}" + (f" ({detail})" if detail else ""),
        remedy=remedy,
        sentence=f"store-error-{cause.value}",
        fields={"path": str(path), "detail": detail},
        may_pass=True if is_read_only_disk(exc) else None,
    )


def diagnose(exc: Exception, path: Path) -> OutsideError:
    """Return what an error means, as `translate`, once the disk itself was asked.

    SQLite says only that it can't open or write: its journal's index (`-shm`) does not fit on a full disk, and on one
    that the kernel made read-only its files can be opened for writing all the same.
    """
    error = translate(exc, path)
    if error.cause not in (Cause.UNREACHABLE, Cause.IO):
        return error
    refusal = _refusal_of_disk(path.parent)
    return error if refusal is None or cause_of(refusal) is Cause.UNREACHABLE else translate(refusal, path)


def _refusal_of_disk(folder: Path) -> OSError | None:
    """Return why no file can be written there; None: one can."""
    probe = folder / PROBE_NAME
    try:
        descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.write(descriptor, bytes(PROBE_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
            probe.unlink()
    except OSError as exc:
        return exc
    return None


def is_read_only_disk(exc: BaseException) -> bool:
    """Return whether the whole file system is read-only (Linux makes it so when an SD card begins to fail).

    A file whose mode or owner keeps us out is another thing: that was so before, and somebody has to mend it.
    """
    return isinstance(exc, OSError) and exc.errno == errno.EROFS


def copy_of(error: StoreError) -> StoreError:
    """Return the same error anew: one that is raised in several tasks collects their tracebacks."""
    return StoreError(error.what, remedy=error.remedy, sentence=error.told.sentence, fields=error.told.fields)


def cause_of(exc: BaseException) -> Cause:
    """Return the cause that an error names; OTHER when it is none that the outside explains."""
    if isinstance(exc, DBAPIError) and exc.orig is not None:
        exc = exc.orig
    if isinstance(exc, sqlite3.Error):
        code = getattr(exc, "sqlite_errorcode", None)
        return _CODES.get(code & 0xFF, Cause.OTHER) if isinstance(code, int) else Cause.OTHER
    if isinstance(exc, OSError):
        return _ERRNOS.get(exc.errno or 0, Cause.UNREACHABLE)
    return Cause.OTHER


def _detail(exc: BaseException) -> str:
    origin = exc.orig if isinstance(exc, DBAPIError) and exc.orig is not None else exc
    name = getattr(origin, "sqlite_errorname", "") or type(origin).__name__
    return f"{name}: {str(origin).splitlines()[0] if str(origin) else 'no details'}"
