"""A database as it is at one moment, in a file of its own; and whether such a file may become ours."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from steadymesh.errors import InputFileError, StoreError
from steadymesh.store.engine import make_reader, make_visitor
from steadymesh.store.failures import Cause, OutsideError, translate
from steadymesh.store.integrity import is_database, schema_number
from steadymesh.store.tables import CONTACTS, HEAD, KEY_BINDINGS, MESSAGES, METADATA, NODES, OUTBOX, PLUGIN_VALUES
from steadymesh.words import render

BUSY_TIMEOUT_S: Final = 5.0
"""Somebody waits for it, and a commit of the running bot's takes milliseconds."""

_COUNTED: Final = {
    "keys": KEY_BINDINGS,
    "nodes": NODES,
    "texts": MESSAGES,
    "outbox": OUTBOX,
    "contacts": CONTACTS,
    "plugin_values": PLUGIN_VALUES,
}

_ODD: Final = """
    SELECT count(*) FROM sqlite_master
    WHERE type NOT IN ('table', 'index') OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%')
"""
"""What runs by itself at each write (triggers), or only stands for a table: none of ours has any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database holds."""

    schema: str
    counts: Mapping[str, int]


def take(database: Path, target: Path, *, is_alone: bool) -> None:
    """Write the database as it is now into a new file, compacted and without what was deleted.

    Beside a running bot this is one long read: what it writes meanwhile goes into its journal.

    Args:
        database: Ours; nothing in it is changed.
        target: Must not exist.
        is_alone: No bot has it open: it can be read on a disk that takes nothing.

    Raises:
        StoreError: It can't be read: locked, damaged, another program's.
        OSError: The copy can't be written.
    """
    if is_alone:
        try:
            _copy(make_visitor(database, busy_timeout_s=BUSY_TIMEOUT_S), database, target)
        except StoreError as exc:
            if not isinstance(exc, OutsideError) or exc.cause in (Cause.LOCKED, Cause.DAMAGED):
                raise
        else:
            return
        target.unlink(missing_ok=True)
    try:
        _copy(make_reader(database, busy_timeout_s=BUSY_TIMEOUT_S, is_alone=is_alone), database, target)
    except OutsideError as exc:
        if exc.cause not in (Cause.FULL, Cause.READ_ONLY):
            raise
        number = errno.ENOSPC if exc.cause is Cause.FULL else errno.EROFS  # reading needs neither
        raise OSError(number, os.strerror(number)) from exc


def _copy(engine: Engine, database: Path, target: Path) -> None:
    """Write a copy.

    Raises:
        StoreError: It can't be read, or the copy not be written (FULL, READ_ONLY).
    """
    try:
        with engine.connect() as connection:
            _refuse_foreign(connection, database)
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("VACUUM INTO ?", (str(target),))
    except (SQLAlchemyError, sqlite3.Error) as exc:
        raise translate(exc, database) from exc
    finally:
        engine.dispose()


def _refuse_foreign(connection: Connection, database: Path) -> None:
    try:
        schema_number(connection)
    except StoreError as exc:
        raise StoreError(
            f"The database {database} can't be used: {exc.what}.",
            remedy=exc.remedy,
            sentence="store-error-foreign",
            fields={"path": str(database)},
        ) from exc


def contents(path: Path, *, shown_as: Path) -> Contents:
    """Return what a database holds whose every page was checked.

    Args:
        path: A file that nobody else has open.
        shown_as: What a refusal names.

    Raises:
        InputFileError: It is damaged, another program's, of a later version, or does what no database of ours does.
    """
    try:
        if not is_database(path):
            raise _refused("backup-file-damaged", shown_as)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
            raw.execute("PRAGMA trusted_schema=OFF")
            raw.execute("PRAGMA cell_size_check=ON")
            if raw.execute(_ODD).fetchone()[0]:
                raise _refused("backup-file-foreign", shown_as)
            if [row[0] for row in raw.execute("PRAGMA integrity_check(1)")] != ["ok"]:
                raise _refused("backup-file-damaged", shown_as)
        engine = make_reader(path, busy_timeout_s=BUSY_TIMEOUT_S)
        try:
            with engine.connect() as connection:
                return _told(connection, shown_as)
        finally:
            engine.dispose()
    except (SQLAlchemyError, sqlite3.Error, OSError) as exc:
        raise _refused("backup-file-damaged", shown_as) from exc
    except StoreError as exc:  # another program's tables
        raise _refused("backup-file-foreign", shown_as) from exc


def _told(connection: Connection, shown_as: Path) -> Contents:
    schema = schema_number(connection)
    if schema is None or not (schema.isascii() and schema.isdigit()):
        raise _refused("backup-file-foreign", shown_as)
    if int(schema) > int(HEAD):
        raise _refused("backup-file-later", shown_as)
    looked = inspect(connection)
    tables = set(looked.get_table_names())
    if schema == HEAD:
        for table in METADATA.tables.values():
            found = {column["name"] for column in looked.get_columns(table.name)} if table.name in tables else set()
            if not found >= set(table.columns.keys()):
                raise _refused("backup-file-foreign", shown_as)
    counts = {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in _COUNTED.items()
        if table.name in tables
    }
    return Contents(schema=schema, counts=counts)


def _refused(sentence: str, path: Path) -> InputFileError:
    fields = {"file": str(path)}
    return InputFileError(render(sentence, fields), sentence=sentence, fields=fields)
