"""The program as a process: what a service manager, a second start and a signal see of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.real


@contextmanager
def running(state, *arguments, env=None, form="json"):
    with (state.parent / f"{state.name}.err").open("w+") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "steadymesh", "run", "--state-dir", str(state), "--log-format", form, *arguments],
            stderr=err,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        )
        process.log = lambda: [
            json.loads(line) for line in (state.parent / f"{state.name}.err").read_text().splitlines()
        ]
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def wait_for(process, event, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for line in process.log():
            if line["event"] == event:
                return line
        assert process.poll() is None, process.log()
        time.sleep(0.05)
    raise AssertionError(f"no {event} in {process.log()}")


def ended(process) -> tuple[int, float]:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=10), time.monotonic() - began


def steadymesh(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "steadymesh", *arguments], check=False, capture_output=True, text=True, timeout=30
    )


def test_a_running_bot_answers_its_command_line_and_ends_as_asked(tmp_path):
    state = tmp_path / "state"
    with running(state, "--sim") as process:
        ready = wait_for(process, "link-ready")
        assert ready["generation"] == 1
        status = json.loads(steadymesh("status", "--json", "--state-dir", str(state)).stdout)
        assert status["link"]["state"] == "ready"
        second = steadymesh("run", "--sim", "--state-dir", str(state))
        assert second.returncode == 3
        assert str(process.pid) in second.stderr
        assert len(second.stderr.splitlines()) == 1
        assert oct((state / "control.sock").stat().st_mode & 0o777) == "0o600"
        code, seconds = ended(process)
    assert code == 0
    assert seconds < 3
    assert not (state / "control.sock").exists()
    offline = steadymesh("nodes", "--json", "--state-dir", str(state))
    assert offline.returncode == 0
    assert len(json.loads(offline.stdout)) >= 10


@pytest.mark.parametrize("fault", ["black-hole", "silence", "dump-stall", "half-open-unread", "keysync-hang", "burst"])
def test_sigterm_in_the_middle_of_a_fault_ends_the_process_in_time(fault, tmp_path):
    with running(tmp_path / "state", "--sim", "--fault", f"{fault}@1", "--set", "keys.sync_delay=0") as process:
        wait_for(process, "sim-fault-begun")
        time.sleep(0.5)
        code, seconds = ended(process)
    assert code == 0
    assert seconds < 3


def test_sigterm_at_once_ends_the_process_too(tmp_path):
    with running(tmp_path / "state", "--node", "tcp://127.0.0.1:1") as process:
        wait_for(process, "started")
        code, seconds = ended(process)
    assert code == 0
    assert seconds < 3


def test_the_service_manager_hears_ready_status_watchdog_and_stopping(tmp_path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(10)
        env = {
            "NOTIFY_SOCKET": str(path),
            "WATCHDOG_USEC": "400000",
            "LANG": "fr_FR.UTF-8",
            "LC_ALL": "",
            "LC_MESSAGES": "",
        }
        with running(tmp_path / "state", "--sim", env=env) as process:
            heard = [manager.recv(1000).decode()]
            end = time.monotonic() + 10
            while {"WATCHDOG=1", "STATUS=Prêt"} - set(heard) and time.monotonic() < end:
                heard.append(manager.recv(1000).decode())
            process.send_signal(signal.SIGTERM)
            while heard[-1] != "STOPPING=1":
                heard.append(manager.recv(1000).decode())
            assert process.wait(timeout=5) == 0
    assert "READY=1" in heard
    assert "WATCHDOG=1" in heard
    assert "STATUS=Prêt" in heard


@contextmanager
def listening():
    """A radio's place: yields how often somebody has connected."""
    with socket.create_server(("127.0.0.1", 0)) as radio:
        radio.setblocking(False)

        def visitors():
            count = 0
            while True:
                try:
                    radio.accept()[0].close()
                except BlockingIOError:
                    return count
                count += 1

        yield f"tcp://127.0.0.1:{radio.getsockname()[1]}", visitors


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("nowhere")])
def test_a_control_socket_that_cannot_be_made_ends_the_start_before_the_radio_is_disturbed(make, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    make(state / "control.sock")
    with listening() as (radio, visitors):
        done = steadymesh("run", "--node", radio, "--state-dir", str(state))
        assert visitors() == 0
    assert done.returncode == 3
    [line] = done.stderr.splitlines()
    assert "control.sock is there already, and is no socket. Move it away" in line
    assert not (state / "steadymesh.db").exists()


def test_a_link_in_the_place_of_the_lock_is_refused(tmp_path):
    mine, state = tmp_path / "mine", tmp_path / "state"
    mine.write_text("mine")
    state.mkdir()
    (state / "steadymesh.lock").symlink_to(mine)
    done = steadymesh("run", "--sim", "--state-dir", str(state), "--language", "en")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert mine.read_text() == "mine"


def test_a_damaged_database_is_told_of_in_the_operators_language_and_looked_at_by_no_other_command(tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    (state / "steadymesh.db").write_bytes(b"nothing that SQLite ever wrote" * 100)
    export = tmp_path / "keys.json"
    (tmp_path / "import.json").write_text("{}")
    for words in (
        ("nodes",), ("keys", "list"), ("keys", "export", str(export)), ("keys", "import", str(tmp_path / "import.json")),
    ):  # fmt: skip
        done = steadymesh(*words, "--state-dir", str(state), "--language", "en")
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1), done.stderr
        assert "is damaged; it was left as it is" in done.stderr
    assert not export.exists()
    assert not list(state.glob("*damaged*"))
    with running(state, "--sim", "--language", "fr", form="text") as process:
        err = tmp_path / "state.err"
        end = time.monotonic() + 15
        while "[started]" not in err.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        assert ended(process)[0] == 0
    [notice] = [line for line in err.read_text().splitlines() if "store-notice" in line]
    assert " WARN " in notice
    assert "était endommagée : elle est conservée sous steadymesh.db.damaged-" in notice
    [aside] = state.glob("*damaged*")
    assert aside.name in notice


def test_no_radio_and_an_unknown_fault_are_one_sentence_each(tmp_path):
    for arguments, word in ((("run",), "--sim"), (("run", "--sim", "--fault", "half-opne"), "half-open")):
        done = steadymesh(*arguments, "--state-dir", str(tmp_path))
        assert done.returncode == 2
        assert word in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_the_version_comes_before_anything_is_imported():
    code = "import sys; sys.argv=['steadymesh','--version']; from steadymesh.__main__ import main; main(); print(len(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert out[0].startswith("steadymesh ")
    assert int(out[1]) < 120
