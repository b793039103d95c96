"""Keys as a foreign bot hands them over."""

import base64

import pytest

from steadymesh.errors import InvalidIdError
from steadymesh.ids import PublicKey
from steadymesh.keys.handed import parse_key, usable_keys

RAW = bytes(range(200, 232))
KEY = PublicKey(RAW)
B64 = base64.b64encode(RAW).decode()


@pytest.mark.parametrize("value", [KEY, RAW, bytearray(RAW), B64, RAW.hex(), {"publicKey": B64}, {"publicKey": RAW}])
@pytest.mark.parametrize("node", ["!0badcafe", "0x0badcafe", "195939070", 195939070])
def test_every_spelling(node, value):
    assert usable_keys({node: value}) == ({195939070: (KEY, "")}, [])


def test_name_comes_with_the_entry():
    assert usable_keys({1: {"name": "Anna", "publicKey": B64}, 2: {"name": None, "publicKey": B64}})[0] == {
        1: (KEY, "Anna"),
        2: (KEY, ""),
    }


@pytest.mark.parametrize("value", [None, "", b"", {}, {"publicKey": None}, {"name": "Anna"}])
def test_entry_without_a_key_is_neither_used_nor_reported(value):
    assert usable_keys({"1": value}) == ({}, [])


def test_everybodys_number_is_nobodys_key():
    assert usable_keys({"!ffffffff": B64}) == ({}, [])


@pytest.mark.parametrize(
    ("node", "value"), [("Anna", B64), (0, B64), ("1", "Anna"), ("1", bytes(32)), ("1", 7), ("1", [RAW])]
)
def test_unusable_entry_is_named(node, value):
    assert usable_keys({node: value, 5: B64}) == ({5: (KEY, "")}, [str(node)])


def test_no_key_is_an_error():
    with pytest.raises(InvalidIdError):
        parse_key(RAW[:31])
