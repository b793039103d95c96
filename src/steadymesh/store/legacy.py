"""Reads `traffic_history.db`, where the old bot kept its nodes since January 2026 (CONTRACT C). Never writes to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from steadymesh.errors import InputFileError
from steadymesh.store.failures import Cause, cause_of
from steadymesh.store.integrity import is_cut_off, is_database

TABLE: Final = "meshtastic_nodes"

NEEDED: Final = ("node_id", "publicKey")
"""Columns without which it is another program's table: even the first version had them. The others may be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyNodeRow:
    """One row as it is in the file; nothing is judged here. None: empty, or the column is missing."""

    node_id: str | int | None
    name: str | None
    short_name: str | None
    hw_model: str | None
    public_key: bytes | str | None
    lat: float | None
    lon: float | None
    alt: float | None
    last_updated: float | str | None
    """Unix seconds, or text where the old bot wrote its database's own time stamp."""
    source: str | None


def read_legacy_nodes(path: Path) -> tuple[LegacyNodeRow, ...]:
    """Return the rows of the old bot's table, in the file's order.

    The file is opened read-only and stays as it is, also while the old bot writes to it.

    Raises:
        InputFileError: It is missing, no SQLite database, damaged, locked, or has no such table or not its columns.
    """
    try:
        if is_cut_off(path):
            raise _damaged(path, "it is cut off")
        if not is_database(path):
            raise InputFileError(
                f"{path} is not a SQLite database.", remedy="Give the old bot's traffic_history.db or node_names.json."
            )
        return _read(path)
    except OSError as exc:
        raise InputFileError(
            f"{path} can't be read: {(exc.strerror or str(exc)).lower()}.", remedy="Check the path and the file's mode."
        ) from exc
    except sqlite3.Error as exc:
        raise _translated(exc, path) from exc


def _read(path: Path) -> tuple[LegacyNodeRow, ...]:
    # A database in WAL mode whose -wal is gone can't be opened read-only from a directory that can't be written, unless
    # it is taken as immutable; one with a living -wal must not be, or what stands in the -wal would be missed.
    has_wal = path.with_name(path.name + "-wal").exists()
    mode = "mode=ro" if has_wal else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True, timeout=1)
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        kinds = dict(
            connection.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        )
        if TABLE not in kinds:
            raise InputFileError(
                f"{path} has no table {TABLE}.", remedy="Give the old bot's traffic_history.db or node_names.json."
            )
        # Of this table only: the old bot's other ones may have hundreds of megabytes.
        if kinds[TABLE] == "table":
            [(verdict,), *_] = connection.execute(f"PRAGMA quick_check('{TABLE}')")
            if verdict != "ok":
                raise _damaged(path, str(verdict).splitlines()[-1])
        found = connection.execute(f"SELECT * FROM {TABLE}")  # noqa: S608
        columns = [str(column[0]).lower() for column in found.description]  # as SQLite itself compares them
        missing = [name for name in NEEDED if name.lower() not in columns]
        if missing:
            raise InputFileError(
                f"{path} has a table {TABLE} without the column {' and '.join(missing)}: "
                "another program's, or a damaged one; nothing was imported.",
                remedy="Give the old bot's traffic_history.db or node_names.json.",
            )
        return tuple(_row(dict(zip(columns, row, strict=True))) for row in found)
    finally:
        connection.close()


def _row(row: Mapping[str, object]) -> LegacyNodeRow:
    node_id, key, updated = row.get("node_id"), row.get("publickey"), row.get("last_updated")
    return LegacyNodeRow(
        node_id=node_id if isinstance(node_id, str | int) else None,
        name=_text(row.get("name")),
        short_name=_text(row.get("shortname")),
        hw_model=_text(row.get("hwmodel")),
        public_key=key if isinstance(key, bytes | str) else None,
        lat=_number(row.get("lat")),
        lon=_number(row.get("lon")),
        alt=_number(row.get("alt")),
        last_updated=updated if isinstance(updated, str) else _number(updated),
        source=_text(row.get("source")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _translated(exc: sqlite3.Error, path: Path) -> InputFileError:
    if cause_of(exc) is Cause.LOCKED:
        return InputFileError(f"{path} is locked by another program.", remedy="Stop the old bot, then import again.")
    return _damaged(path, str(exc).splitlines()[0])


def _damaged(path: Path, why: str) -> InputFileError:
    return InputFileError(
        f"{path} is damaged ({why}); nothing was imported.",
        remedy=f"Save what is in it with: sqlite3 {path.name} .recover, or import node_names.json.",
        sentence="import-database-damaged",
        fields={"file": str(path), "name": path.name, "why": why},
    )
