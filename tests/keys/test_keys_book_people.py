"""What persons decide, where people have moved to, and who we are ourselves."""

from dataclasses import replace

import pytest

from bookkit import HEARD, IMPORT, OPERATOR, RADIO, A, B, C, at, book_with, bound, drawn, key, keys_of
from steadymesh.events import KeyChanged, KeyDecided, KeyLearned, NodeRenumbered
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.keys.book.book import RENUMBERED, Book
from steadymesh.keys.book.changes import nodes_of
from steadymesh.keys.options import OnChange
from steadymesh.model import KeySource, Standing, Trust


def decided(node, what, n):
    return KeyDecided(node=node, what=what, key=None if n is None else key(n))


def holding() -> Book:
    """Anna's key 1 is current, 2 is held."""
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(0), long_name="Anna", hw_model="TBEAM")
    book.observe(A, key(2), HEARD, at(1), long_name="New Anna")
    return book


# --- accept -----------------------------------------------------------------------------------


def test_accepted_key_is_current_and_the_one_before_ends_then():
    book = holding()
    digest = book.content_digest()
    assert book.accept(A, at(5)) == (decided(A, "accepted", 2),)
    assert book.get(A) == bound(A, 2, HEARD, 1, 1, long_name="New Anna", hw_model="TBEAM")
    assert book.held(A) is None
    assert book.history(A) == (bound(A, 1, long_name="Anna", hw_model="TBEAM", standing=Standing.FORMER, until=at(5)),)
    assert book.content_digest() != digest
    assert book.take_acts() == ()
    assert book.accept(A, at(6)) == ()


def test_a_revoked_key_is_not_accepted():
    book = Book()
    book.observe(B, key(2), HEARD, at(0))
    book.revoke(key(2), at(0))
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.accept(A, at(2)) == ()
    assert keys_of(book, A) == (key(1), key(2))


def test_a_held_key_of_a_number_without_a_current_one_is_learned_by_accepting_it():
    book = holding()
    book.revoke(key(1), at(2))
    assert keys_of(book, A) == (None, key(2))
    learned = bound(A, 2, HEARD, 1, 1, long_name="New Anna")
    assert book.accept(A, at(3)) == (KeyLearned(key=learned), decided(A, "accepted", 2))


def test_nothing_is_accepted_into_a_full_book():
    book = holding()
    book.revoke(key(1), at(2))
    book._arrivals.room.limit = 1
    book.observe(B, key(5), OPERATOR, at(3))
    assert book.accept(A, at(4)) == ()
    assert keys_of(book, A) == (None, key(2))


# --- verify -----------------------------------------------------------------------------------


def test_current_key_is_verified_once():
    book = holding()
    assert book.verify(A, at(5)) == (decided(A, "verified", 1),)
    assert book.get(A).trust is Trust.VERIFIED
    assert book.get(A).source is HEARD
    assert book.verify(A, at(6)) == ()
    assert keys_of(book, A) == (key(1), key(2))


def test_verifying_another_key_makes_it_current_even_against_a_verified_one():
    book = holding()
    book.verify(A, at(2))
    assert book.verify(A, at(5), key(2)) == (decided(A, "verified", 2),)
    assert book.get(A) == bound(A, 2, OPERATOR, 1, 5, trust=Trust.VERIFIED, long_name="New Anna", hw_model="TBEAM")
    assert book.held(A) is None
    assert [(b.key, b.trust) for b in book.history(A)] == [(key(1), Trust.VERIFIED)]


def test_a_key_typed_in_for_a_stranger_is_learned():
    book = Book()
    learned, told = book.verify(A, at(0), key(1))
    assert learned == KeyLearned(key=bound(A, 1, OPERATOR, trust=Trust.VERIFIED))
    assert told == decided(A, "verified", 1)


def test_verifying_nothing_is_nothing():
    book = Book()
    book.set_own(B, key(5))
    assert book.verify(A, at(0)) == ()
    assert book.verify(B, at(0), key(1)) == ()
    assert book.verify(BROADCAST, at(0), key(1)) == ()
    full = Book(limit=0)
    assert full.verify(A, at(0), key(1)) == ()
    assert full.accept(A, at(0)) == ()


def test_verifying_a_revoked_key_takes_it_back_into_use():
    book = holding()
    book.revoke(key(1), at(2))
    changes = book.verify(A, at(3), key(1))
    assert [type(change) for change in changes] == [KeyLearned, KeyDecided]
    assert keys_of(book, A) == (key(1), key(2))


# --- revoke -----------------------------------------------------------------------------------


def test_revoked_key_is_current_nowhere_and_stays_in_the_history():
    book = holding()
    book.observe(B, key(1), HEARD, at(2))
    book.observe(C, key(5), HEARD, at(2))
    book.observe(C, key(1), IMPORT, at(3))
    assert book.revoke(key(1), at(4)) == tuple(decided(num, "revoked", 1) for num in sorted((A, B, C)))
    assert [keys_of(book, num) for num in (A, B, C)] == [(None, key(2)), (None, None), (key(5), None)]
    assert book.history(B) == (bound(B, 1, HEARD, 2, 2, standing=Standing.FORMER, trust=Trust.REVOKED, until=at(4)),)
    assert len(book) == 1
    assert book.revoke(key(1), at(5)) == ()


def test_revoked_held_key_waits_no_more():
    book = holding()
    assert book.revoke(key(2), at(4)) == (decided(A, "revoked", 2),)
    assert keys_of(book, A) == (key(1), None)
    assert [(b.key, b.until, b.reason) for b in book.history(A)] == [(key(2), None, "")]


def test_a_key_nobody_knows_or_our_own_is_not_revoked():
    book = holding()
    book.set_own(B, key(9))
    assert book.revoke(key(8), at(0)) == ()
    assert book.revoke(key(9), at(0)) == ()
    assert book.own_key == key(9)


def test_a_number_whose_key_is_revoked_learns_its_next_one():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.revoke(key(1), at(1))
    assert book.observe(A, key(2), HEARD, at(2)) == (KeyLearned(key=bound(A, 2, HEARD, 2, 2)),)


# --- forget -----------------------------------------------------------------------------------


def test_forgotten_number_is_as_if_it_had_never_been():
    book = holding()
    empty = Book().content_digest()
    assert book.forget(A) == (decided(A, "forgotten", None),)
    assert book.bindings(A) == ()
    assert (len(book), book.content_digest(), book.find("anna"), tuple(book.numbers())) == (0, empty, (), ())
    assert book.forget(A) == ()
    assert book.observe(A, key(2), HEARD, at(9)) == (KeyLearned(key=bound(A, 2, HEARD, 9, 9)),)


def test_trust_is_forgotten_with_the_last_number_of_the_key():
    book = Book()
    for num in (A, B):
        book.observe(num, key(1), HEARD, at(0))
    book.verify(A, at(1))
    book.forget(A)
    assert book.get(B).trust is Trust.VERIFIED
    book.forget(B)
    assert book.observe(A, key(1), HEARD, at(2))[0].key.trust is Trust.SEEN


def test_a_revocation_is_not_forgotten():
    book = Book()
    for num in (A, B):
        book.observe(num, key(1), HEARD, at(0), long_name="Anna")
    book.observe(A, key(2), HEARD, at(1))
    book.revoke(key(1), at(1))
    assert [change.what for change in book.forget(A)] == ["forgotten"]
    [left] = book.bindings(A)
    assert (left.key, left.trust, left.standing, left.long_name) == (key(1), Trust.REVOKED, Standing.FORMER, "")
    assert book.forget(A) == ()
    book.observe(A, key(1), HEARD, at(2))
    assert keys_of(book, A) == (None, key(1))
    book.verify(A, at(3), key(1))
    book.forget(A)
    book.forget(B)
    assert book.bindings(A) == book.bindings(B) == ()


def test_our_own_number_is_not_forgotten():
    book = Book()
    book.set_own(A, key(1))
    assert book.forget(A) == ()
    assert book.own_key == key(1)


# --- renumbering ------------------------------------------------------------------------------


def test_same_key_under_the_number_drawn_from_it_is_the_same_person():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna", short_name="AN", hw_model="TBEAM")
    new = drawn(1)
    learned, moved = book.observe(new, key(1), HEARD, at(5), long_name="Anna B")
    assert moved == NodeRenumbered(before=A, after=new, key=key(1))
    here = bound(new, 1, HEARD, 5, 5, long_name="Anna B", short_name="AN", hw_model="TBEAM")
    assert learned == KeyLearned(key=here)
    assert book.get(new) == here
    assert book.get(A) is None
    assert book.successor(A) == new
    assert book.successor(new) is None
    [left] = book.history(A)
    assert (left.reason, left.until, left.standing) == (RENUMBERED, at(5), Standing.FORMER)
    assert [b.node for b in book.find("!0badcafe")] == [new]
    assert book.numbers_of(key(1)) == (new,)


def test_the_old_number_heard_again_is_current_there_again():
    book = Book()
    new = drawn(1)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(new, key(1), HEARD, at(5))
    [learned] = book.observe(A, key(1), HEARD, at(6))
    assert learned == KeyLearned(key=bound(A, 1, HEARD, 0, 6))
    assert book.get(new).key == key(1)
    assert book.successor(A) is None
    assert book.observe(new, key(1), HEARD, at(7)) == ()
    assert set(book.numbers_of(key(1))) == {A, new}


@pytest.mark.parametrize("source", [RADIO, IMPORT])
def test_a_stale_table_does_not_bring_the_old_number_back(source):
    book = Book()
    new = drawn(1)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(new, key(1), HEARD, at(5))
    assert book.observe(A, key(1), source, at(6)) == ()
    assert book.get(A) is None
    assert book.successor(A) == new


def test_a_file_that_tells_an_old_number_only_now_is_recognised():
    book = Book()
    new = drawn(1)
    book.observe(new, key(1), HEARD, at(5))
    assert book.observe(A, key(1), IMPORT, at(0), long_name="Anna") == (
        NodeRenumbered(before=A, after=new, key=key(1)),
    )
    assert book.get(new).long_name == "Anna"
    assert book.successor(A) == new


def test_a_number_that_had_another_key_is_renumbered_when_its_change_is_accepted():
    book = book_with(OnChange.HOLD)
    new = drawn(1)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(new, key(7), HEARD, at(1))
    assert [type(c) for c in book.observe(new, key(1), HEARD, at(2))] == [KeyChanged]
    assert book.get(A).key == key(1)
    assert book.accept(new, at(3)) == (
        decided(new, "accepted", 1), NodeRenumbered(before=A, after=new, key=key(1)),
    )  # fmt: skip
    assert book.get(A) is None


def test_a_successor_that_has_another_key_by_now_is_none():
    book = Book()
    new = drawn(1)
    book.observe(A, key(1), HEARD, at(0))
    book.observe(new, key(1), HEARD, at(5))
    book.revoke(key(1), at(6))
    assert book.successor(A) is None


def test_another_number_that_is_not_drawn_from_the_key_is_bound_as_well():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    assert book.observe(B, key(1), HEARD, at(1)) == (KeyLearned(key=bound(B, 1, HEARD, 1, 1)),)
    assert book.numbers_of(key(1)) == tuple(sorted((A, B)))
    book.observe(C, key(1), HEARD, at(1))
    book.forget(B)
    assert book.numbers_of(key(1)) == tuple(sorted((A, C)))
    book.forget(C)
    assert book.numbers_of(key(1)) == (A,)
    assert book.numbers_of(key(2)) == ()


# --- ourselves --------------------------------------------------------------------------------


def test_our_own_key_is_kept_and_shown_to_nobody():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    assert (book.own, book.own_key) == (A, key(1))
    assert book.own_history() == (bound(A, 1, RADIO),)
    assert (book.get(A), book.held(A), len(book), tuple(book.all()), book.find("!0badcafe")) == (None, None, 0, (), ())
    assert book.numbers_of(key(1)) == ()
    assert book.content_digest() == Book().content_digest()
    assert A not in book.numbers()


def test_our_own_key_before_a_reset_is_remembered():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    book.set_own(A, key(1), at=at(3))
    book.set_own(A, key(2), at=at(5))
    assert book.own_key == key(2)
    assert book.own_history() == (
        bound(A, 2, RADIO, 5, 5), bound(A, 1, RADIO, 0, 3, standing=Standing.FORMER, until=at(5)),
    )  # fmt: skip


def test_another_radio_of_ours_leaves_its_number_and_its_keys_are_remembered():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    book.set_own(B, key(2), at=at(5))
    assert book.get(A).key == key(1)
    assert [b.key for b in book.own_history()] == [key(2), key(1)]
    book.set_own(A)
    assert book.own_key == key(1)
    assert book.get(B).key == key(2)
    book.set_own(None)
    assert (book.own_key, len(book)) == (None, 2)


def test_our_own_renumbering_leaves_nobody_behind():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    book.set_own(drawn(1), key(1), at=at(5))
    assert book.get(A) is None
    assert book.own_key == key(1)
    assert book.successor(A) == drawn(1)


def test_a_revoked_key_that_is_our_own_is_nobodys_when_the_number_is_given_back():
    book = Book()
    book.set_own(A, key(1), at=at(0))
    book.restore([bound(A, 1, trust=Trust.REVOKED)])
    assert book.own_key == key(1)
    book.set_own(None)
    assert book.get(A) is None
    assert [one.key for one in book.history(A)] == [key(1)]


def test_our_own_key_without_a_date_has_the_first():
    book = Book()
    book.set_own(A, key(1))
    assert book.own_history()[0].first_seen.year == 1970


def test_names_of_our_own_number_stay():
    book = Book()
    book.observe(A, key(1), IMPORT, at(0), long_name="Us")
    book.set_own(A, key(2), at=at(5))
    assert book.own_history()[0].long_name == "Us"
    book.set_own(None)
    assert [b.node for b in book.find("us")] == [A]
    assert book.get(A) == bound(A, 2, RADIO, 5, 5, long_name="Us")


def test_restored_bindings_of_our_own_number_are_ours():
    book = Book()
    book.set_own(A, key(1), at=at(5))
    kept = [
        bound(A, 2, KeySource.RADIO), bound(A, 1, RADIO, 1, 2),
        replace(bound(A, 3), standing=Standing.FORMER, until=at(0)),
    ]  # fmt: skip
    assert book.restore(kept) == ()
    assert book.own_key == key(1)
    assert {b.key for b in book.own_history()} == {key(1), key(2), key(3)}
    fresh = Book()
    fresh.set_own(A)
    assert fresh.restore(kept[:1]) == ()
    assert fresh.own_key == key(2)


def test_recent_keys_come_latest_first_without_our_own():
    book = Book()
    for n in range(1, 6):
        book.observe(NodeNum(n), key(n), HEARD, at(10 - n))
    book.set_own(NodeNum(1))
    assert [b.node for b in book.recent(3)] == [2, 3, 4]


def test_a_change_tells_whose_bindings_are_other_ones():
    assert nodes_of(KeyLearned(key=bound(A, 1))) == (A,)
    assert nodes_of(decided(B, "verified", 1)) == (B,)
    assert nodes_of(NodeRenumbered(before=A, after=B, key=key(1))) == (A, B)
