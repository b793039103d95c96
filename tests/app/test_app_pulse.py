"""The loop's own pulse, on virtual time: a blocked loop is one whose clock jumps."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from structlog.testing import capture_logs

from steadymesh.app.pulse import Pulse
from steadymesh.clock import LoopClock


class Manager:
    def __init__(self) -> None:
        self.told: list[float] = []

    def notify(self, state: str) -> None:
        assert state == "WATCHDOG=1"
        self.told.append(asyncio.get_running_loop().time())


@asynccontextmanager
async def beating(watchdog_s: float | None):
    manager = Manager()
    pulse = Pulse(clock=LoopClock(datetime(2026, 1, 1, tzinfo=UTC)), notifier=manager, watchdog_s=watchdog_s)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(pulse.run(), name="pulse")
        yield pulse, manager
        task.cancel()


def block(seconds: float) -> None:
    asyncio.get_running_loop()._jump(seconds)


async def test_the_watchdog_is_fed_within_half_of_its_time():
    async with beating(watchdog_s=10) as (_, manager):
        await asyncio.sleep(60)
    gaps = [after - before for before, after in zip(manager.told, manager.told[1:], strict=False)]
    assert manager.told[0] == 0
    assert max(gaps) <= 5.001
    assert min(gaps) >= 4


async def test_a_short_watchdog_makes_the_pulse_faster():
    async with beating(watchdog_s=1) as (_, manager):
        await asyncio.sleep(10)
    gaps = [after - before for before, after in zip(manager.told, manager.told[1:], strict=False)]
    assert max(gaps) <= 0.501


async def test_nobody_is_told_where_nobody_watches():
    async with beating(watchdog_s=None) as (pulse, manager):
        await asyncio.sleep(30.5)
    assert manager.told == []
    assert pulse.beats == 30


async def test_a_late_loop_is_told_of_once_then_that_it_is_steady_again():
    with capture_logs() as lines:
        async with beating(watchdog_s=None) as (pulse, _):
            await asyncio.sleep(5.5)
            for _ in range(3):
                block(2.5)
                await asyncio.sleep(2.5)
            assert round(pulse.worst_lag_s, 1) == 2.0
            await asyncio.sleep(60)
            assert pulse.facts()["lag_s"] == 0
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("loop-lagging", "warning"),
        ("loop-lagging", "debug"),
        ("loop-lagging", "debug"),
        ("loop-steady", "info"),
    ]
    assert lines[-1]["lag_s"] == 2.0
