import asyncio
from datetime import UTC, datetime, timedelta

from steadymesh.clock import LoopClock, SystemClock

START = datetime(2026, 3, 1, tzinfo=UTC)


async def test_both_clocks_of_virtual_time_move_together():
    clock = LoopClock(START)
    before = clock.now()
    await asyncio.sleep(3600)
    assert clock.now() - before == 3600
    assert clock.at() == START + timedelta(seconds=clock.now())


async def test_a_shift_of_the_wall_clock_leaves_durations_alone():
    clock = LoopClock(START)
    now = clock.now()
    clock.wall_shift = timedelta(days=-1)
    assert clock.now() == now
    assert clock.at() < START


async def test_chance_is_repeatable_by_seed():
    one, two = LoopClock(START, seed=7), LoopClock(START, seed=7)
    assert [one.packet_id() for _ in range(5)] == [two.packet_id() for _ in range(5)]
    assert one.chance() == two.chance()


def test_packet_ids_are_never_zero_and_wall_time_is_aware():
    clock = SystemClock()
    assert all(0 < clock.packet_id() <= 0xFFFFFFFF for _ in range(1000))
    assert clock.at().tzinfo is UTC
    assert 0 <= clock.chance() < 1
