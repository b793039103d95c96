"""The keeper: what the bus and files tell is in the book, on the disk, and told on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from keyskit import ANNA, BERT, CARL, OWN, START, House, Store, bound, key, ready, seen, until
from steadymesh.errors import StoreError
from steadymesh.events import KeyChanged, KeyDecided, KeyFound, KeyLearned, NodeRenumbered, NodesRefreshed
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.files.records import KeyRecord
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.keeping.shelf import SAVE_BATCH
from steadymesh.keys.options import KeyOptions, OnChange
from steadymesh.model import KeySource, Node


class Kept(House):
    def __init__(self, *kept, limit=1000, custody=None, circumstances=None, **options) -> None:
        super().__init__()
        self.book, self.store = Book(limit=limit), Store(*kept)
        self.keeper = KeyKeeper(
            book=self.book, store=self.store, bus=self.bus, clock=self.clock, options=KeyOptions(**options),
            custody=custody, circumstances=circumstances,
        )  # fmt: skip
        self.changes = self.listen(KeyLearned, KeyChanged, KeyDecided, NodeRenumbered, KeyFound)


def lines(logs, event):
    return [line for line in logs if line["event"] == event]


async def test_kept_keys_are_in_the_book_before_anything_else_and_no_news():
    house = Kept(bound(ANNA, 1))
    house.store.hangs = True
    async with house.running(house.keeper.run):
        house.told(seen(ANNA, 2))
        await until(1)
        assert house.book.all() == ()
        await until(10)
        assert house.book.get(ANNA).key == key(2)
    house = Kept(bound(ANNA, 1))
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            assert house.book.get(ANNA) == bound(ANNA, 1)
            assert house.changes.take_all() == []
    assert [line["event"] for line in logs] == ["keys-loaded"]


async def test_radios_table_is_learned_in_one_line_and_saved_at_once():
    house = Kept()
    heard = START - timedelta(days=2)
    nodes = (
        Node(num=ANNA, long_name="Anna", public_key=key(1), last_heard=heard),
        Node(num=BERT, public_key=key(2), last_heard=START + timedelta(days=9)),
        Node(num=CARL),
    )
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(ready(nodes=nodes))
            await until(0)
            assert house.store.saves == [(0, [(OWN, key(99)), (ANNA, key(1)), (BERT, key(2))])]
            assert [k.node for k in house.book.all()] == [ANNA, BERT]
            assert house.book.get(ANNA).last_seen == heard
            assert house.book.get(BERT).last_seen == START
            assert house.book.get(ANNA).source is KeySource.RADIO
            assert [type(e) for e in house.changes.take_all()] == [KeyLearned, KeyLearned]
    assert lines(logs, "keys-learned") == [{"event": "keys-learned", "log_level": "info", "learned": 2, "known": 2}]


async def test_our_own_key_is_nobodys_and_is_kept_with_those_before():
    house = Kept(bound(OWN, 7))
    async with house.running(house.keeper.run):
        house.told(ready(), seen(OWN, 8))
        await until(0)
        assert house.book.all() == ()
        assert house.changes.take_all() == []
        assert house.store.saves == [(0, [(OWN, key(99)), (OWN, key(7))])]
        house.told(ready(generation=2))
        await until(1)
        assert len(house.store.saves) == 1
        assert [one.key for one in house.book.own_history()] == [key(99), key(7)]


async def test_refreshed_table_is_learned_too():
    house = Kept()
    async with house.running(house.keeper.run):
        house.told(NodesRefreshed(generation=1, nodes=(Node(num=ANNA, public_key=key(1)),), now=0.0))
        await until(0)
        assert house.book.get(ANNA).key == key(1)


async def test_heard_key_is_learned_with_its_fingerprint_never_itself():
    house = Kept()
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 1, "An\x1bna"))
            await until(0)
    assert lines(logs, "key-learned") == [
        {
            "event": "key-learned", "log_level": "info", "node": "!0000000a", "name": "An\N{REPLACEMENT CHARACTER}na",
            "fingerprint": key(1).fingerprint,
        }
    ]  # fmt: skip


async def test_keyless_nodeinfo_keeps_the_key_and_brings_the_name():
    house = Kept(bound(ANNA, 1))
    async with house.running(house.keeper.run):
        house.told(seen(ANNA, None, "Anna"))
        await until(0)
        assert house.book.get(ANNA) == replace(bound(ANNA, 1), long_name="Anna")
        assert house.store.kept[ANNA].long_name == "Anna"


async def test_changed_key_is_a_warning_once_an_hour_and_the_newest_is_kept():
    house = Kept(bound(ANNA, 1), on_change=OnChange.ACCEPT)
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 2, "Anna"))
            await until(0)
            assert house.changes.take_all() == [KeyChanged(node=ANNA, before=key(1), after=key(2), at_name="Anna")]
            assert house.store.kept[ANNA].key == key(2)
            house.told(seen(ANNA, 3))
            await until(100)
            house.told(seen(BERT, 5), seen(BERT, 6))
            await until(3601)
            house.told(seen(ANNA, 1))
            await until(3602)
    assert [(line["node"], line["log_level"]) for line in lines(logs, "key-changed")] == [
        ("!0000000a", "warning"), ("!0000000a", "debug"), ("!0000000b", "warning"), ("!0000000a", "warning"),
    ]  # fmt: skip
    assert lines(logs, "key-changed")[0]["before"] == key(1).fingerprint
    assert house.keeper.facts().changed == 4


async def test_warned_nodes_are_forgotten_when_calm(monkeypatch):
    monkeypatch.setattr("steadymesh.keys.keeping.telling.MAX_TOLD", 2)
    house = Kept()
    async with house.running(house.keeper.run):
        house.told(seen(ANNA, 1), seen(ANNA, 2), seen(BERT, 1), seen(BERT, 2))
        await until(4000)
        house.told(seen(CARL, 1), seen(CARL, 2))
        await until(4001)
        assert set(house.keeper._teller._told) == {("key-changed", CARL)}


async def test_last_seen_alone_is_saved_with_the_next_refresh():
    house = Kept(bound(ANNA, 1), refresh_s=300)
    async with house.running(house.keeper.run):
        await until(50)
        house.told(seen(ANNA, 1))
        await until(200)
        house.told(seen(ANNA, 1))
        await until(299)
        assert house.store.saves == []
        assert house.keeper.facts().unsaved == 1
        await until(300)
        assert house.store.saves == [(300, [(ANNA, key(1))])]
        assert house.store.kept[ANNA].last_seen > START + timedelta(seconds=199)
        assert house.keeper.facts().unsaved == 0


async def test_unsaved_keys_are_tried_again_until_written_with_one_warning():
    house = Kept(store_retry_s=30)
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.store.fails = StoreError("The disk is full.")
            house.told(seen(ANNA, 1))
            await until(31)
            house.told(seen(BERT, 2))
            house.store.fails = None
            await until(59)
            assert house.store.saves == []
            assert house.keeper.facts().unsaved == 2
            await until(60)
            assert house.store.saves == [(60, [(ANNA, key(1)), (BERT, key(2))])]
    assert [(line["event"], line["log_level"]) for line in logs if "store" in line["event"] or "save" in line["event"]] == [
        ("keys-save-failed", "warning"), ("keys-save-failed", "debug"), ("keys-store-back", "info"),
    ]  # fmt: skip
    assert str(lines(logs, "keys-save-failed")[0]["error"]) == "The disk is full."
    assert house.keeper.facts().store_failures == 2


async def test_hanging_store_is_left_after_its_deadline_and_nobody_waits_for_it():
    house = Kept(store_deadline_s=10, store_retry_s=30)
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.store.hangs = True
            house.told(seen(ANNA, 1))
            await until(5)
            house.told(seen(BERT, 2))
            await until(6)
            assert house.book.get(BERT).key == key(2)
            house.store.hangs = False
            await until(40)
            assert house.store.saves == [(40, [(ANNA, key(1)), (BERT, key(2))])]
    assert "did not answer within 10 s" in str(lines(logs, "keys-save-failed")[0]["error"])


async def test_unreadable_store_is_one_line_and_the_house_goes_on_and_hears_of_its_keys_later():
    house = Kept(bound(ANNA, 1), bound(BERT, 2), store_retry_s=30)
    house.store.fails = StoreError("The database is locked.")
    with capture_logs() as logs:
        async with house.running(house.keeper.run):
            house.told(seen(ANNA, 3))
            await until(59)
            assert [k.node for k in house.book.all()] == [ANNA]
            assert not house.keeper.facts().loaded
            house.changes.take_all()
            house.store.fails = None
            await until(60)
            assert [(k.node, k.key) for k in house.book.all()] == [(ANNA, key(3)), (BERT, key(2))]
            assert house.changes.take_all() == [
                KeyLearned(key=bound(BERT, 2)), KeyChanged(node=ANNA, before=key(1), after=key(3), at_name=""),
            ]  # fmt: skip
            assert house.store.saves == [(60, [(ANNA, key(3)), (ANNA, key(1))])]
            assert house.keeper.facts().loaded
    assert [(line["event"], line["log_level"]) for line in logs if "load" in line["event"] or "store" in line["event"]] == [
        ("keys-load-failed", "warning"), ("keys-load-failed", "debug"), ("keys-store-back", "info"), ("keys-loaded", "info"),
    ]  # fmt: skip


async def test_nothing_is_written_over_a_store_that_could_not_be_read():
    house = Kept(bound(ANNA, 1))
    house.store.fails = StoreError("Locked.")
    async with house.running(house.keeper.run):
        house.told(ready(nodes=(Node(num=ANNA, public_key=key(2)),)))
        await until(1)
        house.store.fails = None
        await until(29)
        assert house.store.saves == []
        await until(30)
        assert house.book.get(ANNA).key == key(1)
        assert house.store.kept[ANNA].key == key(1)


async def test_what_is_unsaved_at_the_end_gets_one_last_try():
    house = Kept(bound(ANNA, 1))
    async with house.running(house.keeper.run):
        await until(1)
        house.told(seen(ANNA, 1))
        await until(2)
        house.told(seen(BERT, 2))
    assert {k for k, _ in house.store.saves[-1][1]} == {ANNA, BERT}


async def test_end_does_not_wait_for_a_store_that_hangs():
    house = Kept(bound(ANNA, 1))
    async with house.running(house.keeper.run):
        await until(1)
        house.store.hangs = True
        house.told(seen(ANNA, 2))
        await until(2)
    assert asyncio.get_running_loop().time() == pytest.approx(2.501)


async def test_many_keys_go_in_batches():
    house = Kept()
    async with house.running(house.keeper.run):
        house.told(*(seen(NodeNum(100 + n), 1 + n % 200) for n in range(SAVE_BATCH + 10)))
        await until(0)
        assert [len(keys) for _, keys in house.store.saves] == [SAVE_BATCH, 10]


async def test_key_that_changes_while_it_is_written_is_written_again():
    house = Kept()
    async with house.running(house.keeper.run):
        save = house.store.save_keys
        slow = asyncio.Event()

        async def save_slowly(keys):
            await slow.wait()
            await save(keys)

        house.store.save_keys = save_slowly
        house.told(seen(ANNA, 1))
        await until(1)
        house.told(seen(ANNA, 2))
        await until(2)
        slow.set()
        await until(3)
        assert [keys for _, keys in house.store.saves] == [[(ANNA, key(1))], [(ANNA, key(2)), (ANNA, key(1))]]


# --- import ---------------------------------------------------------------------------------


async def test_import_counts_what_came_of_each_record():
    house = Kept(bound(ANNA, 1), bound(BERT, 2, KeySource.IMPORT))
    records = [
        KeyRecord(num=ANNA, key=key(9), at=START - timedelta(days=1)),
        KeyRecord(num=BERT, key=key(3), at=START + timedelta(days=400)),
        KeyRecord(num=CARL, key=key(4), name="Carl"),
        KeyRecord(num=NodeNum(0x0D), name="Dora"),
        KeyRecord(num=OWN, key=key(5)),
        KeyRecord(num=CARL, key=key(4)),
    ]
    async with house.running(house.keeper.run):
        house.told(ready())
        await until(0)
        with capture_logs() as logs:
            report = await house.keeper.import_keys(records)
        assert (report.imported, report.unchanged, report.without_key, report.saved) == (2, 1, 1, True)
        assert [(p.entry, p.reason, p.detail) for p in report.skipped] == [
            (str(ANNA), "import-key-older", "heard"), (str(OWN), "import-node-own", ""),
        ]  # fmt: skip
        assert house.book.get(ANNA).key == key(1)
        assert house.store.kept[CARL].long_name == "Carl"
        assert house.book.get(BERT).last_seen <= house.clock.at()
        assert [type(e) for e in house.changes.take_all()] == [KeyChanged, KeyLearned]
    assert lines(logs, "keys-imported")[0]["skipped"] == 2


@pytest.mark.parametrize("at", [None, START + timedelta(days=3)])
async def test_import_of_the_same_file_again_changes_nothing(at):
    house = Kept()
    records = [KeyRecord(num=ANNA, key=key(1), name="Anna", at=at)]
    async with house.running(house.keeper.run):
        await until(10)
        await house.keeper.import_keys(records)
        first = house.book.get(ANNA)
        assert first.first_seen == first.last_seen == START + timedelta(seconds=10.001)
        await until(100)
        report = await house.keeper.import_keys(records)
        assert (report.imported, report.unchanged) == (0, 1)
        assert house.book.get(ANNA) == first
        assert len(house.store.saves) == 1


async def test_former_key_of_a_file_without_dates_does_not_come_back_with_that_file():
    house = Kept()
    async with house.running(house.keeper.run):
        for n in (1, 2):
            await until(n * 10)
            report = await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(n))])
            assert report.imported == 1
        await until(30)
        report = await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(1))])
        assert [(p.reason, p.detail) for p in report.skipped] == [("import-key-older", "import")]
        assert house.book.get(ANNA).key == key(2)


async def test_import_into_a_full_book_says_so():
    house = Kept(limit=1)
    await house.keeper.load()
    house.book.observe(ANNA, key(1), KeySource.OPERATOR, START)
    report = await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(1)), KeyRecord(num=BERT, key=key(2))])
    assert [p.reason for p in report.skipped] == ["import-book-full"]


async def test_import_without_an_answering_store_is_kept_and_written_later():
    house = Kept(store_retry_s=30)
    async with house.running(house.keeper.run):
        house.store.fails = StoreError("Locked.")
        report = await house.keeper.import_keys([KeyRecord(num=ANNA, key=key(1))])
        assert (report.imported, report.saved) == (1, False)
        house.store.fails = None
        await until(31)
        assert house.store.kept[ANNA].key == key(1)


async def test_import_offline_needs_no_run():
    house = Kept(bound(ANNA, 1))
    assert await house.keeper.load()
    assert await house.keeper.load()
    report = await house.keeper.import_keys([KeyRecord(num=BERT, key=key(2)), KeyRecord(num=BROADCAST, key=key(3))])
    assert (report.imported, report.saved) == (1, True)
    assert [p.reason for p in report.skipped] == ["import-node-broadcast"]
    assert set(house.store.kept) == {ANNA, BERT}


async def test_evicted_node_is_not_written():
    house = Kept(limit=1)
    async with house.running(house.keeper.run):
        house.told(seen(ANNA, 1), seen(BERT, 2))
        await until(0)
        assert set(house.store.kept) == {BERT}
        assert house.keeper.facts().evicted == 1
        assert house.keeper.facts().unsaved == 0
        assert house.keeper.facts().learned == 2
