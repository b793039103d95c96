"""Looks whether the store can write, and says so to the house when that changes: `StoreFailing`, `StoreBack`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from steadymesh.bus import Bus
from steadymesh.events import StoreBack, StoreFailing
from steadymesh.ports import Clock

LOOK_S: Final = 5.0
"""Between two looks; one is a lock taken and let go."""


class StoreWatch:
    """Watches the store from outside: its own thread must not wait for whoever wants to know.

    Args:
        facts: `Store.facts`.
        bus: Where it is said.
        clock: Loop time.
    """

    def __init__(self, *, facts: Callable[[], Mapping[str, object]], bus: Bus, clock: Clock) -> None:
        self._facts = facts
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        """Watch until cancelled."""
        failing, since = "", self._clock.now()
        while True:
            now, before = self._clock.now(), failing
            failing = str(self._facts()["failing"])
            if failing and not before:
                since = now
            if failing and failing != before:
                self._bus.publish(StoreFailing(reason=failing, seconds=now - since))
            if before and not failing:
                self._bus.publish(StoreBack(seconds=now - since))
            await asyncio.sleep(LOOK_S)
