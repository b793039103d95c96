"""Delivery on the real store: what the disk does never holds a text up, and a restart goes on with the same id."""

import asyncio
import contextlib
import sqlite3

import pytest

from delivery.delivery_kit import OWN, PEER, START, Radio
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.pump import Delivery
from steadymesh.ids import NodeNum
from steadymesh.model import Outcome, Priority, RoutingError
from steadymesh.session.directory import Directory
from steadymesh.store import Store
from store.store_kit import as_killed_now


@contextlib.asynccontextmanager
async def running(path, clock, *, nodes=None):
    store = Store.open(path, at=clock.at())
    asyncio.get_running_loop().busy_probes.append(store.busy)
    bus = Bus()
    radio = Radio(bus, clock, store.outbox)
    delivery = Delivery(
        bus=bus, clock=clock, transmitter=radio, journal=store.outbox, options=DeliveryOptions(), nodes=nodes
    )
    radio.connect()
    try:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(delivery.run(), name="delivery")
            await asyncio.sleep(0.01)
            yield delivery, radio, store
            task.cancel()
    finally:
        assert store.close(2)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "s.db"


async def test_a_reply_leaves_while_the_database_is_locked_and_is_written_down_later(path):
    clock = LoopClock(START)
    async with running(path, clock) as (delivery, radio, store):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        began = clock.now()
        for number in range(5):
            await delivery.post(to=PEER, text=f"text {number}")
        await asyncio.sleep(0.01)
        assert radio.texts == [f"text {n}" for n in range(5)]
        assert clock.now() - began < 0.6, "two writes at most find out that the database is locked"
        other.execute("ROLLBACK")
        other.close()
        radio.say(radio.ids[0])
        await asyncio.sleep(0.01)
    async with running(path, clock) as (_, _, store):
        assert [e.intent.text for e in await store.outbox.load_open()] == [f"text {n}" for n in range(1, 5)]


async def test_after_a_restart_the_same_id_goes_out_again_and_ends(path):
    clock = LoopClock(START)
    async with running(path, clock) as (delivery, radio, _):
        radio.takes = False
        written = await delivery.post(to=PEER, text="hi")
        await asyncio.sleep(1)
        assert radio.ids == [written.packet_id]
    async with running(path, clock) as (_, radio, store):
        await asyncio.sleep(10)
        assert radio.ids == [written.packet_id]
        radio.say(written.packet_id)
        await asyncio.sleep(0.01)
        assert await store.outbox.load_open() == ()
    async with running(path, clock) as (delivery, radio, store):
        await asyncio.sleep(100)
        assert radio.ids == []
        assert delivery.facts()["open"] == 0
        assert await store.outbox.load_recent(5) == ()
    assert Outcome.ACKNOWLEDGED.value in str(sqlite_rows(path))


async def test_a_kill_between_two_posts_under_one_key_gives_nobody_a_text_twice(path, tmp_path):
    clock = LoopClock(START)
    async with running(path, clock) as (delivery, radio, _):
        first = await delivery.post(to=PEER, text="hi", key="mail:1")
        before = as_killed_now(path, tmp_path / "before")
        await asyncio.sleep(1)
        radio.say(first.packet_id)
        await asyncio.sleep(1)
        await delivery.fate("something else")  # what waits is written by now
        after = as_killed_now(path, tmp_path / "after")
    async with running(before, clock) as (delivery, radio, _):
        again = await delivery.post(to=PEER, text="hi", key="mail:1")
        await asyncio.sleep(10)
        assert (again.packet_id, radio.ids) == (first.packet_id, [first.packet_id])
    async with running(after, clock) as (delivery, radio, _):
        again = await delivery.post(to=PEER, text="hi", key="mail:1")
        assert (again.packet_id, again.outcome) == (first.packet_id, Outcome.ACKNOWLEDGED)
        assert await delivery.fate("mail:1") == again
        await asyncio.sleep(10)
        assert radio.ids == []


async def test_a_kill_while_the_database_is_locked_loses_a_keyed_text_before_it_left(path, tmp_path):
    clock = LoopClock(START)
    async with running(path, clock) as (delivery, radio, _):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await delivery.post(to=PEER, text="hi", key="mail:1")
        assert (await delivery.post(to=PEER, text="hi", key="mail:1")).outcome is Outcome.WAITING
        await asyncio.sleep(20)
        assert radio.texts == []
        left = as_killed_now(path, tmp_path / "left")
        other.execute("ROLLBACK")
        other.close()
    async with running(left, clock) as (delivery, radio, _):
        assert await delivery.fate("mail:1") is None
        await delivery.post(to=PEER, text="hi", key="mail:1")
        await asyncio.sleep(1)
        assert radio.texts == ["hi"]


def sqlite_rows(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT outcome, attempts FROM outbox").fetchall()


async def test_what_an_hour_has_carried_is_known_after_a_restart_whenever_the_texts_were_made(path):
    clock = LoopClock(START)
    async with running(path, clock, nodes=Directory()) as (delivery, radio, _):
        radio.wait = None
        for number in range(10):
            text = "x" * 200
            await delivery.post(to=NodeNum(0x1000 + number), text=text, priority=Priority.MESSAGE, lifetime_s=12 * 3600)
        await asyncio.sleep(2 * 3600)
        radio.connect()
        for _ in range(12):
            await asyncio.sleep(60)
            for packet_id in radio.ids:
                radio.say(packet_id, RoutingError.MAX_RETRANSMIT, OWN)
        used_s = delivery.air_use().used_s
        assert used_s > 50
        assert {entry.first_sent for entry in delivery.entries()} == {None}, "they wait under other ids"
    async with running(path, clock, nodes=Directory()) as (delivery, _, _):
        await asyncio.sleep(1)
        assert delivery.air_use().used_s == pytest.approx(used_s, rel=0.01)


async def test_of_several_pieces_all_are_on_the_disk_or_none(path):
    clock = LoopClock(START)
    async with running(path, clock) as (delivery, radio, store):
        radio.cut()
        transactions = []
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:

            def look():
                return other.execute("SELECT count(*) FROM outbox").fetchone()[0]

            async with asyncio.TaskGroup() as tasks:
                task = tasks.create_task(delivery.post_all(to=PEER, texts=["one", "two", "three"]), name="post")
                while not task.done():
                    transactions.append(look())
                    await asyncio.sleep(0)
            assert set(transactions) <= {0, 3}
            assert look() == 3
        assert [e.intent.text for e in await store.outbox.load_open()] == ["one", "two", "three"]
