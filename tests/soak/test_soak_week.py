"""A virtual week of weather: `make soak`."""

import asyncio
import gc
import random
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
        readies = play.house.bus.subscribe("soak", (SessionReady,), size=1)
        memory: list[float] = []
        tasks: list[int] = []
        open_questions: set[int] = set()
        asked = twice = 0

        def settle() -> int:
            """Tick off what was answered; return how many answers came twice. The test itself must not grow."""
            again = 0
            while play.radio.sent_texts:
                sent = play.radio.sent_texts.popleft()
                if not sent.repeated:
                    again += sent.reply_id not in open_questions
                    open_questions.discard(sent.reply_id)
            return again

        for hour in range(24 * days):
            fault = dice.choice(WEATHER)
            for minute in range(60):
                open_questions.add(play.radio.hear_text(play.people[minute % 5], "/ping"))
                asked += 1
                if minute == 10:
                    play.server.inject(fault)
                if minute == 13:
                    play.server.heal()
                await asyncio.sleep(60)
            twice += settle()
            if hour % 24 == 23:
                gc.collect()
                memory.append(resident_mb())
                tasks.append(len(asyncio.all_tasks()))
        await asyncio.sleep(300)
        twice += settle()
        print(
            f"{asked} asked, {len(open_questions)} unanswered, {twice} twice, {readies.dropped + 1} READY, {memory} MB"
        )
        assert not twice
        assert not open_questions
        assert tasks[-1] == tasks[0]
        assert memory[-1] - memory[2] < 5, "memory grows with time"
