"""What every process has around it: clocks, and whoever started it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from steadymesh.ids import PacketId


class Clock(Protocol):
    """The two clocks and the dice."""

    def now(self) -> float:
        """Return loop time, seconds, monotonic."""
        ...

    def at(self) -> datetime:
        """Return wall time, aware, UTC; it may jump."""
        ...

    def chance(self) -> float:
        """Return a random number within [0, 1)."""
        ...

    def packet_id(self) -> PacketId:
        """Return a fresh packet id, never 0."""
        ...


class Storage(Protocol):
    """Whether what happens can be written down."""

    def failing(self) -> str:
        """Return why it can't be at the moment (`locked`, `full`, `read-only`, `io` …); empty: it can."""
        ...


class Notifier(Protocol):
    """The service manager, or whoever else wants to know that we live."""

    def notify(self, state: str) -> None:
        """Send one state line such as `READY=1`; never waits, never raises."""
        ...
