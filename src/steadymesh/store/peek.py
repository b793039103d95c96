"""Reads a database without changing it, for whoever helps: which keys are kept, what is in which table, how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from steadymesh.errors import StoreError
from steadymesh.model import NodeKey
from steadymesh.store.engine import make_reader
from steadymesh.store.examination import BUSY_TIMEOUT_S
from steadymesh.store.failures import cause_of
from steadymesh.store.integrity import limited, schema_number
from steadymesh.store.keys import load_bindings
from steadymesh.store.tables import HEAD

MOST_TABLES: Final = 100
"""Ours are some fifteen; more is another program's database."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a database has in it."""

    schema: str | None
    """Its number; None: there are no tables."""
    pages: int
    page_bytes: int
    free_pages: int
    rows: tuple[tuple[str, int], ...]
    """Each table's name and how many rows it has."""


def kept_keys(path: Path, *, timeout_s: float) -> Sequence[NodeKey]:
    """Return every binding of the key book that is kept.

    Args:
        path: The database, of this very schema.
        timeout_s: For all of it.

    Raises:
        StoreError: It can't be read, or not in time.
    """

    def read(connection: Connection) -> Sequence[NodeKey]:
        return load_bindings(connection) if schema_number(connection) == HEAD else ()

    return _reading(path, timeout_s, read)


def inventory(path: Path, *, timeout_s: float) -> Inventory:
    """Return what is in a database: numbers only.

    Args:
        path: The database.
        timeout_s: For all of it.

    Raises:
        StoreError: It can't be read, or not in time.
    """

    def read(connection: Connection) -> Inventory:
        def number(statement: str) -> int:
            return int(connection.exec_driver_sql(statement).scalar_one())

        quote = connection.dialect.identifier_preparer.quote
        names = sorted(inspect(connection).get_table_names())[:MOST_TABLES]
        return Inventory(
            schema=schema_number(connection),
            pages=number("PRAGMA page_count"),
            page_bytes=number("PRAGMA page_size"),
            free_pages=number("PRAGMA freelist_count"),
            rows=tuple((name, number(f"SELECT count(*) FROM {quote(name)}")) for name in names),  # noqa: S608  (quoted)
        )

    return _reading(path, timeout_s, read)


def _reading(path: Path, timeout_s: float, read: Callable[[Connection], T]) -> T:
    """Return what `read` returns on a connection that only reads."""
    engine = make_reader(path, busy_timeout_s=BUSY_TIMEOUT_S, is_alone=None)
    try:
        with engine.connect() as connection, limited(connection, timeout_s):
            return read(connection)
    except SQLAlchemyError as exc:
        raise StoreError(f"The database {path} can't be read ({cause_of(exc).value}).") from exc
    finally:
        engine.dispose()
