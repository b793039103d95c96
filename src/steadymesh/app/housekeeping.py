"""Has the store tidied once a day."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from steadymesh.errors import StoreError
from steadymesh.ports import Clock
from steadymesh.store import Store

log = structlog.get_logger("app")

FIRST_S: Final = 600.0
"""After the start, in which there is enough to do; and a machine whose clock is set from the network has the date."""

DAY_S: Final = 86_400.0


class Housekeeping:
    """The store's daily round.

    Args:
        store: The house's.
        clock: Wall time.
    """

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def run(self) -> None:
        """Tidy until cancelled. What a failing disk does not take is done when it does: the store says so itself."""
        await asyncio.sleep(FIRST_S)
        while True:
            try:
                done = await self._store.upkeep.tidy(self._clock.at())
            except StoreError as exc:
                log.debug("store-not-tidied", error=exc)
            else:
                if done.nodes or done.texts or done.freed_bytes:
                    kilobytes = done.freed_bytes // 1000
                    log.info("store-tidied", nodes=done.nodes, texts=done.texts, kilobytes=kilobytes)
            await asyncio.sleep(DAY_S)
