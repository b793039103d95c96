"""What the key room tells."""

from __future__ import annotations

from dataclasses import dataclass

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import (
    KeyFinding,
    NodeKey,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLearned:
    """keys: the book has a key that it did not have."""

    key: NodeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged:
    """keys: a node number shows another key than the book has for it."""

    node: NodeNum
    before: PublicKey
    after: PublicKey
    at_name: str
    """The node's long name, as it came."""
    held: bool = False
    """True: `before` stays current until a person decides; False: `after` is current now."""
    reason: str = ""
    """Of a held one: a `HoldReason`'s value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDecided:
    """keys: a person decided about a key."""

    node: NodeNum
    what: str
    """`accepted`, `rejected`, `verified`, `revoked` or `forgotten`."""
    key: PublicKey | None
    """The key that it is about; None: of `forgotten`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRenumbered:
    """keys: a person whom we know by their key lives under another node number now (firmware 2.8)."""

    before: NodeNum
    after: NodeNum
    key: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFound:
    """keys: an audit found something wrong with a key that it had not found before."""

    finding: KeyFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlaced:
    """keys: the radio holds a node's current key now: direct messages that waited for it may go."""

    node: NodeNum


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefused:
    """keys: a node's key can't be brought into the radio: direct messages that waited for it won't go."""

    node: NodeNum
    reason: str
    """As an outbox entry's reason, such as `KEY_UNKNOWN`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysSynced:
    """keys: one run of the key sync ended."""

    generation: int
    outcome: str
    """`complete`, `skipped` or `failed`."""
    known: int
    held: int
    pushed: int
    waiting: int
    reason: str
    """Of a skip or a failure; empty when complete."""
    seconds: float


KeyEvent = KeyLearned | KeyChanged | KeyDecided | NodeRenumbered | KeyFound | KeyPlaced | KeyRefused | KeysSynced
