"""What the link did since the start, in numbers: for `status`, for the metrics, for whoever asks how it is going."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType


@dataclass(slots=True, kw_only=True)
class Outage:
    """A time without a READY link, from the loss (or the start, or a release) to READY."""

    number: int = 0
    """Counts outages since the start; 0: nothing was lost yet."""
    is_release: bool = False
    """Whether we left on purpose: no outage, until the way back turns out to be closed."""
    lost_now: float | None = None
    """Loop time of the loss; None: nothing was lost, this is the start or a release."""
    lost_at: datetime | None = None
    """Wall time of the loss."""
    attempts: int = 0
    cuts: int = 0
    """Attempts in a row that the other side closed cleanly before READY."""
    announced: bool = False
    """Whether the next attempt was announced."""
    is_over: bool = False
    """Whether READY came, and was told."""
    warned: bool = False
    """Whether a failed attempt of it was told as a warning: the others are repeats."""


@dataclass(slots=True)
class Ledger:
    """Figures that only grow, and the last values of those that don't."""

    reconnections: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    last_reason: str = ""
    last_probe_s: float | None = None
    reconnect_seconds_last: float | None = None
    drops: Counter[str] = field(default_factory=Counter)
    _today: date | None = None
    _reconnections_today: int = 0

    def lost(self, reason: str) -> None:
        """Count a lost link."""
        self.losses[reason] += 1
        self.last_reason = reason

    def reconnected(self, away_s: float, at: datetime) -> None:
        """Count a link that is READY again.

        Args:
            away_s: How long it was away.
            at: Wall time now.
        """
        self._turn_page(at)
        self.reconnections += 1
        self._reconnections_today += 1
        self.reconnect_seconds_last = away_s

    def reconnections_today(self, at: datetime) -> int:
        """Return how often the link came back since midnight, by the machine's own time zone."""
        self._turn_page(at)
        return self._reconnections_today

    def absorb(self, counters: Mapping[str, int]) -> None:
        """Add what a session that is over had counted."""
        self.drops.update(counters)

    def drops_with(self, counters: Mapping[str, int]) -> Mapping[str, int]:
        """Return what was dropped since the start, with the session that is still alive."""
        return MappingProxyType({cause: count for cause, count in (self.drops + Counter(counters)).items() if count})

    def _turn_page(self, at: datetime) -> None:
        """Begin a new count when the day has changed (also when the clock was set back)."""
        today = at.astimezone().date()
        if today != self._today:
            self._today = today
            self._reconnections_today = 0
