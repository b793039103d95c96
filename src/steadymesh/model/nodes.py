"""Nodes of the mesh, and what they tell of themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from steadymesh.ids import PRIMARY, ChannelIndex, NodeNum, PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a node says it is."""

    latitude: float
    """Degrees north, WGS 84."""
    longitude: float
    """Degrees east, WGS 84."""
    altitude_m: int | None = None
    """Metres above mean sea level; None: not told."""
    at: datetime | None = None
    """When the fix was taken, by the sender's clock; None: not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """One report of a node's device metrics; None: not told."""

    battery_percent: int | None = None
    """0 … 100; 101: powered from outside (firmware `PowerStatus`)."""
    voltage_v: float | None = None
    channel_utilization_percent: float | None = None
    air_util_tx_percent: float | None = None
    uptime_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What is known of one node. Names are as they came: clean them before you print them."""

    num: NodeNum
    long_name: str = ""
    """At most 39 bytes from a well-behaved radio; empty: not known."""
    short_name: str = ""
    """At most 4 bytes from a well-behaved radio; empty: not known."""
    hw_model: str = ""
    """Firmware's `HardwareModel` name; empty: not known."""
    role: str = ""
    """Firmware's `Config.DeviceConfig.Role` name; empty: not known."""
    public_key: PublicKey | None = None
    """None: this source did not tell. It never means "has none" and never erases a known key."""
    is_unmessagable: bool = False
    is_licensed: bool = False
    is_favorite: bool = False
    is_ignored: bool = False
    is_key_verified: bool = False
    """The radio's own mark `is_key_manually_verified`."""
    via_mqtt: bool = False
    channel: ChannelIndex = PRIMARY
    snr_db: float | None = None
    hops_away: int | None = None
    last_heard: datetime | None = None
    """By the radio's clock; None: never or not known."""
    position: Position | None = None
    telemetry: Telemetry | None = None

    def completed(self, earlier: Node) -> Node:
        """Return this node with what only an earlier report (an earlier run, a file) tells of it; nothing is replaced.

        The radio's own marks and the channel are not taken over: here they are as the radio has them now.
        """
        heard = [at for at in (self.last_heard, earlier.last_heard) if at is not None]
        return replace(
            self,
            long_name=self.long_name or earlier.long_name,
            short_name=self.short_name or earlier.short_name,
            hw_model=self.hw_model or earlier.hw_model,
            role=self.role or earlier.role,
            public_key=self.public_key or earlier.public_key,
            snr_db=earlier.snr_db if self.snr_db is None else self.snr_db,
            hops_away=earlier.hops_away if self.hops_away is None else self.hops_away,
            last_heard=max(heard, default=None),
            position=self.position or earlier.position,
            telemetry=self.telemetry or earlier.telemetry,
        )
