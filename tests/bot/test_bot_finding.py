"""Whom a word means."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import ALICE, ALICES_KEY, BOB, START, Keys, Nodes
from steadymesh.bot.finding import MOST, find
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.model import KeySource, Node


def nodes(*names: tuple[str, str]) -> Nodes:
    return Nodes(*(Node(num=NodeNum(n), long_name=long, short_name=short) for n, (long, short) in enumerate(names, 1)))


def found(word: str, known: Nodes, keys: Keys | None = None) -> list[int]:
    return [one.num for one in find(word, known, keys or Keys())]


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("Base", [2]),  # a whole short name goes before beginnings
        ("base camp", [1]),
        ("base c", [1]),
        ("  BASE CAMP ", [1]),
        ("é", [3]),
        ("E\u0301te\u0301", [3]),
        ("ÉTÉ", [3]),
        ("ping", [4]),
        ("Twin", [5, 6]),
        ("!00000006", [6]),
        ("!0000ffff", [0xFFFF]),  # whoever that is: a number written as one is one
        ("", []),
        ("   ", []),
        ("nobody", []),
        ("!ffffffff", []),
        ("!00000000", []),
        ("!xyz", []),
        ("6", [6]),  # a number without its mark, of somebody we know
        ("0x00000006", [6]),
        ("77777", []),
    ],
)
def test_a_word_means_somebody_by_the_first_rule_that_finds_anybody(word, who):
    known = nodes(
        ("Base Camp", "BC"), ("Other", "Base"), ("Été", "ete"), ("Ping", "ping"), ("Twin", "a"), ("Twin", "b")
    )
    assert found(word, known) == who


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("\u2764", "\u2764\ufe0f"),
        ("\u2602\ufe0f", "\u2602"),
        ("O\u2019Neil", "o'neil"),
        ("O'Neil", "O\u2019NEIL"),
        ("Jean\u2011Luc", "jean-luc"),
        ("Base  Camp", "base camp"),
        ("\uff22ase", "base"),
        ("Ba\u200bse", "Base"),
    ],
)
def test_a_name_is_found_however_a_telephone_types_it(kept, typed):
    assert found(typed, nodes(("x", "y"), ("z", kept))) == [2]
    assert found(typed, nodes(("x", "y"), (kept, "z"))) == [2]
    book = Book()
    book.observe(BOB, ALICES_KEY, KeySource.HEARD, START, long_name=kept, short_name="z")
    assert [one.num for one in find(typed, Nodes(), book)] == [BOB]


@pytest.mark.parametrize("word", ["@Bob", " @ bob ", "Bob:", "Bob,", "Bob :", "Bob\u00a0:", "@Bob;", "!00000002:"])
def test_a_mark_before_a_name_or_behind_it_is_none_of_it(word):
    assert found(word, nodes(("Al", "x"), ("Bob", "y"))) == [2]


def test_a_name_that_has_the_mark_goes_before_one_that_has_not():
    known = nodes(("Bob", "x"), ("@Bob", "y"), ("Bob:", "z"))
    assert (found("@bob", known), found("bob:", known), found("bob", known)) == ([2], [3], [1])
    assert found("@", nodes(("Bob", "x"))) == found(":", nodes(("Bob", "x"))) == []


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Éloïse", "Eloise"),
        ("Éloïse", "elois"),
        ("Eloise", "Éloïse"),
        ("Nœud de Bourg", "noeud"),
        ("Žižkov", "zizkov"),
        ("Łódź", "lodz"),
        ("Éloïse", "@eloise:"),
    ],
)
def test_a_name_is_found_without_its_accents(kept, typed):
    assert found(typed, nodes(("x", "y"), ("z", kept))) == found(typed, nodes(("x", "y"), (kept, "z"))) == [2]


def test_exact_accents_win_and_of_several_without_them_nobody_is_guessed():
    known = nodes(("Éloïse", "x"), ("Eloise", "y"), ("Élodie", "z"), ("Elodïe", "w"))
    assert (found("Eloise", known), found("éloïse", known)) == ([2], [1])
    assert found("Elodie", known) == [3, 4]
    assert found("कि", nodes(("क", "x"), ("का", "y"))) == []


def test_the_flags_of_two_countries_are_two_names():
    wales, scotland = ("\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in f"gb{c}") for c in ("wls", "sct"))
    assert found(scotland, nodes(("x", wales), ("y", scotland))) == [2]


def test_a_name_that_looks_like_a_number_goes_before_the_number():
    assert found("2", nodes(("x", "2"), ("y", "y"))) == [1]


def test_nobody_is_found_by_an_empty_name():
    assert found("\u200d", nodes(("", ""), ("", ""))) == []


def test_whom_only_the_key_book_knows_is_found_too():
    keys = Keys()
    keys.add(BOB, ALICES_KEY, name="Bobby")
    (one,) = find("bobb", Nodes(), keys)
    assert (one.num, one.name, one.node) == (BOB, "Bobby", None)
    assert found("0x0000b0b0", Nodes(), keys) == [BOB]


def test_the_directory_goes_before_the_key_book():
    keys = Keys()
    keys.add(ALICE, PublicKey(bytes(range(2, 34))), name="Old name")
    known = Nodes(Node(num=ALICE, long_name="Alice", short_name="Al"))
    assert found("old", known, keys) == []
    (one,) = find("al", known, keys)
    assert (one.name, one.node) == ("Alice", known.get(ALICE))


def test_no_more_are_told_than_anybody_lists():
    assert len(find("x", nodes(*[("x", "")] * 100), Keys())) == MOST


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=12), st.text(max_size=4)), max_size=5))
def test_whatever_is_written_finds_people_or_nobody(word, names):
    for one in find(word, nodes(*names), Keys()):
        assert 0 < one.num < BROADCAST
        assert one.name


@pytest.mark.real
def test_ten_thousand_nodes_hold_nobody_up():
    known = nodes(*((f"Node number {n}", f"{n:04x}"[-4:]) for n in range(10_000)))
    find("warm", known, Keys())
    began = time.perf_counter()
    for _ in range(5):
        find("Node number 9999", known, Keys())
    assert (time.perf_counter() - began) / 5 < 0.5
