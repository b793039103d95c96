"""What can be done with the state directory while no process runs: each call takes its lock for a moment.

A damaged database is refused and left where it is: only a bot that has to serve begins a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from steadymesh.app.holding import held
from steadymesh.app.keydesk import KeyDesk
from steadymesh.app.keyops import KeyOperations
from steadymesh.app.keytransfer import KeyTransfer
from steadymesh.app.rows import node_rows
from steadymesh.bus import Bus
from steadymesh.clock import SystemClock
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.keeping.deciding import UNSAVED
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.model import Node
from steadymesh.store import Store
from steadymesh.words import clean

DEADLINE_S = 20.0
"""100,000 keys are read and written in a few seconds."""

CLOSE_S = 5.0
"""Nobody waits for a bot here, so what was asked for may take a moment to be on disk."""

T = TypeVar("T")


def nodes(state_dir: Path) -> list[dict[str, object]]:
    """Return a row for each node that is kept, last heard first.

    Raises:
        StateError: The directory is in use or can't be used.
    """

    async def read(store: Store) -> list[dict[str, object]]:
        return node_rows(await store.nodes.load_nodes())

    return with_store(state_dir, read)


def at_desk(state_dir: Path, op: str, args: Mapping[str, object], *, language: str) -> object:
    """Return what the key desk answers on the kept book, as the running process would; what the radio has nobody knows.

    A decision or an import is on the disk when this returns, or nothing of it is.

    Args:
        state_dir: Where it is kept.
        op: Such as `keys.show`.
        args: With what.
        language: Of reports.

    Raises:
        StateError: The directory is in use or can't be used, or the disk does not take it.
        UsageError: The desk refused.
    """

    async def answer(store: Store) -> object:
        book, clock = Book(), SystemClock()
        keeper = KeyKeeper(book=book, store=store.keys, bus=Bus(), clock=clock, custody=store.custody)
        if not await keeper.load():
            raise StoreError(
                "The key book can't be read; nothing was changed.",
                remedy="Look at the disk.",
                sentence="offline-keys-unreadable",
            )
        keeper.take_stock()
        names = KeptNames(store, {node.num: node for node in await store.nodes.load_nodes()})
        contacts = {contact.node: contact for contact in await store.custody.load_contacts()}
        desk = KeyDesk(book=book, keeper=keeper, nodes=names, contact=contacts.get)
        transfer = KeyTransfer(book=book, keeper=keeper, names=names, clock=clock, stored=store.keys.load_keys)
        handler = KeyOperations(desk=desk, transfer=transfer, language=language).handlers()[op]
        try:
            result = await handler(args)
        except StoreError as exc:
            if exc.told.sentence == UNSAVED:  # it would count in a process that goes on
                raise _unwritten() from exc
            raise
        if isinstance(result, Mapping) and result.get("saved") is False:
            raise _unwritten()
        return result

    return with_store(state_dir, answer)


def _unwritten() -> StoreError:
    return StoreError(
        "The keys could not be written down; nothing was changed.",
        remedy="Look at the disk.",
        sentence="offline-keys-unwritten",
    )


async def kept_names(store: Store) -> Mapping[NodeNum, str]:
    """Return what everybody who is kept calls themselves, cleaned."""
    return {node.num: clean(node.long_name or node.short_name) for node in await store.nodes.load_nodes()}


class KeptNames:
    """Names and places on the disk. Implements `app.keytransfer.Names`.

    Args:
        store: Where they are.
        known: All of them.
    """

    def __init__(self, store: Store, known: Mapping[NodeNum, Node]) -> None:
        self._store = store
        self._known = dict(known)

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        return self._known.get(num)

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes."""
        return self._known

    async def complete(self, nodes: Sequence[Node]) -> bool:
        """Write what a file tells of nodes, where nothing better is known; it is on disk when this returns."""
        known = [self._known[node.num].completed(node) if node.num in self._known else node for node in nodes]
        await self._store.nodes.save_nodes(known)
        self._known |= {node.num: node for node in known}
        return True


def with_store(state_dir: Path, work: Callable[[Store], Awaitable[T]]) -> T:
    """Return what `work` gives on the kept database, which is opened and closed for it alone.

    Raises:
        StateError: The directory is in use or can't be used, or the database does not answer.
    """
    with held(state_dir) as state:
        store = Store.open(state.database, at=SystemClock().at(), is_strict=True)
        try:
            return asyncio.run(_bounded(work, store))
        finally:
            store.close(CLOSE_S)


async def _bounded(work: Callable[[Store], Awaitable[T]], store: Store) -> T:
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await work(store)
    except TimeoutError as exc:
        raise store_is_silent(DEADLINE_S) from exc
