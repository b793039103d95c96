"""Faults of our own side: each begins when it is entered and ends when it is left."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from steadymesh.app import logs
from steadymesh.bus import WhenFull
from steadymesh.events import TelemetryReceived, TextReceived

if TYPE_CHECKING:
    from steadymesh.drill.stage import Stage

DAY: Final = timedelta(days=1)

_LOCKER: Final = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""
"""Holds the database in another process: SQLite's locks don't count within one."""


@contextlib.contextmanager
def _handler(stage: Stage, text: str) -> Iterator[None]:
    for peer in stage.people[:3]:
        stage.radio.hear_text(peer, text)
    yield
    counters = stage.house.bot.dispatcher.counters
    stage.expect(counters.get("timed-out", 0) + counters.get("failed", 0) == 3, "the commands did not misbehave")


@contextlib.contextmanager
def _slow_subscriber(stage: Stage) -> Iterator[None]:
    with stage.house.bus.subscribe(
        "slow", (TelemetryReceived, TextReceived), size=100, when_full=WhenFull.DROP_OLDEST
    ) as never_read:
        yield
        stage.expect(
            len(never_read) == 100 and never_read.dropped > 0, "the slow subscription is not full, or overfull"
        )


@contextlib.contextmanager
def _store_locked(stage: Stage) -> Iterator[None]:
    with subprocess.Popen(  # noqa: S603  (our own interpreter on our own words)
        [sys.executable, "-c", _LOCKER, str(stage.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as locker:
        assert locker.stdout is not None
        locker.stdout.readline()
        try:
            yield
            stage.expect(bool(stage.store.facts()["failing"]), "the store did not notice the lock")
        finally:
            locker.kill()


@contextlib.contextmanager
def _disk_full(stage: Stage) -> Iterator[None]:
    """Let every write beyond a file's present end fail, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
        stage.expect(bool(stage.store.facts()["failing"]), "the store did not notice the full disk")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@contextlib.contextmanager
def _stderr_unread(stage: Stage) -> Iterator[None]:
    """Log at DEBUG into a pipe that is full from the start and that nobody reads."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"\0" * 4096)
    os.set_blocking(writer, True)
    stage.log.close()
    stuck = logs.set_up(level="debug", form="json", fd=writer, capacity=3)
    try:
        yield
        stage.expect(stuck.dropped > 0, "lines that nobody reads were not dropped")
    finally:
        os.close(reader)  # the thread's write fails, and the thread ends
        stuck.close()
        os.close(writer)
        stage.log = stage.quiet_log()


@contextlib.contextmanager
def _wall_clock(stage: Stage, shift: timedelta) -> Iterator[None]:
    stage.clock.wall_shift += shift
    yield
    stage.clock.wall_shift -= shift


@contextlib.contextmanager
def _no_resolver(stage: Stage) -> Iterator[None]:
    stage.resolver.stuck = True
    stage.server.cut()
    yield
    stage.resolver.release()


@contextlib.contextmanager
def _keysync_hang(stage: Stage) -> Iterator[None]:
    stage.server.cut()  # a new link schedules a sync, and that one hangs: the catalogue's fault is on
    yield
    stage.expect(stage.house.keys.sync.facts().failed > 0, "the key sync did not hang")


INSIDE: Final[dict[str, Callable[[Stage], AbstractContextManager[None]]]] = {
    "handler-hangs": lambda stage: _handler(stage, "/hang"),
    "handler-raises": lambda stage: _handler(stage, "/boom"),
    "slow-subscriber": _slow_subscriber,
    "store-locked": _store_locked,
    "disk-full": _disk_full,
    "stderr-unread": _stderr_unread,
    "clock-forward": lambda stage: _wall_clock(stage, DAY),
    "clock-back": lambda stage: _wall_clock(stage, -DAY),
    "no-resolver": _no_resolver,
    "keysync-hang": _keysync_hang,
}
"""By name: begins when it is entered, ends when it is left."""
