"""What was kept comes back, in any order and in slices, and is weighed against what this run has heard."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkit import HEARD, IMPORT, RADIO, A, B, C, at, book_with, bound, drawn, key, keys_of
from steadymesh.events import KeyChanged
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.packed import Shown, binding_of_row, micros, pack, pack_row, unpack
from steadymesh.keys.options import OnChange
from steadymesh.model import HoldReason, KeySource, NodeKey, Standing, Trust


def row(binding: NodeKey):
    """A binding as a store hands it out."""
    return (
        binding.node, binding.key.raw, binding.source.value, binding.trust.value, binding.standing.value,
        micros(binding.first_seen), micros(binding.last_seen), None if binding.until is None else micros(binding.until),
        binding.reason, binding.long_name, binding.short_name, binding.hw_model,
    )  # fmt: skip


def held(n, reason="verified", node=A):
    return bound(node, n, standing=Standing.HELD, reason=reason)


def former(n, until=0, node=A, **more):
    return bound(node, n, standing=Standing.FORMER, until=at(until), **more)


KEPT = (
    bound(A, 1, trust=Trust.VERIFIED, long_name="Anna"), held(2), former(3, 5),
    bound(B, 4), former(5, 7, B, trust=Trust.REVOKED), bound(C, 6, IMPORT),
)  # fmt: skip


@given(st.permutations(KEPT), st.integers(1, 6))
def test_everything_stands_where_it_stood_in_whatever_order_it_comes(kept, slice_size):
    books = [Book(), Book()]
    for begin in range(0, len(kept), slice_size):
        books[0].restore(kept[begin : begin + slice_size])
        books[1].restore_rows([row(one) for one in kept[begin : begin + slice_size]])
    for book in books:
        assert {one for num in (A, B, C) for one in book.bindings(num)} == set(KEPT)
        assert book.take_acts() == ()
        book.observe(C, key(5), HEARD, at(9))
        assert book.held(C).reason == "revoked"


def test_rows_tell_who_is_new_and_what_else_changed():
    book = Book()
    book.observe(A, key(9), HEARD, at(9))
    learned, others = book.restore_rows([row(one) for one in KEPT])
    assert learned == [B, C]
    assert others == [KeyChanged(node=A, before=key(1), after=key(9), at_name="", held=True, reason="verified")]


def test_rows_beyond_the_limit_are_weighed_one_by_one():
    book = Book(limit=1)
    assert book.restore_rows([row(bound(A, 1)), row(bound(B, 2))]) == ([A, B], [])
    assert [one.node for one in book.all()] == [B]


def test_nobodys_numbers_are_left_out():
    book = Book()
    assert book.restore([bound(BROADCAST, 1), bound(NodeNum(0), 1)]) == ()


def test_a_kept_binding_that_is_there_already_only_completes_it():
    book = Book()
    book.observe(A, key(1), HEARD, at(9), long_name="New")
    kept = [
        bound(A, 1, IMPORT, 0, 3, long_name="Old", short_name="OL"), held(1), former(1),
    ]  # fmt: skip
    assert book.restore(kept) == ()
    assert book.bindings(A) == (bound(A, 1, HEARD, 0, 9, long_name="New", short_name="OL"),)


def test_a_held_key_of_this_run_keeps_its_place_before_a_kept_one():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(1), HEARD, at(9))
    book.observe(A, key(2), HEARD, at(10))
    book.restore([held(3), bound(A, 2, first=1, last=1, standing=Standing.HELD), former(3)])
    assert keys_of(book, A) == (key(1), key(2))
    assert book.held(A).first_seen == at(1)
    assert [(one.key, one.reason) for one in book.history(A)] == [(key(3), "")]


def test_a_kept_current_key_that_this_run_has_filed_is_current_again():
    book = Book()
    book.observe(A, key(1), RADIO, at(9))
    book.observe(A, key(2), IMPORT, at(1))
    [changed] = book.restore([bound(A, 2, HEARD, 0, 0)])
    assert (changed.before, changed.after) == (key(1), key(2))
    assert book.get(A) == bound(A, 2, HEARD, 0, 1)


# --- conflicts with what this run has heard ---------------------------------------------------


def overruled(before, after, reason):
    return (KeyChanged(node=A, before=key(before), after=key(after), at_name="", held=True, reason=reason.value),)


@pytest.mark.parametrize("source", list(KeySource))
def test_a_kept_verified_key_is_current_whatever_this_run_has_heard(source):
    book = Book()
    book.observe(A, key(2), HEARD, at(9))
    kept = bound(A, 1, source, trust=Trust.VERIFIED)
    assert book.restore([kept]) == overruled(1, 2, HoldReason.VERIFIED)
    assert keys_of(book, A) == (key(1), key(2))


def test_a_kept_verified_key_is_current_whatever_the_radios_table_tells():
    book = Book()
    book.observe(A, key(2), RADIO, at(9))
    assert book.restore([bound(A, 1, IMPORT, trust=Trust.VERIFIED)]) == overruled(1, 2, HoldReason.VERIFIED)


def test_a_persons_word_of_this_run_beats_a_kept_key_that_nobody_verified():
    book = Book()
    book.observe(A, key(2), RADIO, at(9), verified=True)
    assert book.restore([bound(A, 1)]) == (KeyChanged(node=A, before=key(1), after=key(2), at_name=""),)
    assert keys_of(book, A) == (key(2), None)
    assert book.take_acts() == ()


def test_two_persons_words_are_for_a_person_to_decide():
    book = Book()
    book.observe(A, key(2), RADIO, at(9), verified=True)
    assert book.restore([bound(A, 1, trust=Trust.VERIFIED)]) == overruled(1, 2, HoldReason.VERIFIED)


def test_what_this_run_has_heard_is_weighed_as_if_it_were_heard_now():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(2), HEARD, at(9))
    assert book.restore([bound(A, 1)]) == overruled(1, 2, HoldReason.POLICY)
    assert keys_of(book, A) == (key(1), key(2))


def test_a_kept_file_or_table_gives_way_to_what_was_heard():
    book = book_with(OnChange.HOLD)
    book.observe(A, key(2), HEARD, at(9))
    [changed] = book.restore([bound(A, 1, IMPORT)])
    assert (changed.held, changed.after) == (False, key(2))
    assert book.take_acts() == ()


def test_of_two_tables_the_later_one_is_current():
    book = Book()
    book.observe(A, key(2), RADIO, at(9))
    assert book.restore([bound(A, 1, RADIO, 0, 5)]) == ()
    assert book.get(A).key == key(2)
    [changed] = book.restore([bound(A, 3, RADIO, 0, 50)])
    assert (changed.before, changed.after) == (key(2), key(3))
    assert {one.key for one in book.history(A)} == {key(1), key(2)}


def test_a_kept_revocation_takes_the_key_out_of_use_wherever_it_is():
    book = Book()
    book.observe(A, key(1), HEARD, at(9))
    book.restore([former(1, node=B, trust=Trust.REVOKED), bound(C, 1, trust=Trust.VERIFIED)])
    assert [book.get(num) for num in (A, B, C)] == [None, None, None]
    assert book.history(A)[0].until == at(9)
    assert {one.trust for num in (A, B, C) for one in book.history(num)} == {Trust.REVOKED}
    assert book.history(C)[0].until == at(0)


def test_a_renumbered_node_stays_so():
    book = Book()
    book.restore([bound(drawn(1), 1), former(1, 5, reason="renumbered")])
    assert book.successor(A) == drawn(1)


# --- packing ----------------------------------------------------------------------------------

TEXTS = st.text(max_size=20)
TIMES = st.datetimes(min_value=at(0).replace(year=1, tzinfo=None), max_value=at(0).replace(year=9999, tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=at(0).tzinfo)
)


@given(
    st.builds(
        NodeKey,
        node=st.integers(1, 0xFFFFFFFE).map(NodeNum),
        key=st.binary(min_size=32, max_size=32).filter(any).map(PublicKey),
        source=st.sampled_from(KeySource),
        first_seen=TIMES,
        last_seen=TIMES,
        trust=st.sampled_from(Trust),
        standing=st.sampled_from(Standing),
        until=st.none() | TIMES,
        reason=st.sampled_from(["", "renumbered", "verified"]),
        long_name=TEXTS,
        short_name=st.text("aé\ud800🙂", max_size=4),
        hw_model=TEXTS,
    )
)
def test_whatever_a_binding_holds_comes_back_as_it_was(binding):
    assert unpack(binding.node, pack(binding), trust=binding.trust, standing=binding.standing) == binding
    assert binding_of_row(row(binding)) == binding
    assert pack_row(row(binding)) == pack(binding)


def test_what_is_shown_is_a_sequence_as_it_was_when_it_was_asked_for():
    book = Book()
    for n in (3, 1, 2):
        book.observe(NodeNum(n), key(n), HEARD, at(0))
    shown = book.all()
    book.forget(NodeNum(2))
    assert [one.node for one in shown] == [1, 2, 3]
    assert shown[1] == bound(NodeNum(2), 2)
    assert isinstance(shown[1:], Shown)
    assert shown[1:] == [bound(NodeNum(2), 2), bound(NodeNum(3), 3)]
    assert shown != shown[1:]
    assert shown != (shown[0], shown[1], shown[1])
    assert shown != 3
    assert "Shown([NodeKey(node=1" in repr(shown)
    assert replace(shown[0], long_name="x") not in shown


def test_a_kept_current_key_that_this_run_holds_waits_no_more_when_the_other_is_accepted():
    book = Book()
    book.observe(A, key(1), HEARD, at(9))
    book.restore([held(2)])
    [changed] = book.restore([bound(A, 2)])
    assert (changed.before, changed.after, changed.held) == (key(2), key(1), False)
    assert [one.key for one in book.bindings(A)] == [key(1), key(2)]
    assert book.held(A) is None


def test_rows_with_one_key_under_several_numbers_are_all_of_its_numbers():
    book = Book()
    book.restore_rows([row(bound(num, 1)) for num in (A, B, C)])
    assert book.numbers_of(key(1)) == tuple(sorted((A, B, C)))
    assert book.plain_key(A) is None


def test_a_name_of_a_book_is_cut():
    long = bound(A, 1, long_name="é" * 20_000)
    book = Book()
    book.restore_rows([row(long)])
    other = Book()
    other.restore([long])
    assert book.get(A) == other.get(A)
    assert book.get(A).long_name == "é" * (0xFFFF // 4)
