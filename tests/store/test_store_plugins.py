"""What a plug-in keeps: read back as it was taken, written or not, after a kill, and while the disk fails."""

import asyncio
import contextlib
import sqlite3
import time

import pytest

from steadymesh import words
from steadymesh.clock import LoopClock
from steadymesh.errors import StoreError, UsageError
from steadymesh.store import Store, holdings, jsontext
from store.store_kit import AT, FAST, as_killed_now, is_settled, locked, node, opened, row_count, until

pytestmark = pytest.mark.real


@pytest.fixture
def path(tmp_path):
    return tmp_path / "s.db"


def sql(path, statement, *values):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


VALUES = [
    None, True, False, 0, -1, 2**70, 1.5, "", "é🙂", "half \ud800", "line\nnul\0", [], {}, [1, [2, {"a": None}]],
    {"subject": "Ça va ?", "parts": ["1", 2.0], "": False},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=ascii)
async def test_every_value_comes_back_as_it_was_waiting_written_and_in_the_next_run(path, value):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        drawer.keep("kept", value)
        assert await drawer.get("kept") == value
        await drawer.put("put", value)
        assert await drawer.get("put") == value
    with opened(path) as store:
        assert await store.plugins.drawer("mail").items() == (("kept", value), ("put", value))
        assert type(await store.plugins.drawer("mail").get("put")) is type(value)


async def test_what_was_put_is_in_the_file_when_put_returns_and_dated(path):
    clock = LoopClock(AT)
    store = Store.open(path, at=AT, clock=clock)
    try:
        before = clock.at()
        await store.plugins.drawer("mail").put("a", {"n": 1})
        [(plugin, name, text, changed)] = sql(path, "SELECT plugin, key, value, changed FROM plugin_values")
        assert (plugin, name, text) == ("mail", "a", '{"n":1}')
        assert before.timestamp() * 1e6 - 1 <= changed <= clock.at().timestamp() * 1e6 + 1
    finally:
        store.close(2)


async def test_what_was_deleted_is_gone_from_the_file_when_delete_returns(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        await drawer.put("a", 1)
        await drawer.put("b", 2)
        await drawer.delete("a")
        assert sql(path, "SELECT key FROM plugin_values") == [("b",)]
        assert await drawer.get("a") is None
        await drawer.delete("a")
        await drawer.delete("never")
        assert await drawer.items() == (("b", 2),)


async def test_counters_are_written_together_after_their_delay_and_nothing_else_waits_for_them(path):
    with opened(path, values_delay_s=0.2) as store:
        drawer = store.plugins.drawer("stats")
        began = time.monotonic()
        for number in range(1000):
            drawer.keep("count", number)
        drawer.keep("other", "x")
        assert store.facts()["waiting"] == 2
        assert await drawer.get("count") == 999
        assert await drawer.items() == (("count", 999), ("other", "x"))
        assert row_count(path, "plugin_values") == 0, "reading them writes nothing"
        await until(lambda: row_count(path, "plugin_values") == 2)
        assert time.monotonic() - began >= 0.2
        await until(lambda: is_settled(store))


async def test_counters_go_along_with_the_next_put(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("stats")
        drawer.keep("count", 7)
        await drawer.put("list", [])
        assert row_count(path, "plugin_values") == 2


async def test_reading_a_drawer_leaves_node_states_waiting_for_their_minute(path):
    with opened(path) as store:
        store.nodes.keep_node(node())
        await store.plugins.drawer("mail").items()
        await store.plugins.drawer("mail").get("a")
        assert row_count(path, "nodes") == 0


async def test_of_keep_and_put_the_later_counts(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("stats")
        drawer.keep("a", "kept")
        await drawer.put("a", "put")
        assert sql(path, "SELECT value FROM plugin_values") == [('"put"',)]
        drawer.keep("a", "kept again")
        drawer.keep("b", "kept")
        await drawer.delete("b")
        assert await drawer.items() == (("a", "kept again"),)
    assert sql(path, "SELECT value FROM plugin_values") == [('"kept again"',)]


async def test_a_value_that_is_changed_after_it_was_kept_stays_as_it_was(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        value = [1]
        drawer.keep("a", value)
        value.append(2)
        (await drawer.get("a")).append(3)
        assert await drawer.get("a") == [1]


async def test_no_plugin_sees_anothers_drawer(path):
    with opened(path) as store:
        mail, news = store.plugins.drawer("mail"), store.plugins.drawer("news")
        await mail.put("a", 1)
        news.keep("a", 2)
        assert (await mail.get("a"), await news.get("a")) == (1, 2)
        await news.delete("a")
        assert await mail.items() == (("a", 1),)
        assert await news.items() == ()
        assert await store.plugins.drawer("mail").get("a") == 1


async def test_items_are_in_the_order_of_their_keys_and_a_prefix_is_taken_literally(path):
    keys = ["b", "A", "a", "a%", "a_", "a%b", "é", "🙂", "ab"]
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        for number, name in enumerate(keys):
            if number % 2:
                drawer.keep(name, number)
            else:
                await drawer.put(name, number)
        assert [name for name, _ in await drawer.items()] == sorted(keys)
        assert [name for name, _ in await drawer.items("a%")] == ["a%", "a%b"]
        assert [name for name, _ in await drawer.items("a")] == ["a", "a%", "a%b", "a_", "ab"]
        assert [name for name, _ in await drawer.items("é")] == ["é"]
        assert await drawer.items("zz") == ()


# --- after a kill -----------------------------------------------------------------------------


async def test_a_kill_takes_nothing_that_was_put_and_brings_nothing_back_that_was_deleted(path, tmp_path):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        await drawer.put("a", 1)
        await drawer.put("b", 2)
        await drawer.put("a", 3)
        await drawer.delete("b")
        drawer.keep("count", 9)
        left = as_killed_now(path, tmp_path / "left")
        with opened(left) as later:
            assert await later.plugins.drawer("mail").items() == (("a", 3),)


# --- while the disk fails ------------------------------------------------------------------------


async def test_while_the_database_is_locked_put_raises_keeps_and_is_written_later(path):
    with opened(path, **FAST) as store:
        drawer = store.plugins.drawer("mail")
        await drawer.put("old", 1)
        await drawer.put("gone", 1)
        with locked(path):
            for _ in range(2):  # found out, then told at once
                with pytest.raises(StoreError, match="locked"):
                    await drawer.put("new", [2])
            drawer.keep("count", 3)
            with pytest.raises(StoreError, match="locked"):
                await drawer.delete("gone")
            assert await drawer.get("new") == [2]
            assert await drawer.get("count") == 3
            assert await drawer.get("gone") is None
            assert await drawer.items() == (("count", 3), ("new", [2]), ("old", 1))
            assert store.facts()["failing"] == "locked"
            assert store.facts()["waiting"] == 3
        await until(lambda: store.facts()["waiting"] == 0)
        await until(lambda: is_settled(store))
        assert sql(path, "SELECT key FROM plugin_values ORDER BY key") == [("count",), ("new",), ("old",)]


async def test_while_a_put_waits_others_are_read_and_a_cancelled_one_stays_on_its_way(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await drawer.put("a", 1)
        assert await drawer.get("a") == 1
        await until(lambda: row_count(path, "plugin_values") == 1)


async def test_a_hundred_puts_at_once_share_commits(path):
    with opened(path) as store:
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            for number in range(100):
                tasks.create_task(store.plugins.drawer(f"p{number % 7}").put(f"{number:03}", number), name="put")
        assert row_count(path, "plugin_values") == 100


async def test_a_database_that_was_locked_at_the_start_is_counted_once_it_can_be_read(path, monkeypatch):
    monkeypatch.setattr(holdings, "MAX_KEYS", 5)
    with opened(path) as store:
        for name in "abc":
            await store.plugins.drawer("mail").put(name, 1)
    sql(path, "PRAGMA journal_mode=DELETE")  # where a lock keeps readers out as well
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with opened(path, **FAST) as store:
        assert "Until then nothing is written down" in str(store.notice)
        drawer = store.plugins.drawer("mail")
        drawer.keep("d", 2)
        drawer.keep("a", 3)
        with pytest.raises(StoreError):
            await drawer.delete("b")
        assert await drawer.get("d") == 2
        assert await drawer.get("b") is None
        with pytest.raises(StoreError, match="locked"):
            await drawer.get("c")
        with pytest.raises(StoreError, match="locked"):
            await drawer.items()
        other.execute("ROLLBACK")
        other.close()
        await until(lambda: store.facts()["waiting"] == 0)
        assert await drawer.items() == (("a", 3), ("c", 1), ("d", 2))
        drawer.keep("e", 1)
        drawer.keep("f", 1)
        with pytest.raises(UsageError, match="holds 5 keys"):
            drawer.keep("g", 1)


async def test_a_closed_store_takes_and_tells_nothing(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
    with pytest.raises(StoreError, match="closed"):
        await drawer.put("a", 1)
    with pytest.raises(StoreError, match="closed"):
        drawer.keep("a", 1)
    with pytest.raises(StoreError, match="closed"):
        await drawer.delete("a")
    with pytest.raises(StoreError, match="closed"):
        await drawer.get("a")


async def test_when_too_much_waits_the_newcomer_is_refused_and_counts_for_nothing(path, monkeypatch):
    monkeypatch.setattr(holdings, "MAX_KEYS", 3)
    with opened(path, values_queued=2, **FAST) as store:
        drawer = store.plugins.drawer("mail")
        drawer.keep("a", 1)
        drawer.keep("b", 1)
        with pytest.raises(StoreError, match="can't take more plug-in values: 2 of 2"):
            drawer.keep("c", 1)
        with pytest.raises(StoreError, match="can't take more plug-in values: 2 of 2"):
            await drawer.put("c", 1)
        drawer.keep("a", 2)
        assert await drawer.items() == (("a", 2), ("b", 1))
        assert store.facts()["dropped"] == 0
        await drawer.delete("b")
        await drawer.put("c", 1)
        drawer.keep("d", 1)
        with pytest.raises(UsageError, match="holds 3 keys"):
            drawer.keep("e", 1)


# --- bounds -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["", "k" * 201, "é" * 101, "a\nb", "a\0b", "a\x7f", "a\u2028", "\ud800", 7, None, b"a"]
)
async def test_a_key_that_is_none_is_refused_everywhere(path, word):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        for call in (drawer.get, drawer.delete):
            with pytest.raises(UsageError, match="under that key"):
                await call(word)
        with pytest.raises(UsageError, match="under that key"):
            await drawer.put(word, 1)
        with pytest.raises(UsageError, match="under that key"):
            drawer.keep(word, 1)
        if word:
            with pytest.raises(UsageError, match="under that key"):
                await drawer.items(word)
        with pytest.raises(UsageError, match="no plug-in's name"):
            store.plugins.drawer(word)
        assert store.facts()["waiting"] == 0


async def test_the_longest_key_and_the_longest_value_are_kept(path):
    name, value = "é" * 100, "x" * (jsontext.MAX_BYTES - 2)
    with opened(path) as store:
        await store.plugins.drawer("mail").put(name, value)
    with opened(path) as store:
        assert await store.plugins.drawer("mail").get(name) == value
        with pytest.raises(UsageError, match="65536 bytes at most"):
            await store.plugins.drawer("mail").put(name, value + "x")
        assert await store.plugins.drawer("mail").get(name) == value


async def test_a_drawer_takes_no_more_keys_than_it_may_over_restarts_too(path, monkeypatch):
    monkeypatch.setattr(holdings, "MAX_KEYS", 3)
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        for name in "abc":
            drawer.keep(name, 1)
        with pytest.raises(UsageError, match="holds 3 keys"):
            await drawer.put("d", 1)
        await store.plugins.drawer("news").put("d", 1)
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        with pytest.raises(UsageError, match="holds 3 keys"):
            drawer.keep("d", 1)
        await drawer.put("a", 2)
        await drawer.delete("b")
        await drawer.put("d", 1)
        with pytest.raises(UsageError, match="holds 3 keys"):
            drawer.keep("b", 1)
        assert [name for name, _ in await drawer.items()] == ["a", "c", "d"]


async def test_a_drawer_takes_no_more_bytes_than_it_may_over_restarts_too(path, monkeypatch):
    monkeypatch.setattr(holdings, "MAX_BYTES", 100)
    with opened(path) as store:
        await store.plugins.drawer("mail").put("a", "é" * 40)  # 1 + 82
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        with pytest.raises(UsageError, match="100 bytes are the most, and it holds 83"):
            await drawer.put("b", "x" * 15)
        await drawer.put("b", "x" * 14)
        await drawer.put("a", "é" * 39)
        await drawer.put("a", "é" * 40)


async def test_every_refusal_is_told_in_french_too(path, monkeypatch):
    monkeypatch.setattr(holdings, "MAX_KEYS", 0)
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        told = []
        for name, value in (("", 1), ("a", float("nan")), ("a", "x" * 70_000), ("a", 1)):
            with pytest.raises(UsageError) as caught:
                drawer.keep(name, value)
            assert words.tell(caught.value.told, "en") == str(caught.value)
            told.append(words.tell(caught.value.told, "fr"))
        assert [text.split()[0] for text in told] == ["mail", "Ce", "Ce", "Le"]


# --- what others have written --------------------------------------------------------------------


async def test_what_another_program_wrote_badly_is_nothing(path):
    with opened(path) as store:
        await store.plugins.drawer("mail").put("good", 1)
    row = "INSERT INTO plugin_values VALUES (?, ?, ?, 0)"
    deep = "[" * 60_000 + "]" * 5_000
    for name, text in (("a", "{"), ("b", b"\xff"), ("c", "1" * 5000), ("d", deep), ("e", '"' + "x" * 70_000 + '"')):
        sql(path, row, "mail", name, text)
    sql(path, row, b"mail", b"x", "1")
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        assert [await drawer.get(name) for name in "abcde"] == [None] * 5
        assert dict(await drawer.items())["good"] == 1
        await drawer.put("a", 2)
        assert await drawer.get("a") == 2


async def test_a_full_drawer_is_kept_and_read_whole(path):
    with opened(path) as store:
        drawer = store.plugins.drawer("mail")
        for number in range(holdings.MAX_KEYS):
            drawer.keep(f"k{number:05}", "x" * 830)
        with pytest.raises(UsageError, match="holds 10000 keys"):
            drawer.keep("one more", 1)
        with pytest.raises(UsageError, match="8388608 bytes are the most, and it holds 8380000"):
            drawer.keep("k00000", "x" * 60_000)
    with opened(path) as store:
        assert len(await store.plugins.drawer("mail").items()) == 10_000
