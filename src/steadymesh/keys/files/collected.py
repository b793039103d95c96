"""Entries of a file as they come in: each judged, one record a node, what can't be used told by its key and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, parse_node_num
from steadymesh.keys.files.records import FileKind, KeyRecord, Parsed, Problem, UnboundKey
from steadymesh.model import NodeKey
from steadymesh.words import clean

MAX_NAME: Final = 120
"""Characters kept of a name: three times what a radio sends (39 bytes); a longer one is somebody's joke."""

MAX_SHOWN: Final = 40
"""Characters of an entry's key or value that a problem shows."""

EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""There was no Meshtastic before: what is dated so is a year, a count, or a clock that was never set."""

LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""What is dated later is no date (Unix milliseconds are)."""

_MAX_RECORD_ALTITUDE_M: Final = 100_000.0


class Pairs(list[tuple[str, object]]):
    """A JSON object with its keys as they stand in the file, repeated ones too."""


class Collected:
    """Entries as they come in, one record a node.

    Args:
        kind: Of the file.
    """

    def __init__(self, *, kind: FileKind = FileKind.NODE_NAMES) -> None:
        self._kind = kind
        self._records: dict[NodeNum, KeyRecord] = {}
        self._problems: list[Problem] = []

    def parsed(self, *, bindings: Sequence[NodeKey] = (), unbound: Sequence[UnboundKey] = ()) -> Parsed:
        """Return what came in so far, and what is no record."""
        return Parsed(
            records=tuple(self._records.values()),
            problems=tuple(self._problems),
            kind=self._kind,
            bindings=tuple(bindings),
            unbound=tuple(unbound),
        )

    def problem(self, entry: str, reason: str, detail: str = "", *, skipped: bool = True) -> None:
        """Note that something can't be used; `detail` is never a key."""
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
        latitude, longitude, altitude_m = self.place(entry, fields)
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
                altitude_m=altitude_m,
                at=self._date(entry, fields, "last_update"),
            ),
        )

    def place(self, entry: str, fields: Mapping[str, object]) -> tuple[float | None, float | None, float | None]:
        """Return latitude, longitude and altitude; what can't be used of them is noted and None."""
        latitude = self._number(entry, fields, "lat", 90.0)
        longitude = self._number(entry, fields, "lon", 180.0)
        return latitude, longitude, self._number(entry, fields, "alt", _MAX_RECORD_ALTITUDE_M)

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
                self.problem(entry, "import-key-kind", kind_of_value(value))

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
            seconds = self._number(entry, fields, field, LATEST.timestamp())
            if seconds is None or seconds <= 0:  # the old bot wrote 0 for "never"
                return None
            date = datetime.fromtimestamp(seconds, UTC)
        if date is None or not EARLIEST <= date < LATEST:
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


def kind_of_value(value: object) -> str:
    """Return what JSON calls a value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case Pairs() | dict():
            return "object"
        case _:
            return "list"
