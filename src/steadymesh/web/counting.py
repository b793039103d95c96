"""Counts what happens, for the metrics: seconds in buckets, outcomes and reasons by name. Listens to the bus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from steadymesh.bus import Bus
from steadymesh.events import (
    AttemptFailed,
    CommandHandled,
    Event,
    KeysSynced,
    LinkContended,
    PluginPaused,
    ProbeAnswered,
    RadioRebooted,
    Reconnected,
    SessionLost,
)

RECONNECTION_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
PROBE_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COMMAND_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)

REASONS: Final = (
    "resolve",
    "connect",
    "handshake",
    "probe",
    "closed",
    "reset",
    "stopped",
    "released",
    "reconnect",
    "defect",
    "other",
)
"""Why a link ends or is not made; what is none of these counts as the last."""

SYNC_OUTCOMES: Final = ("complete", "skipped", "failed")
COMMAND_OUTCOMES: Final = ("answered", "silent", "refused", "mistyped", "failed", "timed-out", "other")


class Buckets:
    """Durations, counted by size.

    Args:
        bounds: Upper bounds in seconds, ascending.
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(bounds) + 1)
        self.total_s = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total_s += seconds

    def cumulated(self) -> list[tuple[str, float]]:
        """Return each bound, as Prometheus writes it, with how many were not longer."""
        found, sum_ = [], 0
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            sum_ += count
            found.append((bound, float(sum_)))
        return found


class Counting:
    """Everything that is counted by event.

    Args:
        bus: Where things happen.
    """

    def __init__(self, bus: Bus) -> None:
        self._subscription = bus.subscribe(
            "metrics",
            (
                AttemptFailed,
                CommandHandled,
                KeysSynced,
                LinkContended,
                PluginPaused,
                ProbeAnswered,
                RadioRebooted,
                Reconnected,
                SessionLost,
            ),
            size=2_000,
        )
        self._reason = "other"
        self.losses: Counter[str] = Counter()
        self.reconnections: Counter[str] = Counter()
        self.attempts_failed: Counter[str] = Counter()
        self.syncs: Counter[str] = Counter()
        self.commands: Counter[str] = Counter()
        self.contended = self.rebooted = self.paused = 0
        self.reconnection_s = Buckets(RECONNECTION_S)
        self.probe_s = Buckets(PROBE_S)
        self.command_s = Buckets(COMMAND_S)

    async def run(self) -> None:
        """Count until cancelled."""
        with self._subscription as events:
            async for event in events:
                self.note(event)

    def note(self, event: Event) -> None:
        """Count one event."""
        match event:
            case SessionLost(reason=reason):
                self._reason = _one_of(REASONS, reason)
                self.losses[self._reason] += 1
            case AttemptFailed(reason=reason):
                self.attempts_failed[_one_of(REASONS, reason)] += 1
            case Reconnected(away_seconds=seconds):
                self.reconnections[self._reason] += 1
                self.reconnection_s.add(seconds)
            case ProbeAnswered(seconds=seconds):
                self.probe_s.add(seconds)
            case CommandHandled(outcome=outcome, seconds=seconds):
                self.commands[_one_of(COMMAND_OUTCOMES, outcome)] += 1
                self.command_s.add(seconds)
            case KeysSynced(outcome=outcome):
                self.syncs[_one_of(SYNC_OUTCOMES, outcome)] += 1
            case LinkContended():
                self.contended += 1
            case RadioRebooted():
                self.rebooted += 1
            case PluginPaused():
                self.paused += 1
            case _:
                pass


def _one_of(known: Sequence[str], word: str) -> str:
    """Return a word that is known, else the last of those that are: labels are ours, and few."""
    return word if word in known else known[-1]
