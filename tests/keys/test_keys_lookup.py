"""Whom a word means: one node, or a refusal that lists who it may be; nothing is guessed."""

import pytest

from keyskit import ANNA, BERT, CARL, OWN, START, key
from steadymesh import words
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.lookup import Lookup
from steadymesh.model import KeySource, Node

DORA = NodeNum(0xDEADBEEF)
"""Known by name only."""


class Nodes:
    def __init__(self, *nodes: Node) -> None:
        self.table = {node.num: node for node in nodes}

    def get(self, num):
        return self.table.get(num)

    def snapshot(self):
        return self.table


@pytest.fixture
def book() -> Book:
    book = Book()
    for num, n, name, short in ((ANNA, 1, "Anna Berg", "AB"), (BERT, 2, "Bert", "BB"), (CARL, 3, "Anton", "1234")):
        book.observe(num, key(n), KeySource.HEARD, START, long_name=name, short_name=short)
    book.set_own(OWN, key(99))
    return book


@pytest.fixture
def lookup(book) -> Lookup:
    return Lookup(book=book, nodes=Nodes(Node(num=DORA, long_name="Dora\x1b[31m", short_name="DO")))


@pytest.mark.parametrize(
    ("word", "num"),
    [
        ("!0000000a", ANNA), ("0x0a", ANNA), ("10", ANNA), (" !0000000A ", ANNA), (key(1).fingerprint, ANNA),
        (key(1).fingerprint.upper(), ANNA), (key(1).fingerprint[:4], ANNA), (key(1).base64, ANNA), (key(1).raw.hex(), ANNA),
        (f"base64:{key(1).base64}", ANNA), ("Anna Berg", ANNA), ("anna berg", ANNA), ("anna", ANNA), ("ab", ANNA), ("bert", BERT),
        ("1234", CARL), ("deadbeef", DORA), ("!deadbeef", DORA), ("DO", DORA), ("Dora", DORA), ("!00000001", OWN),
        (key(99).fingerprint, OWN),
    ],
)  # fmt: skip
def test_every_way_to_name_a_node(lookup, word, num):
    found = lookup.one(word)
    assert (found.num, found.is_known) == (num, True)


def test_a_node_is_named_by_number_and_clean_name(lookup):
    assert lookup.one("!0000000a").label == "!0000000a (Anna Berg)"
    assert lookup.one("!deadbeef").label == "!deadbeef (Dora\N{REPLACEMENT CHARACTER}[31m)"
    assert lookup.one("!00000077").label == "!00000077"


def test_a_number_of_which_nothing_is_known_is_told_as_that(lookup):
    found = lookup.one("!00000077")
    assert (found.num, found.is_known, found.fingerprint) == (0x77, False, "")
    assert lookup.one("4711").is_known is False


def refused(lookup, word: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        lookup.one(word)
    told = caught.value.told
    assert words.tell(told, "en") == str(caught.value)
    assert words.tell(told, "fr") != str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_beginning_that_several_share_is_listed_never_guessed(lookup):
    error = refused(lookup, "an")
    assert error.told.sentence == "who-several"
    assert f"!0000000a Anna Berg {key(1).fingerprint}" in str(error)
    assert f"!0000000c Anton {key(3).fingerprint}" in str(error)


def test_a_whole_name_wins_over_the_beginning_of_others(book, lookup):
    book.observe(NodeNum(20), key(4), KeySource.HEARD, START, long_name="An")
    assert lookup.one("an").num == 20


def test_two_nodes_of_one_name_are_both_listed(book, lookup):
    book.observe(NodeNum(20), key(4), KeySource.HEARD, START, long_name="BERT")
    error = refused(lookup, "Bert")
    assert "!0000000b" in str(error)
    assert "!00000014" in str(error)


def test_what_is_one_nodes_number_and_anothers_name_is_both(book, lookup):
    book.observe(NodeNum(1234), key(4), KeySource.HEARD, START, long_name="Somebody")
    assert "!000004d2" in str(refused(lookup, "1234"))
    assert lookup.one("!000004d2").num == 1234


def test_one_key_under_two_numbers_is_both(book, lookup):
    book.observe(NodeNum(20), key(1), KeySource.HEARD, START, long_name="Clone")
    assert refused(lookup, key(1).fingerprint).told.sentence == "who-several-hold"


def test_a_list_of_many_is_cut_and_says_so(book, lookup):
    for num in range(100, 130):
        book.observe(NodeNum(num), key(num), KeySource.HEARD, START, long_name=f"Zoe {num} with a name that is long")
    error = refused(lookup, "zoe")
    assert " and 26 more. Write the number" in str(error)
    assert len(str(error)) < 400


def test_a_former_key_still_finds_whose_it_was(book, lookup):
    book.verify(ANNA, START, key(5))
    assert lookup.one(key(1).fingerprint).num == ANNA
    book.revoke(key(5), START)
    assert lookup.one(key(5).fingerprint).num == ANNA


def test_a_held_key_is_found_by_its_fingerprint(book, lookup):
    book.verify(ANNA, START)
    book.observe(ANNA, key(6), KeySource.HEARD, START)
    found = lookup.one(key(6).fingerprint)
    assert (found.num, found.fingerprint) == (ANNA, key(6).fingerprint)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("", "who-empty"), ("  ", "who-empty"), ("nobody", "who-nobody"), ("x" * 10_000, "who-nobody"), ("\x00\x1b[2J", "who-nobody"),
        ("abcd", "who-nobody"), ("0", "who-nobody"), ("!0", "id-node-out-of-range"), ("!xyz", "id-no-node"), ("0xfffffffff", "id-no-node"),
        ("!ffffffff", "who-everybody"), ("4294967295", "who-everybody"), ("4294967296", "who-out-of-range"), ("99999999999", "who-out-of-range"), ("ab", None),
        (PublicKey(bytes(range(32))).base64, "who-nobody"), ("A" * 43, "who-nobody"),
    ],
)  # fmt: skip
def test_what_names_nobody_is_one_sentence(lookup, word, sentence):
    if sentence is None:
        assert lookup.one(word).num == ANNA
        return
    assert refused(lookup, word).told.sentence == sentence


def test_everybodys_number_is_nobody_in_any_spelling(lookup):
    for word in ("!FFFFFFFF", "0xffffffff", str(BROADCAST), "ffffffff"):
        assert refused(lookup, word).told.sentence == "who-everybody"
