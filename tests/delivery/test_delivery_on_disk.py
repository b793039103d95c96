"""Delivery on the real store: what the disk does never holds a text up, and a restart goes on with the same id."""

import asyncio
import contextlib
import sqlite3

import pytest

from delivery.delivery_kit import PEER, START, Radio
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.pump import Delivery
from steadymesh.model import Outcome
from steadymesh.store import Store


@contextlib.asynccontextmanager
async def running(path, clock):
    store = Store.open(path, at=clock.at())
    asyncio.get_running_loop().busy_probes.append(store.busy)
    bus = Bus()
    radio = Radio(bus, clock, store.outbox)
    delivery = Delivery(bus=bus, clock=clock, transmitter=radio, journal=store.outbox, options=DeliveryOptions())
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


def sqlite_rows(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT outcome, attempts FROM outbox").fetchall()
