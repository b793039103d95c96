"""Everybody we know of: in memory, in the radio, on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import (
    HeldKey,
    Node,
    NodeKey,
)


class NodeDirectory(Protocol):
    """Everybody we know of: what the radio dumped, what was heard since, and the keys of the book."""

    async def nodes(self) -> Mapping[NodeNum, Node]:
        """Return all nodes. A snapshot: it does not change while it is read."""
        ...

    async def held_keys(self) -> Mapping[NodeNum, PublicKey]:
        """Return the keys that the radio itself was last seen to hold (its dump, or a refresh)."""
        ...

    async def put_keys(self, keys: Sequence[NodeKey]) -> int:
        """Put the book's keys into the directory (the radio is not touched); return how many of them it now carries."""
        ...


class RadioTable(Protocol):
    """What the radio itself was last seen to have of the other nodes: its dump, and what has been proved since."""

    def held_key(self, num: NodeNum) -> HeldKey | None:
        """Return what the radio has of a node; None: the node was not in its last dump, and nothing proved it since.

        On 2.8 a node that is absent may have a key all the same (the warm tier, firmware `NodeDB.cpp`).
        """
        ...

    def held_favorites(self) -> Sequence[NodeNum]:
        """Return the nodes that the radio has marked as favourites, our own radio not among them."""
        ...

    def note_held(self, num: NodeNum, held: HeldKey | None) -> None:
        """Note what a push, or a verdict, has proved; None: it has no such node any more."""
        ...


class NodeLookup(Protocol):
    """The directory for those who only look things up, without waiting."""

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        ...

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes, as they are now."""
        ...


class NodeStore(Protocol):
    """Where what is known of the nodes outlives the process."""

    async def load_nodes(self) -> Sequence[Node]:
        """Return every node as last kept."""
        ...

    def keep_node(self, node: Node) -> None:
        """Keep the node's last state, some time soon (coalesced; never waits)."""
        ...

    async def save_nodes(self, nodes: Sequence[Node]) -> None:
        """Write these nodes' last states; they are on disk when this returns.

        Raises:
            StoreError: Not all of them are written; `keep_node` has the rest written as soon as that works.
        """
        ...
