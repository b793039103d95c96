"""What an answer is read as."""

import pytest

from steadymesh.errors import FetchError
from steadymesh.model import Fetched


def an_answer(body: bytes, content_type: str = "") -> Fetched:
    return Fetched(status=200, body=body, content_type=content_type, host="api.example")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("été".encode(), "", "été"),
        ("été".encode(), "text/plain", "été"),
        ("été".encode("latin-1"), "text/plain; charset=ISO-8859-1", "été"),
        ("été".encode("cp1252"), 'text/html; x=y; Charset = "windows-1252"', "été"),
        ("été".encode("utf-16"), "text/plain;charset=utf-16", "été"),
        (b"\xff\xfeok", "", "\ufffd\ufffdok"),
        (b"abc", "text/plain; charset=idna", "abc"),
        (b"abc", "text/plain; charset=iso-8859-12", "abc"),
        (b"abc", "text/plain; charset=zip", "abc"),
        (b"abc", "text/plain; charset=", "abc"),
        (b"", "", ""),
    ],
)
def test_text_is_read_in_the_charset_that_is_named_if_it_is_a_sane_one(body, content_type, text):
    assert an_answer(body, content_type).text == text


@pytest.mark.parametrize("content_type", ["application/json", "text/html", ""])
def test_json_is_json_whatever_it_is_called(content_type):
    assert an_answer(b'{"a": [1.5, true, "\xc3\xa9"]}', content_type).json() == {"a": [1.5, True, "é"]}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"{", b"\xff\xff", b'{"a": NaN}', b"[-Infinity]", b"[" * 200_000, b'{"a":' * 100_000,
        b"9" * 200_000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_told(body):
    with pytest.raises(FetchError, match=r"^api\.example did not answer with JSON\.$") as caught:
        an_answer(body).json()
    assert caught.value.told.sentence == "internet-error-no-json"
