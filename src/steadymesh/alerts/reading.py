"""What the house's events mean for the board. PURE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from steadymesh.alerts.changes import Began, Change, Doubted, Ended
from steadymesh.alerts.kinds import AlertKind
from steadymesh.alerts.plain import plain_name
from steadymesh.clock import format_duration
from steadymesh.events import (
    AttemptFailed,
    DutyCycleReached,
    Event,
    KeyChanged,
    KeyDecided,
    KeyFound,
    LinkAway,
    LinkBack,
    LinkContended,
    LoopMuted,
    PluginPaused,
    ProxySuspected,
    RadioRebooted,
    SessionLost,
    SessionReady,
    StoreBack,
    StoreFailing,
    TelemetryReceived,
)
from steadymesh.ids import NodeNum, format_node_num

KINDS: Final = (
    AttemptFailed, DutyCycleReached, KeyChanged, KeyDecided, KeyFound, LinkAway, LinkBack, LinkContended, LoopMuted,
    PluginPaused, ProxySuspected, RadioRebooted, SessionLost, SessionReady, StoreBack, StoreFailing,
)  # fmt: skip
"""What a subscription must be to; telemetry, of which there is much, goes by one of its own."""

LOW_PERCENT: Final = 20
"""A battery of so much is low …"""

WELL_PERCENT: Final = 30
"""… until it has more than this again: one at the edge would be told of at each cloud."""

STABLE_S: Final = 60.0
"""READY for so long is back (ARCHITECTURE, rule 6), for a link of which an earlier process has told that it is away."""

YIELDED_S: Final = 600.0
"""After we have yielded to another client: if it takes the place again, it does so within this."""

PAUSED_S: Final = 600.0
"""After a pause: what fails at once, fails when it is next called, which takes a while."""


class Reader:
    """Reads events.

    Args:
        name_of: Returns what a node calls itself, as it came; empty: not known.
    """

    def __init__(self, name_of: Callable[[NodeNum], str]) -> None:
        self._name_of = name_of
        self._own: NodeNum | None = None

    def read(self, event: Event) -> Iterator[Change]:  # noqa: C901, PLR0912  (one case an event)
        """Yield what an event means; nothing, for most."""
        match event:
            case LinkAway(away_seconds=seconds, reason=reason):
                yield Began(kind=AlertKind.LINK, fields={"reason": reason}, ago_s=seconds)
            case LinkBack():
                yield Ended(kind=AlertKind.LINK)
            case SessionReady(radio=radio):
                self._own = radio.num
                yield Ended(kind=AlertKind.LINK, after_s=STABLE_S)
            case SessionLost() | AttemptFailed():
                yield Doubted(kind=AlertKind.LINK)
            case LinkContended(yield_seconds=seconds):
                fields = {"duration": format_duration(round(seconds))}
                yield Began(kind=AlertKind.CONTENDED, fields=fields, lapse_s=seconds + YIELDED_S)
            case RadioRebooted(what=what, after=after):
                yield Began(kind=AlertKind.REBOOT, item=f"{what} {after}", fields={"what": what})
            case TelemetryReceived():
                yield from self._battery(event)
            case KeyChanged():
                yield from self._key_changed(event)
            case KeyDecided(node=node):
                yield Ended(kind=AlertKind.KEY_WAITING, item=format_node_num(node))
            case KeyFound(finding=finding):
                item = f"{finding.kind.value} {format_node_num(finding.node)} {finding.fingerprint}"
                fields = {"finding": finding.kind.value}
                yield Began(kind=AlertKind.KEY_WEAK, item=item, name=self.name(finding.node), fields=fields)
            case StoreFailing(reason=reason, seconds=seconds):
                yield Began(kind=AlertKind.STORE, fields={"reason": reason}, ago_s=seconds)
            case StoreBack():
                yield Ended(kind=AlertKind.STORE)
            case PluginPaused(what=what, seconds=seconds):
                duration = format_duration(round(seconds))
                yield Began(
                    kind=AlertKind.PLUGIN,
                    item=what,
                    name=plain_name(what),
                    fields={"duration": duration},
                    lapse_s=seconds + PAUSED_S,
                )
            case LoopMuted(node=node):
                yield Began(kind=AlertKind.LOOP, item=format_node_num(node), name=self.name(node))
            case DutyCycleReached(silent_s=seconds):
                fields = {"duration": format_duration(round(seconds))}
                yield Began(kind=AlertKind.DUTY_CYCLE, fields=fields, lapse_s=max(seconds, 60.0))
            case ProxySuspected():
                yield Began(kind=AlertKind.PROXY)

    def name(self, node: NodeNum) -> str:
        """Return a node as a sentence names it: what it calls itself, as plain text, and its number."""
        number, name = format_node_num(node), plain_name(self._name_of(node))
        return f"{name} ({number})" if name else number

    def _battery(self, event: TelemetryReceived) -> Iterator[Change]:
        percent = event.telemetry.battery_percent
        if event.sender != self._own or percent is None or event.replayed:
            return
        if percent <= LOW_PERCENT:
            yield Began(kind=AlertKind.BATTERY, fields={"percent": percent})
        elif percent > WELL_PERCENT:
            yield Ended(kind=AlertKind.BATTERY)

    def _key_changed(self, event: KeyChanged) -> Iterator[Change]:
        number = format_node_num(event.node)
        name = self.name(event.node)
        if event.held:
            yield Began(kind=AlertKind.KEY_WAITING, item=number, name=name, fields={"reason": event.reason})
            return
        yield Ended(kind=AlertKind.KEY_WAITING, item=number)
        yield Began(kind=AlertKind.KEY_CHANGED, item=f"{number} {event.after.fingerprint}", name=name)
