"""The day in one message. PURE: counts what happened, and says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from steadymesh.events import (
    CommandHandled,
    Delivered,
    Event,
    KeyChanged,
    KeyFound,
    KeyLearned,
    LinkChanged,
    PluginPaused,
    Reconnected,
    TelemetryReceived,
)
from steadymesh.ids import NodeNum
from steadymesh.model import Json, LinkState, Outcome
from steadymesh.words import render

KINDS: Final = (CommandHandled, Delivered, KeyChanged, KeyFound, KeyLearned, LinkChanged, PluginPaused, Reconnected)

_COUNTED: Final = (
    "ready_s", "watched_s", "reconnections", "delivered", "unconfirmed", "refused", "airtime_s", "keys_learned",
    "keys_changed", "keys_weak", "commands", "paused",
)  # fmt: skip


class Day:
    """What happened since the last digest. Time is an argument."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._seconds = {"ready_s": 0.0, "watched_s": 0.0, "airtime_s": 0.0}
        self._battery: int | None = None
        self._is_ready = False
        self._since: float | None = None

    def watch(self, now: float) -> None:
        """Begin to watch the link."""
        self._since = now

    def note(self, event: Event) -> None:
        """Count an event."""
        match event:
            case LinkChanged(state=state, now=now):
                self._pass(now)
                self._is_ready = state is LinkState.READY
            case Reconnected():
                self._counts["reconnections"] += 1
            case Delivered(entry=entry):
                self._counts[_fate(entry.outcome)] += 1
                self._seconds["airtime_s"] += entry.airtime_s
            case KeyLearned():
                self._counts["keys_learned"] += 1
            case KeyChanged():
                self._counts["keys_changed"] += 1
            case KeyFound():
                self._counts["keys_weak"] += 1
            case CommandHandled():
                self._counts["commands"] += 1
            case PluginPaused():
                self._counts["paused"] += 1

    def note_battery(self, event: TelemetryReceived, own: NodeNum | None) -> None:
        """Remember how full our own radio's battery is."""
        if event.sender == own and event.telemetry.battery_percent is not None:
            self._battery = event.telemetry.battery_percent

    def _pass(self, now: float) -> None:
        passed_s = 0.0 if self._since is None else max(now - self._since, 0.0)
        self._seconds["watched_s"] += passed_s
        if self._is_ready:
            self._seconds["ready_s"] += passed_s
        self._since = now

    def text(self, now: float, language: str) -> str:
        """Return what is told of the day."""
        self._pass(now)
        watched_s = self._seconds["watched_s"]
        fields: dict[str, object] = {
            **{name: self._counts[name] for name in _COUNTED if name not in self._seconds},
            "percent": round(100 * self._seconds["ready_s"] / watched_s, 2) if watched_s > 0 else 0.0,
            "airtime_s": round(self._seconds["airtime_s"], 1),
            "battery": "none" if self._battery is None else "outside" if self._battery > 100 else self._battery,
        }
        return "\n".join(render(f"digest-{line}", fields, language) for line in ("link", "messages", "keys", "radio"))

    def begin(self, now: float) -> None:
        """Begin the next one."""
        self._pass(now)
        self._counts.clear()
        self._seconds = dict.fromkeys(self._seconds, 0.0)

    def dump(self, now: float) -> Json:
        """Return it, ready for JSON."""
        self._pass(now)
        return {**self._counts, **self._seconds}

    def restore(self, kept: Json) -> None:
        """Add what an earlier process has counted; what is none of it is left out."""
        if not isinstance(kept, Mapping):
            return
        for name in _COUNTED:
            value = kept.get(name)
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                continue
            if name in self._seconds:
                self._seconds[name] += value
            else:
                self._counts[name] += int(value)


def due_at(last: datetime, at_time: time, zone: tzinfo) -> datetime:
    """Return when the digest after one of `last` is due: the next such time of day, by the house's clock.

    A time that summer time leaves out comes an hour later that day; one that comes twice counts once, the first time.
    """
    local = last.astimezone(zone)
    due = datetime.combine(local.date(), at_time, tzinfo=zone)
    if due.timestamp() <= last.timestamp():  # by the world's clock: two local times are compared as they are written
        due = datetime.combine(local.date() + timedelta(days=1), at_time, tzinfo=zone)
    return due


def _fate(outcome: Outcome) -> str:
    if outcome is Outcome.ACKNOWLEDGED:
        return "delivered"
    return "unconfirmed" if outcome is Outcome.RELAYED else "refused"
