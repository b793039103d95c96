"""Counts what happened and says how the house stands: what `status --json` shows.

Listens to the bus; reads the rooms through ports. Durations in seconds, times RFC 3339 UTC.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum

from steadymesh import __version__
from steadymesh.bus import Bus
from steadymesh.events import (
    CommandHandled,
    Delivered,
    Event,
    LinkContended,
    ProxySuspected,
    RadioRebooted,
    Reconnected,
)
from steadymesh.ids import PublicKey, format_node_num
from steadymesh.keys.sync.sync import SyncFacts
from steadymesh.model import Health, LinkStatus, RadioInfo, health
from steadymesh.ports import Clock, KeyBook, LinkControl, RadioFacts
from steadymesh.session.directory import Directory

KEPT_SECONDS = 1000
"""Response times kept for the percentiles: some days of a busy bot, 8 kB."""


def as_json(value: object) -> object:  # noqa: PLR0911  (one case a kind)
    """Return what `json.dumps` understands: dataclasses as objects, enums as their values, times as RFC 3339."""
    if isinstance(value, PublicKey):
        return value.fingerprint
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    match value:
        case Enum():
            return as_json(value.value)
        case datetime():
            return value.isoformat(timespec="seconds").replace("+00:00", "Z")
        case Mapping():
            return {str(k): as_json(v) for k, v in value.items()}
        case list() | tuple():
            return [as_json(v) for v in value]
        case float():
            return round(value, 4)
        case _:
            return value


def as_object(value: LinkStatus | SyncFacts | Health) -> dict[str, object]:
    """Return a dataclass as a JSON object that can be added to."""
    return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}


def summary(seconds: deque[float]) -> dict[str, object]:
    """Return count, median, 99th percentile and maximum of the kept durations; None where there are none."""
    if not seconds:
        return {"count": 0, "p50": None, "p99": None, "max": None}
    ordered = sorted(seconds)
    return {
        "count": len(ordered),
        "p50": round(ordered[len(ordered) // 2], 4),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 4),
        "max": round(ordered[-1], 4),
    }


class StatusBoard:
    """Keeps the counters of A15 and assembles the status.

    Args:
        bus: Where things happen.
        clock: For ages.
        link: The supervisor.
        radio: What the radio said of itself.
        nodes: The node directory.
        book: The key book.
        syncs: How the key sync stands.
        answer_limit_s: For how long an answered probe proves that the radio lives.
        further: Facts of further rooms by name, each asked when the status is.
    """

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        link: LinkControl,
        radio: RadioFacts,
        nodes: Directory,
        book: KeyBook,
        syncs: Callable[[], SyncFacts],
        answer_limit_s: float,
        further: Mapping[str, Callable[[], object]],
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._link = link
        self._radio = radio
        self._nodes = nodes
        self._book = book
        self._answer_limit_s = answer_limit_s
        self._further = further
        self._started_at = clock.at()
        self._started = clock.now()
        self._subscription = bus.subscribe(
            "status",
            (Reconnected, CommandHandled, Delivered, LinkContended, RadioRebooted, ProxySuspected),
            size=10_000,
        )
        self._commands: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._syncs = syncs
        self._noticed: Counter[str] = Counter()
        self._command_seconds: deque[float] = deque(maxlen=KEPT_SECONDS)
        self._outage_seconds: deque[float] = deque(maxlen=KEPT_SECONDS)

    async def run(self) -> None:
        """Count until cancelled."""
        with self._subscription as events:
            async for event in events:
                self._count(event)

    def _count(self, event: Event) -> None:
        match event:
            case Reconnected(away_seconds=seconds):
                self._outage_seconds.append(seconds)
            case CommandHandled(outcome=outcome, seconds=seconds):
                self._commands[outcome] += 1
                self._command_seconds.append(seconds)
            case Delivered(entry=entry):
                self._outcomes[entry.outcome.value] += 1
            case LinkContended():
                self._noticed["contended"] += 1
            case RadioRebooted():
                self._noticed["rebooted"] += 1
            case ProxySuspected():
                self._noticed["proxy-suspected"] += 1

    def health(self) -> Health:
        """Return how we are."""
        return health(self._link.status(), limit_s=self._answer_limit_s)

    def status(self) -> dict[str, object]:
        """Return the whole status, ready for JSON."""
        link = self._link.status()
        radio = self._radio.radio()
        syncs = self._syncs()
        return {
            "version": __version__,
            "pid": os.getpid(),
            "started": as_json(self._started_at),
            "uptime_s": round(self._clock.now() - self._started, 1),
            "health": {"is_healthy": (now := self.health()).is_healthy, **as_object(now)},
            "link": {
                **as_object(link),
                "reconnect_seconds": summary(self._outage_seconds),
                "noticed": dict(self._noticed),
            },
            "radio": None if radio is None else self._radio_facts(radio),
            "nodes": {"known": len(self._nodes)},
            "keys": {
                "known": len(self._book),
                "held": self._radio.held_keys(),
                "sync": {**as_object(syncs), "success_rate": syncs.success_rate},
            },
            "commands": {**dict(self._commands), "seconds": summary(self._command_seconds)},
            "delivered": dict(self._outcomes),
            "bus": {s.name: {"waiting": len(s), "dropped": s.dropped} for s in self._bus.subscriptions()},
            "loop": {"tasks": len(asyncio.all_tasks())},
            **{name: as_json(facts()) for name, facts in self._further.items()},
        }

    def _radio_facts(self, radio: RadioInfo) -> dict[str, object]:
        """Return what the radio said of itself; of its private key only whether there is one."""
        node = self._nodes.get(radio.num) or radio.node
        return {
            "node": format_node_num(radio.num),
            "name": radio.node.long_name,
            "firmware": radio.firmware,
            "hw_model": radio.hw_model,
            "pio_env": radio.pio_env,
            "has_wifi": radio.has_wifi,
            "role": radio.role,
            "region": radio.region,
            "modem_preset": radio.modem_preset,
            "use_preset": radio.use_preset,
            "hop_limit": radio.hop_limit,
            "tx_enabled": radio.tx_enabled,
            "is_managed": radio.is_managed,
            "has_private_key": radio.private_key is not None,
            "nodes": radio.nodedb_count,
            "telemetry": as_json(node.telemetry),
            "channels": [
                {"index": c.index, "name": c.name, "role": c.role} for c in radio.channels if c.role != "DISABLED"
            ],
        }
