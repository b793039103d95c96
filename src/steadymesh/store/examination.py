"""Looks at a database without changing it: what `doctor` wants to know while no process runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from steadymesh.errors import StoreError
from steadymesh.store.engine import make_reader
from steadymesh.store.failures import cause_of
from steadymesh.store.integrity import Health, check, is_database, schema_number
from steadymesh.store.tables import HEAD

BUSY_TIMEOUT_S = 0.5
"""Nobody of ours holds it: who does not let go within that time is a backup or a shell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found."""

    verdict: str
    """`sound`, `damaged`, `unchecked` (too large for the time), `older` or `later` (its schema), `foreign` (another
    program's), or one of `failures.Cause`: `locked`, `read-only`, `io` …"""
    size_bytes: int


def examine(path: Path, *, timeout_s: float) -> Examination:
    """Return what SQLite's quick check and the schema's number say of the database at `path`.

    Args:
        path: The file; it must exist.
        timeout_s: For the check.

    Raises:
        OSError: It can't be read.
    """
    size_bytes = path.stat().st_size
    verdict = _verdict(path, timeout_s) if is_database(path) else "damaged"
    return Examination(verdict=verdict, size_bytes=size_bytes)


def _verdict(path: Path, timeout_s: float) -> str:
    engine = make_reader(path, busy_timeout_s=BUSY_TIMEOUT_S, is_alone=None)
    try:
        with engine.connect() as connection:
            health = check(connection, timeout_s)
            if health is not Health.SOUND:
                return str(health.value)
            number = schema_number(connection)
    except StoreError:
        return "foreign"
    except SQLAlchemyError as exc:
        return str(cause_of(exc).value)
    finally:
        engine.dispose()
    if number is None or number == HEAD:
        return "sound"
    return "older" if number.isdecimal() and int(number) < int(HEAD) else "later"
