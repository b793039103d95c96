"""How much anybody can make the book hold: numbers, keys of a number, numbers of a key."""

import pytest

from bookkit import HEARD, IMPORT, LINK, RADIO, A, B, C, at, book_with, days, drawn, key, keys_of
from keyskit import Store
from steadymesh.ids import NodeNum
from steadymesh.keys.book.accepts import Accepts
from steadymesh.keys.book.book import MAX_HISTORY, Book
from steadymesh.keys.book.ledger import MAX_HEARSAY
from steadymesh.keys.book.policy import ChangePolicy, Circumstances
from steadymesh.keys.book.room import MAX_NUMBERS
from steadymesh.keys.keeping.shelf import Shelf
from steadymesh.keys.options import KeyOptions, OnChange
from steadymesh.model import Act, ActKind, HoldReason, Standing

# --- one number, many keys --------------------------------------------------------------------


def test_keys_that_were_only_told_are_few_and_what_was_current_stays():
    book = book_with(OnChange.ACCEPT)
    for n in range(1, 5):
        book.observe(A, key(n), HEARD, at(n))
    book.policy = ChangePolicy(on_change=OnChange.HOLD)
    for n in range(10, 200):
        book.observe(A, key(n), HEARD, at(n))
    former = {one.key for one in book.history(A)}
    assert former == {key(n) for n in (1, 2, 3)} | {key(n) for n in range(200 - MAX_HEARSAY, 199)}
    assert keys_of(book, A) == (key(4), key(199))


def test_a_former_key_that_is_held_again_has_been_current_all_the_same():
    book = book_with(OnChange.ACCEPT)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    book.policy = ChangePolicy(on_change=OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(2))
    book.observe(A, key(1), HEARD, at(3))
    assert book.held(A).until == at(1)
    for n in range(10, 60):
        book.observe(A, key(n), HEARD, at(n))
    assert [one.until for one in book.history(A) if one.key == key(1)] == [at(1)]


def test_keys_that_a_person_gave_go_to_the_disk_and_not_for_ever():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    for n in range(2, 30):
        book.observe(A, key(n), IMPORT, at(n))
    assert len(book.history(A)) == MAX_HISTORY
    assert len(book.take_dropped()) == 28 - MAX_HISTORY


# --- one key, many numbers --------------------------------------------------------------------


def advertise(book: Book, n: int, count: int) -> None:
    for extra in range(count):
        book.observe(NodeNum(0x1000 + extra), key(n), HEARD, at(10 + extra))


def test_a_key_has_a_limited_number_of_numbers_and_its_first_and_proved_ones_among_them():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(B, key(1), HEARD, at(1))
    book.prove(B, key(1), at(2))
    book.observe(C, key(1), LINK, at(3))
    advertise(book, 1, 500)
    nums = book.numbers_of(key(1))
    assert len(nums) == MAX_NUMBERS
    assert {A, B, C, NodeNum(0x1000 + 499)} <= set(nums)
    gone = book.take_gone()
    assert len(gone) == 503 - MAX_NUMBERS
    assert not set(gone) & set(book.numbers())
    assert book.take_gone() == ()
    book.observe(drawn(1), key(1), HEARD, at(999))
    assert drawn(1) in book.numbers_of(key(1))


def test_a_key_whose_numbers_a_person_gave_has_no_more_of_what_is_heard():
    book = Book()
    for extra in range(MAX_NUMBERS):
        book.observe(NodeNum(0x1000 + extra), key(1), LINK, at(0))
    assert book.observe(A, key(1), HEARD, at(1)) == ()
    assert book.observe(B, key(1), LINK, at(1)) != ()


def test_a_revoked_key_is_held_under_a_limited_number_of_unknown_numbers():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.revoke(key(1), at(1))
    advertise(book, 1, 500)
    assert book.held_count == 64


@pytest.mark.parametrize("is_verified", [True, False])
def test_who_advertises_the_key_of_somebody_trusted_is_let_go_of_and_its_owner_is_not(is_verified):
    book = Book(limit=10) if is_verified else book_with(admins=(key(1),))
    book._arrivals.room.limit = 10
    book.observe(A, key(1), HEARD, at(0))
    if is_verified:
        book.verify(A, at(0))
    advertise(book, 1, 9)
    for n in range(2, 40):
        assert book.observe(NodeNum(n), key(n), HEARD, at(100 + n)) != ()
    assert book.numbers_of(key(1)) == (A,)


def test_where_an_administrator_has_written_from_is_kept():
    book = book_with(admins=(key(1),))
    book._arrivals.room.limit = 4
    for minute, num in enumerate((A, B, C)):
        book.observe(num, key(1), HEARD, at(minute))
    book.prove(B, key(1), at(9))
    for n in range(2, 40):
        book.observe(NodeNum(n), key(n), HEARD, at(100 + n))
    assert set(book.numbers_of(key(1))) == {A, B}


async def test_what_went_for_another_number_of_the_same_key_is_deleted_on_the_disk():
    book, store = Book(), Store()
    shelf = Shelf(book=book, store=store, options=KeyOptions())
    await shelf.load()
    for extra in range(MAX_NUMBERS * 2):
        book.observe(NodeNum(0x1000 + extra), key(1), HEARD, at(extra))
        shelf.note(NodeNum(0x1000 + extra), urgent=True)
        assert await shelf.save()
    assert {num for num, _ in store.rows} == set(book.numbers_of(key(1)))
    assert len(store.rows) == MAX_NUMBERS


# --- a clock that ran ahead -------------------------------------------------------------------


def act(moment) -> Act:
    return Act(kind=ActKind.ACCEPT, node=A, at=moment)


def test_changes_dated_in_the_future_count_as_done_now_and_for_a_day_only():
    accepts = Accepts()
    accepts.recall([act(days(2000)), act(at(0))], at(1))
    accepts.recall([act(days(2000))], at(2))
    assert accepts.within_a_day(at(3)) == 2
    assert accepts.within_a_day(days(2)) == 0


def test_changes_accepted_while_the_clock_ran_ahead_count_for_a_day():
    accepts = Accepts()
    accepts.note(A, days(2000))
    assert accepts.within_a_day(at(0)) == 1
    assert accepts.within_a_day(days(1)) == 0
    assert accepts.take() == (act(days(2000)),)


def test_a_message_dated_in_the_future_is_a_doubt_for_a_day_only():
    book = book_with(last_dm=days(2000))
    book.observe(A, key(1), HEARD, at(0))
    assert book.observe(A, key(2), HEARD, at(1))[0].reason == HoldReason.RECENT_DM.value
    assert book.observe(A, key(3), HEARD, days(0.9))[0].held
    assert not book.observe(A, key(4), HEARD, days(1.1))[0].held
    assert book.history(A)[0].standing is Standing.FORMER


def test_moments_that_lie_ahead_are_remembered_up_to_a_number():
    policy = ChangePolicy()
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(B, key(2), HEARD, at(0))
    for n in range(1500):
        known = Circumstances(last_dm=days(1 + n))
        assert policy.weigh(book.get(A), book.get(B), known) is HoldReason.RECENT_DM
    assert len(policy._met) == 1000


def test_a_key_of_the_radios_table_that_never_was_current_is_hearsay_too():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    for n in range(2, 40):
        book.observe(A, key(n), RADIO, at(n))
    assert len(book.history(A)) == MAX_HEARSAY - 1
