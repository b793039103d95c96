"""The guard on real processes: signals can't be scripted."""

import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.real

PROGRAM = """
import sys, time, threading
from steadymesh.app.guard import SignalGuard
asked = threading.Event()
with SignalGuard(asked.set, grace_s={grace}):
    print("up", flush=True)
    {body}
print("ended", flush=True)
sys.exit(7)
"""


def start(body: str, grace: float = 0.5) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(body=body, grace=grace)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def finish(process: subprocess.Popen[str]) -> tuple[int, float, str]:
    began = time.monotonic()
    out, _ = process.communicate(timeout=10)
    return process.returncode, time.monotonic() - began, out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_asks_and_the_program_ends_by_itself(number):
    process = start("asked.wait()")
    process.send_signal(number)
    assert finish(process)[::2] == (7, "ended\n")


def test_a_blocked_main_thread_is_ended_after_the_grace():
    process = start("\n    while True:\n        try: time.sleep(60)\n        except BaseException: pass")
    process.send_signal(signal.SIGTERM)
    code, seconds, out = finish(process)
    assert (code, out) == (0, "")
    assert 0.3 < seconds < 3


def test_a_second_signal_ends_at_once():
    process = start("time.sleep(60); time.sleep(60)", grace=30)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    code, seconds, _ = finish(process)
    assert code == 0
    assert seconds < 3


def test_leaving_without_a_signal_restores_what_was_there():
    from steadymesh.app.guard import SignalGuard

    before = signal.getsignal(signal.SIGTERM)
    with SignalGuard(lambda: None):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_others_signals_make_the_grace_no_longer():
    """A timer that rings again and again, as the one that ends plug-ins' steps does, is no sign of anything."""
    body = """
    import signal
    def ring(*_): pass
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    while True:
        try: time.sleep(60)
        except BaseException: pass"""
    process = start(body, grace=0.5)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    code, seconds, out = finish(process)
    assert (code, out) == (0, "")
    assert 0.4 < seconds < 2
