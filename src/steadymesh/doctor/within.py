"""A deadline for work that has none: what hangs (a disk, a network file system) is left behind, not waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from steadymesh.errors import DeadlineError

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what `work` returns, or raise what it raises, if it does so in time.

    Raises:
        DeadlineError: It did not; its daemon thread is left behind, and must not change anything.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as exc:  # noqa: BLE001  (handed to whoever waits for it)
            failed.append(exc)

    thread = threading.Thread(target=run, name="doctor-within", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise DeadlineError(f"No answer within {seconds:g} s.")
    return done[0]
