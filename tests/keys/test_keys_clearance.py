"""Whether a message may go: nothing is ever encrypted to a key that is not, or was not once, the person's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyskit import ANNA, START, bound, key
from steadymesh.keys.custody.clearance import HELD, REVOKED, WANTED, Recipient, objection
from steadymesh.model import NodeKey, Objection, Standing, Trust

V26, V28, OLD = (2, 7, 26), (2, 8, 0), (2, 7, 18)
CURRENT, PENDING = bound(ANNA, 1), replace(bound(ANNA, 2), standing=Standing.HELD)
ONCE = replace(bound(ANNA, 3), standing=Standing.FORMER, until=START)
NEVER = replace(bound(ANNA, 4), standing=Standing.FORMER)
GONE = replace(bound(ANNA, 5), standing=Standing.FORMER, until=START, trust=Trust.REVOKED)
VERIFIED = replace(CURRENT, trust=Trust.VERIFIED)


def ask(*bindings: NodeKey, used: int | None = None, obstacle: str = "", firmware=V26, **more) -> Objection | None:
    recipient = Recipient(bindings=bindings, used=None if used is None else key(used), **more)
    return objection(recipient, obstacle=obstacle, firmware=firmware)


def test_key_that_the_radio_has_for_certain_is_used():
    assert ask(CURRENT, used=1) is None
    assert ask(CURRENT, PENDING, used=1) is None
    assert ask(CURRENT, used=1, obstacle="PUSH_OFF") is None


def test_radio_without_a_key_says_so_itself_and_that_costs_no_air():
    assert ask(CURRENT) is None
    assert ask(CURRENT, obstacle="PUSH_ROLE") is None
    assert ask(CURRENT, firmware=OLD) == WANTED


def test_radio_of_28_may_have_an_old_key_that_it_does_not_show():
    assert ask(CURRENT, firmware=V28) is None
    assert ask(CURRENT, ONCE, firmware=V28) == WANTED
    assert ask(CURRENT, GONE, firmware=V28) == WANTED
    assert ask(CURRENT, ONCE, firmware=V28, obstacle="PUSH_OFF") == Objection(reason="PUSH_OFF", is_final=True)


def test_another_key_in_the_radio_is_replaced_before_anything_is_sent():
    assert ask(CURRENT, ONCE, used=3) == WANTED
    assert ask(CURRENT, used=9) == WANTED


def test_radio_that_may_have_learned_another_key_since_is_written_again():
    assert ask(CURRENT, used=1, is_doubted=True) == WANTED


def test_contested_key_is_neither_used_nor_overwritten_unless_a_person_has_vouched_for_ours():
    assert ask(CURRENT, PENDING, used=2) == HELD
    assert ask(CURRENT, PENDING, used=1, is_doubted=True) == HELD
    assert ask(VERIFIED, PENDING, used=2) == WANTED
    assert ask(CURRENT, PENDING, used=2, is_pinned=True) == WANTED


@pytest.mark.parametrize(("used", "expected"), [(3, None), (2, HELD), (4, HELD), (9, HELD), (5, REVOKED)])
def test_where_nothing_may_be_written_only_what_was_theirs_is_good_enough(used, expected):
    assert ask(CURRENT, PENDING, ONCE, NEVER, GONE, used=used, obstacle="PUSH_OFF") == expected


def test_where_nothing_may_be_written_doubt_is_enough_to_refuse():
    assert ask(CURRENT, used=1, is_doubted=True, obstacle="PUSH_MANAGED") == HELD


def test_whoever_wrote_under_another_key_gets_no_answer_that_they_could_not_read_or_another_could():
    assert ask(CURRENT, PENDING, used=1, writes_under=key(2)) == HELD
    assert ask(CURRENT, used=1, writes_under=key(7)) == HELD
    assert ask(CURRENT, used=1, writes_under=key(1)) is None


def test_number_without_a_current_key():
    assert ask() is None
    assert ask(GONE, used=5) == REVOKED
    assert ask(GONE) == REVOKED
    assert ask(PENDING) == HELD


bindings = st.lists(st.sampled_from([CURRENT, PENDING, ONCE, NEVER, GONE]), unique=True).filter(lambda b: CURRENT in b)


@given(
    bindings,
    st.sampled_from([None, 1, 2, 3, 4, 5, 9]),
    st.booleans(),
    st.sampled_from(["", "PUSH_OFF", "PUSH_NO_EFFECT"]),
    st.sampled_from([OLD, V26, V28]),
)
def test_what_goes_out_is_never_under_a_key_that_was_never_theirs(some, used, doubted, obstacle, firmware):
    told = ask(*some, used=used, is_doubted=doubted, obstacle=obstacle, firmware=firmware)
    if told is None and used is not None:
        assert not doubted
        assert key(used) in {one.key for one in some if one in (CURRENT, ONCE)}
