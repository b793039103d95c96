import asyncio
import contextlib
import resource
import sqlite3
import threading
import time

import pytest
import structlog

from steadymesh.errors import StoreError
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import Outcome
from steadymesh.store import Store, StoreOptions
from steadymesh.store.lanes import Lane, Waiter
from store.store_kit import AT, FAST, PEER, entry, is_settled, key, locked, message, node, opened, row_count, until


@contextlib.contextmanager
def file_size_limit(size_bytes):
    """A full disk: the kernel refuses to let any file grow beyond."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def logs():
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.mark.real
async def test_what_was_saved_is_in_the_file_when_save_returns(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.outbox.save(entry())
        assert row_count(path, "outbox") == 1


@pytest.mark.real
async def test_of_what_waits_under_one_slot_the_last_state_is_written(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, node_delay_s=0.15) as store:
        for number in range(100):
            store.nodes.keep_node(node(long_name=f"state {number}"))
        assert store.facts()["waiting"] == 1
        assert row_count(path, "nodes") == 0
        await until(lambda: row_count(path, "nodes") == 1)
        assert (await store.nodes.load_nodes())[0].long_name == "state 99"


@pytest.mark.real
async def test_texts_are_written_within_a_second(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        began = time.monotonic()
        await store.messages.append(message())
        await until(lambda: row_count(path, "messages") == 1)
        assert time.monotonic() - began < 1.0


@pytest.mark.real
async def test_node_states_alone_wait_for_their_minute(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        store.nodes.keep_node(node())
        await store.outbox.save(entry())
        await asyncio.sleep(0.1)
        assert row_count(path, "nodes") == 0
        assert not store.busy()
    assert row_count(path, "nodes") == 1, "closing writes what waits"


@pytest.mark.real
async def test_a_hundred_savers_at_once_share_commits(tmp_path):
    with opened(tmp_path / "s.db") as store:
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            for number in range(100):
                tasks.create_task(store.outbox.save(entry(number)), name=f"save-{number}")
        assert len(await store.outbox.load_open()) == 100


@pytest.mark.real
async def test_a_cancelled_wait_leaves_the_write_on_its_way(tmp_path):
    with opened(tmp_path / "s.db") as store:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await store.outbox.save(entry())
        assert await store.outbox.load_open() == (entry(),)


@pytest.mark.real
async def test_a_locked_database_is_told_at_once_and_written_later(tmp_path, logs):
    path = tmp_path / "s.db"
    with opened(path, **FAST) as store:
        await store.outbox.save(entry(1))
        with locked(path):
            for number in (2, 3):
                with pytest.raises(StoreError, match="locked by another program"):
                    async with asyncio.timeout(1):
                        await store.outbox.save(entry(number))
            with pytest.raises(StoreError, match="locked"):
                await store.keys.save_keys([key()])
            store.outbox.keep(entry(1, outcome=Outcome.ACKNOWLEDGED))
            await store.messages.append(message())
            # Readers are not locked out in WAL mode, and what waits to be written is newer than the file.
            assert [e.key for e in await store.outbox.load_open()] == ["e002", "e003"]
            assert row_count(path, "outbox") == 1
            await asyncio.sleep(0.2)
            assert store.facts()["failing"] == "locked"
        await until(lambda: is_settled(store))
        assert [e.key for e in await store.outbox.load_open()] == ["e002", "e003"]
        assert await store.keys.load_keys() == (key(),)
        assert await store.messages.load_messages(5) == (message(),)
    failing = [line["log_level"] for line in logs if line["event"] == "store-failing"]
    assert failing[0] == "warning"
    assert set(failing[1:]) == {"debug"}
    assert [line["log_level"] for line in logs if line["event"] == "store-recovered"] == ["info"]


@pytest.mark.real
async def test_while_it_fails_a_saver_does_not_wait_for_the_next_attempt(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, busy_timeout_s=0.02, retry_first_s=30, retry_max_s=30) as store, locked(path):
        with pytest.raises(StoreError):
            await store.outbox.save(entry(1))
        began = time.monotonic()
        for number in range(2, 50):
            with pytest.raises(StoreError, match="locked"):
                await store.outbox.save(entry(number))
        assert time.monotonic() - began < 0.2
        await until(lambda: not store.busy())  # the thread may still be telling of the failure


@pytest.mark.real
async def test_a_database_that_is_locked_even_for_readers_raises_and_recovers(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, **FAST) as store:
        await store.outbox.save(entry(1))
        store.close(2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("INSERT INTO seen (sender, packet_id) VALUES (17, 18)")
    other.execute("COMMIT")  # the lock stays: that is what this mode is
    with opened(path, **FAST) as store:
        assert "locked by another program" in str(store.notice)
        with pytest.raises(StoreError, match="locked"):
            await store.outbox.load_open()
        with pytest.raises(StoreError, match="locked"):
            await store.outbox.save(entry(2))
        assert not await store.messages.seen_before(PEER, PacketId(5))
        other.close()
        await until(lambda: store.facts()["waiting"] == 0)
        assert [e.key for e in await store.outbox.load_open()] == ["e001", "e002"]
        assert await store.messages.seen_before(NodeNum(17), PacketId(18)), "the memory was filled late"


@pytest.mark.real
async def test_a_full_disk_loses_nothing(tmp_path, logs):
    path = tmp_path / "s.db"
    with opened(path, **FAST) as store:
        await store.outbox.save(entry(0))
        with file_size_limit(200_000):
            failed = 0
            for number in range(1, 400):
                try:
                    await store.outbox.save(entry(number, reason="x" * 2000))
                except StoreError as exc:
                    failed += 1
                    assert "disk" in str(exc)  # noqa: PT017
                if failed > 20:
                    break
            assert failed > 20
            assert store.facts()["failing"] in ("full", "io")
            assert len(await store.outbox.load_open()) > 5, "what is written can still be read"
        await until(lambda: store.facts()["waiting"] == 0)
        assert len(await store.outbox.load_open()) == number + 1
    with contextlib.closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["store-failing"]


@pytest.mark.real
async def test_a_full_disk_at_the_start_keeps_nobody_from_starting(tmp_path):
    path = tmp_path / "s.db"
    with opened(path):
        pass
    with file_size_limit(0):
        store = Store.open(path, at=AT, options=StoreOptions(**FAST))
        assert store.notice
        with pytest.raises(StoreError, match="disk"):
            await store.outbox.save(entry())
    try:
        await until(lambda: store.facts()["waiting"] == 0)
        assert await store.outbox.load_open() == (entry(),)
    finally:
        assert store.close(2)


@pytest.mark.real
async def test_a_value_that_the_database_can_not_hold_keeps_no_other_out(tmp_path, logs):
    with opened(tmp_path / "s.db", node_delay_s=0) as store:
        store.nodes.keep_node(node(1))
        store.nodes.keep_node(node(2, hops_away=1 << 70))
        store.nodes.keep_node(node(3))
        await store.outbox.save(entry())
        assert [n.num for n in await store.nodes.load_nodes()] == [1, 3]
        with pytest.raises(StoreError):
            await store.outbox.save(entry(2, attempts=1 << 70))
        assert is_settled(store)
    assert "store-value-refused" in [line["event"] for line in logs if line["log_level"] == "error"]


@pytest.mark.real
async def test_many_node_states_cost_the_oldest_and_are_counted(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, nodes_queued=10) as store:
        for number in range(1, 26):
            store.nodes.keep_node(node(number))
        assert store.facts()["dropped"] == 15
        assert [n.num for n in await store.nodes.load_nodes()] == list(range(16, 26))


@pytest.mark.real
async def test_what_may_not_be_dropped_is_refused_when_too_much_waits(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, entries_queued=3, busy_timeout_s=0.02, retry_first_s=0.3) as store:
        with locked(path):
            for number in range(3):
                with pytest.raises(StoreError, match="locked"):
                    await store.outbox.save(entry(number))
            with pytest.raises(StoreError, match="can't take more outgoing messages"):
                await store.outbox.save(entry(3))
            store.outbox.keep(entry(2, outcome=Outcome.SENT))  # a newer state of what waits already is no more
        await until(lambda: store.facts()["waiting"] == 0)
        assert [e.outcome for e in await store.outbox.load_open()][2] is Outcome.SENT


@pytest.mark.real
async def test_keys_that_do_not_all_fit_are_refused_all(tmp_path):
    with opened(tmp_path / "s.db", keys_queued=3) as store:
        with pytest.raises(StoreError, match="can't take more keys: 0 of 3 wait"):
            await store.keys.save_keys([key(n) for n in range(1, 5)])
        assert await store.keys.load_keys() == ()


@pytest.mark.real
async def test_too_many_questions_are_refused(tmp_path):
    with opened(tmp_path / "s.db", reads_queued=0) as store, pytest.raises(StoreError, match="too many questions"):
        await store.nodes.load_nodes()


@pytest.mark.real
async def test_closing_ends_whoever_comes_after(tmp_path):
    with opened(tmp_path / "s.db") as store:
        assert store.close(2)
        assert store.close(2)
        for call in (store.outbox.save(entry()), store.keys.load_keys(), store.messages.append(message())):
            with pytest.raises(StoreError, match="closed"):
                await call
        with pytest.raises(StoreError, match="closed"):
            store.outbox.keep(entry())


@pytest.mark.real
async def test_closing_a_store_that_can_not_write_says_what_is_left(tmp_path, logs):
    path = tmp_path / "s.db"
    with opened(path, **FAST) as store, locked(path):
        with pytest.raises(StoreError):
            await store.outbox.save(entry())
        began = time.monotonic()
        assert not store.close(0.5)
        assert time.monotonic() - began == pytest.approx(0.5, abs=0.15)
    line, *_ = (line for line in logs if line["event"] == "store-left-behind")
    assert (line["waiting"], line["seconds"], line["log_level"]) == (1, 0.5, "warning")
    assert "locked by another program" in str(line["error"])


@pytest.mark.real
async def test_closing_waits_for_a_lock_to_be_let_go_of(tmp_path):
    path = tmp_path / "s.db"
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(opened(path, **FAST))
        held = stack.enter_context(contextlib.ExitStack())
        held.enter_context(locked(path))
        with pytest.raises(StoreError):
            await store.outbox.save(entry())
        closing = asyncio.get_running_loop().run_in_executor(None, store.close, 3)
        await asyncio.sleep(0.3)
        assert not closing.done()
        held.close()
        async with asyncio.timeout(3):
            assert await closing
    assert row_count(path, "outbox") == 1


@pytest.mark.real
async def test_closing_on_a_full_disk_waits_for_nobody(tmp_path, logs):
    with opened(tmp_path / "s.db", **FAST) as store:
        await store.outbox.save(entry(0))
        with file_size_limit(0):
            with pytest.raises(StoreError):
                await store.outbox.save(entry(1))
            began = time.monotonic()
            assert not store.close(3)
            assert time.monotonic() - began < 1
    line, *_ = (line for line in logs if line["event"] == "store-left-behind")
    assert line["seconds"] < 1
    assert "disk" in str(line["error"])


@pytest.mark.real
async def test_a_thread_that_hangs_in_the_disk_holds_nobody_up(tmp_path):
    hanging, go_on = threading.Event(), threading.Event()

    def hang(_connection):
        hanging.set()
        go_on.wait(5)

    with contextlib.ExitStack() as stack:
        store = stack.enter_context(opened(tmp_path / "s.db"))
        stack.callback(go_on.set)
        async with asyncio.TaskGroup() as tasks:
            stuck = tasks.create_task(_outcome(store._worker.ask(hang)), name="stuck")
            await until(hanging.is_set)
            behind = tasks.create_task(_outcome(store.outbox.save(entry())), name="behind")
            await asyncio.sleep(0)
            assert store.busy()
            began = time.monotonic()
            assert not store.close(0.1)
            assert time.monotonic() - began < 0.3
        assert "closed" in behind.result()
        go_on.set()
        store._worker._thread.join(2)
    assert stuck.done()


async def _outcome(call):
    try:
        async with asyncio.timeout(1):
            return await call
    except (StoreError, TimeoutError) as exc:
        return str(exc)


@pytest.mark.real
async def test_a_defect_in_the_thread_leaves_nobody_waiting(tmp_path, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    with opened(tmp_path / "s.db") as store:
        with pytest.raises(StoreError, match="closed"):
            async with asyncio.timeout(2):
                await store._worker.ask(lambda _connection: {}["missing"])
        with pytest.raises(StoreError, match="closed"):
            await store.outbox.save(entry())


def test_an_answer_for_a_loop_that_is_gone_is_dropped():
    async def wait():
        return Waiter()

    asyncio.run(wait()).answer(None)


async def test_virtual_time_waits_for_the_disk(tmp_path):
    loop = asyncio.get_running_loop()
    with opened(tmp_path / "s.db") as store:
        loop.busy_probes.append(store.busy)
        before = loop.time()
        for number in range(20):
            async with asyncio.timeout(0.25):
                await store.outbox.save(entry(number))
        assert loop.time() - before < 0.05
        await asyncio.sleep(3600)
        assert not store.busy()


def test_a_lane_whose_every_slot_is_being_written_drops_the_newcomer():
    lane = Lane("nodes", lambda _connection, _values: None, delay_s=0, limit=1, drops_oldest=True)
    lane.put("a", 1, 0.0)
    assert lane.begin()
    lane.put("b", 2, 0.0)
    assert (len(lane), lane.dropped) == (1, 1)
    assert not lane.begin()


def test_what_failed_is_older_than_what_came_meanwhile():
    written = []
    lane = Lane("nodes", lambda _connection, values: written.extend(values), delay_s=60, limit=10, drops_oldest=True)
    lane.put("a", "old", 0.0)
    lane.put("b", "b", 0.0)
    lane.begin()
    lane.put("a", "new", 0.0)
    lane.failed()
    lane.begin()
    lane.write(None)
    assert written == ["new", "b"]
