"""Answers that several people want: kept for a while, and asked for once, however many wait for them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from steadymesh.errors import SteadymeshError

T = TypeVar("T")


@dataclass(slots=True)
class _UnderWay:
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    error: SteadymeshError | None = None


class Shared(Generic[T]):
    """A bounded cache whose misses are joined.

    Args:
        kept_s: For how long an answer is good.
        most: Answers kept; the one that was fetched first goes.
    """

    def __init__(self, *, kept_s: float, most: int) -> None:
        self._kept_s = kept_s
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[T, float]] = OrderedDict()
        self._under_way: dict[Hashable, _UnderWay] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: Hashable, now: Callable[[], float], fetch: Callable[[], Awaitable[T]]) -> tuple[T, float]:
        """Return an answer and how old it is, seconds. The caller owns the deadline.

        Args:
            key: Of the answer.
            now: Loop time.
            fetch: Brings it; called if nobody has it, and nobody else fetches it.

        Raises:
            SteadymeshError: As `fetch`: whoever waits is told the same. One whose request is given up with whoever made
                it makes another one.
        """
        while True:
            if key in self._kept:
                value, since = self._kept[key]
                if now() - since < self._kept_s:
                    return value, now() - since
            under_way = self._under_way.get(key)
            if under_way is None:
                return await self._fetched(key, now, fetch), 0.0
            await under_way.ended.wait()
            if under_way.error is not None:
                raise under_way.error

    async def _fetched(self, key: Hashable, now: Callable[[], float], fetch: Callable[[], Awaitable[T]]) -> T:
        under_way = self._under_way[key] = _UnderWay()
        try:
            value = await fetch()
        except SteadymeshError as exc:
            under_way.error = exc
            raise
        finally:
            del self._under_way[key]
            under_way.ended.set()
        self._kept.pop(key, None)
        self._kept[key] = (value, now())
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value
