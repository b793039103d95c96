"""Where alerts outlive the process: writes behind everybody's back, so that nobody waits for the disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final

import structlog

from steadymesh.errors import StoreError, UsageError
from steadymesh.model import Json
from steadymesh.ports import PluginStore

log = structlog.get_logger("alerts")

DISK_S: Final = 2.0
"""For the disk to take one value. If it fails, the store says so and writes it later; one that hangs is left."""

END_S: Final = 0.3
"""For what is not written when the process ends."""

RETRY_S: Final = 60.0
"""Between two looks at a disk that could not be read."""

MAX_PENDING: Final = 1_000
"""Not written yet: each notification once, and some few more."""


class Shelf:
    """Keeps JSON values by key.

    Args:
        drawer: On the disk.
    """

    def __init__(self, drawer: PluginStore) -> None:
        self._drawer = drawer
        self._pending: dict[str, Json] = {}
        self._stirred = asyncio.Event()

    def keep(self, key: str, value: Json) -> None:
        """Have a value written down within a minute or so, with whatever else is: it may be lost with the process."""
        with contextlib.suppress(StoreError, UsageError):
            self._drawer.keep(key, value)

    def leave(self, key: str, value: Json) -> None:
        """Have a value written down, or (None) forgotten; only the last one of a key counts."""
        if key in self._pending or len(self._pending) < MAX_PENDING:
            self._pending[key] = value
            self._stirred.set()

    async def load(self) -> Mapping[str, Json]:
        """Return everything that is kept, as soon as it can be read."""
        while True:
            try:
                async with asyncio.timeout(DISK_S):
                    return dict(await self._drawer.items())
            except (StoreError, TimeoutError) as exc:
                log.debug("alerts-not-loaded", error=exc if isinstance(exc, StoreError) else "timeout")
                await asyncio.sleep(RETRY_S)

    async def run(self) -> None:
        """Write until cancelled, and for a moment after that."""
        try:
            while True:
                await self._stirred.wait()
                self._stirred.clear()
                await self._write()
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(END_S):
                    await self._write()

    async def _write(self) -> None:
        while self._pending:
            key = next(iter(self._pending))
            value = self._pending.pop(key)
            try:
                async with asyncio.timeout(DISK_S):
                    await (self._drawer.delete(key) if value is None else self._drawer.put(key, value))
            except (StoreError, UsageError, TimeoutError) as exc:
                log.debug("alert-not-kept", error="timeout" if isinstance(exc, TimeoutError) else exc)
