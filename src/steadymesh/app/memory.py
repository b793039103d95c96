"""What is known of the nodes, and the texts that came, outlive the process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

import structlog

from steadymesh.bus import Bus
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.events import (
    Event,
    NodeSeen,
    NodesRefreshed,
    PositionReceived,
    SessionReady,
    TelemetryReceived,
    TextReceived,
)
from steadymesh.ids import NodeNum
from steadymesh.model import LogMessage
from steadymesh.ports import Clock, MessageLog, NodeStore
from steadymesh.session.directory import Directory

log = structlog.get_logger("app")

LOAD_DEADLINE_S = 5.0
"""10,000 nodes load in well under a second; a disk that needs longer must not keep the house waiting."""


class Memory:
    """Carries nodes between the directory and the store, and texts into it.

    Args:
        directory: Where the house looks nodes up.
        nodes: Where they are kept.
        messages: Where texts are kept.
        bus: Tells when something came.
        clock: Dates the texts.
    """

    def __init__(self, *, directory: Directory, nodes: NodeStore, messages: MessageLog, bus: Bus, clock: Clock) -> None:
        self._directory = directory
        self._nodes = nodes
        self._messages = messages
        self._clock = clock
        self._subscription = bus.subscribe(
            "memory",
            (SessionReady, NodesRefreshed, NodeSeen, PositionReceived, TelemetryReceived, TextReceived),
            size=20_000,
        )

    async def run(self) -> None:
        """Load once, then keep what changes, until cancelled."""
        try:
            async with asyncio.timeout(LOAD_DEADLINE_S):
                self._directory.seed(await self._nodes.load_nodes())
        except (StoreError, TimeoutError) as exc:
            error = exc if isinstance(exc, StoreError) else store_is_silent(LOAD_DEADLINE_S)
            log.warning("nodes-not-loaded", error=error)
        with self._subscription as subscription:
            while True:
                await subscription.wait()
                await self._remember(subscription.take_all())

    async def _remember(self, events: Sequence[Event]) -> None:
        """Keep what events tell, each node once. Apart, so that no frame that waits keeps a whole dump alive."""
        told: dict[NodeNum, None] = {}
        for event in events:
            match event:
                case SessionReady(nodes=nodes) | NodesRefreshed(nodes=nodes):
                    for node in nodes:
                        self._nodes.keep_node(node)
                case NodeSeen(node=node):
                    self._nodes.keep_node(node)
                case PositionReceived(sender=sender) | TelemetryReceived(sender=sender):
                    told[sender] = None
                case TextReceived(message=message):
                    with contextlib.suppress(StoreError):  # it is closed: we are at the end
                        await self._messages.append(LogMessage(message=message, received=self._clock.at()))
        for num in told:
            self._keep(num)

    def _keep(self, num: NodeNum) -> None:
        node = self._directory.get(num)
        if node is not None:
            self._nodes.keep_node(node)
