"""The public kit: what an author may rely on."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, How, PluginContext, Who, command, every, on, on_start
from steadymesh.errors import ConfigError, UsageError
from steadymesh.events import LinkContended, NeighborsTold, NodeSeen, PositionReceived, Reconnected, SessionLost
from steadymesh.model import Outcome, Priority
from steadymesh.testing import FakeMesh, run, virtual_time


@command("how", help="How it came.")
async def how(context: Context) -> str:
    return f"{context.how.value} {context.is_proved} {context.is_admin} {context.message.hops}"


@command("long", help="Much.")
async def long(context: Context) -> str:
    return "word " * 120


@command("slow", help="Later.")
async def slow(context: Context) -> str:
    await asyncio.sleep(5)
    await context.reply("half")
    await asyncio.sleep(2)
    return "done"


@command("broken", help="Never.")
async def broken(context: Context) -> str:
    raise LookupError("nothing there")


@command("secret", help="For administrators.", who=Who.ADMIN)
async def secret(context: Context) -> str:
    return "psst"


heard: list[str] = []


@on(PositionReceived)
async def moved(context: PluginContext, event: PositionReceived) -> None:
    node = context.directory.get(event.sender)
    heard.append(f"{context.name_of(event.sender)} at {node.position.latitude}")


@on(NeighborsTold)
async def neighbors(context: PluginContext, event: NeighborsTold) -> None:
    heard.append(", ".join(context.name_of(one.node) for one in event.neighbors))


@on(LinkContended)
async def contended(context: PluginContext, event: LinkContended) -> None:
    heard.append(f"{event.yield_seconds} {event.generation}")


@on_start
async def begin(context: PluginContext) -> None:
    heard.append("started")


@on(NodeSeen, batch=True)
async def seen(context: PluginContext, events: Sequence[NodeSeen]) -> None:
    heard.append(f"{len(events)} seen")


@every(timedelta(hours=1))
async def hourly(context: PluginContext) -> None:
    await context.send(context.find("Ada")[0].num, "tick", priority=Priority.ALERT)


ME = sys.modules[__name__]


@pytest.fixture(autouse=True)
def nothing_heard():
    heard.clear()


@virtual_time
async def test_a_question_comes_by_every_way():
    async with FakeMesh(ME, name="mine") as mesh:
        ada, boss = mesh.person("Ada"), mesh.person("Boss", admin=True)
        assert await ada.ask("/how") == f"{How.PKI.value} True False 0"
        assert await ada.ask("/how", proved=False, hops=3) == f"{How.DIRECT.value} False False 3"
        assert await ada.ask("/how", mqtt=True) == f"{How.DIRECT.value} False False 0"
        assert await ada.ask("/how", on="Talk") == f"{How.CHANNEL.value} False False 0"
        assert await boss.ask("/how") == f"{How.PKI.value} True True 0"
        assert await mesh.console("how") == f"{How.CONSOLE.value} True True None"
        assert await ada.ask("/secret") != "psst"
        assert await boss.ask("/secret") == "psst"
        assert await ada.ask("good morning", on=0) == ""
        assert await ada.ask("/how", late_s=3600) == f"(1 h late) {How.PKI.value} True False 0"
        assert mesh.clock.now() == 0


@virtual_time
async def test_on_a_listed_channel_the_answer_goes_to_everybody():
    async with FakeMesh(ME, name="mine", channels=["Talk"]) as mesh:
        ada = mesh.person("Ada")
        assert await ada.ask("/how", on="Talk") == "channel False False 0"
        assert (mesh.texts_on("Talk"), ada.inbox) == (["channel False False 0"], [])
        with pytest.raises(UsageError, match="no channel Nowhere"):
            await ada.ask("/how", on="Nowhere")


@virtual_time
async def test_a_long_answer_is_its_pieces_and_a_slow_one_takes_its_time():
    async with FakeMesh(ME, name="mine") as mesh:
        ada = mesh.person("Ada")
        assert [piece[:4] for piece in (await ada.ask("/long")).splitlines()] == ["1/3 ", "2/3 ", "3/3 "]
        assert mesh.posted[1].follows == mesh.posted[0].key
        assert await ada.ask("/slow") == "half\ndone"
        assert mesh.clock.now() == pytest.approx(7, abs=0.05)


@virtual_time
async def test_what_fails_is_told_at_the_end():
    with pytest.raises(AssertionError, match="broken: failed LookupError") as told:
        async with FakeMesh(ME, name="mine") as mesh:
            await mesh.person("Ada").ask("/broken")
    assert isinstance(told.value.__cause__, LookupError)


@virtual_time
async def test_what_fails_five_times_is_paused():
    async with FakeMesh(ME, name="mine", allow_failures=True) as mesh:
        ada = mesh.person("Ada")
        for _ in range(5):
            await ada.ask("/broken")
        assert mesh.paused == {"broken": 600}
        assert len(mesh.failures) == 5
        await mesh.pass_time(minutes=10)
        assert mesh.paused == {}


@virtual_time
async def test_events_reach_the_plugin_and_the_directory_first():
    async with FakeMesh(ME, name="mine") as mesh:
        ada, bob = mesh.person("Ada"), mesh.person("Bob", position=(1, 2))
        await ada.moves(47.4, 8.5)
        await ada.hears(bob)
        await mesh.publish(mesh.event(LinkContended, yield_seconds=120))
        assert heard == ["started", "Ada at 47.4", "Bob", "120 1"]
        await ada.is_heard()
        await bob.is_heard()
        await mesh.pass_time(seconds=1)
        assert heard[-1] == "2 seen"
        assert mesh.node(bob.num).position.longitude == 2


@virtual_time
async def test_a_newcomer_is_nobody_until_they_are_heard():
    async with FakeMesh(ME, name="mine") as mesh:
        new = mesh.person("Newcomer", known=False)
        assert mesh.directory.get(new.num) is None
        assert mesh.person("Ada").num == new.num + 1
        await new.is_heard()
        assert (mesh.node(new.num).long_name, mesh.keys.get(new.num).key) == ("Newcomer", new.key)


@virtual_time
async def test_schedules_follow_virtual_time_and_entries_end_as_the_test_says():
    async with FakeMesh(ME, name="mine") as mesh:
        ada = mesh.person("Ada")
        await mesh.pass_time(hours=2)
        assert ada.inbox == ["tick", "tick"]
        await mesh.settle(mesh.posted[0])
        await mesh.settle(mesh.posted[1], Outcome.EXPIRED, "MAX_RETRANSMIT")
        assert (await mesh.outbox.fate(mesh.posted[0].key)).outcome is Outcome.ACKNOWLEDGED
        assert mesh.outbox.last_failed(ada.num).reason == "MAX_RETRANSMIT"


@virtual_time
async def test_a_full_outbox_and_a_lost_link():
    async with FakeMesh(ME, name="mine") as mesh:
        ada = mesh.person("Ada")
        mesh.outbox.is_full = True
        assert await ada.ask("/how") == ""
        mesh.outbox.is_full = False
        lost = mesh.bus.subscribe("test", (SessionLost, Reconnected))
        await mesh.lose_link("reset")
        await mesh.pass_time(seconds=40)
        await mesh.restore_link()
        assert [type(one) for one in lost.take_all()] == [SessionLost, Reconnected]
        lost.close()


@virtual_time
async def test_the_real_limits_can_be_tested_too():
    async with FakeMesh(ME, name="mine", options=BotOptions(commands_per_minute=2)) as mesh:
        ada = mesh.person("Ada")
        answers = [await ada.ask("/how") for _ in range(4)]
        assert answers[1].startswith("pki")
        assert not answers[3].startswith("pki")


def test_a_mesh_on_the_real_clock_is_refused_with_what_to_do():
    async def entered() -> None:
        async with FakeMesh():
            pass

    with pytest.raises(UsageError, match="@virtual_time"):
        asyncio.run(entered())


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import no_such_thing", "No module named 'no_such_thing'. Install"),
        ("x = 1", "declares no command and no hook"),
        ("1 +", "SyntaxError in line 1"),
        ('from steadymesh.bot.plugin import command\n@command("ping", help="")\nasync def x(c) -> str: ...', "both have a command “ping”"),
        ('from steadymesh.bot.plugin import cron\n@cron("every day")\nasync def x(c) -> None: ...', "“every day” is no cron expression"),
        ("from steadymesh.bot.plugin import on\n@on(str)\nasync def x(c, e) -> None: ...", "str is no event"),
    ],
)  # fmt: skip
def test_what_the_bot_refuses_the_kit_refuses_with_the_same_sentence(tmp_path, source, told):
    file = tmp_path / "mine.py"
    file.write_text(source, encoding="utf-8")

    async def entered() -> None:
        async with FakeMesh(file):
            pass

    with pytest.raises(ConfigError, match=told):
        run(entered())


@pytest.mark.parametrize("place", ["mine", "mine/__init__.py"])
def test_a_plugin_that_is_a_folder_is_called_as_the_folder(tmp_path, place):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "words.py").write_text('HELLO = "hello"\n', encoding="utf-8")
    (tmp_path / "mine" / "__init__.py").write_text(
        "from steadymesh.bot.plugin import command, settings\nfrom . import words\nfrom .words import HELLO\n"
        '@settings\nclass Mine:\n    end: str = "."\n'
        '@command("mine", help="")\nasync def mine(context) -> str:\n    return HELLO + context.settings(Mine).end\n',
        encoding="utf-8",
    )

    async def asked() -> str:
        async with FakeMesh(tmp_path / place, settings={"end": "!"}) as mesh:
            return await mesh.console("mine")

    assert run(asked()) == "hello!"


def test_a_plugin_can_be_named_by_its_module():
    async def entered() -> str:
        async with FakeMesh(__name__, name="mine") as mesh:
            return mesh.plugin.name

    assert run(entered()) == "mine"


@virtual_time
async def test_a_step_that_blocks_is_ended(tmp_path):
    file = tmp_path / "stuck.py"
    file.write_text(
        "from steadymesh.bot.plugin import command\n"
        '@command("stuck", help="")\nasync def stuck(context) -> str:\n    while True: pass\n',
        encoding="utf-8",
    )
    async with FakeMesh(file, allow_failures=True) as mesh:
        await mesh.person("Ada").ask("/stuck")
        assert mesh.failures == ["stuck: blocked"]


def test_a_decorated_test_still_takes_fixtures(tmp_path):
    @virtual_time
    async def test_it(tmp_path: Path) -> Path:
        await asyncio.sleep(3600)
        return tmp_path

    assert test_it(tmp_path) == tmp_path
