"""The settings of the bot that came before, and what became of them."""

from __future__ import annotations

from typing import Final

SUCCESSORS: Final = {
    "TCP_PUBKEY_SYNC_DELAY": ("keys.sync_delay",),
    "TCP_INTERFACE_CLEANUP_DELAY": ("link.reconnect_delay",),
    "TCP_INTERFACE_STABILIZATION_DELAY": ("link.settle",),
    "TCP_SILENT_TIMEOUT": ("link.heartbeat_interval", "link.heartbeat_timeout"),
    "TCP_HEALTH_CHECK_INTERVAL": ("link.heartbeat_interval", "link.heartbeat_timeout"),
    "TCP_DISCONNECT_ALERT_ENABLED": ("alerts.link_after",),
}
"""Old name → the setting, or the two, that do its work now."""


def successor(name: str) -> tuple[str, ...]:
    """Return what became of an old setting, however it is written and in whatever section; empty: it never was one."""
    return SUCCESSORS.get(name.rsplit(".", 1)[-1].upper(), ())
