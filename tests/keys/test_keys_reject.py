"""A held key that a person rejects: it is never used, and nobody is asked again."""

import pytest

from bookkit import HEARD, LINK, RADIO, A, B, at, book_with, bound, key, keys_of
from steadymesh.events import KeyDecided
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.changes import REJECTED
from steadymesh.keys.options import OnChange
from steadymesh.model import Standing, Trust


def rejecting() -> Book:
    """Anna's key 1 is current, 2 was held and rejected."""
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.reject(A) == (KeyDecided(node=A, what="rejected", key=key(2)),)
    return book


def test_a_rejected_key_is_a_former_one_and_the_current_one_stays():
    book = rejecting()
    assert keys_of(book, A) == (key(1), None)
    assert book.history(A) == (bound(A, 2, HEARD, 1, 1, standing=Standing.FORMER, reason=REJECTED),)
    assert book.reject(A) == ()
    assert book.reject(B) == ()
    book.set_own(A)
    assert book.reject(A) == ()


@pytest.mark.parametrize("on_change", OnChange)
@pytest.mark.parametrize("source", [HEARD, RADIO])
def test_a_rejected_key_that_is_heard_again_only_moves_its_date(on_change, source):
    book = rejecting()
    book.policy = book_with(on_change).policy
    assert book.observe(A, key(2), source, at(9)) == ()
    assert book.rekey(A, key(2), at(9)) == ()
    assert book.prove(A, key(2), at(9)) == ()
    assert keys_of(book, A) == (key(1), None)
    assert [(one.last_seen, one.reason) for one in book.history(A)] == [(at(9), REJECTED)]


def test_a_rejected_key_is_not_taken_where_no_other_is_current():
    book = rejecting()
    book.revoke(key(1), at(2))
    assert book.observe(A, key(2), HEARD, at(9)) == ()
    assert keys_of(book, A) == (None, None)


def test_a_rejected_key_is_taken_back_by_a_person_only():
    book = rejecting()
    book.verify(A, at(5), key(2))
    assert (book.get(A).key, book.get(A).reason, book.get(A).trust) == (key(2), "", Trust.VERIFIED)
    book = rejecting()
    book.observe(A, key(2), LINK, at(5), verified=True)
    assert book.get(A).key == key(2)


def test_the_mark_of_a_radio_does_not_bring_a_rejected_key_up_again():
    book = rejecting()
    assert book.observe(A, key(2), RADIO, at(5), verified=True) == ()
    assert keys_of(book, A) == (key(1), None)


def test_another_key_of_that_number_is_held_as_ever():
    book = rejecting()
    assert book.observe(A, key(3), HEARD, at(5))[0].held
    assert keys_of(book, A) == (key(1), key(3))


def test_a_rejected_key_stays_so_among_many_that_are_only_told():
    book = rejecting()
    for n in range(10, 99):
        book.observe(A, key(n), HEARD, at(n))
    assert REJECTED in {one.reason for one in book.history(A)}
    assert book.observe(A, key(2), HEARD, at(200)) == ()
    assert book.held(A).key == key(98)


def test_a_rejected_key_is_rejected_in_the_next_run():
    kept = rejecting().bindings(A)
    for order in (kept, kept[::-1]):
        book = book_with(OnChange.HOLD)
        book.restore(order)
        assert book.observe(A, key(2), HEARD, at(9)) == ()
        assert keys_of(book, A) == (key(1), None)


@pytest.mark.parametrize("on_change", OnChange)
def test_a_rejected_key_that_was_heard_before_the_store_answered_is_rejected_again(on_change):
    kept = rejecting().bindings(A)
    for order in (kept, kept[::-1]):
        book = book_with(on_change)
        book.observe(A, key(2), HEARD, at(9))
        book.restore(order)
        assert keys_of(book, A) == (key(1), None)
        assert [one.reason for one in book.history(A)] == [REJECTED]


def test_a_rejected_key_that_a_person_has_taken_since_stays():
    kept = rejecting().bindings(A)
    book = Book()
    book.verify(A, at(9), key(2))
    book.restore(kept)
    assert book.get(A).key == key(2)
