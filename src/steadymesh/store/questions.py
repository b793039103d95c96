"""Reads that wait for the store's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from steadymesh.store.lanes import Waiter

R = TypeVar("R")


class AnyQuestion(Protocol):
    """A read, whatever it returns, as the thread sees it."""

    waiter: Waiter
    is_patient: bool

    def run(self, connection: Connection) -> None:
        """Read."""
        ...


class Question(Generic[R]):
    """One read and its answer.

    Args:
        ask: Reads, in the thread.
        is_patient: It reads past what waits to be written, which stays where it is.
    """

    def __init__(self, ask: Callable[[Connection], R], *, is_patient: bool = False) -> None:
        self._ask = ask
        self.is_patient = is_patient
        self._answers: list[R] = []
        self.waiter = Waiter()

    def run(self, connection: Connection) -> None:
        """Read; the thread calls it."""
        self._answers = [self._ask(connection)]

    async def answer(self) -> R:
        """Return what was read, when the thread has come to it.

        Raises:
            StoreError: It could not be read.
        """
        await self.waiter.wait()
        return self._answers[0]
