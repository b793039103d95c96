"""Calls that never answer, not even to being cancelled."""

import asyncio
import contextlib

import pytest

from keyskit import never, swallow_cancellation
from steadymesh.keys.sync import cutting
from steadymesh.keys.sync.cutting import Cuttable


async def value_after(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "value"


async def test_answer_comes_through():
    assert await Cuttable(value_after(3)) == "value"
    assert asyncio.get_running_loop().time() == pytest.approx(3)


async def test_failure_comes_through():
    async def fails() -> None:
        await asyncio.sleep(1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await Cuttable(fails())


async def test_failure_of_what_it_waits_for_is_told_to_it_and_it_may_recover():
    failing = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(1, failing.set_exception, OSError("gone"))

    async def recovers() -> str:
        try:
            await failing
        except OSError:
            return "recovered"
        return "never"

    assert await Cuttable(recovers()) == "recovered"


async def test_future_may_be_awaited_too():
    done = asyncio.get_running_loop().create_future()
    done.set_result(7)
    assert await Cuttable(done) == 7


def test_what_can_not_be_awaited_is_a_type_error():
    with pytest.raises(TypeError, match="'NoneType' object can't be awaited"):
        Cuttable(None)


@pytest.mark.parametrize("forever", [never, swallow_cancellation])
async def test_deadline_ends_the_wait_at_once(forever):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(5):
            await Cuttable(forever())
    assert asyncio.get_running_loop().time() == pytest.approx(5)
    assert asyncio.current_task().cancelling() == 0


@pytest.mark.parametrize("forever", [never, swallow_cancellation])
async def test_cancelled_caller_ends_at_once(forever):
    async def call() -> None:
        await Cuttable(forever())

    async with asyncio.TaskGroup() as group:
        task = group.create_task(call(), name="call")
        await asyncio.sleep(1)
        task.cancel()
    assert task.cancelled()
    assert asyncio.get_running_loop().time() == pytest.approx(1)


@pytest.mark.parametrize("then", ["value", ValueError("at last")])
async def test_cancellation_is_not_lost_to_a_late_answer_or_error(then):
    async def answers_when_cancelled() -> str:
        try:
            await never()
        except asyncio.CancelledError:
            if isinstance(then, Exception):
                raise then from None
        return then

    async def call() -> None:
        await Cuttable(answers_when_cancelled())

    async with asyncio.TaskGroup() as group:
        task = group.create_task(call(), name="call")
        await asyncio.sleep(1)
        task.cancel()
    assert task.cancelled()


async def test_inner_timeout_works_as_usual():
    async def patient() -> str:
        try:
            async with asyncio.timeout(2):
                await never()
        except TimeoutError:
            await asyncio.sleep(1)
        return "went on"

    async with asyncio.timeout(10):
        assert await Cuttable(patient()) == "went on"
    assert asyncio.get_running_loop().time() == pytest.approx(3)


async def test_cancelled_future_inside_is_not_our_cancellation():
    gone = asyncio.get_running_loop().create_future()
    gone.cancel()

    async def waits() -> None:
        await gone

    with pytest.raises(asyncio.CancelledError):
        await Cuttable(waits())
    assert asyncio.current_task().cancelling() == 0


async def test_cleanup_that_waits_is_cut_short():
    steps = []

    async def cleans_up() -> None:
        try:
            await never()
        finally:
            steps.append("cleanup began")
            await never()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await Cuttable(cleans_up())
    assert steps == ["cleanup began"]
    assert asyncio.get_running_loop().time() == pytest.approx(1)


async def test_one_that_refuses_even_to_be_closed_is_left_behind(monkeypatch):
    kept: list[object] = []
    monkeypatch.setattr(cutting, "_never_ending", kept)
    free = False

    async def refuses() -> None:
        while not free:
            with contextlib.suppress(BaseException):
                await never()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await Cuttable(refuses())
    assert len(kept) == 1
    free = True  # or collecting it would complain
    kept.clear()


async def test_hand_made_awaitable_without_throw_or_close_is_cut_too():
    class Steps:
        def __iter__(self):
            return self

        def __next__(self) -> None:
            return None

    class HandMade:
        def __await__(self):
            return Steps()

    async def call() -> None:
        await Cuttable(HandMade())

    async with asyncio.TaskGroup() as group:
        task = group.create_task(call(), name="call")
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


async def test_closing_the_waiting_coroutine_closes_what_it_waits_for():
    closed = []

    async def inner() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            closed.append(True)

    async def outer() -> None:
        await Cuttable(inner())

    coroutine = outer()
    coroutine.send(None)
    coroutine.close()
    assert closed == [True]
