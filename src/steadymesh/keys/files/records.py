"""What a file tells of one node, and what came of importing many: values between file, control socket, keeper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from steadymesh import words
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.model import KeySource, Node, NodeKey, Position


class FileKind(Enum):
    """What a file of keys is."""

    NODE_NAMES = "node-names"
    """The old bot's `node_names.json`."""
    TRAFFIC_HISTORY = "traffic-history"
    """The old bot's database."""
    INFO = "info"
    """What `meshtastic --info` printed."""
    CONFIG = "export-config"
    """What `meshtastic --export-config` wrote: one radio's settings, its own keys among them."""
    BACKUP = "steadymesh"
    """A backup of our own key book."""
    LINK = "link"
    """No file: a contact link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One node of `node_names.json`, of `traffic_history.db` or of an export. Empty or None: not told."""

    num: NodeNum
    name: str = ""
    short_name: str = ""
    hw_model: str = ""
    key: PublicKey | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None
    at: datetime | None = None
    """When the old bot last heard of the node."""
    source: KeySource = KeySource.IMPORT
    """Where the key is from: a file, or a contact link."""
    verified: bool = False
    """Whether a person vouches for the key: one that comes by a contact link is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnboundKey:
    """A node's key in a file that does not say which number the node has."""

    entry: str
    """Where it stands in the file."""
    key: PublicKey
    name: str = ""
    short_name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None

    def bound(self, num: NodeNum) -> KeyRecord:
        """Return it as the key of a node."""
        return KeyRecord(
            num=num,
            name=self.name,
            short_name=self.short_name,
            key=self.key,
            latitude=self.latitude,
            longitude=self.longitude,
            altitude_m=self.altitude_m,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a file that could not be used."""

    entry: str
    """The entry's key as the file writes it."""
    reason: str
    """Id of the sentence, such as `import-key-unusable`."""
    detail: str = ""
    """Field or value that it is about; never a key."""
    skipped: bool = True
    """Whether the whole entry was left out; False: only that field."""

    def sentence(self, language: str = words.DEFAULT_LANGUAGE) -> str:
        """Return the problem in a person's language: which entry, why, and what became of it."""
        return words.render(self.reason, {"entry": self.entry, "detail": self.detail}, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file, read."""

    records: tuple[KeyRecord, ...]
    """One for each node, those without a key included."""
    problems: tuple[Problem, ...]
    kind: FileKind = FileKind.NODE_NAMES
    bindings: tuple[NodeKey, ...] = ()
    """Of a backup: what the book had, with trust, standing and dates; its records are then without keys."""
    unbound: tuple[UnboundKey, ...] = ()
    """Keys without a node number."""

    @property
    def with_key(self) -> tuple[KeyRecord, ...]:
        """Return the records that carry a key."""
        return tuple(record for record in self.records if record.key is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A key that an import made a node's current one in place of another, or verified."""

    node: NodeNum
    name: str
    fingerprint: str
    before: str
    """Fingerprint of the one before; empty: it was this one, and was not verified."""

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {
            "node": format_node_num(self.node),
            "name": words.clean(self.name),
            "fingerprint": self.fingerprint,
            "before": self.before or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did to the book."""

    imported: int
    """Keys that are new to the book or replaced another one."""
    unchanged: int
    """Keys that the book had already."""
    without_key: int
    """Records that told a name only."""
    skipped: tuple[Problem, ...]
    """Records that the book did not take, and why."""
    replaced: tuple[Replaced, ...] = ()
    """Nodes that have another key by it, or whose key is verified now."""
    saved: bool
    """Whether all of it is on disk; False: the store does not answer, the book writes it when it does."""

    def as_dict(self, language: str = words.DEFAULT_LANGUAGE) -> dict[str, object]:
        """Return the report as JSON has it."""
        return {
            "imported": self.imported,
            "unchanged": self.unchanged,
            "without_key": self.without_key,
            "skipped": [{"entry": p.entry, "reason": p.reason, "sentence": p.sentence(language)} for p in self.skipped],
            "replaced": [one.as_dict() for one in self.replaced],
            "saved": self.saved,
        }


def records_of_book(keys: Iterable[NodeKey], nodes: Mapping[NodeNum, Node]) -> tuple[KeyRecord, ...]:
    """Return all that an export tells: the keys first, then nodes without a key of which there is a name or a place.

    Args:
        keys: The book's current keys.
        nodes: What else is known of the nodes (positions; names where the book has none).
    """
    with_key = {key.node: _record_of_key(key, nodes.get(key.node)) for key in keys}
    others = (_record_of_node(node) for num, node in nodes.items() if num not in with_key)
    return (*with_key.values(), *(one for one in others if one.name or one.short_name or one.latitude is not None))


def _record_of_key(key: NodeKey, node: Node | None) -> KeyRecord:
    record = _record_of_node(node or Node(num=key.node))
    return replace(
        record,
        name=key.long_name or record.name,
        short_name=key.short_name or record.short_name,
        hw_model=key.hw_model or record.hw_model,
        key=key.key,
        at=key.last_seen,
    )


def _record_of_node(node: Node) -> KeyRecord:
    position = node.position
    return KeyRecord(
        num=node.num,
        name=node.long_name,
        short_name=node.short_name,
        hw_model=node.hw_model,
        latitude=position.latitude if position is not None else None,
        longitude=position.longitude if position is not None else None,
        altitude_m=position.altitude_m if position is not None else None,
        at=node.last_heard,
    )


def nodes_of_records(records: Iterable[KeyRecord], keys: Iterable[NodeKey], now: datetime) -> tuple[Node, ...]:
    """Return what records tell of their nodes besides keys, for the node directory and its store.

    Args:
        records: As a file has them.
        keys: The book's current keys, after the import: a node carries the book's key, not the record's.
        now: Wall time. What was heard later than that was not.
    """
    known = {key.node: key.key for key in keys}
    return tuple(
        Node(
            num=record.num,
            long_name=record.name,
            short_name=record.short_name,
            hw_model=record.hw_model,
            public_key=known.get(record.num),
            last_heard=record.at if record.at is not None and record.at <= now else None,
            position=_position_of(record),
        )
        for record in records
    )


def _position_of(record: KeyRecord) -> Position | None:
    """Return where a record places its node; None: nowhere, or at 0/0, which is what a node without a fix sends."""
    if record.latitude is None or record.longitude is None or (record.latitude == 0 and record.longitude == 0):
        return None
    altitude_m = None if record.altitude_m is None else round(record.altitude_m)
    return Position(latitude=record.latitude, longitude=record.longitude, altitude_m=altitude_m)
