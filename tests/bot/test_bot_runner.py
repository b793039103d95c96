"""What plug-ins do without being asked, and what of it hurts nobody else."""

import asyncio
import contextlib
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, Mesh
from steadymesh.bot.appointments import MOST
from steadymesh.bot.barrier import GRACE_S
from steadymesh.bot.contract.hooks import Hook, When
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.host import Host
from steadymesh.bot.plugin import PluginContext, cron, every, on, on_start, on_stop
from steadymesh.bot.runner import BATCH_QUEUE, HOOK_S, QUEUE, STOP_S
from steadymesh.errors import ConfigError
from steadymesh.events import LinkBack, NodeSeen, PluginPaused
from steadymesh.model import Node


class Stage:
    """A host with plug-ins of some hooks each, named a, b, …"""

    def __init__(self, *plugins: tuple[Hook, ...]) -> None:
        self.mesh = Mesh()
        named = [Plugin(name="abc"[index], hooks=hooks) for index, hooks in enumerate(plugins)]
        self.host = Host(
            named,
            services=self.mesh.services,
            stores=self.mesh.drawers,
            options=self.mesh.options,
            bus=self.mesh.bus,
            clock=self.mesh.clock,
        )
        self.paused = self.mesh.bus.subscribe("test", [PluginPaused])

    @contextlib.asynccontextmanager
    async def running(self):
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.host.run(), name="host")
            try:
                yield self
            finally:
                task.cancel()

    def happen(self, away_s: float) -> None:
        self.mesh.bus.publish(LinkBack(away_seconds=away_s))


def told(logs, *events: str) -> list[str]:
    return [
        line.get("what") or line.get("plugin")
        for line in logs
        if line["event"] in events and line["log_level"] != "debug"
    ]


def sibling(done: list):
    """A well-behaved neighbour: counts events."""

    @on(LinkBack)
    async def count(context: PluginContext, event: LinkBack) -> None:
        done.append(event.away_seconds)

    return (count,)


# --- the order of things --------------------------------------------------------------------


async def test_start_comes_first_then_events_and_appointments_and_stop_at_the_end():
    seen = []

    @on_start
    async def begin(context: PluginContext) -> None:
        await asyncio.sleep(5)
        seen.append(("start", context.plugin))

    @on(LinkBack)
    async def back(context: PluginContext, event: LinkBack) -> None:
        seen.append(("event", event.away_seconds))

    @every(timedelta(seconds=10))
    async def tick(context: PluginContext) -> None:
        seen.append(("tick", None))

    @cron("* * * * *")
    async def minute(context: PluginContext) -> None:
        seen.append(("cron", None))

    @on_stop
    async def end(context: PluginContext) -> None:
        await asyncio.sleep(0.1)
        seen.append(("stop", None))

    stage = Stage((begin, back, tick, minute, end))
    async with stage.running():
        stage.happen(1)  # while it starts: not lost
        await asyncio.sleep(16)
    # at a whole minute of the wall clock, wherever that is
    kinds = [one for one in seen if one[0] != "cron"]
    assert kinds == [("start", "a"), ("event", 1), ("tick", None), ("stop", None)]


async def test_events_come_one_after_the_other_and_in_order():
    order = []

    @on(LinkBack)
    async def slow(context: PluginContext, event: LinkBack) -> None:
        order.append(("begin", event.away_seconds))
        await asyncio.sleep(1)
        order.append(("end", event.away_seconds))

    stage = Stage((slow,))
    async with stage.running():
        for number in range(2):
            stage.happen(number)
        await asyncio.sleep(10)
    assert order == [("begin", 0), ("end", 0), ("begin", 1), ("end", 1)]


# --- what goes wrong ------------------------------------------------------------------------


class OfItsOwn(BaseException): ...


async def raises(context: PluginContext, *event) -> None:
    raise OfItsOwn


async def exits(context: PluginContext, *event) -> None:
    raise SystemExit(1)


async def hangs(context: PluginContext, *event) -> None:
    await asyncio.Event().wait()


async def deaf(context: PluginContext, *event) -> None:
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(1000)


async def returns_something(context: PluginContext, *event):
    return b"x" * 1_000_000


BAD = [raises, exits, hangs, deaf]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("declare", [on_start, on(LinkBack), every(timedelta(seconds=1)), on_stop])
async def test_whatever_a_hook_does_is_one_line_and_nobody_else_s_trouble(bad, declare):
    done = []
    stage = Stage((declare(bad),), sibling(done))
    with capture_logs() as logs:
        async with stage.running():
            await asyncio.sleep(1.5)
            stage.happen(1)
            await asyncio.sleep(HOOK_S + 2)
            stage.happen(2)
            await asyncio.sleep(1)
        assert done == [1, 2]
    lines = told(logs, "plugin-failed", "plugin-timed-out")
    # one that is done every second fails five times, is paused, and told of twice: that it fails, and that it rests
    assert lines == [f"a.{bad.__name__}"]


async def test_a_value_that_a_hook_returns_is_nobody_s():
    stage = Stage((on(LinkBack)(returns_something),))
    with capture_logs() as logs:
        async with stage.running():
            stage.happen(1)
            await asyncio.sleep(1)
    assert told(logs, "plugin-failed") == []


async def test_a_hook_that_fails_five_times_in_a_row_is_paused_and_tried_again():
    calls = []

    @on(LinkBack)
    async def back(context: PluginContext, event: LinkBack) -> None:
        calls.append(event.away_seconds)
        if event.away_seconds < 10:
            raise ValueError("quotes somebody's text")

    stage = Stage((back,))
    with capture_logs() as logs:
        async with stage.running():
            for number in range(8):
                stage.happen(number)
            await asyncio.sleep(1)
            assert calls == [0, 1, 2, 3, 4]
            assert stage.host.facts()["paused"] == {"a.back": 599}
            await asyncio.sleep(600)
            stage.happen(10)
            await asyncio.sleep(1)
    assert calls == [0, 1, 2, 3, 4, 10]
    assert [line["event"] for line in logs if line["log_level"] != "debug"] == [
        "plugin-failed",
        "plugin-paused",
        "plugin-recovered",
    ]
    (paused,) = stage.paused.take_all()
    assert (paused.plugin, paused.what, paused.error, paused.seconds) == ("a", "a.back", "ValueError", 600)
    assert "quotes" not in str([line for line in logs if line["log_level"] != "debug"])


async def test_one_that_asks_for_everything_and_is_slow_loses_its_oldest_and_is_told_of_once():
    seen, done = [], []

    @on(NodeSeen)
    async def ignored(context: PluginContext, event: NodeSeen) -> None: ...

    @on(LinkBack)
    async def slow(context: PluginContext, event: LinkBack) -> None:
        seen.append(event.away_seconds)
        await asyncio.sleep(1)

    stage = Stage((slow, ignored), sibling(done))
    with capture_logs() as logs:
        async with stage.running():
            for number in range(3 * QUEUE):
                stage.happen(number)
            await asyncio.sleep(20)
            for number in range(3 * QUEUE):
                stage.happen(number)
                if not number % 500:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(20)
            assert stage.host.facts()["dropped"] == {"a": pytest.approx(5 * QUEUE, abs=50), "b": 2 * QUEUE}
    lines = [line for line in logs if line["event"] == "plugin-overrun" and line["log_level"] == "warning"]
    assert [line["plugin"] for line in lines] == ["a", "b"]
    assert seen[0] == 2 * QUEUE
    assert len(done) == 4 * QUEUE


async def test_a_function_that_is_not_async_is_told_of_when_its_appointment_comes():
    stage = Stage((), sibling([]))
    with capture_logs() as logs:
        async with stage.running():
            stage.host.own("a").schedule.after(timedelta(0), lambda context: 5)
            with pytest.raises(TypeError):
                stage.host.own("a").schedule.after(timedelta(0), None)
            await asyncio.sleep(1)
    assert told(logs, "plugin-failed") == ["a.<lambda>"]


async def test_hundreds_of_declared_appointments_cost_a_line_each_and_nobody_else_anything():
    done = []

    async def tick(context: PluginContext) -> None:
        done.append(context.plugin)

    hooks = tuple(every(timedelta(seconds=30))(tick) for _ in range(MOST + 3))
    neighbours = []
    stage = Stage(hooks, sibling(neighbours))
    with capture_logs() as logs:
        async with stage.running():
            await asyncio.sleep(31)
            stage.happen(1)
            await asyncio.sleep(1)
    assert (len(done), neighbours) == (MOST, [1])
    assert told(logs, "plugin-failed") == ["a.tick"] * 3


# --- the end --------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", BAD)
async def test_the_end_takes_no_longer_than_it_may_whatever_hooks_do(bad):
    stage = Stage(tuple(on_stop(bad) for _ in range(5)), (on_start(bad), on_stop(bad)), (on(LinkBack)(deaf),))
    async with stage.running():
        stage.happen(1)
        await asyncio.sleep(1)
        began = stage.mesh.clock.now()
    assert stage.mesh.clock.now() - began <= STOP_S + GRACE_S + 0.001


# --- what can't be declared -----------------------------------------------------------------


@pytest.mark.parametrize("event", [int, Node, "NodeSeen", None, datetime, ALICE, BaseException])
def test_what_is_no_event_can_not_be_listened_to(event):
    with pytest.raises(ConfigError, match="is no event"):
        on(event)


@pytest.mark.parametrize("declare", [on(LinkBack), every(timedelta(seconds=1)), cron("* * * * *"), on_start, on_stop])
def test_a_hook_that_is_not_async_is_refused(declare):
    def plain(context): ...

    async def generator(context):
        yield 1

    for wrong in (plain, generator, None, 5):
        with pytest.raises(ConfigError, match="is not async"):
            declare(wrong)


async def test_a_decorated_hook_is_still_a_function():
    seen = []

    async def back(context, event) -> None:
        seen.append(event)

    await on(LinkBack)(back)(Mesh().context(), LinkBack(away_seconds=1))
    assert len(seen) == 1
    assert {hook.when for hook in (on_start(back), on_stop(back))} == {When.START, When.STOP}


async def test_one_that_takes_batches_and_is_too_slow_is_told_of_too():
    @on(LinkBack, batch=True)
    async def slow(context: PluginContext, events) -> None:
        await asyncio.sleep(30)

    stage = Stage((slow,))
    with capture_logs() as logs:
        async with stage.running():
            for _ in range(2):
                for number in range(BATCH_QUEUE + 5):
                    stage.happen(number)
                await asyncio.sleep(40)
    assert [(line["plugin"], line["dropped"]) for line in logs if line["event"] == "plugin-overrun"] == [
        ("a", 5),
        ("a", 10),
    ]
