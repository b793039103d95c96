import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.bot.command import Call, fold, nearest, parse


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/ping", "ping", ""),
        ("/PING", "ping", ""),
        ("  \t\r\n/ping  ", "ping", ""),
        ("\x00\x07/ping", "ping", ""),
        ("\u200b\ufeff /ping", "ping", ""),
        ("\u202e/ping", "ping", ""),
        ("／ｐｉｎｇ", "ping", ""),
        ("\u3000/ping\u3000me", "ping", "me"),
        ("/ping\x00x", "ping", "x"),
        ("/pi\u200bng", "ping", ""),
        ("/msg Bob  two  spaces\nand a line ", "msg", "Bob  two  spaces\nand a line"),
        ("/mystery", "mystery", ""),
        ("/", "", ""),
        ("/ ping", "", "ping"),
        ("//ping", "/ping", ""),
        ("/clés", "clés", ""),
        ("/cle\u0301s", "clés", ""),
        ("/ping\ufffd", "ping\ufffd", ""),
    ],
)
def test_a_prefixed_text_is_a_call(text, name, rest):
    assert parse(text, "/") == Call(name=name, rest=rest, prefixed=True)


def test_a_bare_word_is_a_call_without_prefix():
    assert parse(" Ping\n", "/") == Call(name="ping", rest="", prefixed=False)


@pytest.mark.parametrize("text", ["", "  ", "\x00", "\u200b", "ping me", "good /ping", "hello there"])
def test_talk_is_no_call(text):
    assert parse(text, "/") is None


@pytest.mark.parametrize(("prefix", "text"), [("!", "！ping"), ("Bot:", "bot:PING"), ("@", "@ping")])
def test_the_prefix_may_be_any(prefix, text):
    assert parse(text, prefix) == Call(name="ping", rest="", prefixed=True)
    assert parse("/ping", prefix) == Call(name="/ping", rest="", prefixed=False)


def test_a_command_of_233_bytes_is_parsed():
    assert parse("/" + "x" * 232, "/") == Call(name="x" * 232, rest="", prefixed=True)
    assert parse("/ping " + "é" * 113 + "x", "/") == Call(name="ping", rest="é" * 113 + "x", prefixed=True)


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_not_a_call(text):
    call = parse(text, "/")
    if call is not None:
        assert call.name == fold(call.name) or not call.name.isascii()
        assert not any(c.isspace() for c in call.name) or not call.name.isascii()


def test_a_slip_finds_its_command():
    names = ["help", "ping", "nodes", "keys", "status"]
    assert nearest("pnig", names) == "ping"
    assert nearest("hepl", names) == "help"
    assert nearest("node", names) == "nodes"
    assert nearest("statut", names) == "status"


def test_what_is_far_finds_nothing():
    assert nearest("mystery", ["my"]) is None
    assert nearest("weather", ["help", "ping", "nodes", "keys", "status"]) is None
    assert nearest("", ["ping"]) is None
    assert nearest("ping" * 50, ["ping"]) is None
