"""Public keys of the mesh, the node numbers that they are bound to, and what the radio has of them.

Who somebody is, the *key* says: node numbers change (firmware 2.8 draws them from the key, `NodeDB.cpp`,
pickNewNodeNum) and anybody can send under any number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from steadymesh.ids import NodeNum, PublicKey


class KeySource(Enum):
    """Where we have a public key from."""

    HEARD = "heard"
    """A NodeInfo that came over the air."""
    RADIO = "radio"
    """The radio's own node table, told at READY."""
    IMPORT = "import"
    """A file: `node_names.json`, `traffic_history.db`, a backup."""
    LINK = "link"
    """A contact link."""
    OPERATOR = "operator"
    """Typed in."""


class Trust(Enum):
    """How far a key is believed to be the person's. It belongs to the key, under whatever number that is seen."""

    SEEN = "seen"
    """Trust on first use: nobody has compared it."""
    VERIFIED = "verified"
    """The operator has compared it, or it came by a contact link or QR code; only a person changes it."""
    REVOKED = "revoked"
    """The operator does not want it used any more, under any number."""


class Standing(Enum):
    """How a key stands under one node number."""

    CURRENT = "current"
    """What a direct message to this number is to be encrypted with."""
    HELD = "held"
    """The number shows it, and a person must decide: nothing is encrypted to it before."""
    FORMER = "former"


class HoldReason(Enum):
    """Why a changed key is held (`keys.on_change`)."""

    POLICY = "policy"
    """`keys.on_change = "hold"`."""
    VERIFIED = "verified"
    """The key that it would replace is verified."""
    ADMIN = "admin"
    """The key that it would replace is an administrator's."""
    FAVORITE = "favorite"
    """The node is the user's own favourite in the radio."""
    OWN_NUMBER = "own-number"
    """The key that it would replace is provably the number's own: crc32(key) = number (2.8)."""
    RECENT_DM = "recent-dm"
    """A direct message was exchanged under the key that it would replace, within a day."""
    ALTERNATING = "alternating"
    """Two keys take turns under this number: two radios, or somebody who plays another."""
    TOO_MANY = "too-many"
    """Too many keys have changed today; it is weighed again when it is heard again."""
    REVOKED = "revoked"
    """The key itself is revoked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKey:
    """One key of the book, bound to one node number: from `first_seen` to `until`."""

    node: NodeNum
    key: PublicKey
    source: KeySource
    first_seen: datetime
    """When this key was first seen under this number."""
    last_seen: datetime
    trust: Trust = Trust.SEEN
    standing: Standing = Standing.CURRENT
    until: datetime | None = None
    """When it ceased to be current (a key that is held again keeps it); None: it is, or it never was."""
    reason: str = ""
    """Of HELD: a `HoldReason`'s value. Of FORMER: `renumbered` when the person lives on under another number,
    `rejected` when a person did not want it."""
    long_name: str = ""
    short_name: str = ""
    hw_model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """What the radio was last seen to have of one node."""

    key: PublicKey | None
    """None: it has the node, not its key."""
    is_favorite: bool = False
    is_verified: bool = False
    """Its own mark: a manually verified entry silently keeps its key (firmware `NodeDB.cpp`, addFromContact)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What has passed between us and a node that matters for its key; times are wall time, None: never."""

    node: NodeNum
    last_dm: datetime | None = None
    """A direct message came from it, or one of ours was acknowledged by it."""
    dm_key: PublicKey | None = None
    """The key that was current then."""
    pushed: datetime | None = None
    """When we last wrote it into the radio's table."""
    pushed_key: PublicKey | None = None
    is_our_favorite: bool = False
    """Our push made it a favourite in the radio; False: it is none, or the user's own, which is never touched."""
    asked: datetime | None = None
    """When we last asked it for its NodeInfo."""


class ActKind(Enum):
    """What costs the radio's flash, the air, or somebody's trust, and therefore has a budget."""

    PUSH = "push"
    UNFAVORITE = "unfavorite"
    ASK = "ask"
    ACCEPT = "accept"
    """A changed key was accepted by `keys.on_change`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One of these, done."""

    kind: ActKind
    node: NodeNum
    at: datetime


class FindingKind(Enum):
    """What an audit of the book may find."""

    WEAK = "weak"
    """Its SHA-256 is in the firmware's list of low-entropy keys (`NodeDB.h`, CVE-2025-52464)."""
    SHARED = "shared"
    """The same key under several node numbers, and that is no renumbering by 2.8."""
    IMPOSTOR = "impostor"
    """Our own radio's key, advertised by somebody else."""
    NOT_OWN_NUMBER = "not-own-number"
    """The number was drawn from a key (2.8), and shows another one."""
    MALFORMED = "malformed"
    """All zero, or not 32 bytes: told by somebody, never taken into the book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFinding:
    """Something wrong with a key."""

    kind: FindingKind
    node: NodeNum
    fingerprint: str
    """Of the key; empty where there is none that has one."""
    others: tuple[NodeNum, ...] = ()
    """SHARED: the other numbers. IMPOSTOR: our own."""
