"""The barrier around one plug-in call: whatever the plug-in does, the call ends in time and its failure is a value.

A coroutine that swallows its cancellation would keep its task, and with it the whole group, alive for ever. So it is
driven by hand, in a task of its own: once cancelled it gets a moment to clean up, then it is closed and never run
again. In a task of its own, because deadlines and groups inside it cancel that task as well, which is its own business.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Final

from steadymesh.bot.blocking import STEP_S, WATCH, BlockedError
from steadymesh.bot.contract.commands import Command
from steadymesh.bot.contract.context import Context
from steadymesh.bot.contract.reply import Reply

GRACE_S: Final = 0.5
"""What a cancelled command may still take to clean up; the whole process has 3 s to end (CONTRACT A8)."""


STUBBORN: Final[list[object]] = []
"""Coroutines that would not be closed. Kept, never run: Python closes again what is thrown away, and one that catches
everything and sleeps again would spin for ever in that, once there is no loop to sleep on."""


class Outcome(Enum):
    """How a plug-in call ended; the values are those of `CommandHandled.outcome`."""

    ANSWERED = "answered"
    SILENT = "silent"
    REFUSED = "refused"
    """The sender may not do that."""
    MISTYPED = "mistyped"
    """What was written after the command does not fit it."""
    FAILED = "failed"
    TIMED_OUT = "timed-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one command ended."""

    outcome: Outcome
    reply: Reply | None = None
    """What it answered; None: nothing."""
    error: BaseException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one call of any function of a plug-in ended."""

    value: object = None
    error: BaseException | None = None
    is_late: bool = False
    """It was ended because it took too long, awaiting or blocking."""


async def call(command: Command, context: Context, arguments: Mapping[str, object], timeout_s: float) -> Ending:
    """Return how one call of a command ended; raises nothing but CancelledError.

    Args:
        command: Whose function is called.
        context: The question.
        arguments: What was written after the command.
        timeout_s: Seconds after which it is cancelled; `GRACE_S` later it is over.
    """
    ended = await run(command.name, partial(command.handler, context, **arguments), timeout_s)
    if ended.error is not None:
        return Ending(outcome=Outcome.TIMED_OUT if ended.is_late else Outcome.FAILED, error=ended.error)
    match ended.value:
        case None:
            return Ending(outcome=Outcome.SILENT)
        case str() as text:
            return Ending(outcome=Outcome.ANSWERED, reply=Reply(text))
        case Reply(text=str()) as reply:
            return Ending(outcome=Outcome.REFUSED if reply.is_refusal else Outcome.ANSWERED, reply=reply)
        case value:
            wrong = TypeError(f"returned {type(value).__name__} instead of a text or a Reply")
            return Ending(outcome=Outcome.FAILED, error=wrong)


async def run(title: str, begin: Callable[[], object], timeout_s: float, *, grace_s: float = GRACE_S) -> Ended:
    """Return how an async function of a plug-in's ended; raises nothing but CancelledError.

    Args:
        title: What it is, for the task's name.
        begin: Makes its coroutine; called here, for it may raise or block as well.
        timeout_s: Seconds after which it is cancelled; `grace_s` later it is over.
        grace_s: What it may take to clean up.
    """
    step_s = min(STEP_S, timeout_s)
    try:
        if isinstance(begin, partial) and inspect.iscoroutinefunction(begin.func):
            coroutine = begin()  # which runs nothing yet
        else:
            with WATCH.within(step_s):
                coroutine = begin()
    except BlockedError as exc:
        return Ended(error=exc, is_late=True)
    except BaseException as exc:  # noqa: BLE001  (the barrier: it may raise anything and ends only its call)
        return Ended(error=exc)
    if not isinstance(coroutine, Coroutine):
        return Ended(error=TypeError(f"returned {type(coroutine).__name__} instead of a coroutine"))
    driven = _Driven(coroutine, step_s, grace_s)
    try:
        async with asyncio.timeout(timeout_s), asyncio.TaskGroup() as tasks:
            task = tasks.create_task(_judged(driven), name=f"plug-in {title}")
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                driven.end_soon(task)
                raise
    except TimeoutError as exc:
        return Ended(error=exc, is_late=True)
    finally:
        driven.close()
    return task.result()


async def _judged(driven: _Driven) -> Ended:
    return await driven


class _Driven:
    """Awaits a coroutine so that it can be ended whether it wants to or not. What it raises becomes a value."""

    def __init__(self, coroutine: Coroutine[object, object, object], step_s: float, grace_s: float) -> None:
        self._coroutine = coroutine
        self._step_s = step_s
        self._grace_s = grace_s
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    def end_soon(self, task: asyncio.Task[Ended]) -> None:
        """End it `grace_s` from now at the latest. The caller cancels `task`, in which it is awaited, at once."""
        self._timer = asyncio.get_running_loop().call_later(self._grace_s, self._end, task)

    def close(self) -> None:
        """Never run it again. Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
        if getattr(self._coroutine, "cr_frame", self) is None:  # it has ended by itself
            return
        # What its clean-up raises comes too late to be of use, and must not hide why it was closed.
        with contextlib.suppress(BaseException), WATCH.within(self._step_s):
            self._coroutine.close()
        if getattr(self._coroutine, "cr_frame", None) is not None:
            STUBBORN.append(self._coroutine)

    def _end(self, task: asyncio.Task[Ended]) -> None:
        self._is_over = True
        task.cancel()

    def __await__(self) -> Generator[object, object, Ended]:
        error: Exception | asyncio.CancelledError | None = None
        while True:
            try:
                with WATCH.within(self._step_s):
                    waits_for = self._coroutine.send(None) if error is None else self._coroutine.throw(error)
            except StopIteration as done:
                return Ended(value=done.value)
            except BlockedError as exc:
                return Ended(error=exc, is_late=True)
            except BaseException as exc:  # noqa: BLE001  (the barrier: it may raise anything and ends only its call)
                return Ended(error=exc)
            error = None
            try:
                yield waits_for
            except asyncio.CancelledError as exc:
                if self._is_over:
                    raise
                error = exc
            except Exception as exc:  # noqa: BLE001  (what it waits for failed: handed in, not handled)
                error = exc
