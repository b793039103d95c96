"""One alert when the link has been away for long, one when it is back to stay. Not one for each attempt (CONTRACT A13).

Away begins with the first loss, or with the start of a process that finds no radio. Back is a link that stays READY for
`stable_after_s`: a radio whose slot another client takes again and again would otherwise be told of at each turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from steadymesh.bus import Bus, Subscription
from steadymesh.clock import format_duration
from steadymesh.events import AttemptFailed, Event, LinkAway, LinkBack, LinkChanged, SessionLost, SessionReady
from steadymesh.model import LinkState
from steadymesh.ports import Clock

log = structlog.get_logger("alerts")

STABLE_AFTER_S: Final = 60.0
"""READY for so long is stability (ARCHITECTURE, rule 6)."""

_ON_PURPOSE: Final = frozenset({"released", "reconnect", "stopped"})


class Outage:
    """What is known of the current outage. Time is an argument.

    Only time without a link counts, that of a link which comes and goes added up: a radio that is lost a minute after
    it came back was not away meanwhile. Time in which its slot is left to another client is that alert's (`contended`).

    Args:
        link_after_s: Away for so long is worth an alert; 0: nothing is.
        stable_after_s: READY for so long ends an outage.
    """

    def __init__(self, *, link_after_s: float, stable_after_s: float) -> None:
        self._link_after_s = link_after_s
        self._stable_after_s = stable_after_s
        self._away_s = 0.0
        self._lost: float | None = None
        self._ready: float | None = None
        self._is_told = False
        self._reason = ""

    def began(self, now: float, reason: str) -> None:
        """Note that there is no link; the first time counts, the last reason does."""
        self._reason = reason
        self._ready = None
        if self._lost is None:
            self._lost = now

    def ready(self, now: float) -> None:
        """Note that the link is READY."""
        self._count(now)
        if self._ready is None:
            self._ready = now

    def yielded(self, now: float) -> None:
        """Note that the radio's slot is left to another client for a while."""
        self._count(now)
        self._ready = None

    def given_away(self) -> None:
        """Note that the link was left on purpose: what nobody was told of yet is no outage."""
        if not self._is_told:
            self._end()

    def deadline(self) -> float | None:
        """Return when `due` is to be asked next; None: an event comes first."""
        if self._link_after_s <= 0:
            return None
        if self._ready is not None:
            return self._ready + self._stable_after_s
        return None if self._is_told or self._lost is None else self._lost + self._link_after_s - self._away_s

    def due(self, now: float) -> LinkAway | LinkBack | None:
        """Return what is to be told now, if anything."""
        deadline = self.deadline()
        if deadline is None or now < deadline:
            return None
        if self._lost is not None:
            self._is_told = True
            return LinkAway(away_seconds=self._away_s + now - self._lost, reason=self._reason)
        back = LinkBack(away_seconds=self._away_s) if self._is_told else None
        self._end()
        return back

    def _count(self, now: float) -> None:
        if self._lost is not None:
            self._away_s += now - self._lost
            self._lost = None

    def _end(self) -> None:
        self._away_s = 0.0
        self._lost = self._ready = None
        self._is_told = False


class OutageWatch:
    """Publishes `LinkAway` and `LinkBack`, and writes them into the log.

    Args:
        bus: Where losses come from and alerts go to.
        clock: Loop time.
        link_after_s: Away for so long is worth an alert; 0: nothing is.
        stable_after_s: READY for so long is back to stay.
    """

    def __init__(self, *, bus: Bus, clock: Clock, link_after_s: float, stable_after_s: float = STABLE_AFTER_S) -> None:
        self._bus = bus
        self._clock = clock
        self._outage = Outage(link_after_s=link_after_s, stable_after_s=stable_after_s)

    async def run(self) -> None:
        """Watch until cancelled."""
        self._outage.began(self._clock.now(), "never-ready")
        kinds = (SessionLost, AttemptFailed, SessionReady, LinkChanged)
        with self._bus.subscribe("outage", kinds, size=1000) as subscription:
            while True:
                await self._wait(subscription)
                self._note_all(subscription.take_all())
                if alert := self._outage.due(self._clock.now()):
                    self._tell(alert)

    async def _wait(self, subscription: Subscription) -> None:
        """Return at the next event, or when something is to be told."""
        try:
            async with asyncio.timeout_at(self._outage.deadline()):
                await subscription.wait()
        except TimeoutError:
            return

    def _note_all(self, events: Sequence[Event]) -> None:
        """Take events. Apart, so that no frame that waits keeps a whole dump alive."""
        for event in events:
            self._note(event)

    def _note(self, event: Event) -> None:
        match event:
            case SessionLost(reason=reason) if reason in _ON_PURPOSE:
                self._outage.given_away()
            case LinkChanged(state=LinkState.RELEASED | LinkState.STOPPED):
                self._outage.given_away()
            case LinkChanged(state=LinkState.YIELDED, now=now):
                self._outage.yielded(now)
            case SessionLost(reason=reason, now=now) | AttemptFailed(reason=reason, now=now):
                self._outage.began(now, reason)
            case SessionReady(now=now):
                self._outage.ready(now)

    def _tell(self, alert: LinkAway | LinkBack) -> None:
        self._bus.publish(alert)
        match alert:
            case LinkAway(away_seconds=seconds, reason=reason):
                away_s = round(seconds)
                log.warning("link-away", away_s=away_s, duration=format_duration(away_s), reason=reason)
            case LinkBack(away_seconds=seconds):
                away_s = round(seconds)
                log.info("link-back", away_s=away_s, duration=format_duration(away_s))
