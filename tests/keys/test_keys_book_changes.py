"""A number that has a key shows another one: accepted, held, once told, weighed again."""

from datetime import timedelta

import pytest

from bookkit import (
    HEARD,
    IMPORT,
    LINK,
    OPERATOR,
    RADIO,
    A,
    B,
    C,
    at,
    book_with,
    bound,
    days,
    drawn,
    key,
    keys_of,
)  # fmt: skip
from steadymesh.events import KeyChanged, KeyDecided, KeyLearned
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.options import OnChange
from steadymesh.model import Act, ActKind, HoldReason, Standing, Trust


def held(node: NodeNum, before: int, after: int, reason: HoldReason, name: str = "") -> KeyChanged:
    return KeyChanged(node=node, before=key(before), after=key(after), at_name=name, held=True, reason=reason.value)


def test_a_doubtful_change_is_held_and_told_once():
    book = book_with(is_admin=True)
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    assert book.observe(A, key(2), HEARD, at(1), long_name="Other") == (held(A, 1, 2, HoldReason.ADMIN, "Other"),)
    assert book.observe(A, key(2), HEARD, at(5), short_name="OT") == ()
    assert book.get(A) == bound(A, 1, long_name="Anna")
    assert book.held(A) == bound(
        A, 2, HEARD, 1, 5, standing=Standing.HELD, reason="admin", long_name="Other", short_name="OT"
    )
    assert book.held_all() == (book.held(A),)
    assert book.held_count == 1
    assert book.history(A) == ()


def test_held_key_stays_when_the_current_one_is_heard_again():
    book = book_with(is_admin=True)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.observe(A, key(1), HEARD, at(2)) == ()
    assert keys_of(book, A) == (key(1), key(2))


def test_a_third_key_takes_the_held_ones_place_which_goes_to_the_history():
    book = book_with(is_admin=True)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.observe(A, key(3), HEARD, at(2)) == (held(A, 1, 3, HoldReason.ADMIN),)
    assert keys_of(book, A) == (key(1), key(3))
    assert book.history(A) == (bound(A, 2, HEARD, 1, 1, standing=Standing.FORMER),)
    assert book.observe(A, key(2), HEARD, at(3)) == (held(A, 1, 2, HoldReason.ADMIN),)


def test_the_number_that_was_drawn_from_the_key_keeps_it():
    book = Book()
    book.observe(drawn(1), key(1), HEARD, at(0))
    assert book.observe(drawn(1), key(2), HEARD, at(1)) == (held(drawn(1), 1, 2, HoldReason.OWN_NUMBER),)


def test_a_key_that_comes_back_within_a_week_takes_turns_with_the_other():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    assert not book.observe(A, key(2), HEARD, at(1))[0].held
    assert book.observe(A, key(1), HEARD, at(2)) == (held(A, 2, 1, HoldReason.ALTERNATING),)
    assert keys_of(book, A) == (key(2), key(1))


def test_a_key_that_comes_back_after_a_week_is_a_change_like_any_other():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert not book.observe(A, key(1), HEARD, at(1) + timedelta(days=7))[0].held


def test_a_key_that_only_a_file_told_does_not_take_turns():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), IMPORT, at(1))
    assert not book.observe(A, key(2), HEARD, at(2))[0].held
    assert book.get(A).source is HEARD


def test_three_changes_a_day_are_accepted_in_all_and_a_fourth_when_it_is_heard_the_next_day():
    book = Book()
    nums = [NodeNum(n) for n in range(1, 5)]
    for num in nums:
        book.observe(num, key(1), HEARD, at(0))
    for num in nums[:3]:
        assert not book.observe(num, key(2), HEARD, at(1))[0].held
    assert book.observe(nums[3], key(2), HEARD, at(2)) == (held(nums[3], 1, 2, HoldReason.TOO_MANY),)
    assert book.observe(nums[3], key(2), HEARD, at(1 + 24 * 60 - 1)) == ()
    assert book.observe(nums[3], key(2), HEARD, at(1 + 24 * 60)) == (
        KeyChanged(node=nums[3], before=key(1), after=key(2), at_name=""),
    )
    assert book.held(nums[3]) is None
    assert [act.node for act in book.take_acts()] == nums
    assert book.take_acts() == ()


def test_what_the_limit_held_may_be_held_for_a_better_reason_the_next_day():
    book = Book()
    for num in (A, B, C, NodeNum(9)):
        book.observe(num, key(1), HEARD, at(0))
        book.observe(num, key(2), HEARD, at(1))
    assert book.held(NodeNum(9)).reason == "too-many"
    book.verify(NodeNum(9), at(2))
    assert book.observe(NodeNum(9), key(2), HEARD, days(3)) == (held(NodeNum(9), 1, 2, HoldReason.VERIFIED),)
    assert book.observe(NodeNum(9), key(2), HEARD, days(4)) == ()


def test_changes_of_earlier_runs_count_for_the_limit_each_once():
    book = Book()
    acts = [Act(kind=ActKind.ACCEPT, node=NodeNum(n), at=at(0)) for n in range(3)]
    pushed = Act(kind=ActKind.PUSH, node=A, at=at(0))
    book.recall([pushed, *acts[:2]])
    book.recall([pushed, *acts[:2]])
    book.observe(A, key(1), HEARD, at(1))
    assert not book.observe(A, key(2), HEARD, at(2))[0].held
    book.observe(B, key(1), HEARD, at(3))
    assert book.observe(B, key(3), HEARD, at(4)) == (held(B, 1, 3, HoldReason.TOO_MANY),)
    assert len(book.take_acts()) == 1


def test_a_limit_reached_before_the_clock_was_set_back_still_counts():
    book = Book()
    for n in range(1, 5):
        book.observe(NodeNum(n), key(1), HEARD, at(0))
    for n in range(1, 4):
        book.observe(NodeNum(n), key(2), HEARD, days(30))
    assert book.observe(NodeNum(4), key(2), HEARD, at(1))[0].reason == "too-many"


# --- the other policies -----------------------------------------------------------------------


def test_hold_holds_every_change_that_is_heard():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0))
    assert book.observe(A, key(2), HEARD, at(1)) == (held(A, 1, 2, HoldReason.POLICY),)
    assert book.observe(A, key(2), HEARD, at(2)) == ()


def test_accept_takes_the_newest_heard_key_whatever_it_replaces():
    book = book_with(OnChange.ACCEPT, is_admin=True, last_dm=at(0), is_user_favorite=True)
    book.observe(A, key(1), HEARD, at(0), verified=True)
    for n in (2, 1, 2, 3, 4, 5):
        assert not book.observe(A, key(n), HEARD, at(n))[0].held
    assert keys_of(book, A) == (key(5), None)
    assert not book.observe(A, key(7), LINK, at(9), verified=True)[-1].held


@pytest.mark.parametrize("on_change", list(OnChange))
def test_a_revoked_key_is_held_under_every_policy(on_change):
    book = book_with(on_change)
    book.observe(B, key(2), HEARD, at(0))
    book.revoke(key(2), at(1))
    book.observe(A, key(1), HEARD, at(2))
    assert book.observe(A, key(2), HEARD, at(3)) == (held(A, 1, 2, HoldReason.REVOKED),)
    assert book.observe(A, key(2), LINK, at(4), verified=True) == ()
    assert book.observe(C, key(2), HEARD, at(5)) == ()
    assert keys_of(book, C) == (None, key(2))
    assert book.observe(C, key(2), HEARD, at(6)) == ()
    assert book.held(C).trust is Trust.REVOKED


# --- a person's word --------------------------------------------------------------------------


def test_a_persons_word_is_learned_as_verified():
    book = Book()
    [learned] = book.observe(A, key(1), LINK, at(0), long_name="Anna", verified=True)
    assert learned == KeyLearned(key=bound(A, 1, LINK, trust=Trust.VERIFIED, long_name="Anna"))
    assert book.get(A).trust is Trust.VERIFIED


def test_a_persons_word_on_the_current_key_is_a_decision_told_once():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    assert book.observe(A, key(1), RADIO, at(1), verified=True) == (KeyDecided(node=A, what="verified", key=key(1)),)
    assert book.observe(A, key(1), RADIO, at(2), verified=True) == ()
    assert book.get(A) == bound(A, 1, HEARD, 0, 2, trust=Trust.VERIFIED)


@pytest.mark.parametrize("known", [{}, {"is_user_favorite": True, "last_dm": at(0)}])
def test_a_persons_word_replaces_what_nobody_has_verified(known):
    book = book_with(OnChange.HOLD, **known)
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    assert book.observe(A, key(2), RADIO, at(1), verified=True) == (
        KeyChanged(node=A, before=key(1), after=key(2), at_name="Anna"),
    )
    assert book.get(A) == bound(A, 2, RADIO, 1, 1, trust=Trust.VERIFIED, long_name="Anna")
    assert book.take_acts() == ()


def test_a_persons_word_on_the_held_key_makes_it_current():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert not book.observe(A, key(2), LINK, at(2), verified=True)[0].held
    assert keys_of(book, A) == (key(2), None)


def test_two_persons_words_against_each_other_are_for_a_person_to_decide():
    book = Book()
    book.observe(A, key(1), OPERATOR, at(0), verified=True)
    assert book.observe(A, key(2), LINK, at(1), verified=True) == (held(A, 1, 2, HoldReason.VERIFIED),)
    assert keys_of(book, A) == (key(1), key(2))
    assert book.held(A).trust is Trust.VERIFIED


def test_trust_is_the_keys_under_whatever_number():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), verified=True)
    book.observe(B, key(1), HEARD, at(1))
    assert book.get(B).trust is Trust.VERIFIED
    assert book.observe(B, key(2), HEARD, at(2)) == (held(B, 1, 2, HoldReason.VERIFIED),)


# --- tables and files -------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["verified", "admin"])
@pytest.mark.parametrize("on_change", list(OnChange))
def test_a_stronger_table_never_replaces_a_pinned_key(pin, on_change):
    book = book_with(on_change, admins=(key(1),) if pin == "admin" else ())
    book.observe(A, key(1), IMPORT, at(0), verified=pin == "verified")
    assert book.observe(A, key(2), RADIO, at(9)) == (held(A, 1, 2, HoldReason(pin)),)
    assert book.observe(A, key(2), RADIO, at(10)) == ()
    assert keys_of(book, A) == (key(1), key(2))
    assert book.held(A).last_seen == at(10)


def test_a_stronger_table_with_a_revoked_key_replaces_nothing():
    book = Book()
    book.observe(B, key(2), HEARD, at(0))
    book.revoke(key(2), at(1))
    book.observe(A, key(1), IMPORT, at(0))
    assert book.observe(A, key(2), RADIO, at(9)) == (held(A, 1, 2, HoldReason.REVOKED),)


def test_a_weaker_table_against_a_pinned_key_goes_to_the_history_without_a_word():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), verified=True)
    assert book.observe(A, key(2), RADIO, at(9)) == ()
    assert keys_of(book, A) == (key(1), None)
    assert book.history(A) == (bound(A, 2, RADIO, 9, 9, standing=Standing.FORMER),)


def test_a_table_that_tells_the_held_key_moves_its_date_only():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.observe(A, key(2), RADIO, at(7)) == ()
    assert book.held(A) == bound(A, 2, HEARD, 1, 7, standing=Standing.HELD, reason="policy")


def test_a_name_of_a_weaker_table_is_taken_for_the_current_key():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    book.observe(A, key(2), RADIO, at(1), long_name="Anna B")
    assert book.get(A).long_name == "Anna B"
    book.observe(A, key(3), IMPORT, at(1), long_name="Old", short_name="OL")
    assert (book.get(A).long_name, book.get(A).short_name) == ("Anna B", "OL")


# --- a proof ----------------------------------------------------------------------------------


def test_one_who_proves_a_key_is_past_the_daily_limit_and_no_more_than_one():
    book = Book()
    for num in (A, B, C, NodeNum(9), NodeNum(10)):
        book.observe(num, key(1), HEARD, at(0))
        book.observe(num, key(2), HEARD, at(1))
    assert book.rekey(NodeNum(9), key(2), at(2)) == (
        KeyChanged(node=NodeNum(9), before=key(1), after=key(2), at_name=""),
    )
    assert len(book.take_acts()) == 4
    assert book.rekey(NodeNum(10), key(2), at(3)) == ()
    assert book.held(NodeNum(10)).reason == "too-many"
    assert not book.rekey(NodeNum(10), key(2), at(2 + 24 * 60))[0].held


def test_whoever_proves_keys_all_day_gets_four_of_them():
    book = Book()
    nums = [NodeNum(n) for n in range(1, 16)]
    for num in nums:
        book.observe(num, key(num), HEARD, at(0))
    for num in nums:
        book.rekey(num, key(100 + num), at(num))
        book.observe(num, key(100 + num), HEARD, at(num))
    assert sum(book.get(num).key == key(100 + num) for num in nums) == 4


def test_who_proves_a_key_is_past_nothing_else():
    book = book_with(last_dm=at(0))
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.rekey(A, key(2), at(2)) == ()
    assert keys_of(book, A) == (key(1), key(2))
    assert not book.rekey(A, key(2), days(1))[0].held


def test_a_proof_is_enough_for_a_stranger():
    book = Book()
    assert book.rekey(A, key(1), at(0)) == (KeyLearned(key=bound(A, 1)),)
    book.set_own(B)
    assert book.rekey(B, key(1), at(0)) == ()


# --- room -------------------------------------------------------------------------------------


def test_a_full_book_never_lets_go_of_what_somebody_cares_for():
    book = book_with(admins=(key(3),))
    book._arrivals.room.limit = 6
    book.observe(NodeNum(1), key(1), HEARD, at(0), verified=True)
    book.observe(NodeNum(3), key(3), HEARD, at(0))
    book.observe(NodeNum(4), key(4), IMPORT, at(0))
    book.observe(NodeNum(5), key(5), HEARD, at(0))
    book.observe(NodeNum(5), key(50), HEARD, at(0))
    book.revoke(key(5), at(1))
    book.observe(NodeNum(6), key(6), HEARD, at(0))
    for _ in range(3):
        book.observe(NodeNum(6), key(66), HEARD, at(1))
    book.policy = book_with(OnChange.HOLD, admins=(key(3),)).policy
    book.observe(NodeNum(6), key(67), HEARD, at(1))
    for n in range(7, 20):
        book.observe(NodeNum(n), key(n), HEARD, at(n))
    assert [binding.node for binding in book.all()] == [1, 3, 4, 5, 6, 19]
    assert book.evicted == 12


def test_own_number_is_not_let_go_of():
    book = Book(limit=1)
    book.set_own(A, key(1), at=at(0))
    assert book.observe(B, key(2), HEARD, at(1)) == ()
    assert book.own_key == key(1)
