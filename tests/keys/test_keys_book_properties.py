"""Properties of the book: a pinned key stays, nothing is lost, the digest is the content's."""

import asyncio
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bookkit import DAY, HEARD, IMPORT, LINK, OPERATOR, RADIO, A, B, at, book_with, drawn, key
from keyskit import Store
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.keeping.shelf import Shelf
from steadymesh.keys.options import KeyOptions, OnChange
from steadymesh.model import NodeKey, Standing, Trust

NUMS = [A, B, drawn(1), drawn(2)]
SOURCES = [HEARD, RADIO, IMPORT, LINK, OPERATOR]

sightings = st.tuples(
    st.sampled_from(NUMS), st.integers(1, 4), st.sampled_from(SOURCES), st.integers(0, 20_000), st.booleans()
)
"""Number, key, source, minute, whether a person says so."""

orders = st.lists(sightings, max_size=12).flatmap(lambda s: st.tuples(st.just(s), st.permutations(s)))
cautious = st.sampled_from([OnChange.CAUTIOUS, OnChange.HOLD])


def observe(book: Book, sighting) -> None:
    num, n, source, minute, is_word = sighting
    book.observe(num, key(n), source, at(minute), verified=is_word)


@given(st.lists(sightings, max_size=6), st.sampled_from(NUMS), orders, cautious)
def test_no_order_of_observations_changes_a_verified_key(before, num, later, on_change):
    for order in later:
        book = book_with(on_change)
        for sighting in before:
            observe(book, sighting)
        book.verify(num, at(0), key(9))
        for sighting in order:
            observe(book, sighting)
        assert book.get(num).key == key(9)
        assert book.get(num).trust is Trust.VERIFIED


@given(orders, cautious)
def test_no_order_of_observations_changes_an_admins_key(later, on_change):
    for order in later:
        book = book_with(on_change, admins=(key(9),))
        book.observe(A, key(9), IMPORT, at(0))
        for sighting in order:
            observe(book, sighting)
        assert book.get(A).key == key(9)


@given(st.lists(sightings, max_size=12), st.integers(0, 12), st.sampled_from(NUMS))
def test_a_key_that_was_verified_in_an_earlier_run_is_current_whenever_that_is_read(told, when, num):
    book = Book()
    kept = NodeKey(
        node=num, key=key(9), source=HEARD, first_seen=at(0), last_seen=at(0), trust=Trust.VERIFIED
    )  # fmt: skip
    for sighting in told[:when]:
        observe(book, sighting)
    book.restore([kept])
    for sighting in told[when:]:
        observe(book, sighting)
    assert book.get(num).key == key(9)


def test_a_verified_key_stays_by_hand():
    book = Book()
    book.observe(A, key(2), HEARD, at(0))
    book.verify(A, at(1), key(9))
    for n, source, is_word in ((3, HEARD, False), (2, RADIO, True), (4, LINK, True), (2, IMPORT, False)):
        book.observe(A, key(n), source, at(n), verified=is_word)
    assert book.get(A).key == key(9)
    assert {one.key for one in book.bindings(A)} == {key(n) for n in (2, 3, 4, 9)}


# --- nothing is lost --------------------------------------------------------------------------

steps = st.lists(
    st.one_of(
        st.tuples(st.just("observe"), sightings),
        st.tuples(st.just("restore"), sightings, st.sampled_from(Standing), st.sampled_from(Trust), st.booleans()),
        st.tuples(st.just("accept"), st.sampled_from(NUMS)),
        st.tuples(st.just("reject"), st.sampled_from(NUMS)),
        st.tuples(st.just("prove"), st.sampled_from(NUMS), st.integers(1, 4)),
        st.tuples(st.just("verify"), st.sampled_from(NUMS), st.none() | st.integers(1, 4)),
        st.tuples(st.just("revoke"), st.integers(1, 4)),
        st.tuples(st.just("rekey"), st.sampled_from(NUMS), st.integers(1, 4)),
        st.tuples(st.just("own"), st.none() | st.sampled_from(NUMS), st.none() | st.integers(1, 4)),
        st.tuples(st.just("forget"), st.sampled_from(NUMS)),
    ),
    max_size=25,
)


def do(book: Book, step, seen: set[tuple[NodeNum, PublicKey]]) -> None:
    """Take one step, and note what must be there from now on."""
    own = book.own
    match step:
        case ("observe", (num, n, _, _, _) as sighting):
            observe(book, sighting)
            if num != own:
                seen.add((num, key(n)))
        case ("restore", (num, n, source, minute, _), standing, trust, is_backup):
            kept = NodeKey(
                node=num, key=key(n), source=source, first_seen=at(minute), last_seen=at(minute), standing=standing,
                trust=trust, until=None if standing is Standing.CURRENT else at(minute),
            )  # fmt: skip
            book.restore([kept], is_backup=is_backup)
            seen.add((num, key(n)))
        case ("accept", num):
            book.accept(num, DAY)
        case ("reject", num):
            book.reject(num)
        case ("prove", num, n):
            book.prove(num, key(n), DAY)
        case ("verify", num, n):
            book.verify(num, DAY, None if n is None else key(n))
            if n is not None and num != own:
                seen.add((num, key(n)))
        case ("revoke", n):
            book.revoke(key(n), DAY)
        case ("rekey", num, n):
            book.rekey(num, key(n), DAY)
            if num != own:
                seen.add((num, key(n)))
        case ("own", num, n):
            book.set_own(num, None if n is None else key(n))
            if num is not None and n is not None:
                seen.add((num, key(n)))
        case ("forget", num):
            revoked = {one.key for one in book.bindings(num) if one.trust is Trust.REVOKED}
            book.forget(num)
            if num != own:
                seen.difference_update([place for place in seen if place[0] == num and place[1] not in revoked])


def check(book: Book, seen: set[tuple[NodeNum, PublicKey]]) -> None:
    everything = [one for num in NUMS for one in book.bindings(num)]
    assert {(one.node, one.key) for one in everything} == seen
    assert len(everything) == len(seen)
    for num in NUMS:
        standings = [one.standing for one in book.bindings(num)]
        assert standings.count(Standing.CURRENT) <= 1
        assert standings.count(Standing.HELD) <= 1
        current = book.get(num)
        assert current is None or current.trust is not Trust.REVOKED
        assert current is None or current.until is None
        for one in book.bindings(num):
            assert one.first_seen <= one.last_seen
            assert book.numbers_with(one.key)
        if current is not None:
            assert num in book.numbers_of(current.key)
            assert current in book.find(current.key.fingerprint, limit=100)
    assert len(book) == len(book.all()) == sum(book.get(num) is not None for num in NUMS)
    scratch = Book()
    for one in book.all():
        scratch.observe(one.node, one.key, IMPORT, DAY)
    if len(scratch) == len(book):  # a file that tells of a renumbered node is not taken for current
        assert scratch.content_digest() == book.content_digest()


@settings(max_examples=300)
@given(steps, st.sampled_from(OnChange))
def test_no_key_is_lost_by_any_interleaving_and_the_digest_is_the_contents(taken, on_change):
    book = book_with(on_change)
    seen: set[tuple[NodeNum, PublicKey]] = set()
    for step in taken:
        do(book, step, seen)
        check(book, seen)


def test_the_digest_is_made_of_numbers_and_keys():
    digests = set()
    for content in ([], [(A, 1)], [(A, 2)], [(B, 1)], [(A, 1), (B, 2)], [(A, 2), (B, 1)]):
        books = []
        for order in (content, content[::-1]):
            book = Book()
            for num, n in order:
                book.observe(num, key(n), HEARD, DAY)
            books.append(book.content_digest())
        assert len(set(books)) == 1
        digests.add(books[0])
    assert len(digests) == 6


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([A, B]), st.integers(1, 40), st.booleans()), max_size=80))
def test_the_store_has_every_key_though_the_memory_of_a_number_is_short(told):
    store = Store()
    book = book_with(OnChange.ACCEPT)

    async def keep() -> None:
        shelf = Shelf(book=book, store=store, options=KeyOptions())
        await shelf.load()
        for count, (num, n, is_saved) in enumerate(told):
            book.observe(num, key(n), HEARD, DAY + timedelta(minutes=count))
            shelf.note(num, urgent=True)
            if is_saved:
                assert await shelf.save()
        assert await shelf.save()
        assert shelf.unsaved == 0

    asyncio.run(keep())
    assert set(store.rows) == {(num, key(n)) for num, n, _ in told}
    again = Book()
    again.restore(tuple(store.rows.values()))
    assert list(again.all()) == list(book.all())
    assert again.content_digest() == book.content_digest()
