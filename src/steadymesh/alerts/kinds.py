"""What there is to tell of, and how patiently each of it is told. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

HOUR_S: Final = 3600.0
DAY_S: Final = 86_400.0


class AlertKind(Enum):
    """What an alert is about; the values are what `alerts.quiet` takes, and part of the ids of sentences."""

    LINK = "link"
    """The radio is away."""
    CONTENDED = "contended"
    """Another client takes the radio's only place."""
    REBOOT = "reboot"
    BATTERY = "battery"
    KEY_CHANGED = "key-changed"
    KEY_WEAK = "key-weak"
    """An audit found something wrong with a key."""
    KEY_WAITING = "key-waiting"
    """A changed key is held until a person decides."""
    STORE = "store"
    """Nothing can be written down."""
    PLUGIN = "plugin"
    """Something of a plug-in is paused."""
    LOOP = "loop"
    """Another bot answers our answers."""
    OUTBOX = "outbox"
    """Messages that could leave do not."""
    DUTY_CYCLE = "duty-cycle"
    """Our radio has used up its hour."""
    PROXY = "proxy"
    """Something answers for the radio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one kind is told."""

    lasts: bool
    """True: it goes on until it ends, and its end is told. False: it happens, and that is all."""
    settle_s: float = 0.0
    """From its begin until it is told: what passes by itself is no news, and what comes together is told together."""
    calm_s: float = 0.0
    """From its end until that is told: what comes again at once has not ended."""
    cool_s: float = HOUR_S
    """Between two tellings while more of the same comes."""


MANNERS: Final[Mapping[AlertKind, Manner]] = {
    # `alerts.outage` has waited already, for the begin and for the end.
    AlertKind.LINK: Manner(lasts=True),
    AlertKind.CONTENDED: Manner(lasts=True),
    AlertKind.REBOOT: Manner(lasts=False, settle_s=5.0),
    AlertKind.BATTERY: Manner(lasts=True),
    # A dump after a reflash of a friend's mesh changes many keys within seconds.
    AlertKind.KEY_CHANGED: Manner(lasts=False, settle_s=30.0),
    AlertKind.KEY_WEAK: Manner(lasts=False, settle_s=30.0, cool_s=6 * HOUR_S),
    AlertKind.KEY_WAITING: Manner(lasts=True, settle_s=30.0),
    # A lock, or the flush of a slow card, passes within seconds.
    AlertKind.STORE: Manner(lasts=True, settle_s=30.0, calm_s=60.0),
    AlertKind.PLUGIN: Manner(lasts=True),
    AlertKind.LOOP: Manner(lasts=False),
    AlertKind.OUTBOX: Manner(lasts=True, calm_s=60.0),
    AlertKind.DUTY_CYCLE: Manner(lasts=True, calm_s=60.0),
    AlertKind.PROXY: Manner(lasts=False, cool_s=DAY_S),
}
