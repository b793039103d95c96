"""Steps that never return to the loop, on the real clock: a timer of the system's can't be virtual."""

# ruff: noqa: SIM105, PT012  (written as people write it; what ends is in the middle)

import asyncio
import signal
import time

import pytest

from botkit import Mesh
from steadymesh.bot import barrier, blocking
from steadymesh.bot.barrier import Outcome, call
from steadymesh.bot.blocking import MOST_OURS, OURS_S, WATCH, BlockedError, StepWatch
from steadymesh.bot.plugin import Context, command

pytestmark = pytest.mark.real

STEP_S = 0.2


@pytest.fixture
def watch(monkeypatch):
    monkeypatch.setattr(barrier, "STEP_S", STEP_S)
    before = signal.getsignal(signal.SIGALRM)
    WATCH.install()
    try:
        yield WATCH
    finally:
        WATCH.remove()
        assert signal.getsignal(signal.SIGALRM) == before
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def spin() -> None:
    while True:
        pass


def swallow() -> None:
    while True:
        try:
            spin()
        except BaseException:
            pass


def swallow_twice() -> None:
    while True:
        try:
            swallow()
        except BaseException:
            pass


def sleep_on() -> None:
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def catch_exceptions() -> None:
    while True:
        try:
            spin()
        except Exception:
            pass


@pytest.mark.parametrize("step", [spin, swallow, swallow_twice, sleep_on, catch_exceptions, lambda: time.sleep(60)])
def test_a_step_is_ended_whatever_it_catches(watch, step):
    began = time.monotonic()
    with pytest.raises(BlockedError), watch.within(STEP_S):
        step()
    assert time.monotonic() - began < STEP_S + 3
    spent(0.7)  # nothing rings any more


def spent(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_one_that_catches_it_and_returns_is_ended_all_the_same(watch):
    with pytest.raises(BlockedError), watch.within(STEP_S):
        try:
            spin()
        except BaseException:
            pass
    with pytest.raises(BlockedError) as caught, watch.within(STEP_S):
        try:
            spin()
        except BlockedError:
            raise KeyError("another") from None
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_step_within_its_time_is_left_alone(watch):
    with watch.within(STEP_S):
        spent(STEP_S / 2)
    with pytest.raises(KeyError), watch.within(STEP_S):
        raise KeyError
    spent(STEP_S)


def test_without_a_watch_nothing_is_ended():
    watch = StepWatch()
    with watch.within(0.01):
        spent(0.05)
    watch.remove()
    assert not watch.is_installed


def test_our_own_code_is_not_ended_in_its_middle(watch):
    """What of ours a step has called may finish: a half change to the outbox would outlive the step."""
    ours = {"__name__": "steadymesh.delivery.queue", "spent": spent, "done": []}
    exec("def change(seconds):\n    spent(seconds)\n    done.append(seconds)\n", ours)
    with pytest.raises(BlockedError), watch.within(STEP_S):
        ours["change"](2 * STEP_S)
        spin()
    assert ours["done"] == [2 * STEP_S]


def test_our_own_code_is_ended_where_it_takes_too_long_too(watch):
    ours = {"__name__": "steadymesh.delivery.queue", "spent": spent}
    exec("def change():\n    spent(60)\n", ours)
    began = time.monotonic()
    with pytest.raises(BlockedError), watch.within(STEP_S):
        ours["change"]()
    assert STEP_S + MOST_OURS * OURS_S / 2 < time.monotonic() - began < 10


def test_our_plug_ins_are_somebody_s_code_like_others(watch):
    ours = {"__name__": "steadymesh.plugins.ping", "spin": spin}
    exec("def ping():\n    spin()\n", ours)
    began = time.monotonic()
    with pytest.raises(BlockedError), watch.within(STEP_S):
        ours["ping"]()
    assert time.monotonic() - began < STEP_S + 0.5


def test_steps_that_end_just_when_it_rings_never_leave_the_watch_on(watch):
    """A thousand steps of the very length of the watch: it rings before, in and after the way out."""
    ended = 0
    for turn in range(1000):
        try:
            with watch.within(0.001):
                spent(0.001 + (turn % 20 - 10) * 2e-6)
        except BlockedError:
            ended += 1
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    spent(2 * blocking.AGAIN_S)
    assert 0 < ended < 1000


# --- within a call --------------------------------------------------------------------------


def made(function):
    return command("x", help="help-help")(function)


async def blocks(context: Context) -> str:
    spin()
    return ""


async def blocks_later(context: Context) -> str:
    await asyncio.sleep(0.01)
    swallow()
    return ""


async def blocks_at_the_end(context: Context) -> str:
    try:
        await asyncio.sleep(60)
    finally:
        spin()
    return ""


async def blocks_when_closed(context: Context) -> str:
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass
        except GeneratorExit:
            spin()
            raise


@pytest.mark.parametrize("function", [blocks, blocks_later, blocks_at_the_end, blocks_when_closed])
async def test_a_command_that_blocks_is_ended_and_the_loop_turns_on(watch, function):
    ticks = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.01)
            ticks.append(1)

    async with asyncio.TaskGroup() as tasks:
        ticking = tasks.create_task(tick(), name="tick")
        began = time.monotonic()
        ending = await call(made(function), Mesh().context(), {}, 0.5)
        assert ending.outcome is Outcome.TIMED_OUT
        assert time.monotonic() - began < 4
        before = len(ticks)
        await asyncio.sleep(0.1)
        assert len(ticks) > before
        ticking.cancel()


async def test_a_job_that_is_no_coroutine_function_may_not_block_either(watch):
    began = time.monotonic()
    ended = await barrier.run("x", spin, 0.3)
    assert ended.is_late
    assert time.monotonic() - began < 1
    assert (await barrier.run("x", lambda: None, 0.3)).is_late is False
