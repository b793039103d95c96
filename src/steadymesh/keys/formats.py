"""The old bot's `node_names.json` in every variant, and its database's rows: text or rows in, records out, and back.

Pure: files are opened by `keys.imports`, the old database by the store room. An entry that can't be used is reported by
its key and the reason, and the rest is read; only a file that is damaged as a whole raises, before anything was used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, Protocol

from steadymesh.errors import InputFileError, InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, parse_node_num
from steadymesh.keys.records import KeyRecord, Parsed, Problem
from steadymesh.words import clean

MAX_NAME: Final = 120
"""Characters kept of a name: three times what a radio sends (39 bytes); a longer one is somebody's joke."""

MAX_SHOWN: Final = 40
"""Characters of an entry's key or value that a problem shows."""

_EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""There was no Meshtastic before: what is dated so is a year, a count, or a clock that was never set."""

_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""What is dated later is no date (Unix milliseconds are)."""

_MAX_RECORD_ALTITUDE_M: Final = 100_000.0


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


class _Pairs(list[tuple[str, object]]):
    """A JSON object with its keys as they stand in the file, repeated ones too."""


def parse_node_names(data: bytes, *, what: str = "node_names.json") -> Parsed:
    """Return what a `node_names.json` tells.

    Args:
        data: The file as it is.
        what: The file's name, for the error.

    Raises:
        InputFileError: It is empty, not UTF-8, not JSON or not an object; with line and column where there is one.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line, column = _place(data[: exc.start])
        raise InputFileError(
            f"{what} is not UTF-8 at line {line}, column {column}; nothing was imported.",
            remedy="Save it as UTF-8 and import it again.",
        ) from exc
    if not text.strip():
        raise InputFileError(f"{what} is empty; nothing was imported.", remedy="Take a backup of it.")
    try:
        content = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as exc:
        raise InputFileError(
            f"{what} is not JSON at line {exc.lineno}, column {exc.colno} ({exc.msg}); nothing was imported.",
            remedy="Repair that place or take a backup of the file.",
        ) from exc
    except (ValueError, RecursionError) as exc:  # a number of thousands of digits; brackets nested a thousand deep
        raise InputFileError(
            f"{what} is JSON that nobody's bot wrote (a number or a nesting without end); nothing was imported.",
            remedy="Take a backup of the file.",
        ) from exc
    if not isinstance(content, _Pairs):
        raise InputFileError(
            f"{what} holds no JSON object of nodes at line 1, column 1; nothing was imported.",
            remedy='It must look like {"195939070": {"name": "…", "publicKey": "…"}}.',
        )
    collected = _Collected()
    for entry, value in content:
        match value:
            case str():
                collected.add(entry, {"name": value})
            case _Pairs():
                collected.add(entry, dict(value))
            case _:
                collected.problem(entry, "import-entry-kind", _kind(value))
    return collected.parsed()


def parse_legacy_rows(rows: Iterable[LegacyRow]) -> Parsed:
    """Return what the rows of the old bot's database tell."""
    collected = _Collected()
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
    collected = _Collected()
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


class _Collected:
    """Entries as they come in, one record a node."""

    def __init__(self) -> None:
        self._records: dict[NodeNum, KeyRecord] = {}
        self._problems: list[Problem] = []

    def parsed(self) -> Parsed:
        return Parsed(records=tuple(self._records.values()), problems=tuple(self._problems))

    def problem(self, entry: str, reason: str, detail: str = "", *, skipped: bool = True) -> None:
        self._problems.append(
            Problem(entry=clean(entry, MAX_SHOWN), reason=reason, detail=clean(detail, MAX_SHOWN), skipped=skipped)
        )

    def add(self, entry: str, fields: Mapping[str, object]) -> None:
        """Make a record of an entry, or a problem."""
        if not entry.strip():
            self.problem(entry, "import-node-missing")
            return
        try:
            num = parse_node_num(entry)
        except InvalidIdError:
            self.problem(entry, "import-node-unusable")
            return
        if num == BROADCAST:
            self.problem(entry, "import-node-broadcast")
            return
        try:
            key = _key(fields.get("publicKey"))
        except InvalidIdError:
            self._key_problem(entry, fields.get("publicKey"))
            return
        latitude = self._number(entry, fields, "lat", 90.0)
        longitude = self._number(entry, fields, "lon", 180.0)
        self._join(
            entry,
            KeyRecord(
                num=num,
                name=self._text(entry, fields, "name"),
                short_name=self._text(entry, fields, "shortName"),
                hw_model=self._text(entry, fields, "hwModel"),
                key=key,
                latitude=latitude,
                longitude=longitude,
                altitude_m=self._number(entry, fields, "alt", _MAX_RECORD_ALTITUDE_M),
                at=self._date(entry, fields, "last_update"),
            ),
        )

    def _join(self, entry: str, record: KeyRecord) -> None:
        """Keep one record a node: with a key before without, then the later dated, then the later written."""
        other = self._records.get(record.num)
        if other is None:
            self._records[record.num] = record
            return
        if record.key is not None and other.key is not None and record.key != other.key:
            self.problem(entry, "import-node-twice", str(record.num))
        if _worth(record) >= _worth(other):
            self._records[record.num] = record

    def _key_problem(self, entry: str, value: object) -> None:
        match value:
            case str():
                self.problem(entry, "import-key-text", str(len(value)))
            case bytes():
                self.problem(entry, "import-key-bytes", str(len(value)))
            case _:
                self.problem(entry, "import-key-kind", _kind(value))

    def _text(self, entry: str, fields: Mapping[str, object], field: str) -> str:
        value = fields.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(entry, "import-field-unusable", field, skipped=False)
            return ""
        # Half of a surrogate pair is legal in JSON and can be neither written to the disk nor printed.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:MAX_NAME]

    def _number(self, entry: str, fields: Mapping[str, object], field: str, limit: float) -> float | None:
        value = fields.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
            self.problem(entry, "import-field-unusable", field, skipped=False)
            return None
        return float(value)

    def _date(self, entry: str, fields: Mapping[str, object], field: str) -> datetime | None:
        value = fields.get(field)
        if isinstance(value, str):
            date = _stamp(value)
        else:
            seconds = self._number(entry, fields, field, _LATEST.timestamp())
            if seconds is None or seconds <= 0:  # the old bot wrote 0 for "never"
                return None
            date = datetime.fromtimestamp(seconds, UTC)
        if date is None or not _EARLIEST <= date < _LATEST:
            self.problem(entry, "import-field-unusable", field, skipped=False)
            return None
        return date


def _stamp(text: str) -> datetime | None:
    """Return the moment that a time stamp of SQLite's writes, UTC if it does not say; None: it writes none."""
    try:
        date = datetime.fromisoformat(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):  # an hour before the first year
        return None


def _key(value: object) -> PublicKey | None:
    """Return the key that a file's value writes; None: it tells of none. Bytes are a key or wrong, empty ones too.

    Raises:
        InvalidIdError: It writes no key.
    """
    match value:
        case None | "":
            return None
        case str():
            return PublicKey.parse(value)
        case bytes():
            return PublicKey(value)
        case _:
            raise InvalidIdError("This is neither text nor bytes.")


def _worth(record: KeyRecord) -> tuple[bool, float]:
    return (record.key is not None, record.at.timestamp() if record.at is not None else 0.0)


def _kind(value: object) -> str:
    """Return what JSON calls a value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case _Pairs():
            return "object"
        case _:
            return "list"


def _place(before: bytes) -> tuple[int, int]:
    """Return line and column, counted from 1, of the byte after `before`."""
    line = before.count(b"\n") + 1
    return line, len(before) - (before.rfind(b"\n") + 1) + 1
