"""`echo`: what is said back starts nothing, and is nobody's word but the asker's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import EMOJI_24, Mesh
from steadymesh.bot import command
from steadymesh.bot.options import BotOptions
from steadymesh.model import Node
from steadymesh.plugins.echo import MARKS, harmless


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello  world", "🔁 hello  world"),
        ("Bonjour à tous\nles autres", "🔁 Bonjour à tous\nles autres"),
        ("/ping", "🔁 ping"),
        ("//! /ping me", "🔁 ping me"),
        ("!sitrep", "🔁 sitrep"),
        ("-5 °C", "🔁 -5 °C"),
        ("#1 :-)", "🔁 #1 :-)"),
        (":-)", "🔁 :-)"),
        ("/echo /echo /ping", "🔁 echo /echo /ping"),
        ("\u202eabc\x07", "🔁 abc"),
    ],
)
async def test_the_text_comes_back_without_what_makes_a_command_of_it(text, said):
    assert await answer(Mesh(), f"/echo {text}") == said


@pytest.mark.parametrize("text", ["/", "///", " / / "])
async def test_nothing_is_nothing(text):
    assert await answer(Mesh(), f"/echo {text}") == "There is nothing to say back: write words."
    mesh = Mesh(options=BotOptions(language="fr"))
    assert await answer(mesh, f"/écho {text}") == "Il n'y a rien à redire : écrivez des mots."
    assert (await answer(Mesh(), "/echo")).endswith("Write: /echo TEXT")


async def test_on_a_channel_it_is_told_who_said_so():
    mesh = Mesh(options=BotOptions(channels=(1,)))
    async with mesh.running():
        mesh.say_on(1, "/echo I am the bot")
        (posted,) = await mesh.outbox.wait_for(1)
    assert posted.text == "🔁 Alice: I am the bot"


@pytest.mark.parametrize("name", [EMOJI_24, "Al"])
@pytest.mark.parametrize("is_direct", [True, False])
async def test_the_longest_text_comes_back_in_one_message(is_direct, name):
    mesh = Mesh(options=BotOptions(channels=(1,)))
    mesh.nodes.add(Node(num=0x0BADCAFE, long_name=name))
    text = "/echo " + "x" * ((220 if is_direct else 232) - len("/echo "))
    async with mesh.running():
        if is_direct:
            mesh.say(text)
        else:
            mesh.say_on(1, text)
        await mesh.pause()
    (posted,) = mesh.outbox.posted
    assert posted.text.endswith("x" * 200)
    assert len(posted.text.encode()) <= (215 if is_direct else 232)


@given(
    st.text(alphabet=[*MARKS, " ", "\n", "a", "é", "1", "界", "/"], max_size=30),
    st.sampled_from(["/", "!", "!!", "x", "bot"]),
)
def test_what_is_left_calls_nothing(text, prefix):
    said = harmless(text, prefix)
    call = command.parse(said, prefix)
    assert call is None or not call.prefixed
    assert not (said[:1] in MARKS and said.lstrip(MARKS + " ")[:1].isalpha())
    assert harmless(said, prefix) == said


async def test_echo_at_the_console():
    assert await Mesh().at_console("echo /ping") == "🔁 ping"
