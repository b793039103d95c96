"""Looking people up by a word: what finds whom, in which order, and that it is what a linear search finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookkit import HEARD, A, B, at, key
from steadymesh.ids import InvalidIdError, NodeNum, PublicKey, parse_node_num
from steadymesh.keys.book import index
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.index import NumberRuns, WordRuns
from steadymesh.model.names import fold_name as fold


def book_of(*people):
    book = Book()
    for num, (n, long_name, short_name) in people:
        book.observe(NodeNum(num), key(n), HEARD, at(0), long_name=long_name, short_name=short_name)
    return book


ANNA, BERT, HANNA = (0x0BADCAFE, (1, "Anna Blume", "AB")), (0x11223344, (2, "Bert", "BE")), (0x55, (3, "Hanna", "ANNA"))


def nodes(book, word, **limit):
    return [binding.node for binding in book.find(word, **limit)]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("!0badcafe", [0x0BADCAFE]),
        ("0x0badcafe", [0x0BADCAFE]),
        ("195939070", [0x0BADCAFE]),
        ("0BADCAFE", [0x0BADCAFE]),
        ("!0bad", [0x0BADCAFE]),
        ("!0badcaf", [0x0BADCAFE]),
        ("!0ba", []),
        ("be", [0x11223344]),
        ("ANNA", [0x55, 0x0BADCAFE]),
        ("  anna blume ", [0x0BADCAFE]),
        ("an", [0x55, 0x0BADCAFE]),
        ("han", [0x55]),
        ("", []),
        ("nobody", []),
        (key(2).fingerprint, [0x11223344]),
        (key(2).fingerprint[:4].upper(), [0x11223344]),
        (key(2).fingerprint[:3], []),
        (key(2).fingerprint + "0", []),
    ],
)
def test_find(word, found):
    assert nodes(book_of(ANNA, BERT, HANNA), word) == found


def test_whole_names_come_before_beginnings_and_short_ones_before_long_ones():
    book = book_of(
        (1, (1, "Ann", "x1")), (2, (2, "x", "ANN")), (3, (3, "Anna", "x2")), (4, (4, "y", "ANNI")), (5, (5, "z", "z")),
    )  # fmt: skip
    assert nodes(book, "ann") == [2, 1, 4, 3]
    assert nodes(book, "ann", limit=2) == [2, 1]
    assert nodes(book, "ann", limit=0) == []


def test_case_and_composition_of_letters_do_not_matter():
    book = book_of((1, (1, "Zoé STRASSE", "Z")))
    assert nodes(book, "zoe\u0301 stra") == [1]
    assert nodes(book, "ZOÉ STRAßE") == [1]
    assert fold(" É ") == "é"


def test_who_is_renamed_is_found_by_the_new_name_only():
    book = book_of(ANNA, BERT)
    assert nodes(book, "anna") == [0x0BADCAFE]
    book.observe(NodeNum(0x0BADCAFE), None, HEARD, at(1), long_name="Carla")
    assert (nodes(book, "anna"), nodes(book, "carla")) == ([], [0x0BADCAFE])
    book.observe(NodeNum(0x0BADCAFE), None, HEARD, at(1), long_name="Dora")
    book.observe(NodeNum(0x0BADCAFE), key(9), HEARD, at(2), long_name="Emma")
    assert (nodes(book, "dora"), nodes(book, "emma"), nodes(book, key(1).fingerprint)) == ([], [0x0BADCAFE], [])
    assert nodes(book, key(9).fingerprint) == [0x0BADCAFE]


def test_nobody_without_a_key_is_found_by_number():
    assert nodes(book_of(ANNA), "!00000001") == []


def test_runs_are_cut_filled_up_and_emptied(monkeypatch):
    monkeypatch.setattr(index, "RUN", 4)
    monkeypatch.setattr(index, "FEW", 1)
    words = {NodeNum(n): f"w{n % 3}" for n in range(1, 12)}
    runs = WordRuns(words.__getitem__)
    for nums in ([1, 2], [3, 4, 5], [6], [7], [8, 9], [10, 11]):
        runs.load({NodeNum(n): words[n] for n in nums})
    assert runs.beginning_with("w", 99) == sorted(words, key=lambda n: (words[n], n))
    assert max(len(run) for run in runs._runs) <= 4
    assert runs.beginning_with("w1", 2) == [1, 4]
    for n in (11, 1, 2, 3, 3):
        runs.discard(NodeNum(n))
    assert runs.beginning_with("w", 99) == sorted(
        (n for n in words if n not in (1, 2, 3, 11)), key=lambda n: (words[n], n)
    )
    numbers = NumberRuns()
    for values in ([5, 1], [3, 9], [2], [7, 8, 11, 12, 13]):
        numbers.load(values)
    assert numbers.between(2, 11, 99) == [2, 3, 5, 7, 8, 9, 11]
    assert numbers.between(2, 11, 3) == [2, 3, 5]
    for value in (2, 13, 3, 4, 100):
        numbers.discard(value)
    assert numbers.between(0, 99, 99) == [1, 5, 7, 8, 9, 11, 12]


# --- properties -----------------------------------------------------------------------------

LETTERS = st.text("aAbé ", max_size=4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(1, 6), st.integers(1, 9), LETTERS, LETTERS),
        st.tuples(st.just("forget"), st.integers(1, 6)),
        st.tuples(st.just("look"), LETTERS),
    ),
    max_size=25,
)


def likeness(binding, word):
    """How well a word means somebody, by going through everything; None: not at all."""
    folded = fold(word)
    long, short = fold(binding.long_name), fold(binding.short_name)
    fingerprint = binding.key.fingerprint
    try:
        is_number = parse_node_num(word) == binding.node
    except InvalidIdError:
        is_number = False
    beginning = folded.removeprefix("!") if folded.startswith("!") and 5 <= len(folded) <= 8 else None
    is_hex = 4 <= len(folded) <= 8 and set(folded) <= set("0123456789abcdef")
    ranks = (
        (is_number, ""), (short == folded, ""), (long == folded, ""), (is_hex and fingerprint.startswith(folded), fingerprint),
        (short.startswith(folded), short), (long.startswith(folded), long),
        (beginning is not None and f"{binding.node:08x}".startswith(beginning), ""),
    )  # fmt: skip
    return next(((rank, order, binding.node) for rank, (holds, order) in enumerate(ranks) if holds), None)


def linear(book, word, limit):
    if not fold(word):
        return []
    found = [(rank, binding.node) for binding in book.all() if (rank := likeness(binding, word)) is not None]
    return [node for _, node in sorted(found)][:limit]


@settings(max_examples=200)
@given(STEPS, LETTERS, st.integers(1, 4), st.sampled_from([(4, 1), (4096, 200)]))
def test_find_is_what_a_linear_search_finds(steps, word, limit, sizes):
    was = index.RUN, index.FEW
    index.RUN, index.FEW = sizes
    try:
        book = Book()
        words = [word]
        for step in steps:
            match step:
                case ("tell", num, n, long_name, short_name):
                    book.observe(NodeNum(num), key(n), HEARD, at(0), long_name=long_name, short_name=short_name)
                case ("forget", num):
                    book.forget(NodeNum(num))
                case ("look", some):
                    book.find(some)
        words += [binding.key.fingerprint[:5] for binding in book.all()]
        words += ["!0000", "1", "!00000002", *(binding.long_name for binding in book.all())]
        for one in words:
            assert nodes(book, one, limit=limit) == linear(book, one, limit)
    finally:
        index.RUN, index.FEW = was


def test_a_fingerprint_is_the_keys():
    book = Book()
    raw = bytes(range(32))
    book.observe(A, PublicKey(raw), HEARD, at(0))
    book.observe(B, key(1), HEARD, at(0))
    assert nodes(book, PublicKey(raw).fingerprint) == [A]


def test_whoever_waits_is_sorted_in_run_by_run(monkeypatch):
    monkeypatch.setattr(index, "RUN", 2)
    book = book_of(ANNA, BERT, HANNA)
    assert book.sort_in()
    assert not book.sort_in()
    assert nodes(book, "an") == [0x55, 0x0BADCAFE]
    assert not book.sort_in()
