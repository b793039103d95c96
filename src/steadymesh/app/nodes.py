"""What is known of the nodes outlives the process: read from the store at the start, kept as it changes."""

from __future__ import annotations

import asyncio

import structlog

from steadymesh.bus import Bus
from steadymesh.errors import StoreError
from steadymesh.events import NodeSeen, NodesRefreshed, PositionReceived, SessionReady, TelemetryReceived
from steadymesh.ids import NodeNum
from steadymesh.ports import NodeStore
from steadymesh.session.directory import Directory

log = structlog.get_logger("app")

LOAD_DEADLINE_S = 5.0
"""10,000 nodes load in well under a second; a disk that needs longer must not keep the house waiting."""


class NodeMemory:
    """Carries nodes between the directory and the store.

    Args:
        directory: Where the house looks nodes up.
        store: Where they are kept.
        bus: Tells when one changed.
    """

    def __init__(self, *, directory: Directory, store: NodeStore, bus: Bus) -> None:
        self._directory = directory
        self._store = store
        self._subscription = bus.subscribe(
            "node-memory",
            (SessionReady, NodesRefreshed, NodeSeen, PositionReceived, TelemetryReceived),
            size=20_000,
        )

    async def run(self) -> None:
        """Load once, then keep what changes, until cancelled."""
        try:
            async with asyncio.timeout(LOAD_DEADLINE_S):
                self._directory.seed(await self._store.load_nodes())
        except (StoreError, TimeoutError) as exc:
            log.warning("nodes-not-loaded", error=str(exc) or "no answer in time")
        with self._subscription as events:
            async for event in events:
                match event:
                    case SessionReady(nodes=nodes) | NodesRefreshed(nodes=nodes):
                        for node in nodes:
                            self._store.keep_node(node)
                    case NodeSeen(node=node):
                        self._store.keep_node(node)
                    case PositionReceived(sender=sender) | TelemetryReceived(sender=sender):
                        self._keep(sender)

    def _keep(self, num: NodeNum) -> None:
        node = self._directory.get(num)
        if node is not None:
            self._store.keep_node(node)
