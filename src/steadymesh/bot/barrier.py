"""The barrier around one plug-in call: whatever the plug-in does, the call ends in time and its failure is a value.

A coroutine that swallows its cancellation would keep its task, and with it the whole group, alive for ever. So it is
driven here by hand: once cancelled it gets a moment to clean up, then it is closed and never run again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

from steadymesh.bot.plugin import Command, Context, Reply

T = TypeVar("T")

GRACE_S: Final = 0.5
"""What a cancelled command may still take to clean up; the whole process has 3 s to end (CONTRACT A8)."""


class Outcome(Enum):
    """How a plug-in call ended; the values are those of `CommandHandled.outcome`."""

    ANSWERED = "answered"
    SILENT = "silent"
    FAILED = "failed"
    TIMED_OUT = "timed-out"


@dataclass(frozen=True, slots=True)
class _Result(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one plug-in call ended."""

    outcome: Outcome
    text: str = ""
    error: BaseException | None = None


class Ended(Generic[T]):
    """Awaits a coroutine so that it ends within `GRACE_S` of being cancelled, whether it wants to or not.

    A cancellation from outside always comes out again as CancelledError, also when the coroutine swallowed it. One that
    the coroutine causes and settles itself (a deadline of its own) stays its own business: `Task.cancelling` tells.
    """

    def __init__(self, coroutine: Coroutine[object, object, T]) -> None:
        self._coroutine = coroutine
        self._cancels_before = 0
        self._timer: asyncio.TimerHandle | None = None
        self._forced = False

    def __await__(self) -> Generator[object, object, T]:
        task = asyncio.current_task()
        assert task is not None, "awaited outside of a task"
        self._cancels_before = task.cancelling()
        error: Exception | asyncio.CancelledError | None = None
        try:
            while True:
                step = self._resume(task, error)
                if isinstance(step, _Result):
                    result: T = step.value
                    return result
                error = None
                try:
                    yield step
                except asyncio.CancelledError as exc:
                    if self._forced:
                        raise self._end_by_force(task) from None
                    self._arm(task)
                    error = exc
                except Exception as exc:  # noqa: BLE001  (what it waits for failed: handed in, not handled)
                    error = exc
        finally:
            self._disarm()
            self._close()

    def _resume(self, task: asyncio.Task[object], error: BaseException | None) -> object:
        """Run the coroutine to its next await and return what it waits for, or to its end and return the `_Result`."""
        failure: BaseException | None = None
        result: _Result[T] | None = None
        try:
            waits_for = self._coroutine.send(None) if error is None else self._coroutine.throw(error)
        except StopIteration as done:
            result = _Result(done.value)
        except asyncio.CancelledError as exc:
            failure = RuntimeError("it cancelled itself")
            failure.__cause__ = exc
        except (Exception, SystemExit) as exc:  # noqa: BLE001  (raised again below)
            failure = exc
        else:
            if not self._is_cancelled(task):
                self._disarm()
            return waits_for
        if self._is_cancelled(task):
            raise asyncio.CancelledError from failure
        if failure is not None:
            raise failure
        return result

    def _is_cancelled(self, task: asyncio.Task[object]) -> bool:
        """Whether somebody outside wants the task to end."""
        return task.cancelling() > self._cancels_before

    def _end_by_force(self, task: asyncio.Task[object]) -> BaseException:
        """Close the coroutine after its grace; return what its awaiter is to get."""
        task.uncancel()  # the cancellation that woke us was ours
        self._close()
        if self._is_cancelled(task):
            return asyncio.CancelledError()
        return RuntimeError("it did not end after a deadline of its own")

    def _arm(self, task: asyncio.Task[object]) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GRACE_S, self._force, task)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _force(self, task: asyncio.Task[object]) -> None:
        self._forced = True
        task.cancel()

    def _close(self) -> None:
        # What its clean-up raises comes too late to be of use, and must not hide why it was closed.
        with contextlib.suppress(Exception):
            self._coroutine.close()


async def call(command: Command, context: Context, timeout_s: float) -> Ending:
    """Return how one call of a command ended; raises nothing but CancelledError.

    Args:
        command: Whose function is called.
        context: The question.
        timeout_s: Seconds after which it is ended.
    """
    deadline = asyncio.timeout(timeout_s)
    try:
        async with deadline:
            reply: object = await Ended(command.handler(context))
        if reply is None:
            return Ending(outcome=Outcome.SILENT)
        if not isinstance(reply, Reply):
            raise TypeError(f"returned {type(reply).__name__} instead of a Reply")  # noqa: TRY301
    except (Exception, SystemExit) as exc:  # noqa: BLE001  (the barrier: it may raise anything and ends only its call)
        return Ending(outcome=Outcome.TIMED_OUT if deadline.expired() else Outcome.FAILED, error=exc)
    return Ending(outcome=Outcome.ANSWERED, text=reply.text)
