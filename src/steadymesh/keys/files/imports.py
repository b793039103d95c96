"""Files of keys on the disk: read with a cap, written whole or not at all. What is in them, `formats` knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from steadymesh import wholefile
from steadymesh.keys.files.formats import format_node_names
from steadymesh.keys.files.recognition import parse_file
from steadymesh.keys.files.records import KeyRecord, Parsed
from steadymesh.keys.refusals import damaged, refusal

MAX_BYTES: Final = 64 * 1024 * 1024
"""A `node_names.json` of 100,000 nodes has 25 MB, a backup with their history twice that; more is another file."""

_SQLITE_MAGIC: Final = b"SQLite format 3\x00"
"""First bytes of a database (SQLite's file format, "The Database Header")."""


def is_database(path: Path) -> bool:
    """Return whether a file is a database, by its first bytes; else it is text.

    Raises:
        InputFileError: It can't be read.
    """
    return _read(path, len(_SQLITE_MAGIC)) == _SQLITE_MAGIC


def read_text_file(path: Path) -> Parsed:
    """Return what a text file of keys on the disk tells, whoever wrote it.

    Raises:
        InputFileError: It can't be read, is too large, or is damaged.
    """
    data = _read(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise damaged("import-file-too-large", file=str(path), limit=MAX_BYTES // 1024 // 1024)
    return parse_file(data, what=str(path))


def write_node_names(path: Path, records: tuple[KeyRecord, ...]) -> None:
    """Write a `node_names.json`, as `write_private` does.

    Raises:
        UsageError: It can't be written.
    """
    write_private(path, format_node_names(records))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read: whole, or the old one stays as it was.

    Raises:
        UsageError: It can't be written.
    """
    try:
        wholefile.put(path, text.encode())
    except OSError as exc:
        raise refusal("export-unwritable", file=str(path), why=exc.strerror or str(exc)) from exc


def _read(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes of a regular file."""
    try:
        if path.exists() and not path.is_file():  # a pipe would wait for ever, a directory says so in riddles
            raise damaged("import-file-none", file=str(path))
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as exc:
        raise damaged("import-file-unreadable", file=str(path), why=exc.strerror or str(exc)) from exc
