"""How the link stands: its one state, the outage it is in, the figures, and what the radio said of itself.

Tells the bus and the log of each change. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from steadymesh.bus import Bus
from steadymesh.events import (
    LinkChanged,
    NodesRefreshed,
    ProbeAnswered,
    ProxySuspected,
    RadioRebooted,
    Reconnected,
    SessionEvent,
    SessionReady,
)
from steadymesh.link.facts import Facts
from steadymesh.link.ledger import Ledger, Outage
from steadymesh.link.rescue import Rescue
from steadymesh.link.target import Target
from steadymesh.model import LinkState, LinkStatus
from steadymesh.ports import Clock

log = structlog.get_logger("link")

_PAUSES = frozenset({LinkState.WAITING, LinkState.YIELDED, LinkState.RELEASED})


class Standing:
    """The link as it is.

    Args:
        target: Where the radio is.
        bus: Is told of changes.
        clock: The two clocks.
        rescue: Is told when the link is away, and when it is not.
    """

    def __init__(self, target: Target, bus: Bus, clock: Clock, rescue: Rescue) -> None:
        self.state = LinkState.STOPPED
        self.generation = 0
        """Of the latest attempt; 0: none yet."""
        self.address = ""
        """Of the latest link that was READY."""
        self.outage = Outage()
        self.facts = Facts()
        self.ledger = Ledger()
        self._target = target
        self._bus = bus
        self._clock = clock
        self._rescue = rescue
        self._since = clock.at()
        self._answered = 0.0
        self._notes: dict[type, Callable[..., None]] = {
            NodesRefreshed: self.facts.note_refreshed,
            RadioRebooted: self.facts.note_rebooted,
            ProxySuspected: self.facts.note_proxy,
            ProbeAnswered: self._note_probe,
        }

    def enter(self, state: LinkState) -> None:
        """Change the state and tell everybody; the state it has already changes nothing."""
        if state is self.state:
            return
        self.state = state
        self._since = self._clock.at()
        now = self._clock.now()
        match state:
            case LinkState.READY | LinkState.YIELDED | LinkState.RELEASED | LinkState.STOPPED:
                self._rescue.end()
            case LinkState.WAITING | LinkState.CONNECTING:
                self._rescue.begin(now)
            case _:  # on the way from one to another: nothing that the rescue counts by
                pass
        self._bus.publish(LinkChanged(state=state, generation=self.generation, now=now))

    def begin_attempt(self) -> int:
        """Count one more attempt; return its generation."""
        outage = self.outage
        outage.attempts += 1
        outage.announced = False
        if outage.is_release:  # if the way back is closed, the outage began here and not when we left
            outage.lost_now, outage.lost_at = self._clock.now(), self._clock.at()
        self.generation += 1
        return self.generation

    def begin_outage(self, now: float) -> None:
        """Take note that a READY link is gone."""
        self.outage = Outage(number=self.outage.number + 1, lost_now=now, lost_at=self._clock.at())

    def begin_release(self) -> None:
        """Take note that the slot is left to somebody else on purpose: that is no outage, and ends one."""
        self.outage = Outage(number=self.outage.number, is_release=self.facts.radio is not None)

    def note_failed_attempt(self) -> None:
        """Take note of an attempt that did not reach READY: the way back from a release is an outage from here on."""
        if self.outage.is_release:
            self.outage.is_release = False
            self.outage.number += 1

    def announce(self) -> None:
        """Tell of the next attempt, once, if it is one to get back what was lost or given away."""
        outage = self.outage
        if outage.announced:
            return
        if outage.is_release:
            outage.announced = True
            log.info("link-connecting", address=self._target.address)
        elif outage.number:
            outage.announced = True
            log.info(
                "link-reconnecting", number=outage.number, attempt=outage.attempts + 1, address=self._target.address
            )

    def note(self, event: SessionEvent) -> None:
        """Keep what an event says of the link or the radio."""
        note = self._notes.get(type(event))
        if note is not None:
            note(event)

    def begin_ready(self, event: SessionReady, address: str) -> None:
        """Take note of READY, and tell of it."""
        self.facts.note_ready(event)
        self.address = address
        self._answered = event.now
        self.enter(LinkState.READY)
        log.info(
            "link-ready",
            generation=event.generation,
            seconds=round(event.seconds, 3),
            nodes=len(event.nodes),
            keys=self.facts.held_keys,
            firmware=event.radio.firmware,
        )

    def tell_reconnected(self) -> None:
        """Tell that an outage is over, if there was one."""
        outage = self.outage
        if outage.lost_now is None or outage.is_release or outage.is_over:
            return
        outage.is_over = True
        now = self._clock.now()
        away_s = now - outage.lost_now
        self.ledger.reconnected(away_s, self._clock.at())
        log.info(
            "link-reconnected",
            generation=self.generation,
            number=outage.number,
            away_s=round(away_s, 1),
            attempts=outage.attempts,
        )
        self._bus.publish(
            Reconnected(generation=self.generation, away_seconds=away_s, attempts=outage.attempts, now=now)
        )

    def status(self, *, pause_left_s: float, counters: Mapping[str, int]) -> LinkStatus:
        """Return all of it.

        Args:
            pause_left_s: Seconds to the end of the pause in force.
            counters: Of the session that is alive; empty when none is.
        """
        ready = self.state is LinkState.READY
        ledger = self.ledger
        return LinkStatus(
            state=self.state,
            target=str(self._target),
            address=self.address,
            generation=self.generation,
            since=self._since,
            ready_since=self._since if ready else None,
            lost_since=None if ready else self.outage.lost_at,
            attempt=0 if ready else self.outage.attempts,
            next_attempt_s=pause_left_s if self.state in _PAUSES else None,
            reconnections=ledger.reconnections,
            reconnections_today=ledger.reconnections_today(self._clock.at()),
            losses=dict(ledger.losses),
            last_reason=ledger.last_reason,
            last_probe_s=ledger.last_probe_s,
            answered_s=max(0.0, self._clock.now() - self._answered) if ready else None,
            reconnect_seconds_last=ledger.reconnect_seconds_last,
            drops=ledger.drops_with(counters),
        )

    def _note_probe(self, event: ProbeAnswered) -> None:
        self.ledger.last_probe_s = event.seconds
        self._answered = event.now
