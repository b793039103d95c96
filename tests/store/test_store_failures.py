import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from steadymesh import words
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.store import failures
from steadymesh.store.failures import Cause, OutsideError, cause_of, copy_of, translate

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


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_told_in_every_language_and_the_same_in_english(cause):
    code = next((code for code, found in failures._CODES.items() if found is cause), None)
    error = translate(sqlite_error(code), PATH)
    assert error.cause is cause
    assert words.tell(error.told, "en") == str(error)
    french = words.tell(error.told, "fr")
    assert "La base de données /var/lib/x.db" in french
    assert "database" not in french


def test_the_copy_of_an_error_says_the_same():
    error = translate(sqlite_error(sqlite3.SQLITE_FULL), PATH)
    assert copy_of(error) is not error
    assert copy_of(error).told == error.told


def test_what_was_translated_stays_as_it_is():
    error = OutsideError(Cause.LOCKED, "x")
    assert translate(error, PATH) is error
    assert not Cause.READ_ONLY.may_pass


def test_a_silent_database_is_told_in_every_language():
    error = store_is_silent(2.5)
    assert words.tell(error.told, "en") == str(error) == "The database did not answer within 2.5 s. Look at the disk."
    assert words.tell(error.told, "fr") == "La base de données n'a pas répondu en 2,5 s. Vérifiez le disque."
