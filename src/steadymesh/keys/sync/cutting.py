"""One call to somebody who may never answer, not even to being cancelled.

`asyncio.timeout` cancels; a coroutine that swallows the cancellation goes on waiting, and everybody with it: the
caller, the TaskGroup around it, in the end the whole process. A task of its own would not help, as nobody may leave a
TaskGroup before its last task. So the coroutine is stepped here, inside the caller's own task: a cancellation is handed
to it once, and if it then waits for something else instead of ending, it is closed (`GeneratorExit` at its await, which
ends all but those that catch that too) and left behind. Nothing runs on, no task is left.

What can't be helped from inside one event loop: a coroutine that blocks the thread itself. The loop's own pulse and the
service manager's watchdog are there for that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_never_ending: Final[list[object]] = []
"""Coroutines that refuse even to be closed: kept, because collecting one would try again, and complain."""

MAX_NEVER_ENDING: Final = 16
"""Kept at most: beyond, the complaint on stderr is the smaller evil."""


class Cuttable(Generic[T]):
    """Await `awaitable` so that cancelling the caller always ends the wait, at once, and is never lost.

    An inner `asyncio.timeout` of the awaitable works as usual.

    Args:
        awaitable: A coroutine, or anything else that can be awaited once.

    Raises:
        TypeError: It can't be awaited.
    """

    def __init__(self, awaitable: Awaitable[T]) -> None:
        if not isinstance(awaitable, Awaitable):
            raise TypeError(f"{type(awaitable).__name__!r} object can't be awaited")
        self._steps: Iterator[object] = awaitable.__await__()

    def __await__(self) -> Generator[object, object, T]:
        steps = self._steps
        task = asyncio.current_task()
        assert task is not None
        already = task.cancelling()
        thrown: BaseException | None = None
        while True:
            try:
                waits_for = _step(steps, thrown)
            except BaseException as outcome:
                if isinstance(thrown, asyncio.CancelledError) and task.cancelling() > already:
                    raise thrown from None  # whatever it made of it: a value, or another error
                if isinstance(outcome, StopIteration):
                    value: T = outcome.value
                    return value
                raise
            if isinstance(thrown, asyncio.CancelledError) and task.cancelling() > already:
                try:
                    _close(steps)
                finally:
                    raise thrown
            try:
                yield waits_for
            except GeneratorExit:
                _close(steps)
                raise
            except BaseException as exc:  # noqa: BLE001  (handed on: a future's failure, a cancellation)
                thrown = exc
            else:
                thrown = None


def _step(steps: Iterator[object], thrown: BaseException | None) -> object:
    """Run it to its next await, after telling it what became of the last one."""
    if thrown is None:
        return next(steps)
    throw: Callable[[BaseException], object] | None = getattr(steps, "throw", None)
    if throw is None:  # a hand-made iterator: nobody to tell
        raise thrown
    return throw(thrown)


def _close(steps: Iterator[object]) -> None:
    """End it where it waits."""
    close: Callable[[], None] | None = getattr(steps, "close", None)
    if close is None:
        return
    try:
        close()
    except RuntimeError:  # "coroutine ignored GeneratorExit"
        if len(_never_ending) < MAX_NEVER_ENDING:
            _never_ending.append(steps)
