"""A virtual week of weather: `make soak`."""

import asyncio
import gc
import random
from collections import Counter
from pathlib import Path

import pytest

from housekit import playing
from steadymesh.drill.cases import CASES
from steadymesh.events import SessionReady

pytestmark = pytest.mark.soak

LOSES = {"duel", "reboot", "reboot-new-number", "torn-frames"}
"""Faults that destroy questions before we can see them."""
WEATHER = sorted({case.fault for case in CASES if case.fault} - LOSES - {"dump-5000", "keysync-hang"})


def resident_mb() -> float:
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * 4096 / 1e6


@pytest.mark.parametrize("days", [7])
async def test_a_week_of_weather(tmp_path, days):
    dice = random.Random(1)
    async with playing(tmp_path, "keys.sync_interval=15m", level="warning") as play:
        asked: list[int] = []
        readies = play.house.bus.subscribe("soak", (SessionReady,), size=100_000)
        memory: list[float] = []
        tasks: list[int] = []
        answered: Counter = Counter()
        seen = 0
        for hour in range(24 * days):
            fault = dice.choice(WEATHER)
            for minute in range(60):
                asked.append(play.radio.hear_text(play.people[minute % 5], "/ping"))
                if minute == 10:
                    play.server.inject(fault)
                if minute == 13:
                    play.server.heal()
                await asyncio.sleep(60)
            await asyncio.sleep(0)
            fresh = [s for s in play.radio.sent_texts if s.at_s >= seen]
            seen = play.loop.time()
            answered.update(s.reply_id for s in fresh if not s.repeated)
            if hour % 24 == 23:
                gc.collect()
                memory.append(resident_mb())
                tasks.append(len(asyncio.all_tasks()))
        await asyncio.sleep(300)
        answered.update(s.reply_id for s in play.radio.sent_texts if s.at_s >= seen and not s.repeated)
        unanswered = [id_ for id_ in asked if not answered[id_]]
        twice = [id_ for id_ in asked if answered[id_] > 1]
        print(
            f"{len(asked)} asked, {len(unanswered)} unanswered, {len(twice)} twice, {len(readies)} READY, {memory} MB, {tasks}"
        )
        assert not twice
        assert not unanswered
        assert memory[-1] - memory[1] < 10, "memory grows with time"
        assert tasks[-1] == tasks[0]
