"""The same commands for the operator."""

import asyncio

import pytest

from botkit import Mesh
from steadymesh.bot.barrier import Outcome
from steadymesh.bot.console import MOST_REPLIES, PAGE_BYTES, Console
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, How, Rest, Scope, Who, command
from steadymesh.ids import BROADCAST


def console(*commands, prefix: str = "/") -> tuple[Console, Mesh]:
    mesh = Mesh(*commands, options=BotOptions(prefix=prefix))
    return (
        Console(
            router=mesh.router,
            host=mesh.host,
            services=mesh.services,
            options=mesh.options,
            bus=mesh.bus,
            clock=mesh.clock,
        ),
        mesh,
    )


def made(function, name: str = "x", **given):
    return command(name, help="help-help", **given)(function)


async def told(context: Context, _all: Rest = "") -> str:
    return f"{context.command}|{context.rest}|{context.how.value}|{context.is_admin}|{context.language}"


@pytest.mark.parametrize("text", ["x a  b", "/x a  b", "  /X a  b ", "ｘ a  b"])
async def test_the_prefix_may_be_left_out(text):
    said = await console(made(told))[0].ask(text, "fr")
    assert (said.text, said.outcome) == ("x|a  b|console|True|fr", Outcome.ANSWERED)


async def test_a_prefix_that_is_a_letter_hides_no_command():
    one, _ = console(made(told, "ping"), made(told, "ing"), prefix="p")
    assert (await one.ask("ping", "en")).text.startswith("ping|")
    assert (await one.ask("pping", "en")).text.startswith("ping|")
    assert (await one.ask("ing", "en")).text.startswith("ing|")


@pytest.mark.parametrize("text", ["", "   ", "/", "\n", "\u200b"])
async def test_nothing_is_answered_with_nothing(text):
    said = await console(made(told))[0].ask(text, "en")
    assert (said.text, said.outcome) == ("", Outcome.SILENT)


async def test_what_there_is_not_gets_a_hint():
    one, _ = console(made(told, "status"))
    said = await one.ask("stauts", "en")
    assert (said.outcome, "status" in said.text) == (Outcome.MISTYPED, True)
    said = await one.ask("zzz" * 1000, "fr")
    assert (said.outcome, len(said.text) < 200) == (Outcome.MISTYPED, True)


async def test_the_operator_may_everything_that_the_console_has():
    one, mesh = console(
        made(told, "a", who=Who.ADMIN), made(told, "b", who=Who.PROVED), made(told, "c", scope=Scope.MESH)
    )
    assert list(one.words()) == ["a", "b"]
    assert (await one.ask("a", "en")).outcome is Outcome.ANSWERED
    assert (await one.ask("b", "en")).outcome is Outcome.ANSWERED
    assert (await one.ask("c", "en")).outcome is Outcome.REFUSED
    assert mesh.outbox.posted == []


async def test_the_question_is_our_own_and_no_trace_is_counted():
    seen = []

    async def look(context: Context) -> None:
        seen.append(
            (context.sender, context.message.to == BROADCAST, context.how, [context.take_trace() for _ in range(9)])
        )

    one, mesh = console(made(look))
    assert (await one.ask("x", "en")).outcome is Outcome.SILENT
    mesh.link.info = None
    await one.ask("x", "en")
    assert seen == [(0x0B070B07, False, How.CONSOLE, [0.0] * 9), (0, False, How.CONSOLE, [0.0] * 9)]


async def test_answers_on_the_way_stand_above_the_last():
    async def talks(context: Context) -> str:
        await context.reply("one")
        await asyncio.sleep(1)
        await context.reply("")
        return "two"

    assert (await console(made(talks))[0].ask("x", "en")).text == "one\ntwo"


async def test_one_that_answers_in_a_loop_is_stopped():
    async def talks(context: Context) -> str:
        while await context.reply("y" * 1_000_000):
            pass
        return "end"

    said = await console(made(talks))[0].ask("x", "en")
    assert said.text.endswith("…\nend")
    assert len(said.text.encode()) <= (MOST_REPLIES + 1) * (PAGE_BYTES + 1)


async def test_a_million_characters_are_cut():
    async def long(context: Context) -> str:
        return "y" * 1_000_000

    assert len((await console(made(long))[0].ask("x", "en")).text.encode()) == PAGE_BYTES


@pytest.mark.parametrize("error", [ValueError(), SystemExit(1), KeyboardInterrupt(), RecursionError()])
async def test_what_goes_wrong_is_told_and_the_next_is_answered(error):
    async def raises(context: Context) -> None:
        raise error

    one, _ = console(made(raises), made(told, "fine"))
    said = await one.ask("x", "en")
    assert (said.outcome, said.text[:13]) == (Outcome.FAILED, "Sorry, x went")
    assert (await one.ask("fine", "en")).outcome is Outcome.ANSWERED


async def test_help_lists_every_command_of_the_console_page_by_page():
    mesh = Mesh()
    one = Console(
        router=mesh.router, host=mesh.host, services=mesh.services, options=mesh.options, bus=mesh.bus, clock=mesh.clock
    )
    listed, page = [], 1
    while page:
        text = (await one.ask(f"help {page}", "en")).text
        names, rest = text.split("\n", 1)
        assert "…" not in names
        listed += names.removeprefix("Commands: ").split()
        page = int(rest.split("/help ")[2].split()[0]) if "lists more" in rest else 0
        page = 0 if page == 1 else page
    assert listed == list(one.words())
