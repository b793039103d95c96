"""The key book: what erases nothing, what replaces what, and what does not depend on the order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.events import KeyChanged, KeyLearned
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.keys.book.book import MAX_HISTORY, Book
from steadymesh.keys.book.policy import ChangePolicy
from steadymesh.keys.options import OnChange
from steadymesh.model import HoldReason, KeySource, NodeKey, Standing

DAY = datetime(2026, 3, 1, tzinfo=UTC)
A, B = NodeNum(0x0BADCAFE), NodeNum(0x11223344)
HEARD, RADIO, IMPORT, OPERATOR = KeySource.HEARD, KeySource.RADIO, KeySource.IMPORT, KeySource.OPERATOR


def key(n: int) -> PublicKey:
    return PublicKey(bytes([n]) * 32)


def trusting() -> Book:
    """A book that takes the newest heard key, whatever it replaces."""
    return Book(policy=ChangePolicy(on_change=OnChange.ACCEPT))


def former(binding: NodeKey, until: int | None) -> NodeKey:
    return replace(binding, standing=Standing.FORMER, until=None if until is None else at(until))


def at(minutes: int) -> datetime:
    return DAY + timedelta(minutes=minutes)


def bound(node: NodeNum, n: int, source: KeySource, first: int, last: int, **names: str) -> NodeKey:
    return NodeKey(node=node, key=key(n), source=source, first_seen=at(first), last_seen=at(last), **names)


def test_first_key_is_learned_with_who_told_it():
    book = Book()
    changes = book.observe(A, key(1), HEARD, at(0), long_name="Anna", short_name="AN", hw_model="TBEAM")
    expected = bound(A, 1, HEARD, 0, 0, long_name="Anna", short_name="AN", hw_model="TBEAM")
    assert changes == (KeyLearned(key=expected),)
    assert book.get(A) == expected
    assert book.all() == (expected,)
    assert len(book) == 1
    assert book.history(A) == ()


def test_same_key_again_moves_last_seen_only():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    assert book.observe(A, key(1), HEARD, at(5)) == ()
    assert book.get(A) == bound(A, 1, HEARD, 0, 5, long_name="Anna")


def test_message_without_key_never_erases_one_but_tells_names():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    digest = book.content_digest()
    assert book.observe(A, None, HEARD, at(5), long_name="Anna B", short_name="AB") == ()
    assert book.get(A) == bound(A, 1, HEARD, 0, 0, long_name="Anna B", short_name="AB")
    assert book.content_digest() == digest


def test_message_without_key_of_a_stranger_is_nothing():
    book = Book()
    assert book.observe(A, None, HEARD, at(0), long_name="Anna") == ()
    assert book.get(A) is None
    assert book.all() == ()


def test_newest_heard_key_is_current_and_the_former_stays_in_the_history():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    assert book.observe(A, key(2), HEARD, at(9), long_name="Bert") == (
        KeyChanged(node=A, before=key(1), after=key(2), at_name="Bert"),
    )
    assert book.get(A) == bound(A, 2, HEARD, 9, 9, long_name="Bert")
    assert book.history(A) == (former(bound(A, 1, HEARD, 0, 0, long_name="Anna"), 9),)


def test_heard_key_counts_by_arrival_though_the_clock_was_set_back():
    book = Book()
    book.observe(A, key(1), HEARD, at(24 * 60))
    assert len(book.observe(A, key(2), HEARD, at(0))) == 1
    assert book.get(A).key == key(2)


def test_key_that_comes_back_keeps_its_first_date_and_leaves_the_history():
    book = trusting()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    book.observe(A, key(1), HEARD, at(2))
    assert book.get(A) == bound(A, 1, HEARD, 0, 2)
    assert book.history(A) == (former(bound(A, 2, HEARD, 1, 1), 2),)


def test_radios_table_never_replaces_a_heard_key_even_one_it_had_before():
    book = Book()
    book.observe(A, key(1), HEARD, at(0))
    book.observe(A, key(2), HEARD, at(1))
    assert book.observe(A, key(1), RADIO, at(50)) == ()
    assert book.get(A).key == key(2)
    assert book.history(A) == (former(bound(A, 1, HEARD, 0, 50), 1),)


def test_radios_table_replaces_an_imported_key():
    book = Book()
    book.observe(A, key(1), IMPORT, at(50))
    assert book.observe(A, key(2), RADIO, at(0)) == (KeyChanged(node=A, before=key(1), after=key(2), at_name=""),)
    assert book.get(A) == bound(A, 2, RADIO, 0, 0)


def test_imported_key_never_replaces_the_radios_and_waits_in_the_history():
    book = Book()
    book.observe(A, key(2), RADIO, at(0))
    assert book.observe(A, key(1), IMPORT, at(50)) == ()
    assert book.get(A).key == key(2)
    assert book.history(A) == (former(bound(A, 1, IMPORT, 50, 50), None),)


def test_file_fills_gaps_in_names_but_overwrites_none():
    book = Book()
    book.observe(A, key(1), HEARD, at(0), long_name="Anna")
    book.observe(A, key(1), IMPORT, at(1), long_name="Old name", short_name="ON")
    assert (book.get(A).long_name, book.get(A).short_name) == ("Anna", "ON")
    assert book.get(A).source is HEARD


def test_better_source_of_the_same_key_is_kept():
    book = Book()
    book.observe(A, key(1), IMPORT, at(3))
    book.observe(A, key(1), HEARD, at(5))
    assert book.get(A) == bound(A, 1, HEARD, 3, 5)
    book.observe(A, key(1), RADIO, at(1))
    assert book.get(A) == bound(A, 1, HEARD, 1, 5)


@pytest.mark.parametrize("num", [0, BROADCAST])
def test_nobodys_numbers_are_ignored(num):
    book = Book()
    assert book.observe(NodeNum(num), key(1), HEARD, at(0)) == ()
    assert book.all() == ()


def test_own_number_is_nobodys_key_in_anything_the_book_shows():
    book = Book()
    book.observe(A, key(1), IMPORT, at(0))
    book.observe(B, key(2), IMPORT, at(0))
    only_b = Book()
    only_b.observe(B, key(2), IMPORT, at(0))
    book.set_own(A)
    assert book.own == A
    assert book.get(A) is None
    assert [k.node for k in book.all()] == [B]
    assert len(book) == 1
    assert book.content_digest() == only_b.content_digest()
    assert book.observe(A, key(3), HEARD, at(1)) == ()


def test_own_number_given_back_is_somebody_again():
    book = Book()
    book.observe(A, key(1), IMPORT, at(0))
    book.set_own(A)
    book.set_own(A)
    book.set_own(None)
    assert book.get(A).key == key(1)


def test_digest_follows_content_not_number_nor_date_nor_name():
    book = Book()
    empty = book.content_digest()
    book.observe(A, key(1), HEARD, at(0))
    one = book.content_digest()
    book.observe(A, key(1), HEARD, at(5), long_name="Anna")
    assert book.content_digest() == one != empty
    book.observe(A, key(2), HEARD, at(6))
    other = book.content_digest()
    assert other != one
    assert len(book) == 1


def test_restored_keys_are_learned_once():
    book = Book()
    kept = bound(A, 1, HEARD, 0, 5, long_name="Anna")
    assert book.restore([kept]) == (KeyLearned(key=kept),)
    assert book.restore([kept]) == ()
    assert book.all() == (kept,)


def test_restored_key_gives_way_to_one_heard_in_this_run_which_is_a_change():
    book = Book()
    book.observe(A, key(2), HEARD, at(9), long_name="New")
    assert book.restore([bound(A, 1, HEARD, 0, 5, long_name="Old", short_name="OL")]) == (
        KeyChanged(node=A, before=key(1), after=key(2), at_name="New"),
    )
    assert book.get(A) == bound(A, 2, HEARD, 9, 9, long_name="New", short_name="OL")
    assert len(book.take_acts()) == 1
    assert [b.key for b in book.history(A)] == [key(1)]


def test_restored_heard_key_replaces_what_only_the_radios_table_told():
    book = Book()
    book.observe(A, key(2), RADIO, at(9))
    changes = book.restore([bound(A, 1, HEARD, 0, 5)])
    assert changes == (KeyChanged(node=A, before=key(2), after=key(1), at_name=""),)
    assert book.get(A).key == key(1)


def test_restored_key_that_was_heard_again_gets_its_first_date_back():
    book = Book()
    book.observe(A, key(1), HEARD, at(9), long_name="New")
    book.restore([bound(A, 1, IMPORT, 0, 5, long_name="Old", short_name="OL")])
    assert book.get(A) == bound(A, 1, HEARD, 0, 9, long_name="New", short_name="OL")


def test_restored_own_key_is_no_news():
    book = Book()
    book.set_own(A)
    assert book.restore([bound(A, 1, IMPORT, 0, 5), bound(A, 2, HEARD, 6, 6)]) == ()
    assert book.all() == ()


def test_full_book_lets_the_quietest_go_but_never_what_a_person_gave():
    book = Book(limit=3)
    book.observe(NodeNum(1), key(1), IMPORT, at(0))
    book.observe(NodeNum(2), key(2), HEARD, at(1))
    book.observe(NodeNum(3), key(3), HEARD, at(2))
    book.observe(NodeNum(2), key(9), HEARD, at(3))
    book.observe(NodeNum(4), key(4), HEARD, at(4))
    assert [k.node for k in book.all()] == [1, 2, 4]
    assert book.evicted == 1
    book.observe(NodeNum(5), key(5), HEARD, at(5))
    assert [k.node for k in book.all()] == [1, 4, 5]
    assert book.history(NodeNum(2)) == ()


def test_book_full_of_what_people_gave_takes_nothing_more():
    book = Book(limit=1)
    book.observe(A, key(1), OPERATOR, at(0))
    assert book.observe(B, key(2), HEARD, at(1)) == ()
    assert book.restore([bound(B, 2, HEARD, 0, 0)]) == ()
    assert [k.node for k in book.all()] == [A]


def test_history_keeps_the_latest_few():
    book = trusting()
    for n in range(1, MAX_HISTORY + 4):
        book.observe(A, key(n), HEARD, at(n))
    assert [b.key for b in book.history(A)] == [key(n) for n in range(3, MAX_HISTORY + 3)]
    assert [b.key for b in book.take_dropped()] == [key(1), key(2)]
    assert book.take_dropped() == []


# --- properties -----------------------------------------------------------------------------

sightings = st.tuples(st.sampled_from([A, B]), st.integers(1, 3), st.sampled_from([RADIO, IMPORT]), st.integers(0, 50))


def content(book: Book) -> list[object]:
    return [
        (b.node, b.key, b.source, b.first_seen, b.last_seen)
        for node in (A, B)
        for b in ((book.get(node),) if book.get(node) else ()) + book.history(node)
    ]


@given(st.lists(sightings, max_size=12).flatmap(lambda s: st.tuples(st.just(s), st.permutations(s))))
def test_tables_and_files_give_the_same_book_in_any_order(orders):
    books = []
    for order in orders:
        book = Book()
        for node, n, source, minutes in order:
            book.observe(node, key(n), source, at(minutes))
        books.append(book)
    assert content(books[0]) == content(books[1])
    assert books[0].content_digest() == books[1].content_digest()


@given(
    st.lists(sightings, max_size=8),
    st.lists(st.tuples(st.sampled_from([A, B]), st.integers(1, 3), st.integers(0, 50)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_what_was_heard_is_current_wherever_files_come_in_between(others, heard, chance):
    book = trusting()
    steps = [("heard", *h) for h in heard]
    for other in others:
        steps.insert(chance.randint(0, len(steps)), ("other", *other))
    for step in steps:
        if step[0] == "heard":
            book.observe(step[1], key(step[2]), HEARD, at(step[3]))
        else:
            book.observe(step[1], key(step[2]), step[3], at(step[4]))
    for node in (A, B):
        last = [n for who, n, _ in heard if who == node]
        if last:
            assert book.get(node).key == key(last[-1])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([A, B]), st.one_of(st.none(), st.integers(1, 3)), st.sampled_from(list(KeySource)),
            st.integers(0, 50),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_a_known_key_is_never_erased_and_changes_are_told(observations):
    book = Book()
    told: dict[NodeNum, PublicKey] = {}
    seen: dict[NodeNum, set[PublicKey]] = {A: set(), B: set()}
    for node, n, source, minutes in observations:
        changes = book.observe(node, None if n is None else key(n), source, at(minutes))
        for change in changes:
            match change:
                case KeyLearned(key=binding):
                    assert node not in told
                    told[node] = binding.key
                case KeyChanged(before=before, after=after, held=False):
                    assert told[node] == before
                    told[node] = after
                case KeyChanged(before=before, after=after, reason=reason):
                    assert told[node] == before
                    assert book.held(node).key == after
                    assert book.held(node).reason == reason == HoldReason(reason).value
        if n is not None:
            seen[node].add(key(n))
        assert {b.node: b.key for b in book.all()} == told
        assert {b.key for b in book.bindings(node)} == seen[node]
        assert len(book.bindings(node)) == len(seen[node])
