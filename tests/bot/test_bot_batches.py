"""Hooks that get many events at once, what a plug-in has in memory, and how it speaks of channels and nodes."""

import asyncio
import contextlib
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from botkit import BOB, Mesh
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.host import Host
from steadymesh.bot.plugin import Context, NodeRef, PluginContext, command, on, on_stop
from steadymesh.bot.runner import BATCH_QUEUE
from steadymesh.events import PacketReceived, ProbeAnswered
from steadymesh.ids import ChannelIndex, NodeNum, PacketId
from steadymesh.model import Node


def packet(number: int) -> PacketReceived:
    return PacketReceived(
        generation=1, sender=NodeNum(5), to=BOB, id=PacketId(number), port=3, payload=b"", request_id=None, raw=b"",
        replayed=False, now=0.0,
    )  # fmt: skip


def probe() -> ProbeAnswered:
    return ProbeAnswered(generation=1, seconds=0.1, now=0.0)


class Seen:
    def __init__(self) -> None:
        self.calls: list[tuple[float, object]] = []


@on(PacketReceived, batch=True)
async def packets(context: PluginContext, batch: Sequence[PacketReceived]) -> None:
    context.memory(Seen).calls.append((context.now(), [one.id for one in batch]))


@on(ProbeAnswered, batch=True)
async def probes(context: PluginContext, batch: Sequence[ProbeAnswered]) -> None:
    context.memory(Seen).calls.append((context.now(), len(batch)))


@on(ProbeAnswered)
async def each(context: PluginContext, event: ProbeAnswered) -> None:
    context.memory(Seen).calls.append((context.now(), event.seconds))


@on(PacketReceived, batch=True)
async def fails(context: PluginContext, batch: Sequence[PacketReceived]) -> None:
    raise LookupError(len(batch))


@contextlib.asynccontextmanager
async def hosted(*hooks):
    mesh = Mesh()
    plugin = Plugin(name="test", hooks=hooks)
    host = Host(
        (plugin,),
        services=mesh.services,
        stores=mesh.drawers,
        options=mesh.options,
        bus=mesh.bus,
        clock=mesh.clock,
    )
    own = host.own("test")
    own.memory[Seen] = seen = Seen()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(host.run(), name="host")
        await asyncio.sleep(0.1)
        yield mesh.bus, seen, host
        task.cancel()


async def test_what_comes_within_a_second_is_handed_over_at_once_and_in_order():
    async with hosted(packets) as (bus, seen, host):
        for number in range(1, 501):
            bus.publish(packet(number))
        await asyncio.sleep(0.9)
        bus.publish(packet(501))
        await asyncio.sleep(5)
        bus.publish(packet(502))
        await asyncio.sleep(5)
        assert seen.calls == [
            (pytest.approx(1.1), list(range(1, 502))),
            (pytest.approx(7.0), [502]),
        ]
        assert host.facts()["dropped"] == {}


async def test_each_class_gets_a_sequence_of_its_own_and_hooks_for_single_events_are_called_as_before():
    async with hosted(packets, probes, each) as (bus, seen, _):
        for event in (probe(), packet(1), probe(), packet(2)):
            bus.publish(event)
        await asyncio.sleep(2)
        assert [what for _, what in seen.calls] == [0.1, 0.1, 2, [1, 2]]


async def test_a_flood_costs_the_oldest_and_is_counted():
    async with hosted(packets) as (bus, seen, host):
        for number in range(BATCH_QUEUE + 7):
            bus.publish(packet(number))
        await asyncio.sleep(2)
        [(_, batch)] = seen.calls
        assert (batch[0], len(batch)) == (7, BATCH_QUEUE)
        assert host.facts()["dropped"] == {"test": 7}


async def test_one_that_raises_costs_a_line_and_the_others_get_theirs():
    async with hosted(fails, packets) as (bus, seen, _):
        with capture_logs() as logs:
            for number in (1, 2):
                bus.publish(packet(number))
                await asyncio.sleep(2)
        assert [what for _, what in seen.calls] == [[1], [2]]
        assert [line["what"] for line in logs if line["event"] == "plugin-failed"] == ["test.fails"] * 2
        assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["plugin-failed"]


async def test_at_the_end_nothing_is_handed_over_any_more_and_the_plug_in_stops():
    @on_stop
    async def stop(context: PluginContext) -> None:
        context.memory(Seen).calls.append((context.now(), "stopped"))

    async with hosted(packets, stop) as (bus, seen, _):
        bus.publish(packet(1))
    assert [what for _, what in seen.calls] == ["stopped"]
    assert bus.subscriptions() == () or all("plug-in test" not in one.name for one in bus.subscriptions())


# --- memory, channels, names ----------------------------------------------------------------


async def test_what_a_plug_in_has_in_memory_is_one_object_of_a_class_and_one_bots():
    one, other = Mesh().context(), Mesh().context()
    one.memory(Seen).calls.append((0.0, "one"))
    assert one.memory(Seen).calls == [(0.0, "one")]
    assert one.memory(dict) == {}
    assert other.memory(Seen).calls == []


@pytest.mark.parametrize(
    ("word", "index"),
    [
        ("0", 0),
        ("1", 1),
        ("2", None),
        ("7", None),
        ("longfast", 0),
        ("LongFast", 0),
        (" Talk ", 1),
        ("talk", 1),
        ("off", None),
        ("", None),
        ("nowhere", None),
        ("١", None),
        ("10", None),
    ],
)
async def test_a_channel_is_found_by_its_index_or_as_the_apps_call_it_while_it_is_in_use(word, index):
    mesh = Mesh()
    assert mesh.context().channel(word) == index
    mesh.link.info = None
    assert mesh.context().channel(word) is None


async def test_a_channel_is_named_as_the_apps_do_or_by_its_index():
    mesh = Mesh()
    assert [mesh.context().channel_name(ChannelIndex(index)) for index in (0, 1, 5)] == ["LongFast", "Talk", "5"]
    mesh.link.info = None
    assert mesh.context().channel_name(ChannelIndex(1)) == "1"


@command("whom", help="help-help")
async def whom(context: Context, who: NodeRef, times: int = 1) -> str:
    return f"{who.name} {times}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bob", "Bob 1"),
        ("Bob Smith", "Bob Smith 1"),
        ("bob smith 3", "Bob Smith 3"),
        ("Bob 3", "Bob 3"),
        ("!0badcafe", "Alice 1"),
        ('"Bob Smith" 2', "Bob Smith 2"),
        ("Bob Smith Jones", "“Jones” is no number."),
    ],
)
async def test_a_name_may_be_all_that_was_written_where_what_follows_it_may_be_left_out(text, said):
    mesh = Mesh(whom)
    mesh.nodes.add(Node(num=BOB, long_name="Bob Smith", short_name="BS"), Node(num=NodeNum(9), short_name="Bob"))
    async with mesh.running():
        assert (await mesh.ask(f"/whom {text}")).text.split("\n")[0] == said
