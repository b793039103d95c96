"""What a file tells of one node, and what came of importing many: values between file, control socket, keeper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from steadymesh import words
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Node, NodeKey


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

    @property
    def with_key(self) -> tuple[KeyRecord, ...]:
        """Return the records that carry a key."""
        return tuple(record for record in self.records if record.key is not None)


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
    saved: bool
    """Whether all of it is on disk; False: the store does not answer, the book writes it when it does."""

    def as_dict(self, language: str = words.DEFAULT_LANGUAGE) -> dict[str, object]:
        """Return the report as JSON has it."""
        return {
            "imported": self.imported,
            "unchanged": self.unchanged,
            "without_key": self.without_key,
            "skipped": [{"entry": p.entry, "reason": p.reason, "sentence": p.sentence(language)} for p in self.skipped],
            "saved": self.saved,
        }


def records_of_keys(keys: Iterable[NodeKey], nodes: Mapping[NodeNum, Node] | None = None) -> tuple[KeyRecord, ...]:
    """Return the book as records, for an export.

    Args:
        keys: The book's current keys.
        nodes: What else is known of the nodes (positions; names where the book has none).
    """
    nodes = nodes or {}
    return tuple(_record_of_key(key, nodes.get(key.node)) for key in keys)


def _record_of_key(key: NodeKey, node: Node | None) -> KeyRecord:
    position = node.position if node is not None else None
    return KeyRecord(
        num=key.node,
        name=key.long_name or (node.long_name if node is not None else ""),
        short_name=key.short_name or (node.short_name if node is not None else ""),
        hw_model=key.hw_model or (node.hw_model if node is not None else ""),
        key=key.key,
        latitude=position.latitude if position is not None else None,
        longitude=position.longitude if position is not None else None,
        altitude_m=position.altitude_m if position is not None else None,
        at=key.last_seen,
    )
