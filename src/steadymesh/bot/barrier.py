"""The barrier around one plug-in call: whatever the plug-in does, the call ends in time and its failure is a value.

A coroutine that swallows its cancellation would keep its task, and with it the whole group, alive for ever. So it is
driven by hand, in a task of its own: once cancelled it gets a moment to clean up, then it is closed and never run
again. In a task of its own, because deadlines and groups inside it cancel that task as well, which is its own business.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.bot.plugin import Command, Context, Reply

GRACE_S: Final = 0.5
"""What a cancelled command may still take to clean up; the whole process has 3 s to end (CONTRACT A8)."""


class Outcome(Enum):
    """How a plug-in call ended; the values are those of `CommandHandled.outcome`."""

    ANSWERED = "answered"
    SILENT = "silent"
    REFUSED = "refused"
    """The sender may not do that."""
    FAILED = "failed"
    TIMED_OUT = "timed-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one plug-in call ended."""

    outcome: Outcome
    reply: Reply | None = None
    """What it answered; None: nothing."""
    error: BaseException | None = None


async def call(command: Command, context: Context, timeout_s: float) -> Ending:
    """Return how one call of a command ended; raises nothing but CancelledError.

    Args:
        command: Whose function is called.
        context: The question.
        timeout_s: Seconds after which it is cancelled; `GRACE_S` later it is over.
    """
    driven = _Driven(command.handler(context))
    try:
        async with asyncio.timeout(timeout_s), asyncio.TaskGroup() as tasks:
            task = tasks.create_task(_judged(driven), name=f"plug-in {command.name}")
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                driven.end_soon(task)
                raise
    except TimeoutError as exc:
        return Ending(outcome=Outcome.TIMED_OUT, error=exc)
    finally:
        driven.close()
    return task.result()


async def _judged(driven: _Driven) -> Ending:
    try:
        reply = await driven
    except asyncio.CancelledError as exc:
        if driven.is_ending:
            raise
        return Ending(outcome=Outcome.FAILED, error=exc)  # nobody cancelled it but itself
    except (Exception, SystemExit) as exc:  # noqa: BLE001  (the barrier: it may raise anything and ends only its call)
        return Ending(outcome=Outcome.FAILED, error=exc)
    match reply:
        case None:
            return Ending(outcome=Outcome.SILENT)
        case Reply(text=str()):
            return Ending(outcome=Outcome.REFUSED if reply.is_refusal else Outcome.ANSWERED, reply=reply)
        case _:
            wrong = TypeError(f"returned {type(reply).__name__} instead of a Reply with a text")
            return Ending(outcome=Outcome.FAILED, error=wrong)


class _Driven:
    """Awaits a coroutine so that it can be ended whether it wants to or not."""

    def __init__(self, coroutine: Coroutine[object, object, object]) -> None:
        self._coroutine = coroutine
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    @property
    def is_ending(self) -> bool:
        """Whether somebody outside wants it to end."""
        return self._timer is not None

    def end_soon(self, task: asyncio.Task[Ending]) -> None:
        """End it `GRACE_S` from now at the latest. The caller cancels `task`, in which it is awaited, at once."""
        self._timer = asyncio.get_running_loop().call_later(GRACE_S, self._end, task)

    def close(self) -> None:
        """Never run it again. Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
        # What its clean-up raises comes too late to be of use, and must not hide why it was closed.
        with contextlib.suppress(Exception):
            self._coroutine.close()

    def _end(self, task: asyncio.Task[Ending]) -> None:
        self._is_over = True
        task.cancel()

    def __await__(self) -> Generator[object, object, object]:
        error: Exception | asyncio.CancelledError | None = None
        while True:
            try:
                waits_for = self._coroutine.send(None) if error is None else self._coroutine.throw(error)
            except StopIteration as done:
                return done.value
            error = None
            try:
                yield waits_for
            except asyncio.CancelledError as exc:
                if self._is_over:
                    raise
                error = exc
            except Exception as exc:  # noqa: BLE001  (what it waits for failed: handed in, not handled)
                error = exc
