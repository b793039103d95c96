import asyncio
import contextlib
import sys

import pytest

from botkit import Mesh
from steadymesh.bot.barrier import GRACE_S, Outcome, call, run
from steadymesh.bot.blocking import BlockedError
from steadymesh.bot.plugin import Context, Reply, command


def now() -> float:
    return asyncio.get_running_loop().time()


def made(function):
    return command("x", help="help-help")(function)


async def ended(function, timeout_s: float = 10):
    return await call(made(function), Mesh().context(), {}, timeout_s)


async def test_a_reply_is_an_answer():
    async def answers(context: Context) -> Reply:
        await asyncio.sleep(1)
        return Reply("yes")

    ending = await ended(answers)
    assert (ending.outcome, ending.reply, ending.error) == (Outcome.ANSWERED, Reply("yes"), None)


async def test_a_text_is_an_answer():
    async def answers(context: Context) -> str:
        return "yes"

    assert (await ended(answers)).reply == Reply("yes")


async def test_none_is_silence():
    async def silent(context: Context) -> None:
        return None

    assert (await ended(silent)).outcome is Outcome.SILENT


class OfItsOwn(BaseException):
    """Of no kind that anybody catches."""


ERRORS = [
    ValueError("x"),
    SystemExit(1),
    TimeoutError(),
    ExceptionGroup("g", [ValueError()]),
    RecursionError(),
    MemoryError(),
]
ERRORS += [
    KeyboardInterrupt(),
    GeneratorExit(),
    OfItsOwn(),
    BaseExceptionGroup("g", [OfItsOwn()]),
    BlockedError(),
    StopAsyncIteration(),
]


@pytest.mark.parametrize("error", ERRORS)
async def test_whatever_is_raised_is_a_failure(error):
    async def raises(context: Context) -> None:
        await asyncio.sleep(0)
        raise error

    ending = await ended(raises)
    is_late = isinstance(error, BlockedError)
    assert (ending.outcome, ending.error) == (Outcome.TIMED_OUT if is_late else Outcome.FAILED, error)


@pytest.mark.parametrize("error", ERRORS)
async def test_whatever_its_clean_up_raises_comes_too_late(error):
    async def raises(context: Context) -> None:
        while True:
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                pass
            except GeneratorExit:
                raise error from None

    assert (await ended(raises, 1)).outcome is Outcome.TIMED_OUT


async def test_what_begins_no_coroutine_is_a_failure():
    def raises() -> None:
        raise KeyboardInterrupt

    for begin, error in (
        (raises, KeyboardInterrupt),
        (lambda: 5, TypeError),
        (lambda: None, TypeError),
        (lambda: (x for x in ()), TypeError),
    ):
        told = await run("x", begin, 1)
        assert (type(told.error), told.is_late) == (error, False)


async def test_arguments_that_a_function_does_not_take_are_a_failure():
    async def f(context: Context) -> None: ...

    assert (await call(made(f), Mesh().context(), {"other": 1}, 1)).outcome is Outcome.FAILED


async def test_a_million_characters_are_an_answer_and_recursion_is_none():
    async def long(context: Context) -> str:
        return "y" * 1_000_000

    async def deep(context: Context) -> str:
        return await deep(context)

    assert len((await ended(long)).reply.text) == 1_000_000
    assert isinstance((await ended(deep)).error, RecursionError)


async def test_one_that_waits_for_nonsense_is_told_so():
    class Odd:
        def __await__(self):
            yield 5

    async def odd(context: Context) -> None:
        await Odd()

    assert isinstance((await ended(odd)).error, RuntimeError)


async def test_one_that_cancels_its_own_task_has_failed_and_nothing_else():
    async def odd(context: Context) -> None:
        asyncio.current_task().cancel()
        await asyncio.sleep(1)

    assert (await ended(odd)).outcome is Outcome.FAILED


async def test_calling_exit_ends_the_call_only():
    async def leaves(context: Context) -> None:
        sys.exit(3)

    assert (await ended(leaves)).outcome is Outcome.FAILED


@pytest.mark.parametrize("value", [b"text", 5, Reply(b"bytes"), [Reply("a"), Reply("b")]])
async def test_something_else_than_a_reply_is_a_failure(value):
    async def wrong(context: Context):
        return value

    ending = await ended(wrong)
    assert ending.outcome is Outcome.FAILED
    assert type(value).__name__ in str(ending.error)


async def test_what_it_waits_for_may_fail_and_be_caught():
    async def recovers(context: Context) -> Reply:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        loop.call_later(1, future.set_exception, OSError("gone"))
        try:
            await future
        except OSError as exc:
            return Reply(str(exc))

    assert (await ended(recovers)).reply == Reply("gone")


async def test_a_call_that_never_returns_is_ended_at_its_deadline():
    async def hangs(context: Context) -> None:
        await asyncio.get_running_loop().create_future()

    began = now()
    ending = await ended(hangs, 10)
    assert ending.outcome is Outcome.TIMED_OUT
    assert now() - began == pytest.approx(10)


async def test_a_cancelled_call_may_clean_up():
    cleaned = []

    async def tidy(context: Context) -> None:
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(GRACE_S / 2)
            cleaned.append(now())

    began = now()
    assert (await ended(tidy, 10)).outcome is Outcome.TIMED_OUT
    assert [at - began for at in cleaned] == [pytest.approx(10 + GRACE_S / 2)]


async def test_a_call_that_swallows_cancellation_is_ended_after_its_grace():
    swallowed = []

    async def deaf(context: Context) -> None:
        while True:
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                swallowed.append(now())

    began = now()
    ending = await ended(deaf, 10)
    assert ending.outcome is Outcome.TIMED_OUT
    assert now() - began == pytest.approx(10 + GRACE_S)
    assert len(swallowed) == 1


async def test_a_call_that_swallows_cancellation_and_returns_gives_no_late_answer_to_a_shutdown():
    async def stubborn(context: Context) -> Reply:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            return Reply("too late")
        return Reply("")

    async def raising(context: Context) -> Reply:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            raise ValueError from None
        return Reply("")

    for function in (stubborn, raising):
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(ended(function), name="call")
            await asyncio.sleep(1)
            task.cancel()
        assert task.cancelled()


async def test_a_shutdown_is_over_within_the_grace():
    async def deaf(context: Context) -> None:
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(1000)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(ended(deaf), name="call")
        await asyncio.sleep(1)
        began = now()
        task.cancel()
    assert task.cancelled()
    assert now() - began == pytest.approx(GRACE_S)


async def test_deadlines_and_groups_inside_the_call_are_its_own():
    async def inner(context: Context) -> Reply:
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(1000)
        except TimeoutError:
            pass
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(asyncio.sleep(1000), name="long")
                tasks.create_task(fails(), name="short")
        except ExceptionGroup:
            pass
        await asyncio.sleep(2 * GRACE_S)
        return Reply("went on")

    async def fails() -> None:
        await asyncio.sleep(1)
        raise ValueError

    assert (await ended(inner)).reply == Reply("went on")


async def test_a_deadline_inside_that_is_swallowed_ends_with_the_call():
    async def inner(context: Context) -> None:
        async with asyncio.timeout(1):
            while True:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(1000)

    began = now()
    assert (await ended(inner)).outcome is Outcome.TIMED_OUT
    assert now() - began == pytest.approx(10 + GRACE_S)


async def test_a_call_that_cancels_itself_has_failed():
    async def odd(context: Context) -> None:
        raise asyncio.CancelledError

    ending = await ended(odd)
    assert ending.outcome is Outcome.FAILED


async def test_closing_that_fails_is_nobodys_trouble():
    async def bitter(context: Context) -> None:
        try:
            while True:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(1000)
        finally:
            raise ValueError

    assert (await ended(bitter, 1)).outcome is Outcome.TIMED_OUT
