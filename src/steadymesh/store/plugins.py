"""ports.PluginStores on SQLite: each plug-in's own drawer of small JSON values."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, LargeBinary, bindparam, cast, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from steadymesh.errors import UsageError
from steadymesh.model import Json
from steadymesh.ports import Clock
from steadymesh.store import jsontext
from steadymesh.store.holdings import MAX_KEYS, Holdings, Size
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import PLUGIN_VALUES
from steadymesh.store.thread import Worker

MAX_KEY_BYTES: Final = 200
"""Of one key in UTF-8, and of a plug-in's name."""

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Signs that begin another line, or are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of one key."""

    plugin: str
    key: str
    value: str | None
    """JSON text; None: it goes."""
    changed: datetime
    """Wall time."""


class Drawers:
    """Every plug-in's drawer.

    Args:
        worker: The store's thread.
        lane: `values_lane`.
        holdings: How full they are.
        clock: Dates changes.
    """

    def __init__(self, worker: Worker, lane: Lane[Change], holdings: Holdings, clock: Clock) -> None:
        self._worker = worker
        self._lane = lane
        self._holdings = holdings
        self._clock = clock

    def drawer(self, plugin: str) -> Drawer:
        """Return the drawer of a plug-in, by its name; no plug-in sees another's.

        Raises:
            UsageError: No plug-in is called so.
        """
        if not _is_key(plugin):
            raise UsageError(
                "That is no plug-in's name: nothing can be kept for it.",
                remedy=f"A name is 1 to {MAX_KEY_BYTES} bytes of text in one line.",
                sentence="drawer-no-name",
                fields={"most": MAX_KEY_BYTES},
            )
        return Drawer(plugin, worker=self._worker, lane=self._lane, holdings=self._holdings, clock=self._clock)


class Drawer:
    """One plug-in's own drawer (ports.PluginStore). Made by `Drawers`."""

    def __init__(self, plugin: str, *, worker: Worker, lane: Lane[Change], holdings: Holdings, clock: Clock) -> None:
        self._plugin = plugin
        self._worker = worker
        self._lane = lane
        self._holdings = holdings
        self._clock = clock

    async def get(self, key: str) -> Json:
        """Return what is kept under a key; None: nothing.

        Raises:
            UsageError: No key looks like that.
            StoreError: It can't be read.
        """
        slot = self._slot(key)
        if (waiting := self._worker.peek(self._lane, slot)) is not None:
            return jsontext.decode(waiting.value)

        def load(connection: Connection) -> Json:
            kept = _load(connection, self._plugin, key)
            waiting = self._worker.peek(self._lane, slot)  # what came meanwhile
            return jsontext.decode(kept if waiting is None else waiting.value)

        return await self._worker.ask(load, is_patient=True)

    async def put(self, key: str, value: Json) -> None:
        """Keep a value; it is durable against a killed process when this returns.

        Raises:
            UsageError: The key or the value can't be kept, or the drawer is full; nothing has changed.
            StoreError: Not written yet; it is taken all the same and written as soon as that works, unless the store is
                closed or too much waits already.
        """
        slot, change, size = self._made(key, value)
        waiter = self._worker.leave(self._lane, [(slot, change)])
        self._holdings.of(self._plugin).note(key, size)
        await waiter.wait()

    def keep(self, key: str, value: Json) -> None:
        """Keep a value within a minute, only the last one of a key; never waits.

        Raises:
            UsageError: The key or the value can't be kept, or the drawer is full; nothing has changed.
            StoreError: The store is closed, or too much waits.
        """
        slot, change, size = self._made(key, value)
        self._worker.keep(self._lane, slot, change)
        self._holdings.of(self._plugin).note(key, size)

    async def delete(self, key: str) -> None:
        """Forget what is kept under a key, if anything is; durable when this returns.

        Raises:
            UsageError: No key looks like that.
            StoreError: Not written yet, as with `put`.
        """
        slot = self._slot(key)
        change = Change(plugin=self._plugin, key=key, value=None, changed=self._clock.at())
        waiter = self._worker.leave(self._lane, [(slot, change)])
        self._holdings.of(self._plugin).drop(key)
        await waiter.wait()

    async def items(self, prefix: str = "") -> Sequence[tuple[str, Json]]:
        """Return every key that begins so, with its value, by key.

        Raises:
            UsageError: No key begins so.
            StoreError: It can't be read.
        """
        if prefix:
            self._slot(prefix)

        def load(connection: Connection) -> Sequence[tuple[str, Json]]:
            known: dict[str, str | None] = dict(_load_all(connection, self._plugin, prefix))
            for waiting in self._worker.pending(self._lane).values():
                if waiting.plugin == self._plugin and waiting.key.startswith(prefix):
                    known[waiting.key] = waiting.value
            return tuple((key, jsontext.decode(text)) for key, text in sorted(known.items()) if text is not None)

        return await self._worker.ask(load, is_patient=True)

    def _made(self, key: str, value: Json) -> tuple[Hashable, Change, int]:
        """Return a value as it waits to be written, with its slot and how many bytes it takes.

        Raises:
            UsageError: It can't be kept.
        """
        slot = self._slot(key)
        text = jsontext.encode(value, self._plugin)
        size = len(key.encode("utf-8")) + len(text.encode("utf-8"))
        self._holdings.of(self._plugin).check(key, size)
        return slot, Change(plugin=self._plugin, key=key, value=text, changed=self._clock.at()), size

    def _slot(self, key: str) -> Hashable:
        """Return the slot of a key.

        Raises:
            UsageError: No key looks like that.
        """
        check_key(key, self._plugin)
        return (self._plugin, key)


def check_key(key: str, plugin: str) -> None:
    """Return if a key can be one.

    Raises:
        UsageError: No key looks like that.
    """
    if not _is_key(key):
        raise UsageError(
            f"{plugin} can't keep anything under that key.",
            remedy=f"A key is 1 to {MAX_KEY_BYTES} bytes of text in one line, without control characters.",
            sentence="drawer-bad-key",
            fields={"plugin": plugin, "most": MAX_KEY_BYTES},
        )


def values_lane(options: StoreOptions) -> Lane[Change]:
    """Return the lane for plug-ins' values: a commit a minute, or at once when somebody waits; never dropped."""
    return Lane(
        "plug-in values",
        _save,
        delay_s=options.values_delay_s,
        limit=options.values_queued,
        drops_oldest=False,
        shares=True,
    )


def load_sizes(connection: Connection) -> Sequence[Size]:
    """Return what every plug-in's drawer holds."""
    columns = PLUGIN_VALUES.c
    size = func.length(cast(columns.key, LargeBinary)) + func.length(cast(columns.value, LargeBinary))
    found = connection.execute(select(columns.plugin, columns.key, size))
    return [(plugin, key, size) for plugin, key, size in found if isinstance(plugin, str) and isinstance(key, str)]


_UPSERT = insert(PLUGIN_VALUES)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=[PLUGIN_VALUES.c.plugin, PLUGIN_VALUES.c.key],
    set_={name: _UPSERT.excluded[name] for name in ("value", "changed")},
)
_DELETE_ONE: Final = delete(PLUGIN_VALUES).where(
    PLUGIN_VALUES.c.plugin == bindparam("whose"), PLUGIN_VALUES.c.key == bindparam("which")
)


def _save(connection: Connection, changes: Sequence[Change]) -> None:
    kept = [
        {"plugin": change.plugin, "key": change.key, "value": change.value, "changed": change.changed}
        for change in changes
        if change.value is not None
    ]
    gone = [{"whose": change.plugin, "which": change.key} for change in changes if change.value is None]
    if kept:
        connection.execute(_UPSERT, kept)
    if gone:
        connection.execute(_DELETE_ONE, gone)


def _load(connection: Connection, plugin: str, key: str) -> str | None:
    columns = PLUGIN_VALUES.c
    found = connection.execute(
        select(columns.value).where(columns.plugin == plugin, columns.key == key, _is_bounded())
    ).scalar_one_or_none()
    return found if isinstance(found, str) else None


def _load_all(connection: Connection, plugin: str, prefix: str) -> list[tuple[str, str]]:
    """Return keys and JSON texts; other programs may have written into the table: not more than a drawer holds."""
    columns = PLUGIN_VALUES.c
    found = connection.execute(
        select(columns.key, columns.value)
        .where(
            columns.plugin == plugin,
            columns.key >= prefix,
            func.substr(columns.key, 1, len(prefix)) == prefix,  # LIKE would not tell A from a
            _is_bounded(),
        )
        .order_by(columns.key)
        .limit(MAX_KEYS)
    )
    return [(key, text) for key, text in found if isinstance(key, str) and isinstance(text, str)]


def _is_bounded() -> ColumnElement[bool]:
    return func.length(PLUGIN_VALUES.c.value) <= jsontext.MAX_BYTES


def _is_key(word: object) -> bool:
    """Return whether a word may be a key, or a plug-in's name."""
    if not isinstance(word, str) or not word or _CONTROL.search(word):
        return False
    try:
        return len(word.encode("utf-8")) <= MAX_KEY_BYTES
    except UnicodeEncodeError:  # half a character: no database takes it
        return False
