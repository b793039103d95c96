import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_cluster_breakables

from botkit import JOINED
from steadymesh.bot.graphemes import WINDOW, last_start, reach, starts

texts = st.text(max_size=60) | st.text(alphabet=JOINED, max_size=60)


def clusters(text: str) -> list[str]:
    """Return the text's parts between the places where it may be cut."""
    cuts = [index for index, begins in enumerate(starts(text)) if begins]
    return [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "parts",
    [
        ["a", "b"],
        ["a", "e\u0301", "b"],
        ["👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"],
        ["👍🏽", "👍"],
        ["🇫🇷", "🇩🇪", "🇫"],
        ["a", "🇫🇷", "🇩🇪"],
        ["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "x"],
        ["❤\ufe0f", "☂"],
        ["1\ufe0f\u20e3", "2"],
        ["\u1112\u1161\u11ab", "\u1112\u1161", "\u1112"],
        ["क्षि", "क", " ", "नि"],
        ["\u0d4eക", "a"],
        ["\u0d4ea", "b"],
        ["a\u200d", "b"],
        [" \u0301", "\n", "x"],
        ["界", "世", "界"],
    ],
)
def test_what_is_read_as_one_is_one(parts):
    assert clusters("".join(parts)) == parts


def test_nothing_has_no_starts():
    assert starts("") == []


@given(texts)
def test_looking_only_where_it_matters_finds_the_same(text):
    text = text.replace("\r", "")  # cleaned away before
    assert starts(text) == [bool(b) for b in grapheme_cluster_breakables(text)]


@given(texts, st.integers(0, 70))
def test_the_last_start_is_the_greatest_that_is_near_enough(text, at):
    text = text.replace("\r", "")
    begins = [*starts(text), True]
    assert last_start(text, at) == max(index for index in range(len(begins)) if index <= at and begins[index])


def test_only_the_end_of_a_long_text_is_looked_at():
    assert last_start("x" * 10_000 + "👍🏽", 10_001) == 10_000
    assert last_start("e" + "\u0301" * 10_000, 5_000) == 5_000 - WINDOW


@pytest.mark.parametrize(
    ("text", "size", "begin", "end"),
    [
        ("abc", 2, 0, 2),
        ("abc", 9, 0, 3),
        ("éa", 1, 0, 0),
        ("éa", 2, 0, 1),
        ("aéb", 3, 1, 3),
        ("👍👍", 7, 0, 1),
        ("", 5, 0, 0),
    ],
)
def test_bytes_are_counted_in_utf8(text, size, begin, end):
    assert reach(text, size, begin) == end


def test_the_library_is_loaded_only_for_a_cut_that_needs_it():
    code = (
        "import sys\nfrom steadymesh.bot import dispatcher, loader, pieces\nloader.load()\n"
        "pieces.cut('x ' * 1000, 215, 3); pieces.cut('é' * 100, 215, 3)\nprint('uniseg' in sys.modules)\n"
        "pieces.cut('é' * 200, 215, 3)\nprint('uniseg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
