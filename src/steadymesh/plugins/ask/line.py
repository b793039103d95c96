"""The line before the model: a few questions at work, a few that wait, each person once, nobody for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import Enum

from steadymesh.errors import SteadymeshError
from steadymesh.plugins.ask.people import Asker


class Why(Enum):
    """Why somebody is not let in; the values are ids of sentences (`ask-<value>`)."""

    ONE_AT_A_TIME = "one-at-a-time"
    FULL = "full"
    TOO_LATE = "too-late"


class NotYourTurnError(SteadymeshError):
    """Somebody can't ask now."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"The question was not asked: {why.value}.")
        self.why = why


class Line:
    """Who is at work, and who waits. First come, first served, but whoever a key proves goes before the others.

    Args:
        at_once: Questions at work.
        most: Questions that wait.
    """

    def __init__(self, *, at_once: int, most: int) -> None:
        self._at_once = at_once
        self._most = most
        self._inside: set[Asker] = set()
        self._at_work = 0
        self._waiting: list[tuple[Asker, asyncio.Future[None]]] = []

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextlib.asynccontextmanager
    async def turn(self, asker: Asker, wait_s: float) -> AsyncIterator[None]:
        """Wait for a turn, and have it for as long as the context lasts.

        Args:
            asker: Who.
            wait_s: Longest wait, seconds.

        Raises:
            NotYourTurnError: They ask already, too many wait, or it took too long.
        """
        if asker in self._inside:
            raise NotYourTurnError(Why.ONE_AT_A_TIME)
        if self._at_work >= self._at_once and len(self._waiting) >= self._room(asker):
            raise NotYourTurnError(Why.FULL)
        self._inside.add(asker)
        try:
            await self._turn(asker, wait_s)
            try:
                yield
            finally:
                self._at_work -= 1
                self._let_in()
        finally:
            self._inside.discard(asker)

    def _room(self, asker: Asker) -> int:
        """Return how many may wait where somebody wants to: without proof half as many, so that others find room."""
        return self._most if asker.is_proved else (self._most + 1) // 2

    async def _turn(self, asker: Asker, wait_s: float) -> None:
        """Return at one's turn; from then on a place is taken."""
        if self._at_work < self._at_once:
            self._at_work += 1
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((asker, called))
        try:
            async with asyncio.timeout(wait_s):
                await called
        except TimeoutError:
            self._give_up(asker, called)
            raise NotYourTurnError(Why.TOO_LATE) from None
        except asyncio.CancelledError:
            self._give_up(asker, called)
            raise

    def _give_up(self, asker: Asker, called: asyncio.Future[None]) -> None:
        """Leave the line; whoever was called at the same moment hands the place on."""
        if (asker, called) in self._waiting:
            self._waiting.remove((asker, called))
        elif called.done() and not called.cancelled():
            self._at_work -= 1
            self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._at_work < self._at_once:
            first = next((one for one in self._waiting if one[0].is_proved), self._waiting[0])
            self._waiting.remove(first)
            if not first[1].done():
                self._at_work += 1
                first[1].set_result(None)
