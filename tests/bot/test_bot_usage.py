"""How a command is written, and why what somebody wrote is not it."""

from datetime import timedelta
from typing import Annotated, Literal

import pytest

from steadymesh import words
from steadymesh.bot import usage
from steadymesh.bot.contract.arguments import ArgumentError, Between, Fault, NodeRef, Rest, parse
from steadymesh.bot.plugin import Context, command
from steadymesh.ids import NodeNum


async def everything(  # noqa: PLR0917
    context: Context,
    node: NodeRef,
    word: str,
    count: Annotated[int, Between(1, 20)],
    sort: Literal["top", "hour"],
    duration: timedelta = timedelta(1),
    text: Rest = "",
): ...


EVERYTHING = command("all", help="help-help")(everything)


def said(text: str, *people: NodeRef, limit_bytes: int = 215, language: str = "en", made=EVERYTHING) -> str:
    with pytest.raises(ArgumentError) as caught:
        parse(made.parameters, text, lambda word: () if " " in word else people)
    return usage.say(caught.value, made, prefix="/", language=language, limit_bytes=limit_bytes)


def test_usage_shows_what_may_be_left_out():
    assert usage.usage(EVERYTHING, "/", "en") == "/all NODE WORD NUMBER top|hour [DURATION] [TEXT]"
    assert usage.usage(EVERYTHING, "!", "fr") == "!all NŒUD MOT NOMBRE top|hour [DURÉE] [TEXTE]"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_sentence(fault, language):
    assert words.has_own(f"mistyped-{fault.value}", language)


def test_what_is_wrong_comes_first_and_usage_after_it():
    alice = NodeRef(num=NodeNum(1), name="Alice")
    line = "\nWrite: /all NODE WORD NUMBER top|hour [DURATION] [TEXT]"
    assert said("") == f"Something is missing: NODE.{line}"
    assert said("Alice w", alice) == f"Something is missing: NUMBER.{line}"
    assert said("Alice w x", alice) == f"“x” is no number.{line}"
    assert said("Alice w 21", alice) == f"“21” is not from 1 to 20.{line}"
    assert said("Alice w 2 flop", alice) == f"“flop” is none of top|hour.{line}"
    assert said("Alice w 2 top soon", alice) == f"“soon” is no duration, such as 90s, 15m, 2h or 1d.{line}"
    assert said("Alice w 2 top soon", alice, language="fr").splitlines()[1].startswith("Écrivez : /all NŒUD")


def test_nobody_and_several_need_no_usage():
    assert said("Bob w") == "I know nobody called “Bob”. Write a name, or a number such as !0badcafe."
    two = (NodeRef(num=NodeNum(0xA), name="Jean P"), NodeRef(num=NodeNum(0xB), name="!0000000b"))
    assert said("Jean w", *two) == "“Jean” may be: Jean P !0000000a, !0000000b"


def test_of_many_as_many_are_told_as_one_message_holds_with_their_numbers_whole():
    many = tuple(NodeRef(num=NodeNum(n), name="🚀" * 6) for n in range(1, 21))
    told = said("x w", *many)
    assert len(told.encode()) <= 215
    assert told.count("🚀" * 6 + " !0000000") == 5
    assert ", …" in told
    # one is told in any case
    assert "!00000001" in said("x w", *many, limit_bytes=40)


def test_a_hundred_choices_are_a_hint_and_no_second_message():
    made = command("x", help="help-help")(with_many)
    told = said("flop", made=made)
    assert len(told.encode()) <= 215
    assert "a0|a1|" in told
    assert "…" in told


async def with_many(context: Context, one: Literal["a0"]): ...


with_many.__annotations__["one"] = Literal[tuple(f"a{n}" for n in range(100))]


def test_somebody_s_word_is_quoted_clean_and_short():
    assert "“[2Jxxxx" in said("\x1b[2J" + "x" * 500 + " w").replace("\N{REPLACEMENT CHARACTER}", "")
    assert len(said("x" * 500).encode()) < 150


def test_an_argument_may_have_a_label_of_its_own():
    assert words.has("argument-node", "en")

    async def f(context: Context, node: str): ...

    assert usage.usage(command("x", help="help-help")(f), "/", "en") == "/x NODE"
