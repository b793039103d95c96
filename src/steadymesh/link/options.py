"""The link's settings, as `config` assembles them. Values only, no reading of files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOptions:
    """How the link connects, waits, yields and is rescued. Seconds throughout."""

    connect_timeout_s: float = 10.0
    """For each step of opening: resolving the name, connecting the socket. An ESP32 that is busy writing flash has
    been seen to take seconds to accept."""
    reconnect_delay_s: float = 0.0
    """Least wait before a new connection after a loss; for fragile nodes (preset gentle: 15)."""
    settle_s: float = 0.0
    """Between the socket's connection and the first byte to the radio (preset gentle: 3)."""
    backoff_first_s: float = 1.0
    """Longest wait before the second attempt; it doubles from there."""
    backoff_max_s: float = 60.0
    """Where the doubling ends. The attempts have no end."""
    stable_after_s: float = 60.0
    """READY for that long is stability: back-off and yields start afresh."""
    yields_s: tuple[float, ...] = (120.0, 300.0, 600.0)
    """How long the slot is left to another client, the first time and so on; the last value stays."""
    nodelay: bool = True
    """TCP_NODELAY: our packets are small and alone, Nagle only delays them."""
    keepalive: bool = True
    """SO_KEEPALIVE with the three values below, where the system has them."""
    keepalive_idle_s: int = 30
    """Without traffic for that long the system asks. Longer than the session's own probe: that one gives the better
    reason."""
    keepalive_interval_s: int = 10
    keepalive_count: int = 3
    user_timeout_s: float = 40.0
    """TCP_USER_TIMEOUT: unacknowledged bytes for that long end the connection; 0: the system's own (15 minutes)."""
    rescue_command: tuple[str, ...] = ()
    """Program and arguments, run without a shell when the radio stays away (a smart plug); empty: none."""
    rescue_after_s: float = 600.0
    """Away for that long, releases and yields not counted."""
    rescue_interval_s: float = 1800.0
    """Least time between two runs: twice an hour."""
    rescue_timeout_s: float = 60.0
    """The command is killed after that."""
