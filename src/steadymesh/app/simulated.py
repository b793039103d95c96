"""The embedded simulated mesh of `run --sim`, and the one fault that lies on our own side: a node table that hangs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Node, NodeKey
from steadymesh.ports import NodeDirectory

KEYSYNC_HANG: Final = "keysync-hang"
"""The catalogue's name for the operator's case: the key sync asks the node table, and no answer ever comes."""


class HangingDirectory:
    """A node directory that never answers while `hanging` is set, and is the real one otherwise.

    Args:
        directory: The real one.
    """

    def __init__(self, directory: NodeDirectory) -> None:
        self._directory = directory
        self.hanging = False

    def serve(self, directory: NodeDirectory) -> None:
        """Stand before another directory from now on."""
        self._directory = directory

    async def nodes(self) -> Mapping[NodeNum, Node]:
        """Return all nodes, or never."""
        await self._hang()
        return await self._directory.nodes()

    async def held_keys(self) -> Mapping[NodeNum, PublicKey]:
        """Return the keys that the radio holds, or never."""
        await self._hang()
        return await self._directory.held_keys()

    async def put_keys(self, keys: Sequence[NodeKey]) -> int:
        """Put keys in, or never."""
        await self._hang()
        return await self._directory.put_keys(keys)

    async def _hang(self) -> None:
        if self.hanging:
            await asyncio.Event().wait()
