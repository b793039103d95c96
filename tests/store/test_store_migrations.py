"""From schema to schema: what an older version has written down is all there, as it stands now."""

import contextlib
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from steadymesh.model import KeySource, Standing
from steadymesh.store.migrate import upgrade
from steadymesh.store.tables import HEAD
from store.store_kit import AT, key, node, opened

pytestmark = pytest.mark.real

KEY = "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
FORMER = "INSERT INTO key_history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def micros(moment):
    return round(moment.timestamp() * 1_000_000)


def row(binding):
    return (
        binding.node, binding.key.raw, binding.source.value, micros(binding.first_seen), micros(binding.last_seen),
        binding.long_name, binding.short_name, binding.hw_model,
    )  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """A file of schema 0001 with data."""
    path = tmp_path / "steadymesh.db"
    upgrade(path, "0001")
    return path


def write(path, *statements):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for statement, values in statements:
            connection.execute(statement, values)


async def test_schema_1_keeps_every_key_current_and_former(path):
    anna = key(1, fill=1, long_name="Anna é🙂", short_name="AN", hw_model="TBEAM")
    bert = key(2, fill=2, source=KeySource.IMPORT)
    before = key(1, fill=3, source=KeySource.RADIO)
    replaced = AT + timedelta(days=3)
    write(path, (KEY, row(anna)), (KEY, row(bert)), (FORMER, (*row(before), micros(replaced))))
    with opened(path) as store:
        assert f"migrated from schema 0001 to {HEAD}" in str(store.notice)
        assert await store.keys.load_keys() == (
            anna, replace(before, standing=Standing.FORMER, until=replaced), bert,
        )  # fmt: skip


async def test_key_that_had_become_current_again_is_there_once_with_its_first_date(path):
    early = replace(key(1), first_seen=AT - timedelta(days=9))
    write(path, (KEY, row(key(1))), (FORMER, (*row(early), micros(AT))))
    with opened(path) as store:
        assert await store.keys.load_keys() == (early,)


async def test_nodes_of_schema_1_stay_and_the_new_tables_are_there(path):
    with opened(path) as store:
        assert await store.keys.load_keys() == ()
        assert await store.custody.load_contacts() == ()
        assert await store.custody.load_acts(AT) == ()
        await store.plugins.drawer("mail").put("a", [1])
        assert await store.plugins.drawer("mail").items() == (("a", [1]),)
        store.nodes.keep_node(node())
        assert await store.nodes.load_nodes() == (node(),)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"key_bindings", "contacts", "key_acts", "plugin_values"} <= names
    assert not names & {"keys", "key_history"}


async def test_outbox_of_schema_4_knows_when_it_left_and_whom_it_waits_for(tmp_path):
    path = tmp_path / "steadymesh.db"
    upgrade(path, "0004")
    columns = "key, recipient, text, channel, want_ack, is_tapback, packet_id, priority, created, deadline, attempts,"
    columns += " relayed, outcome, first_sent, reason, second_chance"
    insert = f"INSERT INTO outbox ({columns}) VALUES ({', '.join('?' * 16)})"
    made, sent = micros(AT), micros(AT + timedelta(seconds=9))
    common = (7, "hi", 0, True, False, 1, 2, made, made, 0, False)
    write(
        path,
        (insert, ("sent", *common, "sent", sent, "", 0)),
        (insert, ("unheard", *common, "waiting", None, "MAX_RETRANSMIT", 1)),
        (insert, ("paused", *common, "waiting", None, "MAX_RETRANSMIT", 0)),
    )
    with opened(path) as store:
        kept = {e.key: e for e in await store.outbox.load_open()}
    assert kept["sent"].last_sent == kept["sent"].first_sent == AT + timedelta(seconds=9)
    assert [(e.key, e.heard_before) for e in kept.values() if e.awaits_word] == [("unheard", AT)]
    assert all(e.is_proved for e in kept.values())
