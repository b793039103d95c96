"""The one drill that needs a process and the real clock: `kill -9` in the middle of answering, and a start after it."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from steadymesh.app import logs
from steadymesh.clock import SystemClock, monotonic
from steadymesh.drill.case import READY_S, STOP_S, Row
from steadymesh.sim.profile import DEFAULT_PROFILE
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer
from steadymesh.sim.settings import Settings

NAME: Final = "kill-9-and-restart"

QUESTIONS: Final = 4
DEADLINE_S: Final = 30.0
"""For each step; the whole takes about ten seconds."""

START_S: Final = 4.0
"""A Python process on a small board needs that long to its first connection."""


def play_killed() -> Row:
    """Play it; return its row."""
    row = Row(
        name=NAME,
        expect="lost, and back",
        noticed_s=0.0,
        ready_again_s=None,
        ready_allowed_s=START_S + READY_S,
        asked=QUESTIONS,
        answered=0,
        answered_meanwhile=0,
        lost=0,
        twice=0,
        stop_s=None,
        left=(),
        grown_mb=0.0,
        grown_allowed_mb=None,
        problems=(),
    )
    quiet = logs.set_up(level="error", form="json")
    try:
        with tempfile.TemporaryDirectory(prefix="steadymesh-drill-", ignore_cleanup_errors=True) as folder:
            return asyncio.run(_play(row, Path(folder)))
    finally:
        quiet.close()


async def _play(row: Row, folder: Path) -> Row:
    problems: list[str] = []
    radio = Radio(
        clock=SystemClock(),
        seed=1,
        profile=replace(DEFAULT_PROFILE, text_gap_s=0.0),
        settings=Settings(preset="SHORT_FAST"),
    )
    async with SimServer(radio, clock=SystemClock()) as server:
        first = await _started(server, folder)
        try:
            asked = [radio.hear_text(radio.add_peer(), "/ping") for _ in range(QUESTIONS)]
            if not await _until(lambda: len(radio.sent_texts) >= 1):
                problems.append("no answer before the kill")
        finally:
            first.kill()
            await first.wait()
        began = monotonic()
        second = await _started(server, folder)
        ready_s = monotonic() - began
        if not await _until(lambda: {sent.reply_id for sent in radio.sent_texts}.issuperset(asked)):
            problems.append("not every question was answered after the restart")
        await asyncio.sleep(1)  # what would come twice would come now
        began = monotonic()
        second.send_signal(signal.SIGTERM)
        code = await second.wait()
        stop_s = monotonic() - began
    heard = Counter(sent.reply_id for sent in radio.sent_texts if not sent.repeated)
    row = replace(
        row,
        ready_again_s=ready_s,
        answered=sum(1 for id_ in asked if heard[id_]),
        lost=sum(1 for id_ in asked if not heard[id_]),
        twice=sum(count - 1 for count in heard.values() if count > 1),
        stop_s=stop_s,
    )
    if code != 0:
        problems.append(f"exit code {code} after SIGTERM")
    if row.twice or row.lost:
        problems.append(f"{row.lost} lost, {row.twice} twice")
    if stop_s > STOP_S:
        problems.append(f"stopping took {stop_s:.1f} s")
    if ready_s > (row.ready_allowed_s or 0):
        problems.append(f"READY after {ready_s:.1f} s")
    return replace(row, problems=tuple(problems))


async def _started(server: SimServer, folder: Path) -> asyncio.subprocess.Process:
    """Start the bot as a process of its own; return when the radio has sent it everything."""
    host, port = server.address
    before = server.stats.connections
    state = str(folder / "state")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "steadymesh", "run", "--node", f"tcp://{host}:{port}", "--state-dir", state,
        "--set", "radio.text_gap=1s",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await _until(lambda: server.stats.connections > before and server.door is not None and server.door.phone.ready)
    return process


async def _until(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so; return False if it is not in time."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not is_so():  # noqa: ASYNC110  (what another process does raises no event here)
                await asyncio.sleep(0.02)
    except TimeoutError:
        return False
    return True
