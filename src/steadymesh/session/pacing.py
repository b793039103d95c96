"""The floors that the firmware sets between packets of a kind. What is too early it drops, and still says `res = 0`.

Manners towards the mesh are another matter, and another room's.
"""

from __future__ import annotations

from typing import Final

from steadymesh.wire.convert.packets import ALERT, POSITION, TELEMETRY, TEXT, TRACEROUTE, WAYPOINT

SLOW_PORT_GAP_S: Final = 10.0
"""Position, waypoint, alert, telemetry (firmware `PhoneAPI.cpp`, TEN_SECONDS_MS)."""

TRACEROUTE_GAP_S: Final = 30.0
"""Traceroute (firmware `PhoneAPI.cpp`, THIRTY_SECONDS_MS)."""


class Pacing:
    """Remembers when each kind was last sent on this connection; the firmware counts per connection and port.

    Args:
        text_gap_s: Between two texts.
    """

    def __init__(self, text_gap_s: float) -> None:
        self._gaps = dict.fromkeys((POSITION, WAYPOINT, ALERT, TELEMETRY), SLOW_PORT_GAP_S)
        self._gaps[TEXT] = text_gap_s
        self._gaps[TRACEROUTE] = TRACEROUTE_GAP_S
        self._free_at: dict[int, float] = {}

    def wait_s(self, port: int | None, now: float) -> float:
        """Return seconds until a packet on this port may go; 0: now. None: not paced."""
        return 0.0 if port is None else max(0.0, self._free_at.get(port, now) - now)

    def sent(self, port: int | None, now: float) -> None:
        """Note that a packet goes out now."""
        if port in self._gaps:
            self._free_at[port] = now + self._gaps[port]
