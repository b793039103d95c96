"""(f) Starting: `--version`, the first connection, idle memory. Real processes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Figure, Row, middle
from bench.tell import resident_bytes

NAME: Final = "(f) start"
VERSION_BAR_S: Final = 0.15
CONNECTION_BAR_S: Final = 1.5
MEMORY_BAR_MB: Final = 80.0
ROUNDS: Final = 9
STARTS: Final = 3
IDLE_AFTER_S: Final = 3.0
NODES: Final = 100


def script(name: str) -> str:
    """Return the path of a console script of this environment."""
    return str(Path(sys.executable).with_name(name))


def run_s(*command: str) -> float:
    """Return how long a command takes."""
    before = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - before


def first_connection(radio: RadioProcess, child: Child) -> float:
    """Return when the child reached the radio."""
    try:
        return number(radio.until("event", 30), "t")
    except BenchError as exc:
        raise BenchError(f"{child.name} did not connect within 30 s.\n{child.tail()}") from exc


def ours(folder: str, radio: RadioProcess) -> tuple[float, int]:
    """Start the bot without HTTP; return seconds to the connection, and idle memory in bytes."""
    with Child(
        "-m",
        "steadymesh",
        "run",
        "--node",
        f"tcp://127.0.0.1:{radio.port}",
        "--state-dir",
        folder,
        name="steadymesh run",
        environment={"STEADYMESH_WEB__ENABLED": "false"},
    ) as child:
        connected = first_connection(radio, child) - child.started
        time.sleep(IDLE_AFTER_S)
        return connected, resident_bytes(child.process.pid)


def official(radio: RadioProcess) -> tuple[float, int]:
    """Start a client of the official library; return the same."""
    with Child("-m", "bench.theirs", "idle", str(radio.port), name="official idle") as child:
        connected = first_connection(radio, child) - child.started
        child.until("ready", 30)
        time.sleep(IDLE_AFTER_S)
        return connected, resident_bytes(child.process.pid)


def run() -> list[Row]:
    """Measure, and take medians. The state directory is fresh for the first start and known to the others."""
    version = middle([run_s(script("steadymesh"), "--version") for _ in range(ROUNDS)])
    their_version = middle([run_s(script("meshtastic"), "--version") for _ in range(STARTS)])
    bare = middle([run_s(sys.executable, "-c", "pass") for _ in range(ROUNDS)])
    started, their_started = [], []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for _ in range(STARTS):
            with RadioProcess(nodes=NODES) as radio:
                started.append(ours(folder, radio))
            with RadioProcess(nodes=NODES) as radio:
                their_started.append(official(radio))
    first = started[0][0]
    return [
        Row(
            bench=NAME,
            what="steadymesh --version, meshtastic --version",
            unit="s",
            ours=Figure(value=version),
            official=Figure(value=their_version),
            bar=VERSION_BAR_S,
            note=f"Python alone {bare * 1000:.0f} ms",
        ),
        Row(
            bench=NAME,
            what="process → first connection, new state directory",
            unit="s",
            ours=Figure(value=first),
            bar=CONNECTION_BAR_S,
        ),
        Row(
            bench=NAME,
            what="process → first connection",
            unit="s",
            ours=Figure(value=middle([seconds for seconds, _ in started[1:]])),
            official=Figure(value=middle([seconds for seconds, _ in their_started])),
            bar=CONNECTION_BAR_S,
            note="ours a whole bot, theirs a bare client",
        ),
        Row(
            bench=NAME,
            what=f"idle memory, {NODES} nodes",
            unit="MB",
            ours=Figure(value=middle([size for _, size in started]) / 1e6),
            official=Figure(value=middle([size for _, size in their_started]) / 1e6),
            bar=MEMORY_BAR_MB,
        ),
    ]
