import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import JOINED
from steadymesh.bot.graphemes import starts
from steadymesh.bot.reply import clean, fit, room

FAMILY = "👩\u200d👩\u200d👧"
FRANCE = "🇫🇷"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def test_the_room_is_what_the_firmware_takes():
    assert room(direct=True, threaded=False) == 220
    assert room(direct=True, threaded=True) == 215
    assert room(direct=False, threaded=False) == 232
    assert room(direct=False, threaded=True) == 227


def test_what_fits_stays_as_it_is():
    assert fit("x" * 220, 220) == "x" * 220
    assert fit("é" * 110, 220) == "é" * 110
    assert fit("two\nlines", 220) == "two\nlines"
    assert fit("", 220) == ""


def test_what_is_longer_ends_with_an_ellipsis():
    assert fit("x" * 221, 220) == "x" * 217 + "…"
    assert fit("é" * 111, 220) == "é" * 108 + "…"
    assert fit("word " * 50, 12) == "word word…"
    assert fit("four five", 8) == "four…"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("abc" + FAMILY + "def", 3 + len(FAMILY.encode()) + 2, "abc…"),
        ("abc" + FAMILY + "defg", 3 + len(FAMILY.encode()) + 3, f"abc{FAMILY}…"),
        ("ae\u0301e\u0301", 6, "a…"),
        ("ae\u0301e\u0301", 7, "ae\u0301e\u0301"),
        ("ae\u0301e\u0301x", 7, "ae\u0301…"),
        (FRANCE * 3, 15, f"{FRANCE}…"),
        (FRANCE * 3, 19, f"{FRANCE * 2}…"),
        ("a👍🏽bcd", 10, "a…"),
        (ENGLAND + "xyz", len(ENGLAND.encode()) + 2, "…"),
        (ENGLAND + "xyzv", len(ENGLAND.encode()) + 3, f"{ENGLAND}…"),
        ("❤\ufe0fabcd", 9, "❤\ufe0f…"),
        ("\u1112\u1161\u11ab" * 2, 12, "\u1112\u1161\u11ab…"),
        ("\u1112\u1161\u11ab" * 2, 11, "…"),
    ],
)
def test_the_cut_never_parts_what_is_read_as_one(text, limit, cut):
    assert fit(text, limit) == cut


def test_a_character_that_alone_is_too_long_leaves_the_ellipsis():
    assert fit("e" + "\u0301" * 10_000, 220) == "…"


def test_what_does_harm_is_dropped():
    assert fit("\x1b[31ma\u202eb\x00\ud800c\n\x7f", 220) == "[31mabc"
    assert fit("\x00" * 1000, 220) == ""
    assert fit("\x00" * 9000 + "hello", 220) == "hello"
    assert fit("abc" + "\x00" * 1000, 220) == "abc"


def test_a_megabyte_costs_no_more_than_a_screenful():
    assert fit("x" * 1_000_000, 215) == "x" * 212 + "…"


@given(st.text(max_size=400), st.integers(min_value=3, max_value=232))
def test_any_text_fits_and_is_a_beginning_of_itself(text, limit):
    fitted = fit(text, limit)
    assert len(fitted.encode()) <= limit
    if fitted.endswith("…") and fit(text, 10_000) != fitted:
        assert fit(text, 10_000).startswith(fitted[:-1])
    else:
        assert fitted == fit(text, 10_000)


@given(st.text(alphabet=JOINED, max_size=60), st.integers(3, 60))
def test_joined_characters_stay_whole(text, limit):
    whole, fitted = clean(text), fit(text, limit)
    if fitted != whole:
        kept = fitted.removesuffix("…")
        behind = len(whole) - len(whole[len(kept) :].lstrip())
        assert any([*starts(whole), True][len(kept) : behind + 1])


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" two\nlines \n", "two\nlines"),
        ("a\tb\x1b\x7f\x9fc", "a bc"),
        ("a\u202eb\u2066\u200b\ufeff", "ab"),
        ("a\ud800b", "ab"),
        (FAMILY + ENGLAND, FAMILY + ENGLAND),
        ("a\u2028b\u00a0c", "a\u2028b\u00a0c"),
    ],
)
def test_cleaning_takes_what_does_harm_and_leaves_what_is_read(text, cleaned):
    assert clean(text) == cleaned
