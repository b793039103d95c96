import os
import signal
import stat
import subprocess
import sys

import pytest

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
