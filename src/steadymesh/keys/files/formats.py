"""The old bot's `node_names.json` in every variant, and its database's rows: text or rows in, records out, and back.

Pure: files are opened by `keys.imports`, the old database by the store room. An entry that can't be used is reported by
its key and the reason, and the rest is read; only a file that is damaged as a whole raises, before anything was used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Protocol

from steadymesh.errors import InputFileError
from steadymesh.keys.files.collected import Collected, Pairs, kind_of_value
from steadymesh.keys.files.records import KeyRecord, Parsed
from steadymesh.keys.files.texts import json_object, text_of


class LegacyRow(Protocol):
    """A row of `meshtastic_nodes` in `traffic_history.db`, as the store reads it: SQLite keeps any type anywhere."""

    @property
    def node_id(self) -> object:
        """Node number, decimal text."""

    @property
    def name(self) -> object:
        """Long name."""

    @property
    def short_name(self) -> object:
        """Short name."""

    @property
    def hw_model(self) -> object:
        """Hardware model."""

    @property
    def public_key(self) -> object:
        """32 bytes."""

    @property
    def lat(self) -> object:
        """Degrees north."""

    @property
    def lon(self) -> object:
        """Degrees east."""

    @property
    def alt(self) -> object:
        """Metres."""

    @property
    def last_updated(self) -> object:
        """Unix seconds, or SQLite's own time stamp."""


def parse_node_names(data: bytes, *, what: str = "node_names.json") -> Parsed:
    """Return what a `node_names.json` tells.

    Args:
        data: The file as it is.
        what: The file's name, for the error.

    Raises:
        InputFileError: It is empty, not UTF-8, not JSON or not an object; with line and column where there is one.
    """
    return parse_entries(json_object(text_of(data, what=what), what=what))


def parse_entries(content: Pairs) -> Parsed:
    """Return what the object of a `node_names.json` tells."""
    collected = Collected()
    for entry, value in content:
        match value:
            case str():
                collected.add(entry, {"name": value})
            case Pairs():
                collected.add(entry, dict(value))
            case _:
                collected.problem(entry, "import-entry-kind", kind_of_value(value))
    return collected.parsed()


def parse_legacy_rows(rows: Iterable[LegacyRow]) -> Parsed:
    """Return what the rows of the old bot's database tell."""
    collected = Collected()
    for row in rows:
        fields: dict[str, object] = {
            "name": row.name,
            "shortName": row.short_name,
            "hwModel": row.hw_model,
            "publicKey": row.public_key,
            "lat": row.lat,
            "lon": row.lon,
            "alt": row.alt,
            "last_update": row.last_updated,
        }
        collected.add("" if row.node_id is None else str(row.node_id), fields)
    return collected.parsed()


def record_of_row(entry: str, row: Mapping[str, object]) -> KeyRecord:
    """Return one entry of `node_names.json` as a record: what `row_of_record` made, back from the control socket.

    Raises:
        InputFileError: It can't be used.
    """
    collected = Collected()
    collected.add(entry, row)
    parsed = collected.parsed()
    if not parsed.records:
        raise InputFileError(parsed.problems[0].sentence())
    return parsed.records[0]


def row_of_record(record: KeyRecord) -> dict[str, object]:
    """Return a record as `node_names.json` has it (without its key, the decimal node number)."""
    return {
        "name": record.name or None,
        "shortName": record.short_name or None,
        "hwModel": record.hw_model or None,
        "lat": record.latitude,
        "lon": record.longitude,
        "alt": record.altitude_m,
        "last_update": record.at.timestamp() if record.at is not None else None,
        "publicKey": record.key.base64 if record.key is not None else None,
    }


def format_node_names(records: Iterable[KeyRecord]) -> str:
    """Return a `node_names.json`, by node number; `parse_node_names` of it gives the same records back."""
    rows = {str(record.num): row_of_record(record) for record in sorted(records, key=lambda r: r.num)}
    return json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
