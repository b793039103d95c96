"""How many traceroutes leave our radio, whoever wants them. PURE.

`bot.limits` asks people to wait in time; this is the door that nothing gets past.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from steadymesh.model import TRACE_GAP_S, TRACEROUTE, TRACES_PER_HOUR, Intent, SendData

HOUR_S: Final = 3600.0


def is_trace(intent: Intent) -> bool:
    """Return whether a packet is a traceroute."""
    return isinstance(intent, SendData) and intent.port == TRACEROUTE


class Traces:
    """The traceroutes of the last hour. A restart forgets them."""

    def __init__(self) -> None:
        self._sent: deque[float] = deque(maxlen=TRACES_PER_HOUR)

    def wait_s(self, now: float) -> float:
        """Return 0, or the seconds until another traceroute may leave."""
        if not self._sent:
            return 0.0
        free_at = self._sent[-1] + TRACE_GAP_S
        if len(self._sent) == TRACES_PER_HOUR:
            free_at = max(free_at, self._sent[0] + HOUR_S)
        return max(0.0, free_at - now)

    def sent(self, now: float) -> None:
        """Note that one left."""
        self._sent.append(now)
