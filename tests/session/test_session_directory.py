"""Everybody we know of, merged from what tells of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionkit import key
from steadymesh.ids import PublicKey
from steadymesh.model import HeldKey, KeySource, Node, NodeKey, Position, Telemetry
from steadymesh.session.directory import Directory

K1, K2 = PublicKey(key(1)), PublicKey(key(2))
OWN = 1


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def book(num: int, public_key: PublicKey = K1, name: str = "") -> NodeKey:
    return NodeKey(
        node=num, key=public_key, source=KeySource.IMPORT, first_seen=at(1), last_seen=at(1), long_name=name,
        short_name=name[:2], hw_model="TBEAM",
    )  # fmt: skip


def test_nobody_is_known_at_first():
    directory = Directory()
    assert directory.get(5) is None
    assert len(directory) == 0
    assert directory.snapshot() == {}


def test_the_dump_is_what_is_known():
    directory = Directory()
    nodes = (Node(num=OWN, public_key=K1), Node(num=2, long_name="Two", public_key=K2), Node(num=3))
    directory.dumped(nodes, OWN)
    assert dict(directory.snapshot()) == {node.num: node for node in nodes}
    assert directory.held() == {2: K2}


def test_a_snapshot_does_not_change():
    directory = Directory()
    directory.dumped((Node(num=2),), OWN)
    snapshot = directory.snapshot()
    directory.heard(3, 5, None, None, False)
    assert set(snapshot) == {2}
    with pytest.raises(TypeError):
        snapshot[4] = Node(num=4)  # type: ignore[index]


async def test_the_port_answers_as_the_directory_does():
    directory = Directory()
    directory.dumped((Node(num=2, public_key=K2),), OWN)
    assert await directory.nodes() == directory.snapshot()
    assert await directory.held_keys() == {2: K2}


def test_a_second_dump_never_erases_what_it_does_not_tell():
    directory = Directory()
    full = Node(
        num=2, long_name="Two", short_name="2", hw_model="TBEAM", role="ROUTER", public_key=K2, snr_db=5.0,
        hops_away=1, last_heard=at(50), position=Position(latitude=1, longitude=2),
        telemetry=Telemetry(battery_percent=50, uptime_s=7),
    )  # fmt: skip
    directory.dumped((full,), OWN)
    directory.dumped((Node(num=2),), OWN)
    assert directory.get(2) == full
    assert directory.held() == {}


def test_a_second_dump_brings_what_is_new():
    directory = Directory()
    directory.dumped((Node(num=2, long_name="Two", last_heard=at(50), is_favorite=True),), OWN)
    directory.dumped((Node(num=2, long_name="Deux", last_heard=at(60), telemetry=Telemetry(battery_percent=5)),), OWN)
    assert directory.get(2) == Node(num=2, long_name="Deux", last_heard=at(60), telemetry=Telemetry(battery_percent=5))


def test_a_dump_does_not_take_back_what_was_heard_later():
    directory = Directory()
    directory.heard(2, 100, None, None, False)
    directory.dumped((Node(num=2, last_heard=at(50)),), OWN)
    assert directory.get(2).last_heard == at(100)


def test_any_packet_tells_that_its_sender_lives():
    directory = Directory()
    directory.heard(2, 100, 6.25, 2, True)
    assert directory.get(2) == Node(num=2, last_heard=at(100), snr_db=6.25, hops_away=2, via_mqtt=True)


def test_a_packet_that_tells_nothing_more_keeps_what_was_known():
    directory = Directory()
    directory.heard(2, 100, 6.25, 2, True)
    directory.get(2)
    directory.heard(2, 0, None, None, False)
    assert directory.get(2) == Node(num=2, last_heard=at(100), snr_db=6.25, hops_away=2)


def test_an_absurd_snr_is_not_taken():
    directory = Directory()
    directory.heard(2, 0, float("nan"), None, False)
    assert directory.get(2).snr_db is None


def test_a_node_info_is_merged_and_the_first_key_wins():
    directory = Directory()
    assert directory.seen(Node(num=2, long_name="Two", public_key=K1)).public_key == K1
    merged = directory.seen(Node(num=2, short_name="2", public_key=K2, is_licensed=True))
    assert merged == Node(num=2, long_name="Two", short_name="2", public_key=K1, is_licensed=True)
    assert directory.get(2) == merged


def test_nobody_silences_a_node_under_another_key_or_none():
    directory = Directory()
    directory.seen(Node(num=2, public_key=K1))
    for told in (K2, None):
        assert not directory.seen(Node(num=2, public_key=told, is_unmessagable=True)).is_unmessagable
    assert directory.seen(Node(num=2, public_key=K1, is_unmessagable=True)).is_unmessagable
    for told in (K2, None):
        assert directory.seen(Node(num=2, public_key=told)).is_unmessagable
    assert not directory.seen(Node(num=2, public_key=K1)).is_unmessagable


def test_of_a_node_without_a_known_key_any_node_info_says_whether_somebody_reads():
    directory = Directory()
    assert directory.seen(Node(num=2, is_unmessagable=True)).is_unmessagable
    assert not directory.seen(Node(num=2)).is_unmessagable
    assert directory.seen(Node(num=2, public_key=K1, is_unmessagable=True)).is_unmessagable


def test_a_node_info_without_anything_erases_nothing():
    directory = Directory()
    known = directory.seen(Node(num=2, long_name="Two", short_name="2", hw_model="TBEAM", role="ROUTER", public_key=K1))
    assert directory.seen(Node(num=2)) == known


def test_where_and_how_a_node_is():
    directory = Directory()
    here = Position(latitude=1, longitude=2)
    directory.positioned(2, here)
    directory.measured(2, Telemetry(battery_percent=50, uptime_s=5))
    directory.measured(2, Telemetry(voltage_v=3.5, channel_utilization_percent=1, air_util_tx_percent=2, uptime_s=6))
    wanted = Telemetry(
        battery_percent=50, voltage_v=3.5, channel_utilization_percent=1, air_util_tx_percent=2, uptime_s=6
    )
    assert directory.get(2) == Node(num=2, position=here, telemetry=wanted)
    directory.measured(2, Telemetry(battery_percent=49))
    assert directory.get(2).telemetry.battery_percent == 49
    assert directory.get(2).telemetry.voltage_v == 3.5


async def test_the_books_keys_are_carried_from_then_on():
    directory = Directory()
    directory.dumped((Node(num=2, long_name="Two", public_key=K1), Node(num=3)), OWN)
    assert await directory.put_keys([book(2, K2, "Zwei"), book(3, K1, "Three"), book(4, K1, "Four")]) == 3
    assert directory.get(2) == Node(num=2, long_name="Two", short_name="Zw", hw_model="TBEAM", public_key=K2)
    assert directory.get(3).long_name == "Three"
    assert directory.get(4) == Node(num=4, long_name="Four", short_name="Fo", hw_model="TBEAM", public_key=K1)
    assert directory.held() == {2: K1}  # the radio was not touched


async def test_nothing_of_the_book_is_put_when_it_is_empty():
    assert await Directory().put_keys([]) == 0


async def test_a_key_told_twice_is_carried_once_and_the_last_one_stays():
    directory = Directory()
    assert await directory.put_keys([book(4, K1), book(4, K2)]) == 2
    assert directory.get(4).public_key == K2


async def test_a_full_directory_carries_the_books_keys_of_those_it_knows():
    directory = Directory(limit=2)
    directory.heard(2, 5, None, None, False)
    directory.heard(3, 5, None, None, False)
    assert await directory.put_keys([book(4), book(2)]) == 1
    assert set(directory.snapshot()) == {2, 3}


async def test_who_was_never_heard_goes_first():
    directory = Directory(limit=3)
    directory.heard(2, 5, None, None, False)
    await directory.put_keys([book(4)])
    directory.heard(5, 5, None, None, False)
    directory.heard(6, 5, None, None, False)
    assert set(directory.snapshot()) == {2, 5, 6}


def test_the_longest_unheard_goes_and_never_we_ourselves():
    directory = Directory(limit=3)
    directory.dumped((Node(num=OWN), Node(num=2, last_heard=at(10)), Node(num=3, last_heard=at(5))), OWN)
    directory.heard(4, 20, None, None, False)
    assert set(directory.snapshot()) == {OWN, 2, 4}
    directory.heard(2, 21, None, None, False)
    directory.positioned(5, Position(latitude=1, longitude=1))
    assert set(directory.snapshot()) == {OWN, 2, 5}


def test_a_directory_of_one_keeps_us():
    directory = Directory(limit=0)
    directory.dumped((Node(num=OWN),), OWN)
    directory.heard(2, 5, None, None, False)
    assert OWN in directory.snapshot()


def test_an_earlier_life_stands_behind_all_who_were_heard_in_this_one():
    directory = Directory(limit=4)
    directory.heard(2, 50, None, None, False)
    directory.seed([Node(num=3, last_heard=at(1)), Node(num=4, last_heard=at(2)), Node(num=2, long_name="Old")])
    assert list(directory.snapshot()) == [3, 4, 2]
    assert directory.get(2).long_name == "Old"
    directory.heard(5, 50, None, None, False)
    directory.heard(6, 50, None, None, False)
    assert set(directory.snapshot()) == {4, 2, 5, 6}


def test_an_earlier_life_tells_only_what_this_one_has_not():
    here = Position(latitude=1, longitude=1)
    directory = Directory()
    directory.seen(Node(num=2, long_name="Anna", public_key=K1, is_licensed=True))
    directory.heard(2, 50, 6.5, None, False)
    earlier = Node(
        num=2, long_name="Old", short_name="AN", hw_model="TBEAM", role="CLIENT", public_key=K2, last_heard=at(40),
        snr_db=1.0, hops_away=3, position=here, telemetry=Telemetry(battery_percent=5), is_favorite=True, is_ignored=True,
    )  # fmt: skip
    directory.seed([earlier])
    assert directory.get(2) == Node(
        num=2, long_name="Anna", short_name="AN", hw_model="TBEAM", role="CLIENT", public_key=K1, last_heard=at(50),
        snr_db=6.5, hops_away=3, position=here, telemetry=Telemetry(battery_percent=5), is_licensed=True,
    )  # fmt: skip
    assert directory.held() == {}
    directory.seed([Node(num=2, last_heard=at(60), position=Position(latitude=2, longitude=2))])
    assert directory.get(2).last_heard == at(60)
    assert directory.get(2).position == here
    directory.seed([Node(num=3), Node(num=3, long_name="Twice")])
    assert directory.get(3).num == 3


def test_of_an_earlier_life_those_who_are_known_are_completed_even_without_room():
    directory = Directory(limit=2)
    directory.heard(2, 50, None, None, False)
    directory.heard(3, 50, None, None, False)
    directory.seed([Node(num=4, last_heard=at(90)), Node(num=2, long_name="Anna")])
    assert {num: node.long_name for num, node in directory.snapshot().items()} == {2: "Anna", 3: ""}


def test_of_an_earlier_life_only_the_latest_find_room():
    directory = Directory(limit=2)
    directory.seed([Node(num=n, last_heard=at(n)) for n in range(1, 6)])
    assert list(directory.snapshot()) == [4, 5]


def test_one_entry_told_alone_is_held_too():
    directory = Directory()
    directory.dumped((), OWN)
    directory.told(Node(num=2, public_key=K2))
    directory.told(Node(num=OWN, public_key=K1))
    assert directory.held() == {2: K2}


@given(st.lists(st.tuples(st.sampled_from(["heard", "seen", "measured", "told"]), st.integers(1, 30)), max_size=100))
def test_it_never_grows_beyond_its_limit(steps: list[tuple[str, int]]):
    directory = Directory(limit=10)
    directory.dumped((Node(num=OWN),), OWN)
    for what, num in steps:
        match what:
            case "heard":
                directory.heard(num, 5, None, None, False)
            case "seen":
                directory.seen(Node(num=num))
            case "measured":
                directory.measured(num, Telemetry())
            case _:
                directory.told(Node(num=num))
        assert len(directory) <= 10
        assert OWN in directory.snapshot()


# --- what the radio itself has (ports.RadioTable) -----------------------------------------------


def test_the_radio_has_what_it_dumped_and_nothing_else():
    directory = Directory()
    directory.seed([Node(num=4, public_key=K2, is_favorite=True)])
    directory.dumped((Node(num=OWN, public_key=K1), Node(num=2, public_key=K2, is_key_verified=True), Node(num=3)), OWN)
    assert directory.held_key(2) == HeldKey(key=K2, is_verified=True)
    assert directory.held_key(3) == HeldKey(key=None)
    assert directory.held_key(4) is None
    assert directory.held_key(9) is None
    assert directory.listed() == 3


def test_who_is_gone_from_the_next_dump_is_no_favorite_of_the_radios_any_more():
    directory = Directory()
    directory.dumped((Node(num=OWN, is_favorite=True), Node(num=2, public_key=K2, is_favorite=True)), OWN)
    assert directory.held_favorites() == (2,)
    directory.dumped((Node(num=OWN, is_favorite=True), Node(num=3)), OWN)
    assert directory.held_favorites() == ()
    assert directory.held_key(2) is None
    assert directory.get(2).public_key == K2


def test_what_a_push_or_a_verdict_proves_counts_until_the_next_dump():
    directory = Directory()
    directory.dumped((Node(num=2, public_key=K1, long_name="Two"),), OWN)
    directory.note_held(2, HeldKey(key=K2, is_favorite=True, is_verified=True))
    directory.note_held(5, HeldKey(key=K1, is_favorite=True))
    assert directory.held_key(2) == HeldKey(key=K2, is_favorite=True, is_verified=True)
    assert sorted(directory.held_favorites()) == [2, 5]
    assert directory.held() == {2: K2, 5: K1}
    assert directory.get(2).long_name == "Two"
    directory.note_held(5, None)
    directory.note_held(6, None)
    assert directory.held_key(5) is None
    assert directory.get(6) is None


async def test_the_books_keys_are_not_the_radios():
    directory = Directory()
    directory.dumped((Node(num=2),), OWN)
    assert await directory.put_keys([book(2), book(7)]) == 2
    assert directory.held_key(2) == HeldKey(key=None)
    assert directory.held_key(7) is None
