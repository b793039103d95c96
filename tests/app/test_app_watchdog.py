"""The watchdog against a real process whose loop stands still, in each of the ways in which one can."""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.real

WATCHDOG_S = 1.0

BLOCKS = """
import ctypes
from datetime import timedelta

from steadymesh.bot.plugin import every


@every(timedelta(seconds=2))
async def block(p):
    # A mutex that is taken already: the system goes on waiting for it whatever signal comes.
    mutex = ctypes.create_string_buffer(64)
    lock = ctypes.{library}(None).pthread_mutex_lock
    lock(mutex)
    lock(mutex)
"""


class Manager:
    """The service manager's end of the notify socket."""

    def __init__(self, listener):
        self._listener = listener
        self.heard = []
        """Each state with the time at which it came."""

    def hear(self, seconds):
        """Listen for so long."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._listener.settimeout(left)
            try:
                self.heard.append((time.monotonic(), self._listener.recv(1000).decode()))
            except TimeoutError:
                return

    def hear_until(self, state, seconds=20):
        ends = time.monotonic() + seconds
        while not any(one == state for _, one in self.heard):
            assert time.monotonic() < ends, self.heard
            self.hear(0.1)

    def fed_within(self, seconds):
        """Listen for so long, and return how often the watchdog was fed meanwhile."""
        self.hear(0.05)  # what had come before
        before = len(self.heard)
        self.hear(seconds)
        return sum(state == "WATCHDOG=1" for _, state in self.heard[before:])


@contextmanager
def watched(folder, plugin=None):
    """A bot under watch: its process, its manager, and what it logs."""
    (folder / "plugins").mkdir()
    (folder / "steadymesh.toml").touch()
    if plugin is not None:
        (folder / "plugins" / "blocker.py").write_text(plugin)
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener,
        (folder / "log").open("w") as log,
    ):
        listener.bind(str(folder / "notify"))
        command = [sys.executable, "-m", "steadymesh", "run", "--sim", "--language", "en"]
        process = subprocess.Popen(
            [*command, "--config", str(folder / "steadymesh.toml"), "--state-dir", str(folder / "state")],
            stderr=log,
            stdin=subprocess.DEVNULL,
            env={
                **os.environ,
                "NOTIFY_SOCKET": str(folder / "notify"),
                "WATCHDOG_USEC": str(round(WATCHDOG_S * 1_000_000)),
            },
        )
        try:
            yield process, Manager(listener), (folder / "log").read_text
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def until(log, pattern, seconds=20):
    ends = time.monotonic() + seconds
    while not re.search(pattern, log()):
        assert time.monotonic() < ends, log()
        time.sleep(0.05)


def test_a_loop_that_turns_feeds_the_watchdog_twice_within_its_time(tmp_path):
    with watched(tmp_path) as (process, manager, _log):
        manager.hear_until("STATUS=Ready")
        assert manager.fed_within(3 * WATCHDOG_S) >= 3
        fed = [at for at, state in manager.heard if state == "WATCHDOG=1"]
        assert max(after - before for before, after in itertools.pairwise(fed)) < WATCHDOG_S
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        manager.hear(0.1)
    states = [state for _, state in manager.heard]
    assert states.count("READY=1") == 1
    assert states[-1] == "STOPPING=1"


def test_a_plug_in_stuck_in_c_code_starves_the_watchdog_and_the_log_says_where_it_stands(tmp_path):
    with watched(tmp_path, BLOCKS.format(library="CDLL")) as (process, manager, log):
        manager.hear_until("READY=1")
        until(log, r"The loop stands still.*\[stacks\]")
        until(log, r"Thread MainThread: plugins/blocker\.py:\d+ block")
        assert manager.fed_within(2 * WATCHDOG_S) == 0
        process.send_signal(signal.SIGTERM)  # as systemd does it after WATCHDOG_USEC; the guard ends what can't end
        assert process.wait(5) == 0


def test_a_plug_in_that_keeps_the_interpreter_to_itself_is_named_when_the_watchdog_aborts_the_process(tmp_path):
    with watched(tmp_path, BLOCKS.format(library="PyDLL")) as (process, manager, log):
        manager.hear_until("READY=1")
        manager.hear_until("STATUS=Ready")
        while manager.fed_within(2 * WATCHDOG_S):
            pass
        assert "The loop stands still" not in log()  # no thread of ours can run
        process.send_signal(signal.SIGABRT)  # WatchdogSignal= of systemd.service(5)
        assert process.wait(5) == -signal.SIGABRT
    assert re.search(r"blocker\.py\", line \d+ in block", log())


def test_a_process_that_is_stopped_feeds_nobody_and_goes_on_when_it_may(tmp_path):
    with watched(tmp_path) as (process, manager, log):
        manager.hear_until("STATUS=Ready")
        process.send_signal(signal.SIGSTOP)
        manager.hear(0.2)
        assert manager.fed_within(2 * WATCHDOG_S) == 0
        process.send_signal(signal.SIGCONT)
        assert manager.fed_within(2 * WATCHDOG_S) >= 1
        until(log, r"\[loop-lagging\]")
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
