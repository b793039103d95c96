"""What may be written into our radio's node table: whether at all, and how much it holds. PURE."""

from __future__ import annotations

from typing import Final

from steadymesh.keys.options import KeyOptions, Push
from steadymesh.model import RadioInfo

KNOWS_CONTACTS: Final = (2, 6, 8)
"""First firmware with `add_contact` and with 69421."""

HONOURS_VERIFIED: Final = (2, 7, 12)
"""First firmware on which the mark “manually verified” says something: 2.7.2 to 2.7.11 set it on every `add_contact`,
and overwrite marked entries all the same (`NodeDB.cpp`, addFromContact)."""

REFUSES_WITHOUT_KEY: Final = (2, 7, 19)
"""First firmware that never falls back to channel encryption (`Router.cpp`, perhapsEncode)."""

CHEAP_UNFAVORITE: Final = (2, 8, 0)
"""First firmware where removing a favourite does not re-initialise the LoRa chip."""

WARM_TIER: Final = (2, 8, 0)
"""First firmware that keeps the keys of nodes which it evicts from its table (`NodeDB.cpp`)."""

FAVORITES_MATTER: Final = frozenset({"ROUTER", "ROUTER_LATE", "ROUTER_CLIENT", "REPEATER", "CLIENT_BASE"})
"""Roles of ours that relay favourites differently (`NextHopRouter.cpp`, `Router.cpp`, `DeviceRole` docs): a favourite
that nobody asked for changes how the mesh works."""

NO_FAVORITES_BY_CONTACT: Final = frozenset({"CLIENT_BASE"})
"""Roles on which `add_contact` marks no favourite (`NodeDB.cpp`, addFromContact)."""

CAP_SHARE: Final = 4
"""One in so many places of the table may be a favourite of ours: the rest is the mesh's and the user's."""

SPARE_SHARE: Final = 20
"""One in so many places of the table stays without marks, for whoever comes and goes."""

_LINUX_NODES: Final = 200
_ESP32_NODES: Final = 100
_OTHER_NODES: Final = 80
_TINY_NODES: Final = 10
"""`mesh-pb-constants.h`, MAX_NUM_NODES: the least that each kind holds in any version from 2.6.8 to 2.8 (STM32WL 10,
nRF52 80, ESP32 100 and S3 with little flash 100, Linux 200)."""


def obstacle(radio: RadioInfo, options: KeyOptions, *, asked: bool = False) -> str:
    """Return why nothing may be written into this radio's table, as an outbox entry's reason; empty: none.

    Args:
        radio: What it says of itself.
        options: The settings.
        asked: The operator asked for this very push: that overrides `keys.push` and our role.
    """
    if radio.firmware_version < KNOWS_CONTACTS:
        return "PUSH_UNSUPPORTED"
    if radio.is_managed:
        return "PUSH_MANAGED"
    if asked:
        return ""
    if options.push is Push.OFF:
        return "PUSH_OFF"
    if radio.role in FAVORITES_MATTER and not options.push_on_router:
        return "PUSH_ROLE"
    return ""


def capacity(radio: RadioInfo, options: KeyOptions, *, seen: int = 0) -> int:
    """Return how many nodes the radio's table holds, at least.

    Args:
        radio: What it says of itself.
        options: `keys.table_size` is taken as it is.
        seen: How many nodes its last dump had.
    """
    if options.table_size:
        return options.table_size
    hardware, environment = radio.hw_model.upper(), radio.pio_env.lower()
    if hardware == "PORTDUINO" or environment.startswith("native"):
        least = _LINUX_NODES
    elif "WIO_E5" in hardware or "stm32" in environment:
        least = _TINY_NODES
    elif radio.has_wifi:
        least = _ESP32_NODES
    else:
        least = _OTHER_NODES
    return max(least, seen)


def favorites_cap(nodes: int) -> int:
    """Return how many favourites of ours a table of so many nodes may have."""
    return nodes // CAP_SHARE


def favorites_ahead(cap: int) -> int:
    """Return how many of them may be there when no message waits for one more: three quarters, and the only one."""
    return min(cap, max(1, cap * 3 // 4))


def fits_a_mark(nodes: int, *, marked: int) -> bool:
    """Return whether a table of so many nodes has room for one more favourite of anybody's, our own entry aside."""
    return marked + 2 + nodes // SPARE_SHARE <= nodes
