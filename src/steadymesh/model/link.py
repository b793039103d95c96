"""The link to the radio, as others see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class LinkState(Enum):
    """What the supervisor is doing."""

    WAITING = "waiting"
    """Backing off before the next attempt."""
    CONNECTING = "connecting"
    """Resolving, opening the socket, settling."""
    HANDSHAKE = "handshake"
    """Connected; the radio is sending its configuration."""
    READY = "ready"
    YIELDED = "yielded"
    """Another client has taken the slot again and again; we leave it for minutes."""
    RELEASED = "released"
    """The operator gave the slot away on purpose."""
    CLOSING = "closing"
    """Our own goodbye is out; the radio is about to close."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """The link, as `status` shows it."""

    state: LinkState
    target: str
    """As configured, such as `tcp://192.168.1.38:4403`."""
    address: str = ""
    """What we are (or were last) connected to."""
    generation: int = 0
    """Counts connection attempts since the start; 0: none yet."""
    since: datetime
    """When `state` began, wall time."""
    ready_since: datetime | None = None
    lost_since: datetime | None = None
    """When the link was lost; None while it is READY, was never READY or is given away."""
    attempt: int = 0
    """Attempts in the current outage."""
    next_attempt_s: float | None = None
    """Seconds to the next attempt; None: none is waiting."""
    reconnections: int = 0
    """READY again after a loss, since the start; the way back from a release is none."""
    reconnections_today: int = 0
    losses: Mapping[str, int] = field(default_factory=dict)
    """Losses since the start by `LinkError.reason`."""
    last_reason: str = ""
    last_probe_s: float | None = None
    """Round trip of the last answered probe, seconds; None: none yet."""
    answered_s: float | None = None
    """Seconds since the radio last proved that it lives: an answered probe, or the handshake; None: not READY."""
    reconnect_seconds_last: float | None = None
    """How long the last outage was, seconds; None: none yet."""
    radio_has_time: bool | None = None
    """Whether the radio's clock is set; None: not known yet."""
    radio_skew_s: float | None = None
    """Our wall time minus the radio's; None: not known."""
    drops: Mapping[str, int] = field(default_factory=dict)
    """Bytes or frames thrown away since the start, by cause."""
