"""Bounded fan-out of events: publishing never waits, and each subscriber says what happens when it is too slow.

One loop only: publish and take from the loop's thread.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from enum import Enum
from types import TracebackType
from typing import Self

from steadymesh.events import Event


class WhenFull(Enum):
    """What a full subscription does with the next event."""

    DROP_OLDEST = "drop-oldest"
    """The oldest waiting event goes; for those who want to see what is."""
    DROP_NEWEST = "drop-newest"
    """The new event is not taken; for those who must finish what they began."""
    SAY_ONCE = "say-once"
    """The new event is not taken and not counted as lost; for those to whom one that waits says as much as many."""


class Subscription:
    """One subscriber's bounded queue. Iterate over it, or `take_all()` after `wait()`.

    Attributes:
        name: For people and metrics.
        dropped: Events lost because this subscriber was too slow.
    """

    def __init__(self, bus: Bus, name: str, size: int, when_full: WhenFull) -> None:
        self.name = name
        self.dropped = 0
        self._bus = bus
        self._size = size
        self._when_full = when_full
        self._events: deque[Event] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._events)

    def offer(self, event: Event) -> None:
        """Put one event in, or drop one as agreed; never waits, never raises."""
        if len(self._events) >= self._size:
            if self._when_full is WhenFull.SAY_ONCE:
                return
            self.dropped += 1
            if self._when_full is WhenFull.DROP_NEWEST:
                return
            self._events.popleft()
        self._events.append(event)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait(self) -> None:
        """Return as soon as at least one event is waiting."""
        while not self._events:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None

    def take_all(self) -> list[Event]:
        """Return and remove all that waits, oldest first; empty when nothing does."""
        events = list(self._events)
        self._events.clear()
        return events

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            await self.wait()
            while self._events:
                yield self._events.popleft()

    def close(self) -> None:
        """Take no more events; what waits is dropped. Idempotent."""
        self._bus.unsubscribe(self)
        self._events.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


class Bus:
    """Carries each published event to everybody who asked for its kind."""

    def __init__(self) -> None:
        self._routes: dict[type, tuple[Callable[[Event], None], ...]] = {}
        self._subscriptions: dict[Subscription, tuple[type, ...]] = {}

    def subscribe(
        self, name: str, kinds: Iterable[type], *, size: int = 1000, when_full: WhenFull = WhenFull.DROP_OLDEST
    ) -> Subscription:
        """Return a subscription to events of exactly these classes.

        Args:
            name: Who listens, for people.
            kinds: Event classes.
            size: Events that may wait, at least 1.
            when_full: Which event goes when one more comes.
        """
        subscription = Subscription(self, name, size, when_full)
        self._subscriptions[subscription] = tuple(kinds)
        self._reroute()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Forget a subscription; one that is not known is no error."""
        if self._subscriptions.pop(subscription, None) is not None:
            self._reroute()

    def publish(self, event: Event) -> None:
        """Hand the event to every subscriber of its class; never waits, never raises."""
        for offer in self._routes.get(type(event), ()):
            offer(event)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return who listens, for status and metrics."""
        return tuple(self._subscriptions)

    def _reroute(self) -> None:
        routes: dict[type, list[Callable[[Event], None]]] = {}
        for subscription, kinds in self._subscriptions.items():
            for kind in kinds:
                routes.setdefault(kind, []).append(subscription.offer)
        self._routes = {kind: tuple(offers) for kind, offers in routes.items()}
