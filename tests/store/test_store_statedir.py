import os
import signal
import stat
import subprocess
import sys

import pytest
import structlog

from steadymesh.errors import StateError, StateInUseError
from steadymesh.store import StateDir
from steadymesh.store.statedir import _holder

pytestmark = pytest.mark.real


def test_the_directory_is_made_for_its_owner_only(tmp_path):
    path = tmp_path / "a" / "state"
    with StateDir.open(path) as state:
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert state.path == path
        assert state.database == path / "steadymesh.db"
        assert (path / "steadymesh.lock").read_text() == f"{os.getpid()}\n"


def test_a_second_one_is_told_who_holds_it_and_what_to_do(tmp_path):
    with (
        StateDir.open(tmp_path),
        pytest.raises(StateInUseError, match=rf"{tmp_path} is in use .*process {os.getpid()}.*--state-dir") as caught,
    ):
        StateDir.open(tmp_path)
    assert caught.value.exit_code == 3
    StateDir.open(tmp_path).close()


def test_closing_twice_is_no_mistake(tmp_path):
    state = StateDir.open(tmp_path)
    state.close()
    state.close()


def test_a_killed_holder_leaves_no_lock_behind(tmp_path):
    code = (
        "import time; from pathlib import Path; from steadymesh.store.statedir import StateDir;"
        f"s = StateDir.open(Path({str(tmp_path)!r})); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StateInUseError, match=f"process {holder.pid}"):
            StateDir.open(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait(5)
        with StateDir.open(tmp_path):
            assert (tmp_path / "steadymesh.lock").read_text() == f"{os.getpid()}\n"


def test_a_path_that_can_not_be_a_directory_is_a_sentence(tmp_path):
    file = tmp_path / "file"
    file.touch()
    for path in (file, file / "below"):
        with pytest.raises(StateError, match=r"state directory .* can't be used: .*Check its owner"):
            StateDir.open(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_may_not_be_written_is_a_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StateError, match="permission denied"):
        StateDir.open(tmp_path)


def test_a_holder_that_left_no_number_is_not_invented(tmp_path):
    lock = tmp_path / "lock"
    lock.write_bytes(b"\xff\xfe nonsense")
    descriptor = os.open(lock, os.O_RDONLY)
    assert _holder(descriptor) == ""
    os.close(descriptor)
    assert _holder(descriptor) == ""


@pytest.mark.parametrize("name", ["steadymesh.lock", "steadymesh.db", "steadymesh.db-wal", "steadymesh.db-shm"])
def test_a_link_in_the_place_of_a_file_of_ours_is_refused_and_not_followed(tmp_path, name):
    target = tmp_path / "theirs"
    target.write_text("theirs")
    state = tmp_path / "state"
    state.mkdir()
    (state / name).symlink_to(target)
    with pytest.raises(StateError, match=rf"{state / name} is a link, .* Move it away") as caught:
        StateDir.open(state)
    assert caught.value.exit_code == 3
    assert target.read_text() == "theirs"
    assert [entry.name for entry in state.iterdir()] == [name], "not even a lock was made"


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), os.mkfifo])
def test_what_is_no_file_is_refused_at_once(tmp_path, make):
    make(tmp_path / "steadymesh.db")
    with pytest.raises(StateError, match="no file at all"):
        StateDir.open(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_file_of_somebody_else_is_refused_unless_we_are_root(tmp_path, monkeypatch):
    StateDir.open(tmp_path).close()
    (tmp_path / "steadymesh.db").touch()
    os.chown(tmp_path / "steadymesh.db", 12345, 12345)
    StateDir.open(tmp_path).close()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    os.chown(tmp_path / "steadymesh.lock", 54321, 54321)
    with pytest.raises(StateError, match=r"steadymesh.db belongs to another user"):
        StateDir.open(tmp_path)


@pytest.mark.parametrize("is_used", [False, True])
def test_a_directory_of_ours_that_others_may_write_to_is_closed_with_a_warning(tmp_path, is_used):
    state = tmp_path / "state"
    state.mkdir()
    if is_used:
        StateDir.open(state).close()
    state.chmod(0o775)
    with structlog.testing.capture_logs() as logs:
        StateDir.open(state).close()
        StateDir.open(state).close()
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert logs == [
        {"event": "state-dir-tightened", "path": str(state), "mode": "0775", "log_level": "warning"},
    ]


@pytest.mark.parametrize(("mode", "content"), [(0o1777, ""), (0o1777, "steadymesh.lock"), (0o777, "somebodys.txt")])
def test_a_place_that_is_shared_is_refused_and_stays_as_it_is(tmp_path, mode, content):
    shared = tmp_path / "shared"
    shared.mkdir()
    if content:
        (shared / content).touch()
    shared.chmod(mode)
    with pytest.raises(StateError, match=rf"can be written by others .mode {mode:04o}.*--state-dir.*chmod go-w"):
        StateDir.open(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == mode
    assert [entry.name for entry in shared.iterdir()] == ([content] if content else [])


def test_a_directory_that_others_may_read_is_nobodys_business(tmp_path):
    tmp_path.chmod(0o755)
    StateDir.open(tmp_path).close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
