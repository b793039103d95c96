"""Files of keys on the disk: read with a cap, written whole or not at all. What is in them, `formats` knows."""

from __future__ import annotations

import contextlib
import os
import tempfile
from enum import Enum
from pathlib import Path
from typing import Final

from steadymesh.errors import InputFileError, UsageError
from steadymesh.keys.formats import format_node_names, parse_node_names
from steadymesh.keys.records import KeyRecord, Parsed

MAX_BYTES: Final = 32 * 1024 * 1024
"""A `node_names.json` of 100,000 nodes has 25 MB; what is larger is another file."""

_SQLITE_MAGIC: Final = b"SQLite format 3\x00"
"""First bytes of a database (SQLite's file format, "The Database Header")."""


class FileKind(Enum):
    """What a file to be imported is, by its first bytes."""

    NODE_NAMES = "node_names.json"
    TRAFFIC_HISTORY = "traffic_history.db"


def kind_of(path: Path) -> FileKind:
    """Return what kind of file this is; anything that is no database is taken for JSON.

    Raises:
        InputFileError: It can't be read.
    """
    head = _read(path, len(_SQLITE_MAGIC))
    return FileKind.TRAFFIC_HISTORY if head == _SQLITE_MAGIC else FileKind.NODE_NAMES


def read_node_names(path: Path) -> Parsed:
    """Return what a `node_names.json` on the disk tells.

    Raises:
        InputFileError: It can't be read, is too large, or is damaged.
    """
    data = _read(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputFileError(
            f"{path} has more than {MAX_BYTES // 1024 // 1024} MB; nothing was imported.",
            remedy="Check that it is a node_names.json.",
        )
    return parse_node_names(data, what=str(path))


def write_node_names(path: Path, records: tuple[KeyRecord, ...]) -> None:
    """Write a `node_names.json` that only its owner may read: whole, or the old file stays as it was.

    Raises:
        UsageError: It can't be written.
    """
    text = format_node_names(records)
    try:
        # mkstemp makes it 0600, in the same directory so that the rename is atomic.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as exc:
        raise UsageError(
            f"The keys can't be written to {path}: {exc.strerror or exc}.",
            remedy="Name another directory.",
        ) from exc


def _read(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes of a regular file."""
    try:
        if path.exists() and not path.is_file():  # a pipe would wait for ever, a directory says so in riddles
            raise InputFileError(f"{path} is not a file; nothing was imported.", remedy="Name a file.")
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as exc:
        raise InputFileError(
            f"{path} can't be read: {exc.strerror or exc}.", remedy="Check its name and its permissions."
        ) from exc
