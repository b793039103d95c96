"""One command from the question to what is answered."""

import asyncio
import contextlib
from dataclasses import replace
from typing import Literal

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, Mesh
from steadymesh.bot.barrier import Outcome
from steadymesh.bot.calls import Calls
from steadymesh.bot.failing import IN_A_ROW, Failing
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, Cost, NodeRef, Reply, Rest, Scope, Who, command
from steadymesh.events import PluginPaused
from steadymesh.ids import BROADCAST
from steadymesh.model import Node


class Desk:
    def __init__(self) -> None:
        self.mesh = Mesh()
        self.failing = Failing()
        self.paused = self.mesh.bus.subscribe("test", [PluginPaused])
        self.calls = Calls(bus=self.mesh.bus, clock=self.mesh.clock, failing=self.failing, options=BotOptions())

    async def ask(self, made, rest: str = "", **fields):
        more = {name: fields.pop(name) for name in ("is_admin", "is_console") if name in fields}
        return await self.calls.answer(made, replace(self.mesh.context(rest=rest, **fields), **more), "test")


def made(function=None, **given):
    async def fine(context: Context) -> str:
        return "fine"

    return command("x", help="help-help", **given)(function or fine)


UNPROVED = {"pki_encrypted": False, "public_key": None}
CHANNEL = {"to": BROADCAST, **UNPROVED}


@pytest.mark.parametrize(
    ("given", "fields", "outcome"),
    [
        ({}, {}, Outcome.ANSWERED),
        ({}, CHANNEL, Outcome.ANSWERED),
        ({"scope": Scope.DM}, CHANNEL, Outcome.REFUSED),
        ({"scope": Scope.PRIVATE}, UNPROVED, Outcome.ANSWERED),
        ({"scope": Scope.CHANNEL}, {}, Outcome.REFUSED),
        ({"scope": Scope.MESH}, {"is_console": True}, Outcome.REFUSED),
        ({"scope": Scope.CONSOLE}, {"is_console": True}, Outcome.ANSWERED),
        ({"who": Who.PROVED}, {}, Outcome.ANSWERED),
        ({"who": Who.PROVED}, UNPROVED, Outcome.REFUSED),
        ({"who": Who.PROVED}, {**UNPROVED, "is_console": True}, Outcome.ANSWERED),
        ({"who": Who.ADMIN}, {}, Outcome.REFUSED),
        ({"who": Who.ADMIN}, {"is_admin": True}, Outcome.ANSWERED),
    ],
)
async def test_who_may_call_what_and_where(given, fields, outcome):
    ending = await Desk().ask(made(**given), **fields)
    assert ending.outcome is outcome
    assert ending.reply is not None
    assert ending.reply.is_refusal == (outcome is Outcome.REFUSED)


@pytest.mark.parametrize(
    ("scope", "fields", "said"),
    [
        (Scope.CONSOLE, {}, "x works at the operator's console only."),
        (Scope.CONSOLE, CHANNEL, "x works at the operator's console only."),
        (Scope.PRIVATE, CHANNEL, "Please write /x in a direct message."),
        (Scope.CHANNEL | Scope.CONSOLE, {}, "Please write /x on a channel."),
        (Scope.MESH, {"is_console": True}, "/x makes sense on the mesh only."),
    ],
)
async def test_whoever_asks_in_the_wrong_place_is_told_the_right_one(scope, fields, said):
    assert (await Desk().ask(made(scope=scope), **fields)).reply.text == said


async def test_what_does_not_fit_is_answered_with_usage_and_calls_nobody():
    async def sort(context: Context, how: Literal["top", "hour"]) -> str:
        raise AssertionError

    ending = await Desk().ask(made(sort), "flop")
    assert ending.outcome is Outcome.MISTYPED
    assert ending.reply.text.splitlines() == ["“flop” is none of top|hour.", "Write: /x top|hour"]


async def test_several_people_of_one_name_are_listed_and_one_called_like_a_command_is_found():
    desk = Desk()
    desk.mesh.nodes.add(
        Node(num=1, long_name="Twin", short_name="t1"),
        Node(num=2, long_name="Twin", short_name="t2"),
        Node(num=3, long_name="help", short_name="/x"),
    )

    async def tell(context: Context, who: NodeRef, text: Rest) -> str:
        return f"{who.num} {text}"

    assert (await desk.ask(made(tell), "twin hello")).reply.text == "“twin” may be: Twin !00000001, Twin !00000002"
    assert (await desk.ask(made(tell), "help me")).reply.text == "3 me"
    assert (await desk.ask(made(tell), "/x me")).reply.text == "3 me"
    assert (await desk.ask(made(tell), "!0badcafe « a »  b")).reply.text == f"{int(ALICE)} « a »  b"


async def test_arguments_reach_the_function_by_name_also_one_called_context_like():
    async def f(ctx: Context, context: str, self: Rest = "") -> str:
        return f"{ctx.command} {context} {self}"

    assert (await Desk().ask(made(f), "a b c")).reply.text == "x a b c"


async def test_a_failure_is_answered_and_told_of_without_what_it_says():
    async def raises(context: Context) -> None:
        raise ValueError("a secret of somebody's")

    with capture_logs() as logs:
        ending = await Desk().ask(made(raises))
    assert (ending.outcome, ending.reply.text) == (
        Outcome.FAILED,
        "Sorry, x went wrong here. The operator can read why in the log.",
    )
    loud = [line for line in logs if line["log_level"] != "debug"]
    assert [(line["event"], line["error"]) for line in loud] == [("plugin-failed", "ValueError")]


async def test_an_error_that_can_not_be_told_is_told_by_its_kind():
    from steadymesh.errors import SteadymeshError

    class OddError(SteadymeshError):
        def __str__(self) -> str:
            raise RuntimeError

        told = property(lambda self: 1 / 0)

    async def raises(context: Context) -> None:
        raise OddError("x")

    desk = Desk()
    with capture_logs() as logs:
        for _ in range(IN_A_ROW):
            await desk.ask(made(raises))
    assert {line["error"] for line in logs if line["log_level"] == "warning"} == {"OddError"}
    assert [one.error for one in desk.paused.take_all()] == ["OddError"]


@pytest.mark.parametrize(("cost", "seconds"), [(Cost.LIGHT, 10), (Cost.INTERNET, 60), (Cost.AIR, 90)])
async def test_what_a_command_costs_decides_how_long_it_may_take(cost, seconds):
    async def hangs(context: Context) -> None:
        await asyncio.Event().wait()

    desk = Desk()
    began = desk.mesh.clock.now()
    with capture_logs() as logs:
        assert (await desk.ask(made(hangs, cost=cost))).outcome is Outcome.TIMED_OUT
    assert desk.mesh.clock.now() - began == seconds
    assert [line["timeout_s"] for line in logs if line["event"] == "plugin-timed-out"] == [seconds]


async def test_one_that_fails_five_times_is_paused_for_everybody_and_tried_again_later():
    broken = True

    async def maybe(context: Context) -> str:
        if broken:
            raise ValueError
        return "well"

    desk, one = Desk(), None
    one = made(maybe)
    with capture_logs() as logs:
        for _ in range(IN_A_ROW):
            await desk.ask(one)
        paused = await desk.ask(one)
        assert paused.reply.text.startswith("x has gone wrong too often and rests. Please try again in 1")
        assert (await desk.ask(made())).outcome is Outcome.FAILED  # by its name: there is one of each
        broken = False
        await asyncio.sleep(600)
        assert (await desk.ask(one)).reply.text == "well"
    assert [line["event"] for line in logs if line["log_level"] != "debug"] == [
        "plugin-failed",
        "plugin-paused",
        "plugin-recovered",
    ]
    assert len(desk.paused.take_all()) == 1


async def test_eight_that_hang_at_once_are_one_line_and_one_pause():
    async def deaf(context: Context) -> None:
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(1000)

    desk = Desk()
    one = made(deaf)
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as tasks:
            for number in range(8):
                tasks.create_task(desk.ask(one), name=f"ask {number}")
    assert [line["event"] for line in logs if line["log_level"] != "debug"] == ["plugin-timed-out", "plugin-paused"]
    assert desk.failing.paused(desk.mesh.clock.now()) == {"x": 600}


# --- answers on the way ---------------------------------------------------------------------


async def test_three_answers_may_come_before_the_last():
    async def talks(context: Context) -> str:
        return " ".join([str(await context.reply(f"part {n}")) for n in range(5)])

    mesh = Mesh(made(talks))
    async with mesh.running():
        mesh.say("/x")
        await mesh.pause()
    assert [one.text for one in mesh.outbox.posted] == ["part 0", "part 1", "part 2", "True True True False False"]


@pytest.mark.parametrize("wrong", [5, None, b"x", Reply(b"x")])
async def test_an_answer_that_is_no_text_is_the_plug_in_s_own_failure(wrong):
    async def odd(context: Context) -> None:
        await context.reply(wrong)

    mesh = Mesh(made(odd))
    async with mesh.running() as dispatcher:
        with capture_logs() as logs:
            assert (await mesh.ask("/x")).text.startswith("Sorry, x went wrong")
        assert "defect" not in dispatcher.counters
    assert [line["error"] for line in logs if line["event"] == "plugin-failed"] == ["TypeError"]


@pytest.mark.parametrize(
    "text", ["y" * 1_000_000, "\ud800" * 1000 + "x", "a\u0301" * 100_000, "\n" * 1_000_000 + "x", "👩‍👩‍👧" * 50_000]
)
async def test_whatever_is_returned_other_commands_are_answered_meanwhile(text):
    async def odd(context: Context) -> str:
        return text

    async def fine(context: Context) -> str:
        return "fine"

    mesh = Mesh(made(odd), command("fine", help="x")(fine))
    async with mesh.running() as dispatcher:
        mesh.say("/x")
        mesh.say("/fine")
        await mesh.pause()
        assert "defect" not in dispatcher.counters
    texts = [one.text for one in mesh.outbox.posted]
    assert "fine" in texts
    assert len(texts) <= 4
    assert all(len(one.encode()) <= 220 for one in texts)
