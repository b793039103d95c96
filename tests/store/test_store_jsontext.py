import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.errors import UsageError
from steadymesh.store.jsontext import MAX_BYTES, MAX_DEPTH, decode, encode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


@given(JSON)
def test_whatever_is_json_comes_back_as_it_was(value):
    text = encode(value, "p")
    assert decode(text) == value
    text.encode("utf-8")


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        math.nan, math.inf, [-math.inf], (1, 2), {1: 2}, {"a": {2}}, b"x", object(), {None: 1}, [10**5000],
        nested(MAX_DEPTH),
    ],
)  # fmt: skip
def test_what_would_not_come_back_as_it_was_is_refused(value):
    with pytest.raises(UsageError, match="What mail wants to keep can't be written as JSON"):
        encode(value, "mail")


def test_as_deep_as_allowed_is_kept():
    assert decode(encode(nested(MAX_DEPTH - 1), "p")) == nested(MAX_DEPTH - 1)


def test_a_value_that_holds_itself_or_the_same_again_and_again_is_found_out_at_once():
    itself = []
    itself += [itself, itself]
    again = "x"
    for _ in range(30):
        again = [again] * 10
    began = time.monotonic()
    for value in (itself, again, {"a": itself}, [1] * (MAX_BYTES + 1)):
        with pytest.raises(UsageError):
            encode(value, "p")
    assert time.monotonic() - began < 2


def test_the_limit_counts_bytes():
    assert len(encode("é" * ((MAX_BYTES - 2) // 2), "p").encode()) == MAX_BYTES
    with pytest.raises(UsageError, match="too long"):
        encode("é" * (MAX_BYTES // 2), "p")


def test_half_a_character_makes_the_text_ascii():
    assert encode(["é", "\ud83d"], "p") == json.dumps(["é", "\ud83d"], separators=(",", ":"))
    assert encode(["é"], "p") == '["é"]'


@pytest.mark.parametrize("text", [None, "", "{", "1" * 5000, "[" * 100_000])
def test_what_is_no_json_is_nothing(text):
    assert decode(text) is None
