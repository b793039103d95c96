"""Our own format: the whole key book as JSON, with trust, standing, history and dates. Import of an export is the book.

It holds public keys only: no private key, no channel, nothing that a radio would have to keep secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeVar

from steadymesh.errors import InputFileError, InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, format_node_num, parse_node_num
from steadymesh.keys.files.collected import Collected, Pairs, kind_of_value
from steadymesh.keys.files.formats import row_of_record
from steadymesh.keys.files.records import FileKind, KeyRecord, Parsed
from steadymesh.keys.refusals import damaged
from steadymesh.model import KeySource, NodeKey, Standing, Trust

FORMAT: Final = "steadymesh-keys"
"""What the file calls itself."""

VERSION: Final = 1

MAX_TEXT: Final = 200
"""Characters kept of a name or a reason: as many as a NodeInfo's names are cut to."""

E = TypeVar("E", bound=Enum)


def is_backup(content: Pairs) -> bool:
    """Return whether a JSON object is a backup of ours."""
    return dict(content).get("format") == FORMAT


def format_backup(
    bindings: Iterable[NodeKey], others: Iterable[KeyRecord], *, own: NodeNum | None, at: datetime
) -> str:
    """Return a backup; `parse_backup` of it gives the same bindings back.

    Args:
        bindings: All that the book has.
        others: Names and places of nodes; their keys are left to the bindings.
        own: Our own radio when this is written; None: not known.
        at: Wall time.
    """
    return dump(
        rows=[row_of_binding(binding) for binding in bindings],
        nodes=rows_of_others(others),
        own=None if own is None else format_node_num(own),
        written=moment(at),
    )


def rows_of_others(others: Iterable[KeyRecord]) -> dict[str, object]:
    """Return names and places of nodes by decimal number, their keys left to the bindings."""
    return {str(one.num): {**row_of_record(one), "publicKey": None} for one in sorted(others, key=lambda one: one.num)}


def dump(*, rows: Sequence[Mapping[str, object]], nodes: Mapping[str, object], own: str | None, written: str) -> str:
    """Return the backup's text, of rows as `row_of_binding` and `rows_of_others` make them."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "written": written,
        "own": own,
        "keys": rows,
        "nodes": nodes,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def parse_backup(content: Pairs, *, what: str) -> Parsed:
    """Return what a backup tells: bindings for the book, and records without keys for the nodes.

    Raises:
        InputFileError: It is of a later version, or has no list of keys.
    """
    members = dict(content)
    version = members.get("version")
    if version != VERSION or isinstance(version, bool):
        raise damaged("import-backup-version", file=what, version=VERSION)
    rows, nodes = members.get("keys"), members.get("nodes")
    if not isinstance(rows, list) or isinstance(rows, Pairs):
        raise damaged("import-backup-no-keys", file=what)
    collected = Collected(kind=FileKind.BACKUP)
    bindings = bindings_of_rows(rows, collected)
    for entry, value in nodes if isinstance(nodes, Pairs) else ():
        if isinstance(value, Pairs):
            collected.add(entry, {**dict(value), "publicKey": None})
        else:
            collected.problem(entry, "import-entry-kind", kind_of_value(value))
    return collected.parsed(bindings=bindings)


def row_of_binding(binding: NodeKey) -> dict[str, object]:
    """Return a binding as a backup and the control socket have it."""
    return {
        "node": format_node_num(binding.node),
        "public_key": binding.key.base64,
        "fingerprint": binding.key.fingerprint,
        "trust": binding.trust.value,
        "standing": binding.standing.value,
        "reason": _whole(binding.reason),
        "source": binding.source.value,
        "first_seen": moment(binding.first_seen),
        "last_seen": moment(binding.last_seen),
        "until": None if binding.until is None else moment(binding.until),
        "long_name": _whole(binding.long_name),
        "short_name": _whole(binding.short_name),
        "hw_model": _whole(binding.hw_model),
    }


def bindings_of_rows(rows: Sequence[object], collected: Collected) -> tuple[NodeKey, ...]:
    """Return the bindings that rows tell; those that can't be used are noted in `collected`."""
    found: dict[tuple[NodeNum, PublicKey], NodeKey] = {}
    taken: set[tuple[NodeNum, Standing]] = set()
    for place, row in enumerate(rows, 1):
        if not isinstance(row, Mapping | Pairs):
            collected.problem(f"keys[{place}]", "import-entry-kind", kind_of_value(row))
            continue
        try:
            binding = binding_of_row(dict(row))
        except _UnusableError as exc:
            collected.problem(exc.entry or f"keys[{place}]", exc.reason, exc.detail)
            continue
        identity, role = (binding.node, binding.key), (binding.node, binding.standing)
        if identity in found or (binding.standing is not Standing.FORMER and role in taken):
            entry = f"{format_node_num(binding.node)} ({binding.key.fingerprint})"
            collected.problem(entry, "import-backup-twice", binding.standing.value)
            continue
        found[identity] = binding
        taken.add(role)
    return tuple(found.values())


class _UnusableError(InputFileError):
    """A row that can't be used."""

    def __init__(self, entry: str, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.entry = entry
        self.reason = reason
        self.detail = detail


def binding_of_row(row: Mapping[str, object]) -> NodeKey:
    """Return the binding that a row tells.

    Raises:
        InputFileError: It can't be used.
    """
    node = row.get("node")
    entry = node if isinstance(node, str) else ""
    try:
        num = parse_node_num(entry)
    except InvalidIdError as exc:
        raise _UnusableError(entry, "import-node-unusable" if entry.strip() else "import-node-missing") from exc
    if num == BROADCAST:
        raise _UnusableError(entry, "import-node-broadcast")
    key = _key(entry, row.get("public_key"))
    if row.get("fingerprint") not in (None, key.fingerprint):
        raise _UnusableError(entry, "import-backup-field", "fingerprint")  # one of the two is damaged
    return NodeKey(
        node=num,
        key=key,
        trust=_member(entry, row, "trust", Trust),
        standing=_member(entry, row, "standing", Standing),
        source=_member(entry, row, "source", KeySource),
        reason=_text(entry, row, "reason"),
        first_seen=_moment(entry, row, "first_seen"),
        last_seen=_moment(entry, row, "last_seen"),
        until=None if row.get("until") is None else _moment(entry, row, "until"),
        long_name=_text(entry, row, "long_name"),
        short_name=_text(entry, row, "short_name"),
        hw_model=_text(entry, row, "hw_model"),
    )


def _key(entry: str, value: object) -> PublicKey:
    if not isinstance(value, str):
        raise _UnusableError(entry, "import-key-kind", kind_of_value(value))
    try:
        return PublicKey.parse(value)
    except InvalidIdError as exc:
        raise _UnusableError(entry, "import-key-text", str(len(value))) from exc


def _member(entry: str, row: Mapping[str, object], field: str, kind: type[E]) -> E:
    """Return the member that a field names: a word that we don't know may change what a key may do."""
    try:
        return kind(row.get(field))
    except ValueError as exc:
        raise _UnusableError(entry, "import-backup-field", field) from exc


def _text(entry: str, row: Mapping[str, object], field: str) -> str:
    value = row.get(field, "")
    if not isinstance(value, str):
        raise _UnusableError(entry, "import-backup-field", field)
    return _whole(value[:MAX_TEXT])


def _whole(text: str) -> str:
    """Return text without halves of surrogate pairs: legal in JSON, they can be neither written nor printed."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _moment(entry: str, row: Mapping[str, object], field: str) -> datetime:
    value = row.get(field)
    try:
        date = datetime.fromisoformat(value) if isinstance(value, str) else None
        if date is not None and date.tzinfo is not None:
            return date.astimezone(UTC)
    except (ValueError, OverflowError):  # no date; an hour before the first year
        pass
    raise _UnusableError(entry, "import-backup-field", field)


def moment(at: datetime) -> str:
    """Return RFC 3339, as exact as the moment is."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
