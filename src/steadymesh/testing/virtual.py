"""An event loop whose time is virtual and whose sockets are real.

When nothing is ready the clock jumps to the next timer instead of waiting. Data on loopback is readable once it is
written, so both ends of a conversation may live in one such loop. Threads are real: while a registered probe says that
one of them is at work for us, the loop waits for it in real time, up to `patience_s`, before it jumps.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import time
from collections.abc import Callable, Mapping
from typing import Final

from steadymesh.clock import monotonic

PATIENCE_S: Final = 0.25
"""Real seconds that a working thread may take before virtual time goes on without it (a hung one must not stop it)."""

GRACE: Final = 3
"""How often it is looked again, with the processor left to others in between, before the clock jumps: for the kernel to
hand loopback data over, which it does at once next to always. Each jump costs this: a microsecond where the system can
yield the processor; a sleep of nothing takes 90 (nanosleep(2), timer slack), and the selector counts milliseconds."""

NOTHING_TO_DO_S: Final = 20.0
"""Real seconds without a timer, a socket or a thread that stirs: a deadlock, reported instead of hanging."""

Probe = Callable[[], bool]


def _let_others() -> None:
    """Leave the processor to whoever waits for it."""
    if hasattr(os, "sched_yield"):
        os.sched_yield()
    else:
        time.sleep(0)


class _VirtualSelector(selectors.BaseSelector):
    """The system's selector, except that a wait with nothing ready moves the clock."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._real = selectors.DefaultSelector()
        self._loop = loop

    def register(  # type: ignore[override]
        self, fileobj: int, events: int, data: object = None
    ) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: int) -> selectors.SelectorKey:  # type: ignore[override]
        return self._real.unregister(fileobj)

    def modify(self, fileobj: int, events: int, data: object = None) -> selectors.SelectorKey:  # type: ignore[override]
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[int, selectors.SelectorKey]:  # type: ignore[override]
        return self._real.get_map()  # type: ignore[return-value]

    def get_key(self, fileobj: int) -> selectors.SelectorKey:  # type: ignore[override]
        return self._real.get_key(fileobj)

    def close(self) -> None:
        self._real.close()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None and not self._loop.is_quiet_awaited:
            ready = self._real.select(NOTHING_TO_DO_S)
            if not ready:
                raise RuntimeError("virtual time: nothing is scheduled and nobody writes: a deadlock")
            return ready
        began, patience_s = monotonic(), self._loop.patience_s
        while not ready and any(probe() for probe in self._loop.busy_probes) and monotonic() - began < patience_s:
            ready = self._real.select(0.002)
        # After the threads: one that has just finished may not have woken the loop yet.
        for _ in range(self._loop.grace):
            if ready:
                return ready
            _let_others()
            ready = self._real.select(0)
        if not ready:
            self._loop.pass_time(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Use as `asyncio.Runner(loop_factory=VirtualLoop)`."""

    def __init__(self) -> None:
        self._virtual_now = 0.0
        self.busy_probes: list[Probe] = []
        """Each says whether a thread is at work whose answer virtual time should wait for."""
        self.patience_s = PATIENCE_S
        self.grace = GRACE
        self._quiet: list[asyncio.Future[None]] = []
        super().__init__(_VirtualSelector(self))
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Return virtual seconds since the loop was made."""
        return self._virtual_now

    def timers(self) -> list[asyncio.TimerHandle]:
        """Return the timers that will still ring."""
        return [timer for timer in self._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]

    async def quiet(self) -> None:
        """Return as soon as nothing more happens unless time passes."""
        moment = self.create_future()
        self._quiet.append(moment)
        await moment

    @property
    def is_quiet_awaited(self) -> bool:
        """Whether somebody waits for the moment in which nothing more happens."""
        return any(not moment.done() for moment in self._quiet)

    def pass_time(self, seconds: float | None) -> None:
        """Let time pass until the next timer, unless somebody waits for the moment before. For the selector."""
        waiting = [moment for moment in self._quiet if not moment.done()]
        self._quiet.clear()
        for moment in waiting:
            moment.set_result(None)
        if not waiting and seconds is not None:
            self._jump(seconds)

    def _jump(self, seconds: float) -> None:
        self._virtual_now += seconds
