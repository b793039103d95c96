"""A binding of the key book as one short byte string: 100,000 of them are 15 MB, as objects they would be 60 MB.

Objects are made when somebody looks. Node number, standing and trust are not in it: the ledger knows them by where a
record stands, and trust belongs to the key. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Final, overload

from steadymesh.ids import KEY_BYTES, NodeNum, PublicKey
from steadymesh.model import KeySource, NodeKey, Standing, Trust

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER: Final = -(2**63)
_SOURCES: Final = tuple(KeySource)
_SOURCE_NUMBERS: Final = {source: number for number, source in enumerate(_SOURCES)}
_SOURCES_BY_WORD: Final = {source.value: number for number, source in enumerate(_SOURCES)}
_LAST_SEEN_AT: Final = KEY_BYTES + 8

_UTF_8: Final = "utf-8"
_AS_IT_IS: Final = "surrogatepass"
"""A file may have half a character in a name (a lone surrogate): it comes back as it was."""

_HEAD: Final = Struct(f"<{KEY_BYTES}sqqqBHHH")
"""Key, first seen, last seen, until, source, and the sizes of long name, short name and hardware; the reason is the
rest."""

_LAST_SEEN: Final = Struct("<q")

_MAX_TEXT: Final = 0xFFFF // 4
"""Characters of a name, of four bytes at most: its size has two bytes. Nobody's name is longer."""


Row = tuple[int, bytes, str, str, str, int, int, int | None, str, str, str, str]
"""A binding as a store hands it out by thousands: node, key, source, trust, standing, first seen, last seen, until,
reason, long name, short name, hardware. Moments are microseconds since 1970, enums their words."""


def pack(binding: NodeKey) -> bytes:
    """Return the record of a binding."""
    long, short, hardware = _text(binding.long_name), _text(binding.short_name), _text(binding.hw_model)
    first_seen = micros(binding.first_seen)
    head = _HEAD.pack(
        binding.key.raw,
        first_seen,
        first_seen if binding.last_seen is binding.first_seen else micros(binding.last_seen),
        _NEVER if binding.until is None else micros(binding.until),
        _SOURCE_NUMBERS[binding.source],
        len(long),
        len(short),
        len(hardware),
    )
    return head + long + short + hardware + binding.reason.encode()


def pack_row(row: Row) -> bytes:
    """Return the record of a row: as fast as it can be, for it makes 100,000 of them at the start."""
    _, raw, source, _, _, first_seen, last_seen, until, reason, long_name, short_name, hw_model = row
    long = long_name.encode(_UTF_8, _AS_IT_IS)
    short, hardware = short_name.encode(_UTF_8, _AS_IT_IS), hw_model.encode(_UTF_8, _AS_IT_IS)
    a, b, c = len(long), len(short), len(hardware)
    if a > _MAX_TEXT or b > _MAX_TEXT or c > _MAX_TEXT:
        return pack(binding_of_row(row))
    ended = _NEVER if until is None else until
    head = _HEAD.pack(raw, first_seen, last_seen, ended, _SOURCES_BY_WORD[source], a, b, c)
    record = b"%b%b%b%b" % (head, long, short, hardware)
    return record + reason.encode() if reason else record


def binding_of_row(row: Row) -> NodeKey:
    """Return the binding of a row."""
    node, raw, source, trust, standing, first_seen, last_seen, until, reason, long_name, short_name, hw_model = row
    return NodeKey(
        node=NodeNum(node),
        key=PublicKey(raw),
        source=KeySource(source),
        trust=Trust(trust),
        standing=Standing(standing),
        first_seen=_EPOCH + timedelta(microseconds=first_seen),
        last_seen=_EPOCH + timedelta(microseconds=last_seen),
        until=None if until is None else _EPOCH + timedelta(microseconds=until),
        reason=reason,
        long_name=long_name,
        short_name=short_name,
        hw_model=hw_model,
    )


def unpack(node: NodeNum, record: bytes, *, trust: Trust, standing: Standing) -> NodeKey:
    """Return the binding of a record."""
    raw, first_seen, last_seen, until, source, long_size, short_size, hw_size = _HEAD.unpack_from(record)
    at = _HEAD.size
    begin = _EPOCH + timedelta(microseconds=first_seen)
    return NodeKey(
        node=node,
        key=PublicKey(raw),
        source=_SOURCES[source],
        first_seen=begin,
        last_seen=begin if last_seen == first_seen else _EPOCH + timedelta(microseconds=last_seen),
        trust=trust,
        standing=standing,
        until=None if until == _NEVER else _EPOCH + timedelta(microseconds=until),
        reason=record[at + long_size + short_size + hw_size :].decode(),
        long_name=_shown(record[at : at + long_size]),
        short_name=_shown(record[at + long_size : at + long_size + short_size]),
        hw_model=_shown(record[at + long_size + short_size : at + long_size + short_size + hw_size]),
    )


def raw_key_of(record: bytes) -> bytes:
    """Return the 32 bytes of a record's key."""
    return record[:KEY_BYTES]


def names_of(record: bytes) -> tuple[str, str]:
    """Return a record's long and short name."""
    *_, long_size, short_size, _hw_size = _HEAD.unpack_from(record)
    at = _HEAD.size
    return _shown(record[at : at + long_size]), _shown(record[at + long_size : at + long_size + short_size])


def last_seen_of(record: bytes) -> int:
    """Return when a record's key was last seen, microseconds since 1970."""
    last_seen: int = _LAST_SEEN.unpack_from(record, _LAST_SEEN_AT)[0]
    return last_seen


def source_of(record: bytes) -> KeySource:
    """Return where a record's key comes from."""
    return _SOURCES[record[KEY_BYTES + 24]]


def micros(at: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _text(text: str) -> bytes:
    """Return a name as bytes."""
    return text[:_MAX_TEXT].encode(_UTF_8, _AS_IT_IS) if text else b""


def _shown(text: bytes) -> str:
    return text.decode(_UTF_8, _AS_IT_IS) if text else ""


class Shown(Sequence[NodeKey]):
    """Current bindings as they were when the book was asked, each made into an object when it is looked at.

    Equal to any sequence of the same bindings.
    """

    __slots__ = ("_nodes", "_records", "_trust")

    def __init__(self, nodes: Sequence[NodeNum], records: Sequence[bytes], trust: Mapping[bytes, Trust]) -> None:
        self._nodes = nodes
        self._records = records
        self._trust = trust

    def __len__(self) -> int:
        return len(self._nodes)

    @overload
    def __getitem__(self, index: int) -> NodeKey: ...

    @overload
    def __getitem__(self, index: slice) -> Shown: ...

    def __getitem__(self, index: int | slice) -> NodeKey | Shown:
        if isinstance(index, slice):
            return Shown(self._nodes[index], self._records[index], self._trust)
        return self._made(self._nodes[index], self._records[index])

    def __iter__(self) -> Iterator[NodeKey]:
        return map(self._made, self._nodes, self._records)

    def _made(self, node: NodeNum, record: bytes) -> NodeKey:
        trust = self._trust.get(record[:KEY_BYTES], Trust.SEEN)
        return unpack(node, record, trust=trust, standing=Standing.CURRENT)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sequence)
            and len(other) == len(self)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Shown({list(self)!r})"
