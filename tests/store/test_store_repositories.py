import contextlib
import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steadymesh.errors import StoreError
from steadymesh.ids import ChannelIndex, NodeNum, PacketId, PublicKey
from steadymesh.model import (
    Act,
    ActKind,
    Contact,
    Entry,
    KeySource,
    LogMessage,
    Node,
    NodeKey,
    Outcome,
    Position,
    Priority,
    SendText,
    Standing,
    Telemetry,
    TextMessage,
    Trust,
)
from steadymesh.store.keys import keys_lane
from steadymesh.store.keys import load_bindings as load_keys
from steadymesh.store.messages import _message, _row, texts_lane
from steadymesh.store.nodes import _load as load_nodes
from steadymesh.store.nodes import nodes_lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.outbox import _entries, outbox_lane
from steadymesh.store.tables import MESSAGES, METADATA, OUTBOX
from store.store_kit import AT, FAST, PEER, entry, key, locked, message, node, opened

pytestmark = pytest.mark.real


async def test_keys_outlive_the_process(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.keys.save_keys([key(1), key(2, long_name="Zoé", source=KeySource.IMPORT)])
    with opened(path) as store:
        assert await store.keys.load_keys() == (key(1), key(2, long_name="Zoé", source=KeySource.IMPORT))


async def test_every_key_of_a_number_is_kept_with_how_it_stands_and_the_last_word_on_it_counts(tmp_path):
    current = key(fill=1, trust=Trust.VERIFIED, long_name="Anna")
    held = key(fill=2, standing=Standing.HELD, reason="verified")
    former = key(fill=3, standing=Standing.FORMER, until=AT, reason="renumbered", trust=Trust.REVOKED)
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.keys.save_keys([replace(current, long_name="An"), current, held, former])
        await store.keys.save_keys([replace(held, standing=Standing.FORMER, reason="")])
    with opened(path) as store:
        assert await store.keys.load_keys() == (current, replace(held, standing=Standing.FORMER, reason=""), former)


async def test_keys_come_in_pages_of_rows_each_once(tmp_path):
    path = tmp_path / "s.db"
    kept = [key(number, fill=number) for number in range(7, 0, -1)]
    with opened(path) as store:
        await store.keys.save_keys(kept)
        sql(path, "UPDATE key_bindings SET public_key = x'00' WHERE node IN (6, 5)")
        pages, after = [], 0
        while True:
            page, after = await store.keys.load_page(after, 2)
            pages.append([row[0] for row in page])
            if not after:
                break
        assert pages == [[7], [4], [3, 2], [1]]
        whole, after = await store.keys.load_page(0, 100)
        assert ([row[0] for row in whole], after) == ([7, 4, 3, 2, 1], 0)
        seven = kept[0]
        times = tuple(
            (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) for at in (AT, seven.last_seen)
        )
        assert whole[0] == (7, seven.key.raw, "heard", "seen", "current", *times, None, "", "", "", "")
        assert [one.node for one in await store.keys.load_keys()] == [1, 2, 3, 4, 7]


async def test_an_empty_book_is_one_empty_page(tmp_path):
    with opened(tmp_path / "s.db") as store:
        assert await store.keys.load_page(0, 10) == ((), 0)


async def test_forgotten_keys_are_off_the_disk_at_once_and_may_come_again(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.keys.save_keys([key(1, fill=1), key(1, fill=2, standing=Standing.FORMER), key(2)])
        await store.keys.forget_keys(NodeNum(1))
        assert sql(path, "SELECT node FROM key_bindings") == [(2,)]
        await store.keys.save_keys([key(1, fill=3), key(1, fill=4, trust=Trust.REVOKED, standing=Standing.FORMER)])
        await store.keys.forget_keys(NodeNum(1))
        assert [one.trust for one in await store.keys.load_keys() if one.node == 1] == [Trust.REVOKED]


async def test_keys_that_can_not_be_forgotten_are_told_and_stay(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, busy_timeout_s=0.05, retry_first_s=60.0, retry_max_s=60.0) as store:
        await store.keys.save_keys([key(1)])
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError, match="locked"):
                await store.keys.save_keys([key(1, long_name="renamed")])
            with pytest.raises(StoreError, match="locked"):
                await store.keys.forget_keys(NodeNum(1))
            other.execute("ROLLBACK")
        # What waits for its next try would bring the number back: it is not forgotten as long as that waits.
        with pytest.raises(StoreError, match="locked"):
            await store.keys.forget_keys(NodeNum(1))
        await store.keys.load_keys()
    with opened(path) as store:
        assert await store.keys.load_keys() == (key(1, long_name="renamed"),)


async def test_keys_that_were_only_told_under_a_number_are_few_on_the_disk(tmp_path):
    with opened(tmp_path / "s.db") as store:
        stays = [
            key(1, fill=1),
            key(1, fill=2, standing=Standing.FORMER, until=AT),
            key(1, fill=3, standing=Standing.FORMER, trust=Trust.REVOKED),
            key(1, fill=4, standing=Standing.FORMER, source=KeySource.IMPORT),
            key(1, fill=5, standing=Standing.FORMER, reason="rejected"),
            key(1, fill=6, standing=Standing.HELD),
        ]
        told = [key(1, fill=n, standing=Standing.FORMER, last_seen=AT + timedelta(minutes=n)) for n in range(10, 99)]
        other = key(2, fill=1, standing=Standing.FORMER)
        await store.keys.save_keys([other, *stays])
        for begin in range(0, len(told), 20):
            await store.keys.save_keys(told[begin : begin + 20])
        kept = await store.keys.load_keys()
        assert [one for one in kept if one.node == 2] == [other]
        assert set(kept) - {other} == {*stays, *told[-7:]}


async def test_saving_no_keys_is_no_work(tmp_path):
    with opened(tmp_path / "s.db") as store:
        await store.keys.save_keys([])
        assert store.facts()["waiting"] == 0


async def test_a_name_with_half_a_character_is_kept_as_far_as_it_goes(tmp_path):
    with opened(tmp_path / "s.db") as store:
        await store.keys.save_keys([key(long_name="a\ud800b")])
        [kept] = await store.keys.load_keys()
        assert kept.long_name == "a?b"


def sql(path, statement, *values):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize("damage", ["public_key = x'00'", "public_key = 'text'", "node = -1", "node = 4294967295"])
async def test_a_row_that_holds_no_key_does_not_hide_the_others(tmp_path, damage):
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.keys.save_keys([key(1), key(2)])
        sql(path, f"UPDATE key_bindings SET {damage} WHERE node = 1")
        assert await store.keys.load_keys() == (key(2),)


@pytest.mark.parametrize(
    ("damage", "read"),
    [
        ("standing = 'king'", {"standing": Standing.FORMER}),
        ("trust = 'blind'", {"standing": Standing.FORMER}),
        ("source = 'dream'", {"standing": Standing.FORMER, "source": KeySource.IMPORT}),
        ("long_name = x'ff', reason = x'07'", {}),
        ("first_seen = 'once', last_seen = 'never', until = 9223372036854775807",
         {"first_seen": datetime(1970, 1, 1, tzinfo=UTC), "last_seen": datetime(1970, 1, 1, tzinfo=UTC)}),
    ],
)  # fmt: skip
async def test_a_row_with_words_of_nobodys_is_kept_for_the_worst(tmp_path, damage, read):
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.keys.save_keys([key(1)])
        sql(path, f"UPDATE key_bindings SET {damage}")
        assert await store.keys.load_keys() == (replace(key(1), **read),)


async def test_contacts_come_back_as_they_were_kept_last(tmp_path):
    path = tmp_path / "s.db"
    whole = Contact(
        node=PEER, last_dm=AT, dm_key=key().key, pushed=AT + timedelta(seconds=1), pushed_key=key(fill=9).key,
        is_our_favorite=True, asked=AT + timedelta(days=1),
    )  # fmt: skip
    with opened(path) as store:
        store.custody.keep_contact(Contact(node=NodeNum(1)))
        store.custody.keep_contact(Contact(node=PEER, asked=AT))
        store.custody.keep_contact(whole)
        assert await store.custody.load_contacts() == (Contact(node=NodeNum(1)), whole)
        store.custody.keep_contact(Contact(node=PEER))
    with opened(path) as store:
        assert await store.custody.load_contacts() == (Contact(node=NodeNum(1)), Contact(node=PEER))


async def test_acts_are_kept_each_for_a_week(tmp_path):
    path = tmp_path / "s.db"
    old = Act(kind=ActKind.ACCEPT, node=PEER, at=AT - timedelta(days=7, seconds=1))
    twice = Act(kind=ActKind.PUSH, node=PEER, at=AT)
    with opened(path) as store:
        store.custody.keep_act(old)
        assert await store.custody.load_acts(old.at) == (old,)
        store.custody.keep_act(twice)
        store.custody.keep_act(twice)
        store.custody.keep_act(Act(kind=ActKind.ASK, node=PEER, at=AT - timedelta(hours=1)))
        assert [act.kind for act in await store.custody.load_acts(old.at)] == [ActKind.ASK, ActKind.PUSH, ActKind.PUSH]
        assert await store.custody.load_acts(AT) == (twice, twice)
        sql(path, "UPDATE key_acts SET kind = 'dance' WHERE kind = 'ask'")
        assert await store.custody.load_acts(old.at) == (twice, twice)


async def test_a_closed_custody_says_so(tmp_path):
    with opened(tmp_path / "s.db") as store:
        store.close(2)
        with pytest.raises(StoreError, match="closed"):
            store.custody.keep_contact(Contact(node=PEER))
        with pytest.raises(StoreError, match="closed"):
            store.custody.keep_act(Act(kind=ActKind.PUSH, node=PEER, at=AT))


async def test_a_node_keeps_what_a_later_state_does_not_tell(tmp_path):
    where = Position(latitude=48.1, longitude=-1.6, altitude_m=90, at=AT)
    how = Telemetry(battery_percent=88, voltage_v=4.01, uptime_s=77)
    first = node(
        public_key=PublicKey(b"k" * 32), position=where, telemetry=how, snr_db=6.25, hops_away=2, last_heard=AT
    )
    with opened(tmp_path / "s.db") as store:
        store.nodes.keep_node(first)
        assert await store.nodes.load_nodes() == (first,)
        store.nodes.keep_node(node(long_name="New name"))
        assert await store.nodes.load_nodes() == (replace(first, long_name="New name"),)


@pytest.mark.real
async def test_nodes_that_were_saved_are_in_the_file_at_once_however_many(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        await store.nodes.save_nodes([node(number) for number in range(1, 2_502)])
        with contextlib.closing(sqlite3.connect(path)) as other:
            assert other.execute("SELECT count(*) FROM nodes").fetchone() == (2_501,)
        await store.nodes.save_nodes([])


@pytest.mark.real
async def test_nodes_that_can_not_be_saved_are_told_and_written_later(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, busy_timeout_s=0.05) as store:
        await store.nodes.save_nodes([node(1)])
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError, match="locked"):
                await store.nodes.save_nodes([node(2)])
            other.execute("ROLLBACK")
    with opened(path) as store:
        assert [one.num for one in await store.nodes.load_nodes()] == [1, 2]


async def test_an_outgoing_message_comes_back_as_it_was_with_all_its_ids(tmp_path):
    path = tmp_path / "s.db"
    sent = entry(
        attempts=2,
        first_sent=AT,
        sent_as=NodeNum(9),
        relayed=True,
        outcome=Outcome.SENT,
        reason="RATE_LIMIT_EXCEEDED",
        earlier_ids=(PacketId(9), PacketId(3)),
        priority=Priority.ALERT,
    )
    with opened(path) as store:
        await store.outbox.save(entry(2))
        await store.outbox.save(replace(sent, earlier_ids=(PacketId(9),)))
        await store.outbox.save(sent)
    with opened(path) as store:
        assert await store.outbox.load_open() == (sent, entry(2))
        store.outbox.keep(replace(sent, outcome=Outcome.EXPIRED))
        store.outbox.keep(replace(entry(2), outcome=Outcome.ACKNOWLEDGED))
        assert await store.outbox.load_open() == ()
        assert await store.outbox.load_recent(10) == (replace(sent, outcome=Outcome.EXPIRED),)


async def test_recent_entries_come_newest_first_and_not_more_than_asked(tmp_path):
    with opened(tmp_path / "s.db") as store:
        for number in range(5):
            store.outbox.keep(entry(number, outcome=Outcome.REFUSED, reason="NO_CHANNEL"))
        assert [e.key for e in await store.outbox.load_recent(2)] == ["e004", "e003"]


async def test_the_latest_messages_come_first_also_those_that_are_not_written_yet(tmp_path):
    with opened(tmp_path / "s.db") as store:
        await store.outbox.save(entry(1, outcome=Outcome.REFUSED, reason="NO_CHANNEL"))
        await store.outbox.save(entry(2))
        store.outbox.keep(entry(3, outcome=Outcome.EXPIRED))
        store.outbox.keep(entry(2, outcome=Outcome.ACKNOWLEDGED))
        assert [e.key for e in await store.outbox.load_latest(10)] == ["e003", "e002", "e001"]
        assert [e.key for e in await store.outbox.load_latest(2)] == ["e003", "e002"]
        failed = (Outcome.REFUSED, Outcome.EXPIRED)
        assert [e.key for e in await store.outbox.load_latest(10, failed)] == ["e003", "e001"]
        assert await store.outbox.load_latest(10, (Outcome.WAITING,)) == ()


async def test_a_message_is_found_by_the_beginning_of_its_key_or_of_what_is_behind_the_time(tmp_path):
    keys = ["20260701T120000-0badcafe", "20260701T120000-0bad0000", "20260702T120000-11111111"]
    with opened(tmp_path / "s.db") as store:
        for number, key_ in enumerate(keys):
            await store.outbox.save(entry(number, key=key_))

        async def named(word, limit=10):
            return [e.key for e in await store.outbox.load_named(word, limit)]

        assert await named("20260701") == [keys[1], keys[0]]
        assert await named("20260701", 1) == [keys[1]]
        assert await named("0badc") == [keys[0]]
        assert await named("1111") == [keys[2]]
        assert await named(keys[2]) == [keys[2]]
        for nothing in ("120000", "%", "_", "x", "'; drop table outbox; --"):
            assert await named(nothing) == []


async def test_the_very_key_comes_first_however_many_begin_with_it(tmp_path):
    with opened(tmp_path / "s.db") as store:
        for number in range(20):
            await store.outbox.save(entry(number, key=f"mail:{number}"))
        store.outbox.keep(entry(20, key="mail:100"))
        assert [e.key for e in await store.outbox.load_named("mail:1", 3)] == ["mail:1", "mail:100", "mail:19"]
        assert [e.key for e in await store.outbox.load_named("mail:", 2)] == ["mail:100", "mail:19"]


async def test_an_entry_is_found_by_its_very_key_open_or_ended_written_or_not(tmp_path):
    path = tmp_path / "s.db"
    with opened(path) as store:
        opened_entry = entry(1, earlier_ids=(PacketId(7),))
        await store.outbox.save(opened_entry)
        await store.outbox.save(entry(2, outcome=Outcome.ACKNOWLEDGED))
        assert await store.outbox.load_entry("e001") == opened_entry
        assert await store.outbox.load_entry("e002") == entry(2, outcome=Outcome.ACKNOWLEDGED)
        for nothing in ("e00", "E001", "%", ""):
            assert await store.outbox.load_entry(nothing) is None
    with opened(path, **FAST) as store, locked(path):
        with pytest.raises(StoreError):
            await store.outbox.save(replace(opened_entry, attempts=1))
        store.outbox.keep(entry(3))
        assert await store.outbox.load_entry("e001") == replace(opened_entry, attempts=1)
        assert await store.outbox.load_entry("e003") == entry(3)
        assert (await store.outbox.load_entry("e002")).outcome is Outcome.ACKNOWLEDGED


async def test_an_ended_entry_is_remembered_among_as_many_as_are_kept(tmp_path):
    with opened(tmp_path / "s.db", entries_kept=3) as store:
        for number in range(1, 4):
            await store.outbox.save(entry(number, outcome=Outcome.ACKNOWLEDGED))
        assert await store.outbox.load_entry("e001") is not None
        await store.outbox.save(entry(4, outcome=Outcome.ACKNOWLEDGED))
        assert await store.outbox.load_entry("e001") is None
        assert await store.outbox.load_entry("e002") is not None


async def test_texts_of_one_moment_keep_their_order(tmp_path):
    path = tmp_path / "s.db"
    pieces = [entry(key=name, packet_id=PacketId(ord(name)), created=AT) for name in "zaym"]
    with opened(path) as store:
        for piece in pieces:
            store.outbox.keep(piece)
        await store.outbox.save(replace(pieces[0], attempts=1))
    with opened(path) as store:
        assert [e.key for e in await store.outbox.load_open()] == ["z", "a", "y", "m"]


async def test_many_open_entries_are_all_loaded(tmp_path):
    with opened(tmp_path / "s.db") as store:
        for number in range(1200):
            store.outbox.keep(entry(number, key=f"e{number:05}", earlier_ids=(PacketId(number + 1),)))
        loaded = await store.outbox.load_open()
        assert len(loaded) == 1200
        assert all(e.earlier_ids for e in loaded)


async def test_ended_entries_are_kept_up_to_a_number_and_open_ones_always(tmp_path):
    with opened(tmp_path / "s.db", entries_kept=3) as store:
        await store.outbox.save(entry(0))
        for number in range(1, 10):
            await store.outbox.save(entry(number, outcome=Outcome.EXPIRED, earlier_ids=(PacketId(number),)))
        assert [e.key for e in await store.outbox.load_open()] == ["e000"]
        assert [e.key for e in await store.outbox.load_recent(10)] == ["e009", "e008", "e007"]


async def test_texts_are_kept_up_to_a_number(tmp_path):
    with opened(tmp_path / "s.db", texts_kept=3) as store:
        for number in range(10):
            await store.messages.append(message(number))
            if number % 2:
                await store.messages.load_messages(1)
        assert await store.messages.load_messages(10) == (message(7), message(8), message(9))
        assert await store.messages.load_messages(1) == (message(9),)


async def test_the_texts_of_the_last_hour_are_found_by_when_they_were_received(tmp_path):
    with opened(tmp_path / "s.db") as store:
        texts = [replace(message(number), received=AT + timedelta(minutes=number)) for number in range(10)]
        for text in texts:
            await store.messages.append(text)
        assert await store.messages.load_since(AT + timedelta(minutes=7)) == tuple(texts[7:])
        assert await store.messages.load_since(AT + timedelta(hours=1)) == ()


async def test_a_text_is_recognised_also_after_a_restart_and_memory_is_bounded(tmp_path):
    path = tmp_path / "s.db"
    with opened(path, seen_kept=3) as store:
        for number in (1, 2, 3, 4):
            assert not await store.messages.seen_before(PEER, PacketId(number))
        assert await store.messages.seen_before(PEER, PacketId(4))
        assert not await store.messages.seen_before(NodeNum(5), PacketId(4)), "another sender"
    with opened(path, seen_kept=3) as store:
        assert [await store.messages.seen_before(PEER, PacketId(n)) for n in (4, 3)] == [True, True]
        assert not await store.messages.seen_before(PEER, PacketId(1))


async def test_seen_before_answers_when_the_store_is_closed(tmp_path):
    with opened(tmp_path / "s.db") as store:
        store.close(2)
        assert not await store.messages.seen_before(PEER, PacketId(1))
        assert await store.messages.seen_before(PEER, PacketId(1))
        store.nodes.keep_node(node())
        assert store.facts()["dropped"] == 2


def test_nobody_else_may_read_the_files(tmp_path):
    path = tmp_path / "s.db"
    path.touch(mode=0o644)
    with opened(path) as store:
        store.nodes.keep_node(node())
        modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert "s.db" in modes


# --- anything that our types can hold comes back as it was ------------------------------------

U32 = st.integers(1, 0xFFFFFFFF)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
KEYS = st.binary(min_size=32, max_size=32).filter(any).map(PublicKey)
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001
FLOATS = st.floats(-1e6, 1e6)
MAYBE_INT = st.none() | st.integers(-(2**31), 2**31)
IDS = U32.map(PacketId)

NODES = st.builds(
    Node,
    num=U32.map(NodeNum),
    long_name=TEXTS,
    short_name=TEXTS,
    hw_model=TEXTS,
    role=TEXTS,
    public_key=st.none() | KEYS,
    channel=st.integers(0, 7).map(ChannelIndex),
    snr_db=st.none() | FLOATS,
    hops_away=MAYBE_INT,
    last_heard=st.none() | TIMES,
    position=st.none()
    | st.builds(Position, latitude=FLOATS, longitude=FLOATS, altitude_m=MAYBE_INT, at=st.none() | TIMES),
    telemetry=st.none()
    | st.builds(Telemetry, battery_percent=st.integers(0, 101), voltage_v=st.none() | FLOATS, uptime_s=MAYBE_INT),
)
BINDINGS = st.builds(
    NodeKey,
    node=st.integers(1, 0xFFFFFFFE).map(NodeNum),
    key=KEYS,
    source=st.sampled_from(KeySource),
    first_seen=TIMES,
    last_seen=TIMES,
    trust=st.sampled_from(Trust),
    standing=st.sampled_from(Standing),
    until=st.none() | TIMES,
    reason=TEXTS,
    long_name=TEXTS,
    short_name=TEXTS,
    hw_model=TEXTS,
)
ENTRIES = st.builds(
    Entry,
    key=TEXTS,
    intent=st.builds(
        SendText, to=U32.map(NodeNum), text=TEXTS, channel=st.just(ChannelIndex(1)), reply_id=st.none() | IDS
    ),
    packet_id=IDS,
    created=TIMES,
    deadline=TIMES,
    first_sent=st.none() | TIMES,
    sent_as=st.none() | U32.map(NodeNum),
    earlier_ids=st.lists(IDS, max_size=3).map(tuple),
    outcome=st.sampled_from([Outcome.WAITING, Outcome.SENT]),
    reason=TEXTS,
)
LOGGED = st.builds(
    LogMessage,
    message=st.builds(
        TextMessage,
        id=IDS,
        sender=U32.map(NodeNum),
        to=U32.map(NodeNum),
        channel=st.just(ChannelIndex(0)),
        text=TEXTS,
        at=st.none() | TIMES,
        snr_db=st.none() | FLOATS,
        rssi_dbm=MAYBE_INT,
        hop_start=MAYBE_INT,
        public_key=st.none() | KEYS,
        reply_id=st.none() | IDS,
    ),
    received=TIMES,
)


@pytest.fixture(scope="module")
def engine():
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", poolclass=StaticPool)
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(node=NODES, binding=BINDINGS, out=ENTRIES, logged=LOGGED)
def test_whatever_our_types_hold_comes_back_as_it_was(engine, node, binding, out, logged):
    options = StoreOptions()
    with engine.connect() as connection:
        for lane, value in (
            (nodes_lane(options), node),
            (keys_lane(options), binding),
            (outbox_lane(options), out),
            (texts_lane(options), logged),
        ):
            lane.put("slot", value, 0.0)
            assert lane.begin()
            lane.write(connection)
        assert load_nodes(connection) == (node,)
        assert load_keys(connection) == (binding,)
        assert _entries(connection, connection.execute(OUTBOX.select()).all()) == (out,)
        assert [_message(row) for row in connection.execute(MESSAGES.select())] == [logged]
        assert set(_row(logged)) == {c.name for c in MESSAGES.columns} - {"number"}
        connection.rollback()


def test_times_keep_their_microseconds_and_their_zone(tmp_path):
    from sqlalchemy.dialects.sqlite import dialect

    from steadymesh.store.tables import Moment

    moment = Moment()
    east = AT + timedelta(hours=2)
    stored = moment.process_bind_param(east, dialect())
    assert moment.process_result_value(stored, dialect()) == east
    assert moment.process_bind_param(None, dialect()) is None
    assert moment.process_result_value(None, dialect()) is None


async def test_contacts_and_acts_that_are_dropped_are_gone_whether_they_were_written_or_not(tmp_path):
    path = tmp_path / "s.db"
    act = Act(kind=ActKind.PUSH, node=PEER, at=AT)
    other = Act(kind=ActKind.PUSH, node=PEER, at=AT + timedelta(seconds=1))
    with opened(path) as store:
        for is_written_between in (True, False):
            store.custody.keep_contact(Contact(node=PEER, asked=AT))
            store.custody.keep_contact(Contact(node=NodeNum(1)))
            store.custody.keep_act(act)
            if is_written_between:
                assert len(await store.custody.load_contacts()) == 2
                assert await store.custody.load_acts(AT) == (act,)
            store.custody.drop_contact(PEER)
            store.custody.drop_act(act)
            assert await store.custody.load_contacts() == (Contact(node=NodeNum(1)),)
            assert await store.custody.load_acts(AT) == ()
        store.custody.keep_contact(Contact(node=PEER))
        store.custody.keep_act(other)
    with opened(path) as store:
        assert len(await store.custody.load_contacts()) == 2
        assert await store.custody.load_acts(AT) == (other,)


async def test_many_open_entries_leave_what_has_ended_its_room(tmp_path):
    with opened(tmp_path / "s.db", entries_kept=3) as store:
        for number in range(10):
            store.outbox.keep(entry(number))
        for number in range(20, 23):
            await store.outbox.save(entry(number, outcome=Outcome.EXPIRED))
        assert [e.key for e in await store.outbox.load_recent(10)] == ["e022", "e021", "e020"]


async def test_what_was_handed_over_lately_is_found_however_old_it_is(tmp_path):
    with opened(tmp_path / "s.db") as store:
        early, late = AT - timedelta(hours=9), AT - timedelta(minutes=9)
        await store.outbox.save(entry(1, created=early, last_sent=late))
        await store.outbox.save(entry(2, created=early, first_sent=early, last_sent=early))
        assert [e.key for e in await store.outbox.load_since(AT - timedelta(hours=1))] == ["e001"]


async def test_what_an_entry_waits_for_survives(tmp_path):
    told = entry(1, awaits_word=True, heard_before=AT, last_sent=AT, second_chance=True, is_proved=False)
    with opened(tmp_path / "s.db") as store:
        await store.outbox.save_all([told, entry(2)])
        await store.outbox.save_all([])
    with opened(tmp_path / "s.db") as store:
        assert tuple(await store.outbox.load_open()) == (told, entry(2))


async def test_the_log_of_texts_is_read_in_pages_that_join(tmp_path):
    kept = [replace(message(number), received=AT + timedelta(minutes=number)) for number in range(5)]
    with opened(tmp_path / "s.db") as store:
        for one in kept:
            await store.messages.append(one)
        await store.messages.load_messages(1)  # written by then
        whole = await store.messages.load_page(10)
        assert [one for _, one in whole] == kept[::-1]
        first = await store.messages.load_page(2)
        assert first == whole[:2]
        assert await store.messages.load_page(10, before=first[-1][0]) == whole[2:]
        assert await store.messages.load_page(10, since=AT + timedelta(minutes=3)) == whole[:2]
        assert await store.messages.load_page(10, before=1) == ()
