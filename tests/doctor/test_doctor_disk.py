"""The state directory and the database in it: looked at, never changed."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path

import pytest

from doctorkit import START
from steadymesh.doctor import disk
from steadymesh.doctor.within import within
from steadymesh.errors import DeadlineError
from steadymesh.store import Store


@pytest.fixture
def state(tmp_path):
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return state


def names(path, *, is_running=False):
    return [f"{one.check}-{one.what}" for one in disk.check(path, is_running=is_running)]


@pytest.fixture
def kept(state):
    """A state directory that a bot has used and left."""
    Store.open(state / "steadymesh.db", at=START).close(5)
    return state


def test_a_state_directory_that_a_bot_has_left_is_sound_and_stays_as_it_is(kept):
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    assert names(kept) == ["state-writable", "disk-room", "database-sound"]
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == before


def test_the_database_of_a_running_bot_is_left_alone(kept):
    assert names(kept, is_running=True) == ["state-writable", "disk-room"]


def test_one_that_is_not_there_yet_is_not_made(tmp_path):
    path = tmp_path / "a" / "b"
    assert names(path) == ["state-to-be-made", "disk-room"]
    assert not path.parent.exists()


def test_one_that_can_not_be_made(tmp_path):
    file = tmp_path / "file"
    file.touch()
    assert names(file) == ["state-no-directory"]
    assert names(file / "state") == ["state-not-makeable"]


def test_one_that_can_not_be_written():
    found = disk.check(Path("/proc"), is_running=True)
    assert next(one for one in found if one.check == "state").what == "unwritable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_one_without_the_right_to_write(state):
    state.chmod(0o500)
    assert "state-unwritable" in names(state)


def test_one_that_others_can_read(state):
    state.chmod(0o755)
    finding = next(one for one in disk.check(state, is_running=False) if one.what == "open")
    assert finding.facts["mode"] == "0755"
    assert "chmod 0700" in finding.remedy("en")


@pytest.mark.parametrize(("free", "name"), [(10**6, "disk-full"), (10**8, "disk-scarce"), (10**9, "disk-room")])
def test_room(state, monkeypatch, free, name):
    usage = namedtuple("usage", "total used free")(10**12, 0, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert name in names(state)


def test_a_damaged_database(kept):
    file = kept / "steadymesh.db"
    content = bytearray(file.read_bytes())
    content[4096:12_000] = b"\xff" * (12_000 - 4096)
    file.write_bytes(content)
    assert names(kept)[-1] == "database-damaged"
    assert file.read_bytes() == content


def test_something_that_is_no_database(state):
    (state / "steadymesh.db").write_text("hello")
    assert names(state)[-1] == "database-damaged"


def test_a_database_of_another_program(state):
    connection = sqlite3.connect(state / "steadymesh.db")
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    assert names(state)[-1] == "database-foreign"


@pytest.mark.parametrize(("number", "name"), [("9999", "database-later"), ("0000", "database-older")])
def test_a_database_of_another_version(kept, number, name):
    connection = sqlite3.connect(kept / "steadymesh.db")
    connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
    connection.commit()
    connection.close()
    assert names(kept)[-1] == name


def test_a_database_that_somebody_holds(kept):
    connection = sqlite3.connect(kept / "steadymesh.db", isolation_level=None)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("CREATE TABLE more (x)")
    assert names(kept)[-1] == "database-locked"
    connection.execute("ROLLBACK")
    connection.close()


def test_a_disk_that_hangs_is_left_behind(state, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(disk, "DISK_S", 0.05)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: released.wait(10))
    assert names(state) == ["state-hangs"]
    released.set()


def test_what_fails_in_time_fails_as_it_does():
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)
    assert within(1, lambda: None) is None
    released = threading.Event()
    with pytest.raises(DeadlineError):
        within(0.02, lambda: released.wait(10))
    released.set()


# --- real small file systems --------------------------------------------------------------------


@contextmanager
def mounted(place, options):
    """A file system of its own, where we may make one."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.real
def test_a_file_system_that_was_made_read_only_is_told_as_such(tmp_path):
    with mounted(tmp_path / "card", "size=300m,mode=0700") as card:
        assert names(card) == ["state-writable", "disk-room", "database-none"]
        subprocess.run(["mount", "-o", "remount,ro", str(card)], check=True)
        assert names(card) == ["state-read-only", "disk-room", "database-none"]


@pytest.mark.real
def test_a_file_system_without_room_for_further_files(tmp_path):
    with mounted(tmp_path / "card", "size=300m,mode=0700,nr_inodes=15") as card:
        assert names(card) == ["state-writable", "disk-no-files", "database-none"]
