"""What can be done with the state directory while no process runs: each call takes its lock for a moment.

A damaged database is refused and left where it is: only a bot that has to serve begins a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from steadymesh.app.rows import key_rows, node_rows
from steadymesh.bus import Bus
from steadymesh.clock import SystemClock
from steadymesh.errors import StoreError, store_is_silent
from steadymesh.keys.book import Book
from steadymesh.keys.formats import row_of_record
from steadymesh.keys.keeper import KeyKeeper
from steadymesh.keys.records import ImportReport, KeyRecord, nodes_of_records, records_of_book
from steadymesh.store import StateDir, Store

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

    return _with_store(state_dir, read)


def keys(state_dir: Path) -> list[dict[str, object]]:
    """Return a row for each key that is kept; what the radio holds nobody can say.

    Raises:
        StateError: The directory is in use or can't be used.
    """

    async def read(store: Store) -> list[dict[str, object]]:
        return key_rows(await store.keys.load_keys(), None)

    return _with_store(state_dir, read)


def export_keys(state_dir: Path) -> dict[str, object]:
    """Return the kept keys, and who else has a name, as entries of `node_names.json`, by decimal node number.

    Raises:
        StateError: The directory is in use or can't be used.
    """

    async def read(store: Store) -> dict[str, object]:
        known = {node.num: node for node in await store.nodes.load_nodes()}
        records = records_of_book(await store.keys.load_keys(), known)
        return {str(record.num): row_of_record(record) for record in records}

    return _with_store(state_dir, read)


def import_keys(state_dir: Path, records: Sequence[KeyRecord]) -> ImportReport:
    """Take records into the kept book and the kept nodes; all keys or, if the disk does not take them, none.

    Raises:
        StateError: The directory is in use or can't be used, or nothing could be written.
    """

    async def write(store: Store) -> ImportReport:
        book, clock = Book(), SystemClock()
        keeper = KeyKeeper(book=book, store=store.keys, bus=Bus(), clock=clock)
        if not await keeper.load():
            raise StoreError(
                "The key book can't be read; nothing was imported.",
                remedy="Look at the disk.",
                sentence="offline-keys-unreadable",
            )
        report = await keeper.import_keys(records)
        if not report.saved:
            raise StoreError(
                "The keys could not be written down; nothing was imported.",
                remedy="Look at the disk.",
                sentence="offline-keys-unwritten",
            )
        kept = {node.num: node for node in await store.nodes.load_nodes()}
        told = nodes_of_records(records, book.all(), clock.at())
        await store.nodes.save_nodes([kept[node.num].completed(node) if node.num in kept else node for node in told])
        return report

    return _with_store(state_dir, write)


def _with_store(state_dir: Path, work: Callable[[Store], Awaitable[T]]) -> T:
    with StateDir.open(state_dir) as held:
        store = Store.open(held.database, at=SystemClock().at(), is_strict=True)
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
