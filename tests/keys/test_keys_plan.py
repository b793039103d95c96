"""Whose keys the radio needs, in which order, and who gives up a place."""

from datetime import UTC, datetime, timedelta

import pytest

from keyskit import bound, key
from steadymesh.ids import NodeNum
from steadymesh.keys.custody.plan import lacking, least_used, needed
from steadymesh.keys.custody.radio import capacity, favorites_ahead, favorites_cap, obstacle
from steadymesh.keys.custody.wants import LIFETIME_S, MAX_WANTS, NEVER, Wants
from steadymesh.keys.options import KeyOptions, Push
from steadymesh.model import Contact, HeldKey, KeySource, Node, RadioInfo

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B, C, D = (NodeNum(n) for n in (0x0A, 0x0B, 0x0C, 0x0D))


def days(n: float) -> timedelta:
    return timedelta(days=n)


def wrote(num: NodeNum, ago: timedelta, **more: object) -> Contact:
    return Contact(**{"node": num, "last_dm": AT - ago, "dm_key": key(7), **more})


def contacts(*some: Contact) -> dict[NodeNum, Contact]:
    return {one.node: one for one in some}


def plan(push: Push, **more: object) -> tuple[NodeNum, ...]:
    given = {"admins": (), "waiting": (), "contacts": {}, "recent": (), "at": AT, **more}
    return needed(push, **given)


class Book:
    def __init__(self, *keys, held=()):
        self.keys = {k.node: k for k in keys}
        self.pending = {k.node: k for k in held}

    def get(self, num):
        return self.keys.get(num)

    def held(self, num):
        return self.pending.get(num)


class Table:
    def __init__(self, **held: HeldKey) -> None:
        self.has = {NodeNum(int(num, 16)): one for num, one in held.items()}

    def held_key(self, num):
        return self.has.get(num)


def find(book: Book, table: Table, *, warm: bool = False, limit: int = 9) -> tuple[NodeNum, ...]:
    plain = {num: one.key.raw for num, one in book.keys.items() if num not in book.pending}
    return lacking((A, B, C, D), book=book, table=table, has_warm_tier=warm, plain_key=plain.get, limit=limit)


def test_nobody_is_needed_when_pushing_is_off():
    assert plan(Push.OFF, waiting=(A,), admins=(B,), contacts=contacts(wrote(C, days(1))), recent=(D,)) == ()


def test_mail_goes_before_admins_before_whoever_wrote_last():
    people = contacts(wrote(C, days(20)), wrote(D, days(1)), Contact(node=NodeNum(0x0E)))
    assert plan(Push.NEEDED, waiting=(A,), admins=(B, A), contacts=people) == (A, B, D, C)


def test_who_has_not_written_for_thirty_days_is_not_expected():
    assert plan(Push.NEEDED, contacts=contacts(wrote(A, days(30)), wrote(B, days(29.9)))) == (B,)


def test_messages_that_prove_no_key_make_nobody_needed():
    assert plan(Push.NEEDED, contacts=contacts(wrote(A, days(1), dm_key=None), wrote(B, days(2)))) == (B,)


def test_all_takes_everybody_heard_lately_behind_those_who_are_needed():
    assert plan(Push.NEEDED, recent=(A, B)) == ()
    assert plan(Push.ALL, recent=(A, B, C), contacts=contacts(wrote(C, days(1)))) == (C, A, B)


def test_only_keys_that_are_known_and_that_the_radio_lacks_are_lacking():
    book = Book(bound(A, 1), bound(B, 2), bound(C, 3))
    table = Table(a=HeldKey(key=key(1)), b=HeldKey(key=key(9)), c=HeldKey(key=None))
    assert find(book, table) == (B, C)
    assert find(book, table, limit=1) == (B,)


def test_node_with_a_key_that_waits_for_a_decision_is_left_alone():
    assert find(Book(bound(A, 1), held=[bound(A, 2)]), Table()) == ()


def test_radio_with_a_warm_tier_is_trusted_to_keep_what_it_has_learned_itself():
    book = Book(bound(A, 1, KeySource.HEARD), bound(B, 2, KeySource.RADIO), bound(C, 3, KeySource.IMPORT))
    assert find(book, Table(), warm=True) == (C,)
    assert find(book, Table(), warm=False) == (A, B, C)
    assert find(book, Table(a=HeldKey(key=None)), warm=True) == (A, C)


def test_warm_tier_is_not_trusted_where_it_may_keep_an_old_key():
    book = Book(bound(A, 1, KeySource.HEARD), bound(B, 2, KeySource.HEARD))
    plain = {B: key(2).raw}
    given = {"book": book, "table": Table(), "has_warm_tier": True, "limit": 9}
    assert lacking((A, B), plain_key=plain.get, **given) == (A,)


def test_who_never_had_another_key_is_looked_at_without_unpacking_anything():
    plain = {A: key(1).raw, B: key(2).raw, C: key(3).raw}
    table = Table(a=HeldKey(key=key(1)), b=HeldKey(key=key(9)))
    given = {"book": Book(), "table": table, "has_warm_tier": False, "limit": 9}
    assert lacking((A, B, C), plain_key=plain.get, **given) == (B, C)


def test_favorite_used_longest_ago_gives_up_its_place_unless_spared():
    ours = [wrote(A, days(3)), Contact(node=B, pushed=AT - days(5)), wrote(C, days(9), pushed=AT - days(1))]
    assert least_used(ours, spared=()).node == B
    assert least_used(ours, spared=(B,)).node == A
    assert least_used(ours, spared=(A, B, C)) is None
    assert least_used([*ours, Contact(node=D)], spared=()).node == D


def radio(**facts: object) -> RadioInfo:
    given = {"firmware": "2.7.26.54e0d8d", "role": "CLIENT", "hw_model": "HELTEC_V3", "has_wifi": True, **facts}
    return RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), **given)


@pytest.mark.parametrize(
    ("facts", "options", "asked", "expected"),
    [
        ({}, {}, False, ""),
        ({"firmware": "2.6.7.0"}, {}, False, "PUSH_UNSUPPORTED"),
        ({"firmware": "2.6.7.0"}, {}, True, "PUSH_UNSUPPORTED"),
        ({"firmware": ""}, {}, False, "PUSH_UNSUPPORTED"),
        ({"is_managed": True}, {}, True, "PUSH_MANAGED"),
        ({}, {"push": Push.OFF}, False, "PUSH_OFF"),
        ({}, {"push": Push.OFF}, True, ""),
        ({"role": "ROUTER"}, {}, False, "PUSH_ROLE"),
        ({"role": "CLIENT_BASE"}, {}, False, "PUSH_ROLE"),
        ({"role": "CLIENT_BASE"}, {}, True, ""),
        ({"role": "ROUTER_LATE"}, {"push_on_router": True}, False, ""),
    ],
)
def test_what_stands_in_the_way_of_a_push(facts, options, asked, expected):
    assert obstacle(radio(**facts), KeyOptions(**options), asked=asked) == expected


@pytest.mark.parametrize(
    ("facts", "seen", "nodes"),
    [
        ({}, 0, 100),
        ({}, 180, 180),
        ({"hw_model": "PORTDUINO", "pio_env": "native"}, 0, 200),
        ({"hw_model": "RAK4631", "has_wifi": False}, 0, 80),
        ({"hw_model": "WIO_E5", "has_wifi": False}, 0, 10),
    ],
)
def test_table_holds_at_least_what_its_hardware_is_known_to(facts, seen, nodes):
    assert capacity(radio(**facts), KeyOptions(), seen=seen) == nodes
    assert capacity(radio(**facts), KeyOptions(table_size=42), seen=seen) == 42
    assert favorites_cap(nodes) <= nodes / 4


def test_want_is_due_until_it_waits_for_something():
    wants = Wants()
    want = wants.add(A, "KEY_WANTED", now=5.0, is_for_message=True)
    assert wants.due(5.0) is want
    want.not_before = NEVER
    assert wants.due(1e9) is None
    assert wants.wake(A, 7.0)
    assert wants.due(7.0) is want
    assert not wants.wake(B, 7.0)


def test_want_of_a_message_stays_one_though_an_answer_wants_it_too():
    wants = Wants()
    wants.add(A, "X", now=0.0, is_for_message=True)
    assert wants.add(A, "Y", now=1.0, is_for_message=False).is_for_message
    assert len(wants) == 1


def test_wants_expire_and_are_bounded():
    wants = Wants()
    for num in range(MAX_WANTS):
        wants.add(NodeNum(num + 1), "X", now=0.0, is_for_message=True).not_before = NEVER
    assert wants.add(NodeNum(99_999), "X", now=0.0, is_for_message=True) is None
    assert wants.next_at() == LIFETIME_S
    wants.expire(LIFETIME_S - 1)
    assert len(wants) == MAX_WANTS
    wants.expire(LIFETIME_S)
    assert len(wants) == 0
    assert wants.next_at() == NEVER


def test_every_want_is_looked_at_again_on_a_new_link():
    wants = Wants()
    wants.add(A, "X", now=0.0, is_for_message=True).not_before = NEVER
    wants.wake_all(3.0)
    assert wants.due(3.0).node == A


@pytest.mark.parametrize(("cap", "ahead"), [(0, 0), (1, 1), (2, 1), (4, 3), (25, 18)])
def test_quarter_of_the_places_is_kept_for_messages_that_wait_where_there_is_more_than_one(cap, ahead):
    assert favorites_ahead(cap) == ahead
