"""The radio's node table, by firmware: who is let in, who goes, whose key counts, and what it costs."""

import pytest

from steadymesh.sim.nodedb import NodeDb
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.record import FAVORITE, Record
from steadymesh.sim.warm import WarmTier
from steadymesh.wire import pb

ALL = list(PROFILES)
SINCE_2_7_6 = ["2.7.10", "2.7.19", "2.7.26", "2.8.0"]


def key(letter):
    return letter.encode() * 32


def user(letter="", name=""):
    return pb.User(long_name=name, public_key=key(letter))


def table(capacity=4, profile="2.7.26", **more):
    nodes = NodeDb(own=1, capacity=capacity, profile=PROFILES[profile], **more)
    nodes.put_own(user("u", "us"))
    return nodes


def contact(num, letter="a", **more):
    return pb.SharedContact(node_num=num, user=user(letter), **more)


def put(nodes, *args, at_s=500, is_base=False, **more):
    nodes.put_contact(contact(*args, **more), at_s=at_s, is_base=is_base)


# --- size and eviction


@pytest.mark.parametrize("name", ALL)
def test_the_table_has_the_firmwares_size_unless_told_otherwise(name):
    profile = PROFILES[name]
    assert NodeDb(own=1, profile=profile).capacity == profile.node_capacity == (100 if name == "2.5.23" else 200)
    assert table(7, name).capacity == 7


def test_the_keyless_go_first_then_the_one_heard_longest_ago():
    nodes = table()
    nodes.put_user(2, user("2"))
    nodes.touch(2).last_heard = 10
    nodes.put_user(3, user("3"))
    nodes.touch(3).last_heard = 20
    nodes.touch(4).last_heard = 99
    nodes.touch(5)
    assert 4 not in nodes
    nodes.put_user(5, user("5"))
    nodes.touch(5).last_heard = 30
    nodes.touch(6)
    assert 2 not in nodes
    assert len(nodes) == 4
    assert 1 in nodes
    assert nodes.is_full


def marked(profile):
    """A full table: a favourite, an ignored one, a verified one, each heard before the one without a mark."""
    nodes = table(5, profile)
    for num, mark in ((2, "is_favorite"), (3, "is_ignored"), (4, "is_verified")):
        nodes.put_user(num, user(str(num)))
        setattr(nodes.touch(num), mark, True)
        nodes.touch(num).last_heard = num
    nodes.put_user(5, user("5"))
    nodes.touch(5).last_heard = 1000
    return nodes


@pytest.mark.parametrize("name", SINCE_2_7_6)
def test_favourites_ignored_and_verified_nodes_are_kept(name):
    nodes = marked(name)
    nodes.touch(6).last_heard = 2000
    nodes.put_user(6, user("6"))
    assert {r.num for r in nodes.others()} == {2, 3, 4, 6}


@pytest.mark.parametrize("name", ["2.5.23", "2.6.8"])
def test_before_2_7_the_verified_go_as_everybody(name):
    nodes = marked(name)
    nodes.touch(6)
    assert {r.num for r in nodes.others()} == {2, 3, 5, 6}


def test_a_verified_node_without_a_key_goes_with_the_keyless():
    nodes = marked("2.7.26")
    nodes.get(4).drop_key()
    nodes.touch(6)
    assert {r.num for r in nodes.others()} == {2, 3, 5, 6}


@pytest.mark.parametrize("name", ["2.5.23", "2.6.8", "2.7.10", "2.7.19", "2.7.26"])
def test_until_2_7_a_table_of_favourites_overruns(name):
    nodes, told = table(3, name), []
    nodes.on_overrun = lambda: told.append(1)
    for num in (2, 3):
        nodes.mark(nodes.touch(num), FAVORITE)
    nodes.touch(4).last_heard = 9
    assert (nodes.overruns, told, 4 in nodes, len(nodes)) == (1, [1], False, 3)
    assert not nodes.put_user(5, user("5"))


def test_2_8_refuses_the_mark_that_would_leave_no_room():
    nodes = table(5, "2.8.0")
    assert [nodes.mark(nodes.touch(num), FAVORITE) for num in (2, 3, 4, 5)] == [True, True, True, False]
    assert nodes.mark(nodes.touch(2), "is_verified"), "it has a mark already"
    put(nodes, 5, "5", at_s=77)
    record = nodes.get(5)
    assert (record.is_favorite, record.last_heard, record.public_key) == (False, 77, key("5"))
    nodes.touch(6)
    assert 5 not in nodes
    assert nodes.overruns == 0


def test_2_8_with_nothing_but_marks_from_an_older_firmware_lets_nobody_in():
    nodes = table(3, "2.8.0")
    for num in (2, 3):
        nodes.touch(num).is_favorite = True
    nodes.touch(4)
    assert (4 in nodes, nodes.overruns) == (False, 0)


def test_a_full_table_of_2_8_lets_a_newcomer_in_every_two_seconds():
    now = [0.0]
    nodes = table(3, "2.8.0", now=lambda: now[0])
    assert all(nodes.hear(num) for num in (2, 3, 4))
    assert nodes.hear(5) is None
    assert nodes.hear(4), "it is in already"
    now[0] = 2.0
    assert nodes.hear(5)
    older = table(3)
    assert all(older.hear(num) for num in range(2, 9))


# --- the warm tier


def test_2_8_keeps_the_keys_of_the_evicted_and_gives_them_back_without_a_name():
    nodes = table(3, "2.8.0")
    nodes.put_user(2, user("2", "Zoé"))
    nodes.touch(2).last_heard = 5
    nodes.evict(2)
    assert (2 in nodes, nodes.key_of(2)) == (False, key("2"))
    record = nodes.touch(2)
    assert (record.user, record.public_key, record.last_heard) == (None, key("2"), 5)
    assert 2 not in nodes.warm
    (told,) = nodes.other_payloads()
    assert not pb.FromRadio.FromString(told).node_info.HasField("user"), "the dump does not show that it has the key"
    assert not nodes.put_user(2, user("x")), "the first key wins there as well"
    assert nodes.put_user(2, user("2", "Zoé"))


def test_until_2_7_the_key_goes_with_the_node():
    nodes = table()
    nodes.put_user(2, user("2"))
    nodes.evict(2)
    assert nodes.key_of(2) == b""
    nodes.evict(2)
    assert len(nodes.warm) == 0


def test_who_is_removed_is_forgotten_in_both_tiers():
    nodes = table(profile="2.8.0")
    nodes.put_user(2, user("2"))
    nodes.evict(2)
    nodes.remove(2)
    assert nodes.key_of(2) == b""


def test_the_warm_tier_is_bounded_and_a_keyless_node_drives_out_no_key():
    tier = WarmTier(2)
    tier.absorb(1, last_heard=1, public_key=key("1"))
    tier.absorb(2, last_heard=2, public_key=b"")
    tier.absorb(3, last_heard=3, public_key=key("3"))
    assert (1 in tier, 2 in tier, 3 in tier) == (True, False, True)
    tier.absorb(4, last_heard=4, public_key=b"")
    assert 4 not in tier
    tier.absorb(5, last_heard=5, public_key=key("5"))
    assert (len(tier), 1 in tier) == (2, False)
    tier.absorb(5, last_heard=6, public_key=b"")
    assert tier.key_of(5) == key("5"), "a keyless refresh keeps the key"
    assert tier.take(9) is None


# --- NodeInfo


@pytest.mark.parametrize("name", ALL)
def test_the_first_key_wins_on_every_firmware(name):
    nodes = table(profile=name)
    assert nodes.put_user(2, user("a", "first"))
    believed = nodes.put_user(2, user("b", "second"))
    record = nodes.get(2)
    assert record.public_key == key("a")
    assert believed is (name not in SINCE_2_7_6)
    assert record.user.long_name == ("first" if name in SINCE_2_7_6 else "second")


@pytest.mark.parametrize("name", ALL)
def test_a_keyless_node_info_takes_the_key_away_on_2_5_alone(name):
    nodes = table(profile=name)
    nodes.put_user(2, user("a", "first"))
    nodes.put_user(2, user("", "second"))
    record = nodes.get(2)
    assert record.public_key == (b"" if name == "2.5.23" else key("a"))
    assert record.user.long_name == ("first" if name in SINCE_2_7_6 else "second")


def test_a_node_info_that_changes_something_is_written_once_in_a_minute():
    now = [0.0]
    nodes = table(now=lambda: now[0])
    for at, name, writes in ((0, "a", 1), (1, "b", 1), (60, "b", 1), (60, "c", 2)):
        now[0] = at
        nodes.put_user(2, user("a", name))
        assert nodes.writes == writes


# --- add_contact


@pytest.mark.parametrize("name", ["2.6.8", "2.7.10", "2.7.19", "2.7.26", "2.8.0"])
def test_a_contact_overwrites_names_and_key_becomes_a_favourite_and_is_written_each_time(name):
    nodes = table(profile=name)
    nodes.put_user(2, user("a", "first"))
    before = nodes.writes
    for letter in "bbc":
        put(nodes, 2, letter)
    record = nodes.get(2)
    assert (record.public_key, record.user.long_name, record.is_favorite) == (key("c"), "", True)
    assert nodes.writes == before + 3
    assert record.is_verified is (name == "2.7.10")
    assert record.last_heard == (500 if name in {"2.6.8", "2.7.10"} else 0)


@pytest.mark.parametrize("name", ["2.6.8", "2.7.26", "2.8.0"])
def test_an_empty_key_erases(name):
    nodes = table(profile=name)
    put(nodes, 2, "a")
    put(nodes, 2, "")
    assert nodes.get(2).public_key == b""


@pytest.mark.parametrize("name", ["2.7.19", "2.7.26", "2.8.0"])
def test_a_verified_entry_keeps_its_key_without_a_word_and_without_a_write(name):
    nodes = table(profile=name)
    put(nodes, 2, "a", manually_verified=True)
    assert nodes.get(2).is_verified
    before = nodes.writes
    put(nodes, 2, "b")
    put(nodes, 2, "")
    assert (nodes.get(2).public_key, nodes.writes) == (key("a"), before)
    put(nodes, 2, "a")
    assert nodes.writes == before + 1, "the same key may come again"
    put(nodes, 2, "b", manually_verified=True)
    assert nodes.get(2).public_key == key("b")


def test_before_2_7_12_a_verified_entry_is_overwritten():
    nodes = table(profile="2.7.10")
    put(nodes, 2, "a", manually_verified=True)
    put(nodes, 2, "b")
    assert nodes.get(2).public_key == key("b")


@pytest.mark.parametrize(("name", "favorite"), [("2.6.8", True), ("2.7.10", True), ("2.7.19", False), ("2.8.0", False)])
def test_on_role_client_base_a_contact_is_no_favourite(name, favorite):
    nodes = table(profile=name)
    put(nodes, 2, "a", is_base=True, at_s=99)
    assert (nodes.get(2).is_favorite, nodes.get(2).last_heard) == (favorite, 99)


@pytest.mark.parametrize(
    ("name", "ignored", "kept"),
    [("2.6.8", False, "a"), ("2.7.10", True, ""), ("2.7.26", True, ""), ("2.8.0", True, "a")],
)
def test_a_contact_to_be_ignored_is_no_favourite_and_loses_its_key_until_2_7(name, ignored, kept):
    nodes = table(profile=name)
    put(nodes, 2, "a", should_ignore=True)
    record = nodes.get(2)
    assert (record.is_ignored, record.is_favorite, record.public_key) == (ignored, not ignored, key(kept))


def test_a_contact_without_a_user_is_nothing():
    nodes = table()
    nodes.put_contact(pb.SharedContact(node_num=2), at_s=0, is_base=False)
    assert (nodes.get(2).is_favorite, nodes.writes) == (False, 0)


# --- telling


def test_favourites_come_first_then_those_heard_last():
    nodes = table(capacity=9)
    for num, heard in ((2, 5), (3, 9), (4, 1)):
        nodes.touch(num).last_heard = heard
    nodes.touch(4).is_favorite = True
    told = [pb.FromRadio.FromString(p).node_info.num for p in nodes.other_payloads()]
    assert told == [4, 3, 2]


def test_a_change_is_told_in_the_next_dump():
    nodes = table()
    nodes.touch(2)
    list(nodes.other_payloads())
    nodes.touch(2).is_ignored = True
    (told,) = [pb.FromRadio.FromString(p).node_info for p in nodes.other_payloads()]
    assert told.is_ignored


def test_no_key_is_shown():
    assert "k" * 8 not in repr(Record(num=1, bare_key=key("k"), user=user("k")))
