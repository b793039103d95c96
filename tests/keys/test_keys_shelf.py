"""The shelf: loads in pieces, writes all of a number's bindings, loses nothing while the store fails."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bookkit import at
from keyskit import ANNA, BERT, CARL, START, Store, bound, key
from steadymesh.errors import StoreError
from steadymesh.events import KeyChanged, KeyLearned
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.packed import Row, micros
from steadymesh.keys.keeping import shelf as shelves
from steadymesh.keys.keeping.shelf import PagedKeyStore, Shelf
from steadymesh.keys.options import KeyOptions
from steadymesh.model import KeySource, NodeKey, Standing, Trust
from steadymesh.store import Store as Database


class Paged(Store):
    """A store that hands out rows, and fails at a page if told so."""

    def __init__(self, *kept: NodeKey) -> None:
        super().__init__(*kept)
        self.asked: list[tuple[int, int]] = []
        self.fails_at: int | None = None

    async def load_page(self, after: int, limit: int) -> tuple[Sequence[Row], int]:
        self.asked.append((after, limit))
        await asyncio.sleep(0)
        if after == self.fails_at:
            raise StoreError("The disk reports an error.")
        rows = [
            (
                b.node, b.key.raw, b.source.value, b.trust.value, b.standing.value, micros(b.first_seen),
                micros(b.last_seen), None, b.reason, b.long_name, b.short_name, b.hw_model,
            )
            for b in self.rows.values()
        ]  # fmt: skip
        end = after + limit
        return rows[after:end], end if end < len(rows) else 0


def shelf_of(store, book) -> Shelf:
    return Shelf(book=book, store=store, options=KeyOptions())


async def test_a_paged_store_is_read_page_by_page(monkeypatch):
    monkeypatch.setattr(shelves, "LOAD_SLICE", 2)
    store, book = Paged(*(bound(NodeNum(n), n) for n in range(1, 6))), Book()
    assert isinstance(store, PagedKeyStore)
    shelf = shelf_of(store, book)
    assert await shelf.load() == ()
    assert store.asked == [(0, 2), (2, 2), (4, 2)]
    assert list(book.all()) == list(store.rows.values())
    assert shelf.loaded
    assert shelf.unsaved == 0


async def test_a_store_without_pages_is_put_into_the_book_in_slices(monkeypatch):
    monkeypatch.setattr(shelves, "LOAD_SLICE", 2)
    store, book = Store(*(bound(NodeNum(n), n) for n in range(1, 6))), Book()
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        counting = group.create_task(count())
        await shelf_of(store, book).load()
        counting.cancel()
    assert len(book) == 5
    assert turns >= 2


async def test_what_was_read_before_a_failure_is_news_at_once_and_the_rest_when_it_is_read(monkeypatch):
    monkeypatch.setattr(shelves, "LOAD_SLICE", 1)
    store, book = Paged(bound(ANNA, 1), bound(BERT, 2)), Book()
    store.fails_at = 1
    shelf = shelf_of(store, book)
    with capture_logs() as logs:
        assert await shelf.load() == (KeyLearned(key=bound(ANNA, 1)),)
        assert not shelf.loaded
        assert not await shelf.save() or not store.saves
        store.fails_at = None
        assert await shelf.load() == (KeyLearned(key=bound(BERT, 2)),)
    assert shelf.loaded
    assert [line["event"] for line in logs] == ["keys-load-failed", "keys-store-back", "keys-loaded"]


async def test_a_change_by_what_was_kept_is_told_and_written():
    store, book = Paged(bound(ANNA, 1)), Book()
    book.observe(ANNA, key(2), KeySource.HEARD, START)
    shelf = shelf_of(store, book)
    assert await shelf.load() == (KeyChanged(node=ANNA, before=key(1), after=key(2), at_name=""),)
    assert await shelf.save()
    assert {one.key: one.standing for one in store.rows.values()} == {
        key(2): Standing.CURRENT, key(1): Standing.FORMER,
    }  # fmt: skip


async def test_a_number_is_written_with_all_that_it_has():
    store, book = Store(), Book()
    shelf = shelf_of(store, book)
    await shelf.load()
    book.restore([
        bound(ANNA, 1), replace(bound(ANNA, 2), standing=Standing.HELD, reason="verified"),
        replace(bound(ANNA, 3), standing=Standing.FORMER, until=at(0)),
    ])  # fmt: skip
    shelf.note(ANNA, urgent=False)
    assert await shelf.save()
    assert set(store.rows.values()) == set(book.bindings(ANNA))


async def test_large_numbers_go_in_batches(monkeypatch):
    monkeypatch.setattr(shelves, "SAVE_BATCH", 2)
    store, book = Store(), Book()
    shelf = shelf_of(store, book)
    await shelf.load()
    for num in (ANNA, BERT, CARL):
        book.observe(num, key(num), KeySource.HEARD, START)
        shelf.note(num, urgent=True)
    assert await shelf.save()
    assert [len(keys) for _, keys in store.saves] == [2, 1]


async def test_what_went_out_of_memory_unwritten_is_kept_while_the_store_fails_and_forgotten_with_its_number():
    store, book = Store(), Book()
    shelf = shelf_of(store, book)
    await shelf.load()
    store.fails = StoreError("Full.")
    for n in range(1, 13):
        book.observe(ANNA, key(n), KeySource.IMPORT, at(n))
        book.observe(BERT, key(n), KeySource.IMPORT, at(n))
        shelf.note(ANNA, urgent=True)
    assert not await shelf.save()
    assert shelf.unsaved == 1 + 2 * 3
    store.fails = None
    book.observe(BERT, key(13), KeySource.IMPORT, at(13))
    await shelf.forget(BERT)
    book.forget(BERT)
    assert await shelf.save()
    assert {one.key for one in store.rows.values()} == {key(n) for n in range(1, 13)}
    assert {one.node for one in store.rows.values()} == {ANNA}


@pytest.mark.real
async def test_the_database_has_every_key_of_a_number_also_after_a_restart(tmp_path):
    path = tmp_path / "steadymesh.db"
    for first in (1, 8):
        store, book = Database.open(path, at=START), Book()
        shelf = shelf_of(store.keys, book)
        await shelf.load()
        for n in range(first, first + 12):
            book.observe(ANNA, key(n), KeySource.IMPORT, at(n), long_name="Anna")
            shelf.note(ANNA, urgent=True)
        book.verify(BERT, START, key(first))
        shelf.note(BERT, urgent=True)
        assert await shelf.save()
        store.close(2)
    store, book = Database.open(path, at=START), Book()
    await shelf_of(store.keys, book).load()
    assert {one.key for one in await store.keys.load_keys() if one.node == ANNA} == {key(n) for n in range(1, 20)}
    assert book.get(ANNA).key == key(19)
    assert (book.get(BERT).key, book.get(BERT).trust) == (key(8), Trust.VERIFIED)
    assert [one.node for one in book.find("anna")] == [ANNA]
    await shelf_of(store.keys, book).forget(ANNA)
    assert {one.node for one in await store.keys.load_keys()} == {BERT}
    store.close(2)
