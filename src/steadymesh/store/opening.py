"""From a path to a database that can be used: new, checked, migrated, or moved aside and new."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, MetaData, insert
from sqlalchemy.exc import SQLAlchemyError

from steadymesh.errors import StoreError, Told
from steadymesh.store.engine import make_engine, prepare_file
from steadymesh.store.failures import Cause, OutsideError, cause_of, diagnose
from steadymesh.store.integrity import Health, check, free_name, is_database, move_aside, schema_number
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import HEAD, METADATA, STAMP


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What a database must look like to be used."""

    head: str = HEAD
    """Its number; older ones are migrated to it, newer ones refused."""
    metadata: MetaData = field(default=METADATA)
    scripts: tuple[Path, ...] = ()
    """Folders of further migrations, beside our own."""


def prepare(path: Path, *, at: datetime, options: StoreOptions, schema: Schema, is_strict: bool = False) -> Told | None:
    """Make the database at `path` ready for use; return a sentence when something had to be done about it.

    A new file gets its tables at once, without Alembic. A sound file of our schema is only checked. An older schema is
    copied, then migrated by a process of its own. A damaged file is moved aside, never overwritten; or refused.

    Args:
        path: The file.
        at: Wall time, for the name of a file that is moved aside or copied.
        options: Limits and delays.
        schema: What the tables must look like.
        is_strict: Refuse a damaged file, and leave it where it is.

    Raises:
        StoreError: It is locked, of a later version, another program's, unwritable, or it could not be migrated.
            An `OutsideError` when the system is to blame.
    """
    engine = make_engine(path, busy_timeout_s=options.busy_timeout_s)
    notice: Told | None = None
    try:
        prepare_file(path)
        found = _look(engine, path, options) if is_database(path) else None
        if found is None:
            if is_strict:
                raise _damaged(path)
            notice = _moved(path, move_aside(path, at))
            found = ""
        if found == "":
            _create(engine, schema)
        elif found != schema.head:
            notice = _migrate(path, found, at=at, options=options, schema=schema)
    except (SQLAlchemyError, OSError) as exc:
        error = diagnose(exc, path)
        if notice is None:
            raise error from exc
        raise OutsideError(
            error.cause,
            f"{notice} {error.what}",
            remedy=error.remedy,
            sentence="store-error-beside",
            fields={"notice": notice, "error": error.told},
        ) from exc
    finally:
        engine.dispose()
    return notice


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"The database {path} is damaged; it was left as it is.",
        remedy=(
            f"To save what is in it: sqlite3 {path} .recover. Or put a copy back in its place; "
            "`steadymesh run` would move it aside and begin a new one."
        ),
        sentence="store-error-damaged-left",
        fields={"path": str(path)},
    )


def _moved(path: Path, aside: Path) -> Told:
    return Told(
        f"The database {path} was damaged: it is kept as {aside.name}, and a new one was begun. "
        f"To save what is in it: sqlite3 {aside.name} .recover. Keys can be imported again from a backup.",
        "store-moved-aside",
        {"path": str(path), "aside": aside.name},
    )


def _look(engine: Engine, path: Path, options: StoreOptions) -> str | None:
    """Return the schema's number, "" for a file without tables, None for a damaged file."""
    try:
        with engine.connect().execution_options(reads_only=True) as connection:
            if check(connection, options.check_timeout_s) is Health.DAMAGED:
                return None
            return schema_number(connection) or ""
    except SQLAlchemyError as exc:
        if cause_of(exc) is Cause.DAMAGED:
            return None
        raise
    except StoreError as exc:
        raise StoreError(
            f"The database {path} can't be used: {exc.what}.",
            remedy=exc.remedy,
            sentence="store-error-foreign",
            fields={"path": str(path)},
        ) from exc


def _create(engine: Engine, schema: Schema) -> None:
    """Make all tables and stamp them, in one transaction: a killed process leaves all of it or nothing."""
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        STAMP.create(connection, checkfirst=True)
        connection.execute(insert(STAMP).values(version_num=schema.head))


def _migrate(path: Path, number: str, *, at: datetime, options: StoreOptions, schema: Schema) -> Told:
    """Copy the file, then let a process of its own bring it to the present schema; return a sentence about it."""
    if not (number.isascii() and number.isdigit()) or int(number) > int(schema.head):
        raise StoreError(
            f"The database {path} was written by a later version of steadymesh (schema {number}, known {schema.head}).",
            remedy="Install that version again, or choose another --state-dir; nothing was changed.",
            sentence="store-error-later",
            fields={"path": str(path), "found": number, "known": schema.head},
        )
    backup = free_name(path, f"schema-{number}", at)
    _copy(path, backup)
    facts = {"path": str(path), "found": number, "known": schema.head, "backup": backup.name}
    try:
        failure = migrate_in_child(path, schema=schema, timeout_s=options.migration_timeout_s)
    except subprocess.TimeoutExpired as exc:
        raise StoreError(
            f"The migration of {path} took longer than {options.migration_timeout_s:.0f} s and was stopped.",
            remedy=f"Nothing was changed; a copy is {backup.name}. Try again, and look at the disk's speed.",
            sentence="store-error-migration-slow",
            fields={"path": str(path), "timeout_s": options.migration_timeout_s, "backup": backup.name},
        ) from exc
    if failure:
        raise StoreError(
            f"The migration of {path} from schema {number} to {schema.head} failed: {failure}",
            remedy=f"Nothing was changed; a copy is {backup.name}. Install the version before, or report this.",
            sentence="store-error-migration-failed",
            fields={**facts, "detail": failure},
        )
    return Told(
        f"The database {path} was migrated from schema {number} to {schema.head}; a copy is kept as {backup.name}.",
        "store-migrated",
        facts,
    )


def migrate_in_child(path: Path, *, schema: Schema, timeout_s: float) -> str:
    """Bring a database to the present schema in a process of its own; return why that failed, or nothing.

    Raises:
        TimeoutExpired: It took too long and was stopped; nothing was changed.
    """
    command = [sys.executable, "-m", "steadymesh.store.migrate", str(path), schema.head, *map(str, schema.scripts)]
    ended = subprocess.run(  # noqa: S603  (our own interpreter, our own module)
        command, capture_output=True, text=True, timeout=timeout_s, check=False
    )
    if ended.returncode == 0:
        return ""
    return (ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"])[-1]


def _copy(path: Path, backup: Path) -> None:
    """Copy a database page by page: unlike a copy of the file this takes along what is still in the `-wal`."""
    prepare_file(backup)
    source, target = sqlite3.connect(path), sqlite3.connect(backup)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
