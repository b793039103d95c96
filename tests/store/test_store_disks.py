"""The store on real disks that take nothing: full (ENOSPC), made read-only (EROFS), with errors (EIO)."""

import shutil
import threading

import pytest
import structlog

from steadymesh.errors import StateError, StoreError
from steadymesh.model import Outcome
from steadymesh.store import StateDir, Store, StoreOptions
from steadymesh.store.statedir import LOCK_NAME
from store.disk_kit import broken_card, disk
from store.store_kit import AT, FAST, entry, is_settled, key, message, node, opened, row_count, until

pytestmark = pytest.mark.real


@pytest.fixture
def logs():
    with structlog.testing.capture_logs() as captured:
        yield captured


def told(logs, event):
    return [line["log_level"] for line in logs if line["event"] == event and line["log_level"] != "debug"]


async def filled(store):
    await store.keys.save_keys([key()])
    await store.outbox.save(entry(1))
    await store.messages.append(message())
    await store.plugins.drawer("board").put("a", 1)
    store.nodes.keep_node(node())
    await store.flush()


async def goes_on(store, cause, number):
    """Nothing can be written: that is told at once, everything waits in memory, and what was known is known."""
    with pytest.raises(StoreError):
        await store.outbox.save(entry(number))
    store.outbox.keep(entry(1, outcome=Outcome.ACKNOWLEDGED))
    await store.messages.append(message(number))
    with pytest.raises(StoreError):
        await store.plugins.drawer("board").put("b", 2)
    assert store.failing() == cause
    assert not await store.messages.seen_before(message(number).message.sender, message(number).message.id)
    assert [e.key for e in await store.outbox.load_open()] == [f"e{number:03}"]
    assert await store.keys.load_keys() == (key(),)
    assert [n.long_name for n in await store.nodes.load_nodes()] == [node().long_name]
    assert await store.plugins.drawer("board").items() == (("a", 1), ("b", 2))


async def is_back(store, path, number):
    """All that waited is written, by itself."""
    await until(lambda: is_settled(store), 5)
    assert [e.key for e in await store.outbox.load_open()] == [f"e{number:03}"]
    assert message(number) in await store.messages.load_messages(10)
    assert row_count(path, "plugin_values") == 2


async def test_a_disk_that_gets_full_is_waited_for_and_what_it_has_is_read_meanwhile(tmp_path, logs):
    with disk(tmp_path) as small, opened(small.path / "s.db", **FAST) as store:
        await filled(store)
        small.fill()
        for number in range(1000, 1400):  # what is left in the file's last blocks
            await store.messages.append(message(number, text="x" * 200))
        await until(lambda: store.failing() == "full")
        await goes_on(store, "full", 2)
        small.empty()
        await is_back(store, small.path / "s.db", 2)
    assert told(logs, "store-failing") == ["warning"]
    assert told(logs, "store-recovered") == ["info"]


async def test_a_disk_that_the_kernel_made_read_only_is_read_until_somebody_mends_it(tmp_path, logs):
    with disk(tmp_path) as small, opened(small.path / "s.db", **FAST) as store:
        await filled(store)
        small.fail()
        await goes_on(store, "read-only", 2)
        small.mend()
        await is_back(store, small.path / "s.db", 2)
    assert told(logs, "store-failing") == ["warning"]
    assert told(logs, "store-recovered") == ["info"]


async def test_a_card_that_reports_errors_is_tried_again_until_it_takes_what_waits(tmp_path, logs):
    with broken_card(tmp_path) as card, opened(card.path / "s.db", **FAST) as store:
        await filled(store)
        card.fail()
        for number in range(1000, 1400):
            await store.messages.append(message(number, text="x" * 200))
        await until(lambda: store.failing() == "io")
        with pytest.raises(StoreError):
            await store.outbox.save(entry(2))
        assert store.failing() == "io"
        card.mend()
        await until(lambda: is_settled(store), 5)
        assert [e.key for e in await store.outbox.load_open()] == ["e001", "e002"]
    assert set(told(logs, "store-failing")) == {"warning"}
    assert told(logs, "store-recovered")[-1] == "info"


async def test_a_start_on_a_read_only_disk_knows_what_it_has_and_writes_when_it_can(tmp_path, logs):
    with disk(tmp_path) as small:
        path = small.path / "s.db"
        with opened(path) as store:
            await filled(store)
        small.fail()
        with opened(path, **FAST) as store:
            assert "read-only" in str(store.notice)
            assert store.failing() == "read-only"
            await goes_on(store, "read-only", 2)
            small.mend()
            await is_back(store, path, 2)
    assert told(logs, "store-notice") == ["warning"]
    assert told(logs, "store-recovered") == ["info"]


async def test_a_start_on_a_read_only_disk_after_a_loss_of_power_knows_what_it_has(tmp_path):
    with disk(tmp_path) as small:
        path = small.path / "s.db"
        with opened(path) as store:
            await filled(store)
            small.fail()  # the journal is still beside the database
        with opened(path, **FAST) as store:
            await goes_on(store, "read-only", 2)


@pytest.mark.parametrize("is_index_written", [True, False])
async def test_a_start_on_a_read_only_disk_after_a_kill_writes_when_the_disk_can(is_index_written, tmp_path, logs):
    with disk(tmp_path) as small:
        path = small.path / "s.db"
        with opened(tmp_path / "s.db") as store:
            await filled(store)
            for companion in ("", "-wal", "-shm"):  # a killed process leaves them all
                shutil.copy(tmp_path / f"s.db{companion}", small.path / f"s.db{companion}")
        if not is_index_written:  # an ext4 that gave up, or a loss of power
            (small.path / "s.db-shm").write_bytes(b"")
        small.protect()
        with opened(path, **FAST) as store:
            await goes_on(store, "read-only", 2)
            small.allow()
            await is_back(store, path, 2)
    assert told(logs, "store-recovered") == ["info"]


async def test_a_read_only_disk_that_is_mended_is_noticed_though_nothing_waits(tmp_path):
    with disk(tmp_path) as small:
        small.fail()
        with opened(small.path / "s.db", **FAST) as store:
            assert store.failing() == "read-only"
            with pytest.raises(StoreError):
                await store.outbox.load_open()
            small.mend()
            await until(lambda: not store.failing())
            assert await store.outbox.load_open() == ()


async def test_a_start_on_a_full_disk_goes_on_from_memory(tmp_path):
    with disk(tmp_path) as small:
        small.fill()
        with opened(small.path / "s.db", **FAST) as store:
            assert store.failing() == "full"
            with pytest.raises(StoreError):
                await store.outbox.save(entry(1))
            small.empty()
            await until(lambda: is_settled(store), 5)
            assert await store.outbox.load_open() == (entry(1),)


async def test_a_start_on_a_full_disk_knows_what_is_on_it(tmp_path):
    with disk(tmp_path) as small:
        path = small.path / "s.db"
        with opened(path) as store:
            await filled(store)
        small.fill()
        with opened(path, **FAST) as store:
            await goes_on(store, store.failing() or "full", 2)
            small.empty()
            await is_back(store, path, 2)


async def test_a_disk_that_hangs_is_told_of_as_long_as_it_does(tmp_path, logs):
    heard = threading.Event()
    with disk(tmp_path) as small, opened(small.path / "s.db", hangs_s=0.2, **FAST) as store:
        await filled(store)
        await until(lambda: not store.busy())
        store.watch(heard.set)
        with small.frozen():
            store.outbox.keep(entry(2))
            assert store.failing() == ""
            await until(lambda: store.failing() == "hanging")
            assert store.facts() | {"commits": 0} == {"failing": "hanging", "waiting": 1, "commits": 0, "dropped": 0}
            assert not heard.is_set(), "who hangs tells nobody"
        await until(lambda: is_settled(store), 5)
        assert heard.is_set(), "that it is over is told"
        assert [e.key for e in await store.outbox.load_open()] == ["e001", "e002"]
    assert told(logs, "store-failing") == told(logs, "store-recovered") == []


def test_a_state_directory_on_a_read_only_disk_is_held_by_one_process_at_a_time(tmp_path):
    with disk(tmp_path) as small:
        state = small.path / "state"
        StateDir.open(state).close()
        small.fail()
        with StateDir.open(state), pytest.raises(StateError, match="in use"):
            StateDir.open(state)
        (other := small.path).exists()
        StateDir.open(other).close()  # without a lock file: the directory's own lock


def test_who_holds_a_directory_that_took_no_lock_file_keeps_it_when_it_does_again(tmp_path):
    with disk(tmp_path) as small:
        (small.path / "state").mkdir(mode=0o700)
        ran_out = small.path / "state"
        small.fail()
        with StateDir.open(ran_out):
            assert not (ran_out / LOCK_NAME).exists()
            with pytest.raises(StateError, match="in use"):
                StateDir.open(ran_out)


def test_a_look_at_what_is_kept_on_a_read_only_disk_is_refused_in_words(tmp_path):
    with disk(tmp_path) as small:
        path = small.path / "s.db"
        Store.open(path, at=AT).close(2)
        small.fail()
        with pytest.raises(StoreError, match="read-only"):
            Store.open(path, at=AT, options=StoreOptions(), is_strict=True)
