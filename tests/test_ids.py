import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.errors import InvalidIdError
from steadymesh.ids import PublicKey, format_node_num, parse_node_num

KEY = bytes(range(1, 33))


@pytest.mark.parametrize(
    ("text", "num"),
    [
        ("!0badcafe", 0x0BADCAFE),
        ("0x0badcafe", 0x0BADCAFE),
        ("195939070", 0x0BADCAFE),
        ("0badcafe", 0x0BADCAFE),
        (" !A1B2C3D4 ", 0xA1B2C3D4),
        ("12345678", 12345678),
        ("!12345678", 0x12345678),
        ("4294967295", 0xFFFFFFFF),
    ],
)
def test_every_spelling_of_a_node_number_is_understood(text, num):
    assert parse_node_num(text) == num


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "0",
        "!0",
        "4294967296",
        "!1badcafe0",
        "badcafe",
        "zz",
        "-5",
        "１２３",
        "12345678901234567890",
        "!0bad cafe",
    ],
)
def test_what_is_no_node_number_is_refused_in_one_sentence(text):
    with pytest.raises(InvalidIdError) as caught:
        parse_node_num(text)
    assert "\n" not in str(caught.value)


def test_a_hostile_node_number_is_cut_and_cleaned_in_the_error():
    with pytest.raises(InvalidIdError) as caught:
        parse_node_num("\x1b[31m" + "A" * 10_000)
    assert len(str(caught.value)) < 200
    assert "\x1b" not in str(caught.value)


@given(st.integers(1, 0xFFFFFFFF))
def test_printing_and_parsing_a_node_number_gives_it_back(num):
    assert parse_node_num(format_node_num(num)) == num


@given(st.binary(min_size=32, max_size=32).filter(any))
def test_every_spelling_of_a_key_gives_the_same_key(raw):
    key = PublicKey(raw)
    for text in (
        key.base64,
        key.base64.rstrip("="),
        base64.urlsafe_b64encode(raw).decode(),
        raw.hex(),
        raw.hex().upper(),
        f"base64:{key.base64}",
    ):
        assert PublicKey.parse(text) == key


def test_sixty_four_hex_digits_are_hex_and_never_base64():
    assert PublicKey.parse("ab" * 32).raw == b"\xab" * 32


@pytest.mark.parametrize(
    "text", ["", "AAAA", "A" * 43 + "=", "not a key", "ü" * 44, base64.b64encode(bytes(33)).decode()]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(InvalidIdError):
        PublicKey.parse(text)


def test_a_key_prints_as_its_fingerprint_only():
    key = PublicKey(KEY)
    assert repr(key) == f"PublicKey({key.fingerprint}…)"
    assert len(key.fingerprint) == 8
    assert key.base64 not in repr(key)
