import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from steadymesh.errors import StoreError
from steadymesh.store.failures import Cause, OutsideError, cause_of, translate

PATH = Path("/var/lib/x.db")


def sqlite_error(code, name="SQLITE_X", text="the detail"):
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (sqlite3.SQLITE_BUSY, Cause.LOCKED),
        (sqlite3.SQLITE_BUSY | 2 << 8, Cause.LOCKED),
        (sqlite3.SQLITE_FULL, Cause.FULL),
        (sqlite3.SQLITE_READONLY, Cause.READ_ONLY),
        (sqlite3.SQLITE_CANTOPEN, Cause.UNREACHABLE),
        (sqlite3.SQLITE_IOERR | 3 << 8, Cause.IO),
        (sqlite3.SQLITE_CORRUPT, Cause.DAMAGED),
        (sqlite3.SQLITE_CONSTRAINT, Cause.OTHER),
        (None, Cause.OTHER),
    ],
)
def test_each_code_of_sqlite_has_a_cause(code, cause):
    error = sqlite_error(code)
    assert cause_of(error) is cause
    assert cause_of(OperationalError("select", {}, error)) is cause


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, Cause.FULL),
        (errno.EROFS, Cause.READ_ONLY),
        (errno.EACCES, Cause.READ_ONLY),
        (errno.ENOENT, Cause.UNREACHABLE),
    ],
)
def test_each_error_of_the_system_has_a_cause(number, cause):
    assert cause_of(OSError(number, "x")) is cause


def test_a_full_disk_is_told_with_what_to_do():
    error = translate(sqlite_error(sqlite3.SQLITE_FULL), PATH)
    assert isinstance(error, StoreError)
    assert str(error) == "The database /var/lib/x.db can't grow: the disk is full. Free some space."
    assert error.cause.may_pass


def test_an_io_error_keeps_its_detail_on_one_line():
    error = translate(sqlite_error(sqlite3.SQLITE_IOERR, "SQLITE_IOERR_WRITE", "disk\nI/O"), PATH)
    assert "SQLITE_IOERR_WRITE: disk)" in error.what
    assert "ValueError: no details" in translate(ValueError(), PATH).what


def test_what_was_translated_stays_as_it_is():
    error = OutsideError(Cause.LOCKED, "x")
    assert translate(error, PATH) is error
    assert not Cause.READ_ONLY.may_pass
