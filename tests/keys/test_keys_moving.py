"""Who has moved to the number that 2.8 draws from their key, and who is only said to have."""

import pytest

from bookkit import HEARD, IMPORT, RADIO, A, B, C, at, book_with, bound, drawn, key, keys_of
from steadymesh.events import KeyLearned, NodeRenumbered
from steadymesh.ids import NodeNum
from steadymesh.keys.book import ledger as ledgers
from steadymesh.keys.book.book import RENUMBERED, Book
from steadymesh.keys.options import OnChange
from steadymesh.model import Standing, Trust

NEW = drawn(1)
MOVED = NodeRenumbered(before=A, after=NEW, key=key(1))


def verified() -> Book:
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    book.verify(A, at(1))
    return book


def administrators() -> Book:
    book = book_with(admins=(key(1),))
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    return book


PINNED = pytest.mark.parametrize("pinned", [verified, administrators])


# --- pinned keys ------------------------------------------------------------------------------


@PINNED
def test_a_pinned_key_under_the_drawn_number_is_the_same_person_who_has_not_left_the_old_one(pinned):
    book = pinned()
    [learned] = book.observe(NEW, key(1), HEARD, at(5))
    assert (type(learned), learned.key.long_name) == (KeyLearned, "Anna")
    assert (book.get(NEW).key, book.get(A).key) == (key(1), key(1))
    assert book.get(NEW).trust is book.get(A).trust
    assert book.successor(A) is None


@PINNED
def test_a_message_from_the_drawn_number_completes_the_move(pinned):
    book = pinned()
    book.observe(NEW, key(1), HEARD, at(5))
    assert book.prove(NEW, key(1), at(6)) == (MOVED,)
    assert (book.get(A), book.successor(A)) == (None, NEW)
    [left] = book.history(A)
    assert (left.reason, left.standing) == (RENUMBERED, Standing.FORMER)
    assert book.prove(NEW, key(1), at(7)) == ()


@PINNED
@pytest.mark.parametrize("source", [RADIO, IMPORT])
def test_a_table_that_tells_the_old_number_of_a_pinned_key_moves_nobody(pinned, source):
    book = pinned()
    book.forget(A)
    book.observe(NEW, key(1), HEARD, at(1))
    if pinned is verified:
        book.verify(NEW, at(1))
    assert [type(c) for c in book.observe(A, key(1), source, at(2))] == [KeyLearned]
    assert set(book.numbers_of(key(1))) == {A, NEW}


def test_a_person_who_verifies_the_drawn_number_moves_nobody():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(NEW, key(7), HEARD, at(0))
    book.verify(NEW, at(1), key(1))
    assert book.get(A).key == key(1)


# --- cloned keys ------------------------------------------------------------------------------


def test_nobody_moves_from_several_numbers_at_once_before_it_is_proved():
    book = Book()
    for num in (A, B, C):
        book.observe(num, key(1), HEARD, at(0))
    assert [type(c) for c in book.observe(NEW, key(1), HEARD, at(1))] == [KeyLearned]
    assert set(book.numbers_of(key(1))) == {A, B, C, NEW}
    assert {c.before for c in book.prove(NEW, key(1), at(2))} == {A, B, C}
    assert book.numbers_of(key(1)) == (NEW,)


def test_a_number_that_proves_its_key_after_the_drawn_one_did_is_not_left_again():
    book = Book()
    for num in (A, B):
        book.observe(num, key(1), HEARD, at(0))
    book.observe(NEW, key(1), HEARD, at(1))
    assert {c.before for c in book.prove(NEW, key(1), at(2))} == {A, B}
    assert book.prove(A, key(1), at(3)) == (KeyLearned(key=bound(A, 1, HEARD, 0, 3)),)
    for minute in range(4, 8):
        assert book.prove(NEW, key(1), at(minute)) == ()
        assert book.prove(A, key(1), at(minute)) == ()
    assert set(book.numbers_of(key(1))) == {A, NEW}


def test_a_number_that_proved_its_key_before_the_drawn_one_did_is_left():
    book = verified()
    book.prove(A, key(1), at(2))
    book.observe(NEW, key(1), HEARD, at(3))
    book.prove(A, key(1), at(4))
    assert book.prove(NEW, key(1), at(5)) == (MOVED,)


# --- the way back -----------------------------------------------------------------------------


def test_a_message_from_the_number_that_was_left_makes_it_current_again():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    book.observe(NEW, key(1), HEARD, at(1))
    assert book.get(A) is None
    assert book.prove(A, key(1), at(2)) == (KeyLearned(key=bound(A, 1, HEARD, 0, 2, long_name="Anna")),)
    assert (book.get(A).key, book.get(NEW).key) == (key(1), key(1))
    assert book.history(A) == ()


@pytest.mark.parametrize("returns", [Book.prove, lambda b, num, k, when: b.observe(num, k, HEARD, when)])
def test_who_came_back_is_not_moved_again_by_what_anybody_may_send(returns):
    book = book_with(OnChange.ACCEPT)
    book.observe(A, key(1), HEARD, at(0))
    assert MOVED in book.observe(NEW, key(1), HEARD, at(1))
    returns(book, A, key(1), at(2))
    for minute in range(3, 9, 2):
        assert MOVED not in book.observe(NEW, key(2), HEARD, at(minute))
        assert MOVED not in book.observe(NEW, key(1), HEARD, at(minute + 1))
    assert book.get(A).key == key(1)
    assert book.prove(NEW, key(1), at(20)) == (MOVED,)


def test_a_proof_takes_nothing_that_is_held_and_nothing_unknown():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.prove(A, key(2), at(2)) == ()
    assert book.prove(A, key(3), at(2)) == ()
    assert book.prove(B, key(3), at(2)) == ()
    assert keys_of(book, A) == (key(1), key(2))
    book.set_own(A, key(1))
    assert book.prove(A, key(2), at(3)) == ()


def test_a_proof_of_a_revoked_key_or_under_a_number_of_another_brings_nothing_back():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(NEW, key(1), HEARD, at(1))
    book.observe(A, key(3), HEARD, at(2))
    assert book.prove(A, key(1), at(3)) == ()
    assert book.get(A).key == key(3)
    book.forget(A)
    book.observe(A, key(1), HEARD, at(4))
    book.prove(NEW, key(1), at(5))
    book.revoke(key(1), at(6))
    assert book.prove(A, key(1), at(7)) == ()
    assert book.get(A) is None


def test_former_keys_that_were_replaced_are_not_brought_back_by_a_proof():
    book = book_with(OnChange.ACCEPT)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.prove(A, key(1), at(2)) == ()
    assert keys_of(book, A) == (key(2), None)


# --- nothing grows ----------------------------------------------------------------------------


def test_a_chain_of_forged_renumberings_grows_nothing(monkeypatch):
    monkeypatch.setattr(ledgers, "MAX_LEFT", 10)
    book = Book(limit=50)
    for n in range(300):
        book.observe(NodeNum(1000 + n), key(n + 1), HEARD, at(n))
        book.observe(drawn(n + 1), key(n + 1), HEARD, at(n))
    assert len(book) <= 50
    assert len(book.numbers()) <= 50 + 10
    assert len(book.take_dropped()) >= 280


def test_what_a_person_trusts_stays_where_it_was_left(monkeypatch):
    monkeypatch.setattr(ledgers, "MAX_LEFT", 2)
    book = verified()
    book.observe(NEW, key(1), HEARD, at(1))
    book.prove(NEW, key(1), at(1))
    for n in range(2, 20):
        book.observe(NodeNum(1000 + n), key(n), HEARD, at(n))
        book.observe(drawn(n), key(n), HEARD, at(n))
    assert [one.trust for one in book.history(A)] == [Trust.VERIFIED]
    assert book.successor(A) == NEW


def test_proofs_are_remembered_up_to_a_number(monkeypatch):
    monkeypatch.setattr("steadymesh.keys.book.moving._KEPT", 5)
    book = Book()
    for n in range(1, 20):
        book.observe(NodeNum(n), key(n), HEARD, at(0))
        book.observe(drawn(n), key(n), HEARD, at(2))
        book.observe(NodeNum(n), key(n), HEARD, at(3))
        book.prove(NodeNum(n), key(n), at(4))
    moving = book._arrivals.moving
    assert (len(moving._proofs), len(moving._came_back)) == (5, 5)
