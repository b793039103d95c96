import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import JOINED
from steadymesh.bot.graphemes import starts
from steadymesh.bot.pieces import LEAST_LIMIT, MOST_KEPT_BYTES, Pieces, cut
from steadymesh.bot.reply import clean

NUMBER = re.compile(r"(\d+)/(\d+) ")
GAP = re.compile(r"^[^\S\u00a0\u2007\u202f]+")  # no-break spaces belong to the word behind them
FAMILY = "👩\u200d👩\u200d👧"  # 18 bytes


def bodies(pieces: Pieces) -> list[str]:
    """Return the pieces without their numbers."""
    return [NUMBER.sub("", piece, count=1) for piece in pieces.pieces]


# --- what it looks like ---------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n ", "\x00\u202e"])
def test_nothing_makes_no_piece(text):
    assert cut(text, 215, 3) == Pieces(pieces=(), rests=())
    assert cut(text, 215, 3).rest == ""


def test_what_fits_one_piece_is_one_without_a_number():
    assert cut("hello", 215, 3) == Pieces(pieces=("hello",), rests=("",))
    assert cut("é" * 107 + "x", 215, 3).pieces == ("é" * 107 + "x",)


def test_several_are_numbered_with_the_right_total():
    text = " ".join(["word"] * 12)
    assert cut(text, 34, 3) == Pieces(
        pieces=("1/2 word word word word word word", "2/2 word word word word word word"), rests=(text[30:], "")
    )
    assert [piece[:4] for piece in cut(text, 24, 3).pieces] == ["1/3 ", "2/3 ", "3/3 "]
    assert [piece[:4] for piece in cut(text, 24, 9).pieces] == ["1/3 ", "2/3 ", "3/3 "]


def test_the_last_one_that_is_allowed_ends_in_an_ellipsis_and_the_rest_is_kept():
    cut_ = cut("one two three four five six seven eight nine ten", 20, 2)
    assert cut_.pieces == ("1/2 one two three", "2/2 four five six…")
    assert cut_.rest == "seven eight nine ten"
    assert cut_.rests == ("four five six seven eight nine ten", cut_.rest)


def test_the_rest_goes_on_with_the_next_number():
    assert cut("six seven eight nine ten", 20, 2, first=3).pieces == ("3/4 six seven eight", "4/4 nine ten")
    assert cut("six", 20, 2, first=3).pieces == ("3/3 six",)
    assert cut("six", 20, 1, first=3).pieces == ("3/3 six",)


def test_a_number_that_grows_keeps_to_the_limit():
    pieces = cut("x" * 100, 20, 3, first=9).pieces
    assert pieces == ("9/11 " + "x" * 15, "10/11 " + "x" * 14, "11/11 " + "x" * 11 + "…")
    assert cut("x" * 16, 20, 3, first=9).pieces == ("9/10 " + "x" * 15, "10/10 x")
    assert cut("x", 20, 3, first=9).pieces == ("9/9 x",)
    assert [len(p.encode()) for p in cut("x" * 100, LEAST_LIMIT, 9, first=999).pieces[:2]] == [20, 20]


def test_one_piece_alone_has_no_number_but_an_ellipsis():
    assert cut("one two three four five six", 20, 1) == Pieces(pieces=("one two three…",), rests=("four five six",))
    assert cut("x" * 21, 20, 1).pieces == ("x" * 17 + "…",)


# --- where it is cut ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("one two three four five six", ["one two three", "four five six"]),
        ("one two three\nfour five six", ["one two three", "four five six"]),
        ("one two three    \n\n   four five", ["one two three", "four five"]),
        ("0123456789012345 012345678", ["0123456789012345", "012345678"]),  # the space lies just behind the limit
        ("012 0123456789012345 x", ["012", "0123456789012345", "x"]),  # the word fits a piece of its own
        ("012 01234567890123456", ["012 012345678901", "23456"]),  # it would be cut in any case
        ("012 3 01234567890123456 x", ["012 3 0123456789", "0123456 x"]),
        ("Bonjour à tous\u00a0! Salut", ["Bonjour à", "tous\u00a0! Salut"]),
        ("今天天气很好今天天气很好", ["今天天气很", "好今天天气", "很好"]),
        ("abcdefghijklmn👍🏽👍🏽", ["abcdefghijklmn", "👍🏽👍🏽"]),
        ("abcdefghijklmnoe\u0301fgh", ["abcdefghijklmno", "e\u0301fgh"]),
        ("abcdefgh \u0301ijklmnopqrstuv", ["abcdefgh \u0301ijklm", "nopqrstuv"]),  # a mark on the space: a character
        ("abcdefg\u0d4e hijklmnopqrstuv", ["abcdefg\u0d4e hijkl", "mnopqrstuv"]),  # a sign that is joined to the space
        ("abcdefghij klm \u0301opqrs tuv", ["abcdefghij", "klm \u0301opqrs tuv"]),
    ],
)
def test_it_is_cut_at_words_and_between_characters(text, pieces):
    assert bodies(cut(text, LEAST_LIMIT, 4)) == pieces


def test_a_character_that_is_longer_than_a_piece_is_cut_hard():
    zalgo = "e" + "\u0301" * 20
    assert bodies(cut(zalgo, LEAST_LIMIT, 9)) == [zalgo[:8], zalgo[8:16], zalgo[16:]]
    assert bodies(cut("ab" + zalgo, LEAST_LIMIT, 9))[:2] == ["ab", zalgo[:8]]
    assert bodies(cut(FAMILY, LEAST_LIMIT, 9)) == [FAMILY]


def test_a_flag_is_whole_in_every_piece():
    assert bodies(cut("🇫🇷" * 5, LEAST_LIMIT, 9)) == ["🇫🇷" * 2, "🇫🇷" * 2, "🇫🇷"]


# --- bounds ---------------------------------------------------------------------------------


def test_what_is_kept_is_bounded_and_says_so():
    text = "0123456 " * 2_000
    cut_ = cut(text, 215, 3)
    assert MOST_KEPT_BYTES - 10 < len(cut_.rest) <= MOST_KEPT_BYTES + 3 * 12
    assert cut_.rest.endswith("…")
    count = 3
    while cut_.rest:
        cut_ = cut(cut_.rest, 215, 3, first=count + 1)
        count += len(cut_.pieces)
    assert count == 43
    assert cut_.pieces[-1].startswith(("43/43 ", "42/42 "))
    assert cut_.pieces[-1].endswith("…")


@pytest.mark.parametrize(
    "text",
    ["x", "wörd ", "今", "e\u0301", FAMILY, "\x00", " ", " \u0301", "क्षि", "\u0301"],
    ids=["x", "words", "wide", "marked", "family", "nul", "space", "marked-space", "hindi", "zalgo"],
)
def test_a_megabyte_costs_milliseconds(text):
    text *= 1_000_000 // len(text)
    cut("é" * 200, 215, 3)  # loads the library
    began = time.perf_counter()
    pieces = cut(text, 215, 3)
    assert time.perf_counter() - began < 0.5  # some 5 ms, 50 for zalgo; 1 MB of that takes minutes
    assert len(pieces.pieces) <= 3
    assert len(pieces.rest.encode()) <= MOST_KEPT_BYTES + 3 * 215


# --- whatever the text ----------------------------------------------------------------------

texts = (
    st.text(max_size=300)
    | st.text(alphabet=JOINED, max_size=300)
    | st.text(alphabet=[*JOINED, "b", "\u2003", "\x00", "\u202e", "\ud800"], max_size=300)
    | st.lists(st.text(alphabet="abé", max_size=30), max_size=60).map(" ".join)
)


@given(texts, st.integers(LEAST_LIMIT, 232), st.integers(1, 9), st.integers(1, 30))
def test_any_text_in_pieces_within_the_limit_that_join_to_the_text(text, limit, most, first):
    cut_ = cut(text, limit, most, first=first)
    whole = clean(text)
    assert len(cut_.pieces) == len(cut_.rests) <= most
    assert all(len(piece.encode()) <= limit for piece in cut_.pieces)
    labels = [NUMBER.match(piece) for piece in cut_.pieces] if len(cut_.pieces) > 1 or first > 1 else []
    total = first + len(cut_.pieces) - 1
    assert [(int(m[1]), int(m[2])) for m in labels if m] == [(first + i, total) for i in range(len(labels))]
    parts = bodies(cut_) if labels else list(cut_.pieces)
    if cut_.rest:
        assert len(parts) == most
        assert parts[-1].endswith("…")
        parts[-1] = parts[-1].removesuffix("…")
        parts.append(cut_.rest)
    begins = [*starts(whole), True]
    at = 0
    for number, part in enumerate(parts):
        assert part
        gap = len(whole[at:]) - len(GAP.sub("", whole[at:], count=1)) if not whole.startswith(part, at) else 0
        assert whole.startswith(part, at + gap)
        # No character is cut, unless it is longer than a piece.
        if not begins[at + gap]:
            before = max(i for i in range(at + gap) if begins[i])
            after = min(i for i in range(at + gap, len(begins)) if begins[i])
            assert len(whole[before:after].encode()) > limit - len("99/99 …".encode())
        if number:
            assert not gap or begins[at]
        at += gap + len(part)
    assert at == len(whole)


@given(texts, st.integers(LEAST_LIMIT, 232), st.integers(1, 9))
def test_whoever_asks_for_more_until_the_end_has_the_whole_text(text, limit, most):
    text = text.replace("/", "").replace("…", "")
    said: list[str] = []
    rest = text
    while rest:
        some = cut(rest, limit, most, first=len(said) + 1)
        said += [body.removesuffix("…") for body in bodies(some)]
        rest = some.rest
    assert "".join("".join(said).split()) == "".join(clean(text).split())


@given(
    st.lists(st.text(alphabet="abcé", min_size=1, max_size=8), min_size=1, max_size=60), st.integers(LEAST_LIMIT, 60)
)
def test_words_that_fit_a_piece_are_never_cut(words, limit):
    some = cut(" ".join(words), limit, 9)
    said = " ".join([*bodies(some), some.rest]).replace("…", "")
    assert said.split() == words
