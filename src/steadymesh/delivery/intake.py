"""What delivery hears on the bus: the link's events and what becomes of keys, told to the queue as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from steadymesh.bus import Bus, Subscription, WhenFull
from steadymesh.delivery.hearsay import Hearsay
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.sharing import SharedAir
from steadymesh.events import (
    DutyCycleReached,
    KeyPlaced,
    KeyRefused,
    NodeRenumbered,
    NodesRefreshed,
    ProbeAnswered,
    QueueReported,
    SendResolved,
    SessionLost,
    SessionReady,
    TelemetryReceived,
    VerdictReceived,
)
from steadymesh.ports import Clock

_log = structlog.get_logger("delivery")

_EVENTS_WAITING = 20_000
"""Twice the verdicts that one read of the socket (256 KiB) can hold, so that no flood of them pushes out the
`SessionReady` without which nothing more would leave on this connection."""

_KEY_EVENTS_WAITING = 10_000
"""An import may renumber thousands at once; a key that was placed is not told of again."""


class Intake:
    """Listens, and tells the queue.

    Args:
        bus: Brings the events.
        clock: Loop time.
        queue: Is told of them.
        heard: Is told of what concerns the channel.
        air: Is told of the radio's settings; None: the air is all ours.
        wake: Called when there may be something to do.
    """

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        queue: OutgoingQueue,
        heard: Hearsay,
        air: SharedAir | None,
        wake: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._queue = queue
        self._heard = heard
        self._air = air
        self._wake = wake
        # From the start, not from `run`: a connection that is READY before is not missed.
        self._events = bus.subscribe(
            "delivery",
            (SessionReady, SessionLost, SendResolved, VerdictReceived, DutyCycleReached, TelemetryReceived),
            size=_EVENTS_WAITING,
        )
        # Apart from the flood: a text waits for it.
        self._keys = bus.subscribe("delivery-keys", (KeyPlaced, KeyRefused, NodeRenumbered), size=_KEY_EVENTS_WAITING)
        # Only reasons to ask the transmitter again: one says as much as a thousand.
        self._hints = bus.subscribe(
            "delivery-hints",
            (QueueReported, ProbeAnswered, NodesRefreshed),
            size=1,
            when_full=WhenFull.SAY_ONCE,
        )

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Listen until cancelled."""
        tasks.create_task(self._take_events(self._events), name="delivery-events")
        tasks.create_task(self._take_events(self._keys), name="delivery-keys")
        tasks.create_task(self._take_hints(), name="delivery-hints")

    async def _take_events(self, events: Subscription) -> None:
        while True:
            await events.wait()
            self.drain()
            self._wake()

    async def _take_hints(self) -> None:
        while True:
            await self._hints.wait()
            self._hints.take_all()
            self._wake()

    def drain(self) -> None:
        """Tell the queue what has happened so far."""
        for event in self._events.take_all():
            match event:
                case SessionReady():
                    self._ready(event)
                case SessionLost():
                    self._queue.lost(event)
                case SendResolved():
                    self._queue.resolved(event)
                case VerdictReceived():
                    self._queue.verdict(event)
                case DutyCycleReached():
                    self._silenced(event)
                case TelemetryReceived():
                    self._heard.measured(event)
        self._drain_keys()

    def _ready(self, event: SessionReady) -> None:
        self._queue.ready(event)
        self._heard.ready(event)
        if self._air is not None and self._air.radio(event.radio):
            self._queue.air_changed(event.now)

    def _silenced(self, event: DutyCycleReached) -> None:
        if self._air is not None:
            self._air.silenced(event.silent_s, event.now)
        _log.warning("duty-cycle-reached", minutes=round(event.silent_s / 60))

    def _drain_keys(self) -> None:
        for event in self._keys.take_all():
            match event:
                case KeyPlaced():
                    self._queue.keys.placed(event.node, self._clock.now())
                case KeyRefused():
                    self._queue.keys.refused(event.node, event.reason, self._clock.now())
                case NodeRenumbered():
                    self._queue.keys.renumbered(event.before, event.after, self._clock.now())
