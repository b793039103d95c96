"""The operator's five tests of the key sync (CONTRACT A17), each on the real thing: radio, socket, session, directory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from keyskit import START, House, Store, never, swallow_cancellation
from steadymesh.events import KeysSynced, SessionReady
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.files.records import KeyRecord
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.options import KeyOptions
from steadymesh.keys.sync.sync import KeySync
from steadymesh.link.options import LinkOptions
from steadymesh.link.supervisor import Supervisor
from steadymesh.link.target import Target
from steadymesh.model import LinkState
from steadymesh.session.directory import Directory
from steadymesh.session.options import SessionOptions
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer

IMPORTED = KeyRecord(
    num=NodeNum(0x0BADCAFE), name="Imported", key=PublicKey(b"\x05" * 32), at=START - timedelta(days=3)
)


class Bot(House):
    """All that the key sync stands on, and nothing else: a simulated radio on a real socket, link, session, keys."""

    def __init__(self, peers: int, directory: Directory, **options: float) -> None:
        super().__init__()
        radio = Radio(clock=self.clock)
        for _ in range(peers):
            radio.add_peer()
        self.server = SimServer(radio, clock=self.clock)
        self.directory = directory
        self.book = Book()
        self.keeper = KeyKeeper(book=self.book, store=Store(), bus=self.bus, clock=self.clock)
        self.sync = KeySync(
            book=self.book, directory=directory, bus=self.bus, clock=self.clock, options=KeyOptions(**options)
        )
        self.happened = self.listen(SessionReady, KeysSynced)

    async def next(self, kind: type):
        """Return the next event of that kind, and the loop's time."""
        while True:
            await self.happened.wait()
            for event in self.happened.take_all():
                if type(event) is kind:
                    return event, self.clock.now()


@asynccontextmanager
async def on_air(peers: int = 3, directory: Directory | None = None, **options: float) -> AsyncIterator[Bot]:
    bot = Bot(peers, Directory() if directory is None else directory, **options)
    async with bot.server:
        bot.link = Supervisor(
            target=Target(host=bot.server.address[0], port=bot.server.address[1]),
            options=LinkOptions(),
            session_options=SessionOptions(),
            directory=bot.directory,
            bus=bot.bus,
            clock=bot.clock,
            on_ready=bot.sync.schedule,
        )
        async with bot.running(bot.keeper.run), bot.running(bot.sync.run), bot.running(bot.link.run):
            yield bot


@pytest.mark.parametrize("delay", [15.0, 30.0, 0.0])
async def test_1_sync_comes_after_the_set_delay_and_not_before(delay):
    async with on_air(sync_delay_s=delay) as bot:
        _, began = await bot.next(SessionReady)
        ended, at = await bot.next(KeysSynced)
        assert at - began == pytest.approx(delay, abs=0.01)
        assert ended.outcome == "complete"


async def test_2_sync_works_on_a_working_node_table():
    async with on_air(peers=5) as bot:
        await bot.keeper.import_keys([IMPORTED])
        ready, _ = await bot.next(SessionReady)
        told = {n.num: n.public_key for n in ready.nodes if n.num != ready.radio.num and n.public_key}
        assert len(told) == 5
        ended, _ = await bot.next(KeysSynced)
        assert (ended.outcome, ended.known, ended.held, ended.waiting) == ("complete", 6, 5, 1)
        nodes = await bot.directory.nodes()
        assert {n: nodes[n].public_key for n in told} == told
        assert nodes[IMPORTED.num].public_key == IMPORTED.key
        assert nodes[IMPORTED.num].long_name == "Imported"


async def test_3_sync_is_skipped_without_keys():
    with capture_logs() as logs:
        async with on_air(peers=0, sync_interval_s=60) as bot:
            first, _ = await bot.next(KeysSynced)
            assert (first.outcome, first.known) == ("complete", 0)
            assert bot.link.status().state is LinkState.READY
            second, _ = await bot.next(KeysSynced)
            assert (second.outcome, second.reason) == ("skipped", "no-key")
    told = [line["event"] for line in logs if line["event"].startswith("pubkey-sync")]
    assert "pubkey-sync-none" in told
    assert told[-1] == "pubkey-sync-skipped"


async def test_4_sync_is_skipped_when_nothing_changed_and_not_on_a_new_link():
    async with on_air(sync_interval_s=60) as bot:
        ready, _ = await bot.next(SessionReady)
        assert (await bot.next(KeysSynced))[0].outcome == "complete"
        skipped, _ = await bot.next(KeysSynced)
        assert (skipped.outcome, skipped.reason) == ("skipped", "nothing-changed")
        bot.server.door.close()
        again, began = await bot.next(SessionReady)
        assert again.generation > ready.generation
        ended, at = await bot.next(KeysSynced)
        assert (ended.outcome, ended.known, ended.generation) == ("complete", 3, again.generation)
        assert at - began == pytest.approx(15, abs=0.01)


class Broken(Directory):
    """The real directory, whose nodes can't be had."""

    def __init__(self, how) -> None:
        super().__init__()
        self.how = how

    async def nodes(self):
        return await self.how() if self.how else await super().nodes()


async def gone():
    raise OSError("the node table is gone")


@pytest.mark.parametrize(
    ("how", "error", "after"),
    [
        (gone, "nodes(): OSError: the node table is gone", 0),
        (never, "nodes() did not answer within 10 s", 10),
        (swallow_cancellation, "nodes() did not answer within 10 s", 10),
    ],
)
async def test_5_error_or_hang_of_the_node_table_gives_0_and_a_clear_line(how, error, after):
    directory = Broken(how)
    with capture_logs() as logs:
        async with on_air(directory=directory) as bot:
            _, began = await bot.next(SessionReady)
            ended, at = await bot.next(KeysSynced)
            assert (ended.outcome, ended.known, ended.reason) == ("failed", 0, error)
            assert at - began == pytest.approx(15 + after, abs=0.01)
            assert bot.link.status().state is LinkState.READY
            directory.how = None
            ended, _ = await bot.next(KeysSynced)
            assert (ended.outcome, ended.known) == ("complete", 3)
    errors = [(line["event"], line["error"]) for line in logs if line["log_level"] == "error"]
    assert errors == [("pubkey-sync-nodes-error", error)]


async def test_process_ends_at_once_while_the_node_table_hangs():
    async with on_air(directory=Broken(swallow_cancellation)) as bot:
        await bot.next(SessionReady)
        await asyncio.sleep(20)
        asked = bot.clock.now()
    assert bot.clock.now() - asked < 1
