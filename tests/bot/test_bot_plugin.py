import pytest

from botkit import ALICE, ALICES_KEY, BOB, EMOJI_24, Mesh
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.naming import MAX_NAME_BYTES, shown_name
from steadymesh.bot.plugin import Context, How, Reply, Rest, command
from steadymesh.bot.router import Router
from steadymesh.errors import ConfigError
from steadymesh.ids import BROADCAST
from steadymesh.model import Node


async def nothing(context: Context, _all: Rest = "") -> Reply | None:
    return Reply(context.rest)


def named(name: str, *aliases: str):
    return command(name, aliases=aliases, help="help-help")(nothing)


# --- commands -------------------------------------------------------------------------------


async def test_a_decorated_function_is_a_command_and_still_a_function():
    made = named("echo", "e")
    assert (made.name, made.aliases, made.help) == ("echo", ("e",), "help-help")
    assert await made(Mesh().context(rest="back")) == Reply("back")


@pytest.mark.parametrize("name", ["", "two words", "UPPER", "ｗide", "a\x00", "e\u0301"])
def test_a_name_that_nobody_can_type_is_refused(name):
    with pytest.raises(ConfigError, match="can't be a command's name"):
        named(name)
    with pytest.raises(ConfigError, match="can't be a command's name"):
        named("fine", name)


def test_a_function_that_is_not_async_is_refused():
    with pytest.raises(ConfigError, match="not async"):
        command("x", help="help-help")(lambda context: None)


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_a_piece_has_a_number_that_can_be_shown(number):
    assert Reply("x", number=999).number == 999
    with pytest.raises(ValueError, match=f"has the number {number}"):
        Reply("x", number=number)


# --- the router -----------------------------------------------------------------------------


def test_the_router_finds_names_and_aliases_and_nothing_else():
    one, two = named("one", "eins"), named("two")
    router = Router([Plugin(name="p", commands=(one, two))])
    assert router.find("one") is one
    assert router.find("eins") is one
    assert router.find("on") is None
    assert router.find("") is None
    assert router.all() == (one, two)
    assert router.nearest("einz") == "eins"
    assert router.nearest("zzz") is None


def test_two_commands_can_not_share_a_word():
    with pytest.raises(ConfigError, match="“a” and “b” both have a command “x”"):
        Router([Plugin(name="a", commands=(named("x"),)), Plugin(name="b", commands=(named("y", "x"),))])


# --- the context ----------------------------------------------------------------------------


async def test_how_a_question_came():
    mesh = Mesh()
    pki = mesh.context()
    assert (pki.how, pki.key, pki.sender) == (How.PKI, ALICES_KEY, ALICE)
    direct = mesh.context(pki_encrypted=False)
    assert (direct.how, direct.key) == (How.DIRECT, None)
    assert mesh.context(to=BROADCAST, pki_encrypted=False).how is How.CHANNEL
    opened = mesh.context(pki_encrypted=False, opened_here=True)
    assert (opened.how, opened.key) == (How.PKI, ALICES_KEY)
    forged = mesh.context(via_mqtt=True)
    assert (forged.how, forged.key) == (How.DIRECT, None)


async def test_names_come_from_the_directory():
    mesh = Mesh()
    assert mesh.context().name == "Alice"
    assert mesh.context(sender=BOB).name == "!0000b0b0"


async def test_a_node_that_the_directory_forgot_is_called_as_the_key_book_has_it():
    mesh = Mesh()
    mesh.keys.add(BOB, ALICES_KEY, name="Bob\x1b")
    assert mesh.context().name_of(BOB) == "Bob\N{REPLACEMENT CHARACTER}"
    mesh.nodes.add(Node(num=BOB, long_name="Robert"))
    assert mesh.context().name_of(BOB) == "Robert"


async def test_what_somebody_wrote_is_quoted_clean_and_short():
    assert Mesh().context().short("\x1b[2J" + "x" * 1000) == "\N{REPLACEMENT CHARACTER}[2J" + "x" * 15 + "…"


@pytest.mark.parametrize(
    ("long_name", "short_name", "shown"),
    [
        ("Alice", "Al", "Alice"),
        ("", "Al", "Al"),
        ("", "", "!0000b0b0"),
        ("   ", "\x00\x00", "!0000b0b0"),
        ("\u202eecila", "", "\N{REPLACEMENT CHARACTER}ecila"),
        ("x" * 39, "", "x" * 21 + "…"),
        (EMOJI_24, "", EMOJI_24),
        (EMOJI_24 + "x", "", EMOJI_24[:-1] + "…"),
        ("\x1b]0;" + "\x07" * 10_000, "Al", "\N{REPLACEMENT CHARACTER}]0;" + "\N{REPLACEMENT CHARACTER}" * 5 + "…"),
    ],
)
def test_names_are_cleaned_and_short(long_name, short_name, shown):
    node = Node(num=BOB, long_name=long_name, short_name=short_name)
    assert shown_name(node, BOB) == shown
    assert len(shown.encode()) <= MAX_NAME_BYTES


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (-5, "0 s", "0 s"),
        (59.9, "59 s", "59 s"),
        (60, "1 min", "1 min"),
        (3599, "59 min", "59 min"),
        (11_520, "3 h 12 min", "3 h 12 min"),
        (86_400, "1 d 0 h", "1 j 0 h"),
        (100 * 86_400 + 7_200, "100 d 2 h", "100 j 2 h"),
    ],
)
async def test_durations_are_short(seconds, english, french):
    mesh = Mesh()
    assert mesh.context().duration(seconds) == english
    assert mesh.context(language="fr").duration(seconds) == french


async def test_a_text_is_cut_as_it_is_sent_with_room_before_it_where_that_is_wanted():
    context = Mesh().context()
    assert list(context.pieces("hello")) == ["hello"]
    assert list(context.pieces("\u202e ")) == []
    assert [len(piece) for piece in context.pieces("x" * 220)] == [220]
    assert [len(piece) for piece in context.pieces("x" * 232, to_all=True)] == [232]
    assert max(len(piece) for piece in context.pieces("x" * 400, spare_bytes=60)) <= 160
    assert len(context.pieces("word " * 1000, spare_bytes=1000)) == 16
    assert len(context.pieces("word " * 1000, most=2)) == 2
