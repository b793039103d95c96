"""The key room's own settings; `config` fills them in. Durations in seconds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum

from steadymesh.errors import ConfigError
from steadymesh.ids import PublicKey


class Push(Enum):
    """Whose keys are written into the radio's own node table (`keys.push`)."""

    OFF = "off"
    """Nobody's, whoever waits."""
    NEEDED = "needed"
    """Those of people who are expected to write to us, or to whom a message waits."""
    ALL = "all"
    """Everybody's, up to the cap on favourites."""


class OnChange(Enum):
    """What becomes of a key that a known node number shows instead of the known one (`keys.on_change`)."""

    CAUTIOUS = "cautious"
    ACCEPT = "accept"
    HOLD = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOptions:
    """What the operator may tune.

    Raises:
        ConfigError: A duration is negative or no number.
    """

    sync_delay_s: float = 15.0
    """From READY to the key sync. 10 s is the least advised on an ESP32, 20–30 s on slow nodes, 0 on Linux nodes."""
    sync_interval_s: float = 900.0
    """Between two periodic syncs on a link that stays; 0: none."""
    sync_deadline_s: float = 10.0
    """How long one access to the node directory may take."""
    change_delay_s: float = 1.0
    """From a new or changed key to the sync that it causes, so that a burst of NodeInfos makes one."""
    retry_s: float = 60.0
    """After a failed sync new keys don't cause another one any sooner; the periodic sync and a new link do."""
    store_deadline_s: float = 10.0
    """How long one access to the key store may take."""
    store_retry_s: float = 30.0
    """After a failed access to the key store."""
    refresh_s: float = 300.0
    """When somebody was last heard is written this often; a new or changed key at once."""
    push: Push = Push.NEEDED
    on_change: OnChange = OnChange.CAUTIOUS
    push_on_router: bool = False
    """Push also where our own radio is a ROUTER, ROUTER_LATE or CLIENT_BASE, whose favourites change how it relays."""
    table_size: int = 0
    """Nodes that the radio's table holds; 0: what its hardware and firmware are known to hold at least."""
    admins: tuple[PublicKey, ...] = ()
    """Keys of administrators: never replaced without a person's word, always kept in the radio."""

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if setting.name.endswith("_s") and not value >= 0:
                raise ConfigError(
                    f"keys.{setting.name.removesuffix('_s')} is {value} s.", remedy="Write 0 or more, such as 15s."
                )
