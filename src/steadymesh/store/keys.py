"""ports.KeyStore on SQLite: the current key of each node, and every key that it replaced."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from steadymesh.ids import NodeNum
from steadymesh.model import KeySource, NodeKey
from steadymesh.store import rows
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import KEY_HISTORY, KEYS
from steadymesh.store.thread import Worker


class Keys:
    """Keeps key bindings. Nothing in here ever forgets a key."""

    def __init__(self, worker: Worker, lane: Lane[NodeKey]) -> None:
        self._worker = worker
        self._lane = lane

    async def load_keys(self) -> Sequence[NodeKey]:
        """Return the current key of every node number.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(_load)

    async def load_history(self) -> Sequence[NodeKey]:
        """Return every binding that was replaced, the last replaced first.

        Raises:
            StoreError: It can't be read.
        """
        return await self._worker.ask(_load_history)

    async def save_keys(self, keys: Sequence[NodeKey]) -> None:
        """Add or replace these bindings; a replaced one goes to the history. All or nothing.

        Raises:
            StoreError: Not written yet; the store keeps them and writes them as soon as it can.
        """
        # One slot for each pair: of two states of one binding the last counts, but no key is left out of the history.
        await self._worker.save(self._lane, [((key.node, key.key.raw), key) for key in keys])


def keys_lane(options: StoreOptions) -> Lane[NodeKey]:
    """Return the lane for key bindings: written at once, never dropped."""
    return Lane("keys", _save, delay_s=0, limit=options.keys_queued, drops_oldest=False)


_COLUMNS = [column.name for column in KEYS.columns]
_UPSERT = insert(KEYS)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=[KEYS.c.node], set_={name: _UPSERT.excluded[name] for name in _COLUMNS if name != "node"}
)
_REPLACED = insert(KEY_HISTORY).from_select(
    [*_COLUMNS, "replaced_at"],
    select(KEYS, bindparam("when", type_=KEY_HISTORY.c.replaced_at.type)).where(
        KEYS.c.node == bindparam("of_node"), KEYS.c.public_key != bindparam("new_key")
    ),
)
_REPLACED = _REPLACED.on_conflict_do_update(
    index_elements=[KEY_HISTORY.c.node, KEY_HISTORY.c.public_key],
    set_={name: _REPLACED.excluded[name] for name in ("last_seen", "replaced_at")},
)


def _save(connection: Connection, keys: Sequence[NodeKey]) -> None:
    for key in keys:  # one by one: two keys of one node in a batch replace each other
        connection.execute(_REPLACED, {"of_node": key.node, "new_key": key.key.raw, "when": key.last_seen})
        connection.execute(_UPSERT, _row(key))


def _row(key: NodeKey) -> dict[str, object]:
    return {
        "node": key.node,
        "public_key": key.key.raw,
        "source": key.source.value,
        "first_seen": key.first_seen,
        "last_seen": key.last_seen,
        "long_name": rows.text(key.long_name),
        "short_name": rows.text(key.short_name),
        "hw_model": rows.text(key.hw_model),
    }


def _load(connection: Connection) -> Sequence[NodeKey]:
    found = connection.execute(select(KEYS).order_by(KEYS.c.node)).all()
    return tuple(key for row in found if (key := _key(row)) is not None)


def _load_history(connection: Connection) -> Sequence[NodeKey]:
    newest_first = select(KEY_HISTORY).order_by(KEY_HISTORY.c.replaced_at.desc(), KEY_HISTORY.c.node)
    return tuple(key for row in connection.execute(newest_first).all() if (key := _key(row)) is not None)


def _key(row: Row[tuple[object, ...]]) -> NodeKey | None:
    """Return the binding of a row; None where another program wrote what is no key: it must not hide the others."""
    key = rows.key_or_none(row.public_key)
    if key is None:
        return None
    return NodeKey(
        node=NodeNum(row.node),
        key=key,
        source=KeySource(row.source),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        long_name=row.long_name,
        short_name=row.short_name,
        hw_model=row.hw_model,
    )
