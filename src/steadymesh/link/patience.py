"""The pauses of the supervisor, and how somebody ends one early: back-off, yield, release.

At most one pause is in force. A release is the operator's word: only `take`, another release or its end replaces it.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Callable

from steadymesh.link.recovery import Pause
from steadymesh.model import LinkState
from steadymesh.ports import Clock


class Patience:
    """Holds the pause in force and the supervisor's one place of waiting.

    Args:
        clock: Loop time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pause = Pause(state=LinkState.WAITING, seconds=0.0)
        self._until = -math.inf
        self._scope: asyncio.Timeout | None = None

    @property
    def in_force(self) -> Pause | None:
        """Return the pause that is not over yet; None: go ahead."""
        return self._pause if self._until > self._clock.now() else None

    @property
    def left_s(self) -> float:
        """Return the seconds to its end; 0 when there is none."""
        return max(0.0, self._until - self._clock.now())

    def rest(self, pause: Pause) -> bool:
        """Put a pause in force; False: a release is, and stays."""
        standing = self.in_force
        if standing is not None and standing.state is LinkState.RELEASED:
            return False
        self._pause = pause
        self._until = self._clock.now() + pause.seconds
        return True

    def release(self, seconds: float) -> None:
        """Put a release in force and interrupt whatever is under way."""
        self._pause = Pause(state=LinkState.RELEASED, seconds=seconds)
        self._until = self._clock.now() + seconds
        self._interrupt()

    def take(self) -> bool:
        """End the pause in force; False: there is none."""
        if self.in_force is None:
            return False
        self._until = -math.inf
        self._interrupt()
        return True

    def begin_anew(self) -> None:
        """End the pause in force, if any, and interrupt whatever is under way."""
        self._until = -math.inf
        self._interrupt()

    async def wait_out(self, begin: Callable[[Pause], None]) -> None:
        """Return when no pause is in force any more.

        Args:
            begin: Is told of each pause as its waiting begins.
        """
        while (pause := self.in_force) is not None:
            begin(pause)
            async with self.interruptible():
                await asyncio.sleep(self.left_s)
                return

    @contextlib.asynccontextmanager
    async def interruptible(self) -> AsyncIterator[None]:
        """Make the block end early when `release`, `take` or `begin_anew` say so.

        What it awaits is cancelled, its caller goes on.
        """
        try:
            async with asyncio.timeout(None) as scope:
                self._scope = scope
                try:
                    yield
                finally:
                    self._scope = None
        except TimeoutError:
            if not scope.expired():
                raise

    def _interrupt(self) -> None:
        """End the interruptible block, if we are in one, in the loop's next turn."""
        if self._scope is not None and not self._scope.expired():
            self._scope.reschedule(self._clock.now())
