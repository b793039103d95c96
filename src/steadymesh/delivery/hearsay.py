"""What delivery knows of the mesh: who was heard when, how far away they are, how much our channel is used. PURE."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from steadymesh.events import SessionReady, TelemetryReceived
from steadymesh.ids import NodeNum
from steadymesh.ports import NodeLookup

USE_KEPT_S: Final = 300.0
"""The radio tells the use of its channel once a minute; after five without it nobody knows."""


class Hearsay:
    """What was heard.

    Args:
        nodes: The directory; None: nobody can tell.
    """

    def __init__(self, nodes: NodeLookup | None) -> None:
        self._nodes = nodes
        self._own: NodeNum | None = None
        self._use: tuple[float, float] | None = None
        """How much our channel was used, percent, and the loop time of that."""

    def ready(self, event: SessionReady) -> None:
        """Take what the radio's dump has of its own last measurement: it measures every minute."""
        self._own = event.radio.num
        told = event.radio.node.telemetry
        if told is not None and told.channel_utilization_percent is not None:
            self._use = (told.channel_utilization_percent, event.now)

    def measured(self, event: TelemetryReceived) -> None:
        """Take what our own radio has measured."""
        used = event.telemetry.channel_utilization_percent
        if event.sender == self._own and used is not None and not event.replayed:
            self._use = (used, event.now)

    def channel_use(self, now: float) -> float | None:
        """Return how much our channel is used, percent; None: the radio has not said so for minutes."""
        return None if self._use is None or now - self._use[1] >= USE_KEPT_S else self._use[0]

    def last_heard(self, num: NodeNum) -> datetime | None:
        """Return when a node was last heard, by the radio's clock; None: never yet, or nobody can tell."""
        node = None if self._nodes is None else self._nodes.get(num)
        return None if node is None else node.last_heard

    def hops_to(self, num: NodeNum) -> int | None:
        """Return how many hops away a node is; None: nobody knows."""
        node = None if self._nodes is None else self._nodes.get(num)
        return None if node is None else node.hops_away
