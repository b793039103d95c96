"""ports.KeyStore on SQLite: every key that a node number ever had, current, held or former.

Nothing that was ever current, or that a person had to do with, is dropped by itself: only `forget_keys` deletes that.
Of what was only told under a number, by whomever, the latest few stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnClause,
    Connection,
    CursorResult,
    bindparam,
    column,
    delete,
    select,
    table,
    text,
)
from sqlalchemy.dialects.sqlite import insert

from steadymesh.errors import StoreError
from steadymesh.ids import BROADCAST, KEY_BYTES, NodeNum, PublicKey
from steadymesh.model import KeySource, NodeKey, Standing, Trust
from steadymesh.store import rows
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import KEY_BINDINGS
from steadymesh.store.thread import Worker

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_FIRST_MICROS: Final = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LAST_MICROS: Final = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
"""Between them is the calendar."""

KeyRow = tuple[int, bytes, str, str, str, int, int, int | None, str, str, str, str]
"""Node, key, source, trust, standing, first seen, last seen, until, reason, long name, short name, hardware: moments in
microseconds since 1970, enums as their words. Whoever needs 100,000 of them makes no objects of them."""


class Keys:
    """Keeps key bindings."""

    def __init__(self, worker: Worker, lane: Lane[NodeKey]) -> None:
        self._worker = worker
        self._lane = lane
        self._forgotten = 0

    async def load_keys(self) -> Sequence[NodeKey]:
        """Return every binding: current, held and former ones, by node number.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(load_bindings)

    async def load_page(self, after: int, limit: int) -> tuple[Sequence[KeyRow], int]:
        """Return the next rows, and where the page after them begins; 0: there is none.

        Args:
            after: 0, or where this page begins, as the one before it told.
            limit: Most rows that are read.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(lambda connection: _load_page(connection, after, limit))

    async def save_keys(self, keys: Sequence[NodeKey]) -> None:
        """Add or replace these bindings, each known by its node and key. All or nothing.

        Raises:
            StoreError: Not written yet; the store keeps them and writes them as soon as it can.
        """
        await self._worker.save(self._lane, [((self._forgotten, key.node, key.key.raw), key) for key in keys])

    async def forget_keys(self, num: NodeNum) -> None:
        """Delete every binding of a node number, the former ones too, but those of revoked keys.

        Raises:
            StoreError: Not deleted, or what still waits to be written may bring it back.
        """
        # What is saved from now on must not take the place of what waits: that may be older than the deletion.
        self._forgotten += 1
        await self._worker.ask(lambda connection: _forget(connection, num))
        if failure := self._worker.failure():
            told = failure.told
            raise StoreError(failure.what, remedy=failure.remedy, sentence=told.sentence, fields=told.fields)


def keys_lane(options: StoreOptions) -> Lane[NodeKey]:
    """Return the lane for key bindings: written at once, never dropped."""
    return Lane("keys", _save, delay_s=0, limit=options.keys_queued, drops_oldest=False)


_COLUMNS: Final = [one.name for one in KEY_BINDINGS.columns]
_UPSERT = insert(KEY_BINDINGS)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=[KEY_BINDINGS.c.node, KEY_BINDINGS.c.public_key],
    set_={name: _UPSERT.excluded[name] for name in _COLUMNS if name not in ("node", "public_key")},
)
_SOURCES: Final = frozenset(source.value for source in KeySource)
_TRUSTS: Final = frozenset(trust.value for trust in Trust)
_STANDINGS: Final = frozenset(standing.value for standing in Standing)
_NO_KEY: Final = bytes(KEY_BYTES)
_ROWID: Final[ColumnClause[int]] = column("rowid")
_PLAIN: Final[list[ColumnClause[object]]] = [column(name) for name in _COLUMNS]
"""Plain columns: making a `datetime` of each by a type decorator takes as long as all the rest."""

MAX_TOLD: Final = 8
"""Keys of one node number that were never current, and that no person had to do with: anybody makes up as many as they
like. The held one is the last to go."""

_TRIM: Final = text(f"""
    DELETE FROM {KEY_BINDINGS.name} WHERE rowid IN (
        SELECT rowid FROM {KEY_BINDINGS.name}
        WHERE node = :node AND until IS NULL AND standing <> '{Standing.CURRENT.value}'
            AND trust = '{Trust.SEEN.value}' AND source IN ('{KeySource.HEARD.value}', '{KeySource.RADIO.value}')
            AND reason <> 'rejected'
        ORDER BY standing = '{Standing.HELD.value}' DESC, last_seen DESC, rowid DESC
        LIMIT -1 OFFSET {MAX_TOLD}
    )
""")  # noqa: S608  (made of our own constants)

_ALL: Final = select(*_PLAIN).select_from(table(KEY_BINDINGS.name)).order_by(column("node"), _ROWID)
_PAGE: Final = (
    select(*_PLAIN)
    .select_from(table(KEY_BINDINGS.name))
    .where(_ROWID.between(bindparam("first"), bindparam("last")))
    .order_by(_ROWID)
)
_PAGE_END: Final = (
    select(_ROWID)
    .select_from(table(KEY_BINDINGS.name))
    .where(bindparam("after") < _ROWID)
    .order_by(_ROWID)
    .limit(1)
    .offset(bindparam("others"))
)


def _save(connection: Connection, keys: Sequence[NodeKey]) -> None:
    connection.execute(_UPSERT, [_row(key) for key in keys])
    told = {key.node for key in keys if key.standing is not Standing.CURRENT and key.until is None}
    if told:
        connection.execute(_TRIM, [{"node": node} for node in told])


def _forget(connection: Connection, num: NodeNum) -> None:
    stays = KEY_BINDINGS.c.trust == Trust.REVOKED.value
    connection.execute(delete(KEY_BINDINGS).where(KEY_BINDINGS.c.node == num, ~stays))


def _row(key: NodeKey) -> dict[str, object]:
    return {
        "node": key.node,
        "public_key": key.key.raw,
        "source": key.source.value,
        "trust": key.trust.value,
        "standing": key.standing.value,
        "first_seen": key.first_seen,
        "last_seen": key.last_seen,
        "until": key.until,
        "reason": rows.text(key.reason),
        "long_name": rows.text(key.long_name),
        "short_name": rows.text(key.short_name),
        "hw_model": rows.text(key.hw_model),
    }


def load_bindings(connection: Connection) -> Sequence[NodeKey]:
    """Return every binding that can be used."""
    return tuple(_key(row) for row in _sound(_fetched(connection.execute(_ALL))))


def _load_page(connection: Connection, after: int, limit: int) -> tuple[Sequence[KeyRow], int]:
    end = connection.execute(_PAGE_END, {"after": after, "others": limit - 1}).scalar_one_or_none()
    found = connection.execute(_PAGE, {"first": after + 1, "last": 2**63 - 1 if end is None else end})
    return tuple(_sound(_fetched(found))), end or 0


def _fetched(found: CursorResult[*tuple[Any, ...]]) -> Sequence[Any]:
    """Return rows as the driver has them, plain tuples: there may be 100,000 of them."""
    return found.cursor.fetchall()


def _sound(found: Iterable[KeyRow]) -> Iterator[KeyRow]:
    """Return the rows that hold a key; other programs may have written into the table."""
    for row in found:
        node, raw, source, trust, standing, first, last, until, reason, long_name, short_name, hw_model = row
        if type(node) is not int or not 0 < node < BROADCAST:
            continue
        if type(raw) is not bytes or len(raw) != KEY_BYTES or raw == _NO_KEY:
            continue
        is_sound = (
            until is None
            and type(first) is type(last) is int
            and _FIRST_MICROS <= first <= _LAST_MICROS
            and _FIRST_MICROS <= last <= _LAST_MICROS
            and source in _SOURCES
            and trust in _TRUSTS
            and standing in _STANDINGS
            and type(reason) is type(long_name) is type(short_name) is type(hw_model) is str
        )
        yield row if is_sound else _mended(*row)


def _mended(  # noqa: PLR0917  (a row, as the table has it)
    node: int,
    raw: bytes,
    source: object,
    trust: object,
    standing: object,
    first_seen: object,
    last_seen: object,
    until: object,
    reason: object,
    long_name: object,
    short_name: object,
    hw_model: object,
) -> KeyRow:
    """Return what can be read of a row, for the worst: a word that is none of ours makes a key a former one."""
    is_known = source in _SOURCES and trust in _TRUSTS and standing in _STANDINGS
    first = _moment(first_seen)
    return (
        node,
        raw,
        str(source) if source in _SOURCES else KeySource.IMPORT.value,
        str(trust) if trust in _TRUSTS else Trust.SEEN.value,
        str(standing) if is_known else Standing.FORMER.value,
        first or 0,
        _moment(last_seen) or first or 0,
        _moment(until),
        reason if isinstance(reason, str) else "",
        long_name if isinstance(long_name, str) else "",
        short_name if isinstance(short_name, str) else "",
        hw_model if isinstance(hw_model, str) else "",
    )


def _moment(micros: object) -> int | None:
    """Return a moment that a calendar has."""
    return micros if isinstance(micros, int) and _FIRST_MICROS <= micros <= _LAST_MICROS else None


def _key(row: KeyRow) -> NodeKey:
    node, raw, source, trust, standing, first_seen, last_seen, until, reason, long_name, short_name, hw_model = row
    return NodeKey(
        node=NodeNum(node),
        key=PublicKey(raw),
        source=KeySource(source),
        first_seen=_EPOCH + timedelta(microseconds=first_seen),
        last_seen=_EPOCH + timedelta(microseconds=last_seen),
        trust=Trust(trust),
        standing=Standing(standing),
        until=None if until is None else _EPOCH + timedelta(microseconds=until),
        reason=reason,
        long_name=long_name,
        short_name=short_name,
        hw_model=hw_model,
    )
