"""When the house hears that nothing can be written down, and when that it can again."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from steadymesh.app.storewatch import LASTS_S, LOOK_S, StoreWatch
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.events import StoreBack, StoreFailing


class Disk:
    """A scripted store: fails when it is told to."""

    def __init__(self):
        self.cause = ""
        self.hear = None

    def failing(self):
        return self.cause

    def watch(self, hear):
        self.hear = hear

    def becomes(self, cause):
        self.cause = cause
        self.hear()


@asynccontextmanager
async def watched(cause=""):
    disk, bus = Disk(), Bus()
    disk.cause = cause
    clock = LoopClock(datetime(2026, 3, 1, tzinfo=UTC), seed=1)
    with bus.subscribe("test", (StoreFailing, StoreBack)) as told:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(StoreWatch(store=disk, bus=bus, clock=clock).run(), name="watch")
            await asyncio.sleep(0)
            yield disk, told
            task.cancel()
    assert disk.hear is None


async def test_a_disk_that_fails_for_long_is_told_of_once_and_that_it_is_back_once():
    async with watched() as (disk, told):
        disk.becomes("full")
        await asyncio.sleep(LASTS_S - 0.1)
        assert told.take_all() == []
        await asyncio.sleep(0.2)
        assert told.take_all() == [StoreFailing(reason="full", seconds=LASTS_S)]
        await asyncio.sleep(300)
        assert told.take_all() == []
        disk.becomes("")
        await asyncio.sleep(0.1)
        [back] = told.take_all()
        assert back == StoreBack(seconds=pytest.approx(LASTS_S + 300.1, abs=0.01))


async def test_a_disk_that_hangs_is_found_though_it_tells_nobody_and_the_log_says_so():
    with capture_logs() as lines:
        async with watched() as (disk, told):
            await asyncio.sleep(100)
            disk.cause = "hanging"
            await asyncio.sleep(LOOK_S + LASTS_S + 0.1)
            [failing] = told.take_all()
            assert failing.reason == "hanging"
            await asyncio.sleep(300)
            assert told.take_all() == []
            disk.becomes("")
            await asyncio.sleep(0.1)
            [back] = told.take_all()
            assert back.seconds == pytest.approx(305, abs=LOOK_S + 0.2)
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("store-failing", "warning"),
        ("store-recovered", "info"),
    ]
    assert "the disk hangs" in lines[0]["error"].what


async def test_what_the_store_has_logged_itself_is_not_logged_again():
    with capture_logs() as lines:
        async with watched("io") as (disk, told):
            await asyncio.sleep(10)
            disk.becomes("")
            await asyncio.sleep(0.1)
            assert len(told.take_all()) == 2
    assert lines == []


async def test_a_lock_of_a_moment_is_not_told_of():
    async with watched() as (disk, told):
        for _ in range(5):
            disk.becomes("locked")
            await asyncio.sleep(LASTS_S - 1)
            disk.becomes("")
            await asyncio.sleep(1)
        await asyncio.sleep(60)
        assert told.take_all() == []


async def test_another_cause_is_told_of_too_and_back_counts_from_the_first():
    async with watched("io") as (disk, told):
        await asyncio.sleep(10)
        disk.becomes("read-only")
        await asyncio.sleep(10)
        disk.becomes("")
        await asyncio.sleep(0.1)
        io, read_only, back = told.take_all()
        assert (io.reason, read_only.reason) == ("io", "read-only")
        assert back.seconds == pytest.approx(20)
