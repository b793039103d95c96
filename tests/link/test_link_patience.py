import asyncio

import pytest

from linkkit import a_clock, loop_now
from steadymesh.link.patience import Patience
from steadymesh.link.recovery import Pause
from steadymesh.model import LinkState

BACKOFF = Pause(state=LinkState.WAITING, seconds=10)


async def test_a_pause_is_waited_out_to_the_second():
    patience = Patience(a_clock())
    told = []
    assert patience.rest(BACKOFF)
    await patience.wait_out(told.append)
    assert (loop_now(), told) == (pytest.approx(10, abs=1e-3), [BACKOFF])
    assert (patience.in_force, patience.left_s) == (None, 0)


async def test_without_a_pause_nobody_waits():
    patience = Patience(a_clock())
    assert patience.rest(Pause(state=LinkState.WAITING, seconds=0))
    await patience.wait_out(pytest.fail)
    assert loop_now() == 0
    assert not patience.take()


async def test_a_release_is_replaced_by_nothing_but_a_release_or_take():
    patience = Patience(a_clock())
    patience.release(100)
    assert not patience.rest(BACKOFF)
    assert patience.in_force.state is LinkState.RELEASED
    patience.release(50)
    assert patience.left_s == 50
    assert patience.take()
    assert patience.rest(BACKOFF)


async def test_a_release_during_a_pause_begins_at_once():
    patience = Patience(a_clock())
    told = []
    patience.rest(BACKOFF)
    asyncio.get_running_loop().call_later(3, patience.release, 20)
    await patience.wait_out(told.append)
    assert [pause.state for pause in told] == [LinkState.WAITING, LinkState.RELEASED]
    assert loop_now() == pytest.approx(23, abs=1e-3)


async def test_an_interrupted_block_ends_and_its_caller_goes_on():
    patience = Patience(a_clock())
    patience.rest(BACKOFF)
    asyncio.get_running_loop().call_later(1, patience.take)
    asyncio.get_running_loop().call_later(1, patience.release, 5)
    async with patience.interruptible():
        await asyncio.sleep(1000)
    assert loop_now() == pytest.approx(1, abs=1e-3)


async def test_a_timeout_of_the_block_itself_is_not_swallowed():
    patience = Patience(a_clock())
    with pytest.raises(TimeoutError):
        async with patience.interruptible(), asyncio.timeout(1):
            await asyncio.sleep(10)


async def test_a_cancellation_from_outside_passes_through():
    patience = Patience(a_clock())

    async def wait():
        async with patience.interruptible():
            await asyncio.sleep(1000)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(wait(), name="waits")
        await asyncio.sleep(1)
        task.cancel()
    assert task.cancelled()
