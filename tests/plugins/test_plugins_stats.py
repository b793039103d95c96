"""`stats`: what is counted, how it is told in both languages, what it keeps over restarts, and what it holds at most."""

import json
import math
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, BOB, EMOJI_24, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.errors import StoreError
from steadymesh.events import (
    NeighborsTold,
    NodeSeen,
    PacketReceived,
    PositionReceived,
    SealedReceived,
    TelemetryReceived,
    VerdictReceived,
)
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import AirUse, Neighbor, Node, Position, RoutingError, SealedPacket, Telemetry
from steadymesh.plugins.stats.counts import HOURS, KINDS, MOST_NODES, Counts, Hour, hour_of
from steadymesh.plugins.stats.sparkline import sparkline

AIR = AirUse(is_known=True, budget_s=90.0, used_s=9.0, limit_percent=10.0, share=0.25, channel_use_percent=None)
SECTIONS = ("", " top", " types", " channel", " hops", " hour")


def mesh_of(language: str = "en", **options) -> Mesh:
    return Mesh(options=BotOptions(language=language, commands_per_minute=1000, commands_per_hour=1000, **options))


def packet(sender: int, port: int = 3, *, replayed: bool = False) -> PacketReceived:
    return PacketReceived(
        generation=1, sender=NodeNum(sender), to=BROADCAST, id=PacketId(1), port=port, payload=b"", request_id=None,
        raw=b"", replayed=replayed, now=0.0,
    )  # fmt: skip


def telemetry(sender: int, use: float | None = None, *, replayed: bool = False) -> TelemetryReceived:
    told = Telemetry(channel_utilization_percent=use)
    return TelemetryReceived(generation=1, sender=NodeNum(sender), telemetry=told, raw=b"", replayed=replayed, now=0.0)


def position(sender: int, *, replayed: bool = False) -> PositionReceived:
    where = Position(latitude=1.0, longitude=2.0)
    return PositionReceived(generation=1, sender=NodeNum(sender), position=where, raw=b"", replayed=replayed, now=0.0)


def neighbors(sender: int, *, replayed: bool = False) -> NeighborsTold:
    heard = (Neighbor(node=BOB, snr_db=1.0),)
    return NeighborsTold(
        generation=1, sender=NodeNum(sender), neighbors=heard, raw=b"", replayed=replayed, now=0.0
    )  # fmt: skip


def verdict(sender: int, *, own: bool) -> VerdictReceived:
    return VerdictReceived(
        generation=1, packet_id=PacketId(1), sender=NodeNum(sender), own=own, error=RoutingError.NONE, number=0, now=0.0
    )


def sealed(sender: int) -> SealedReceived:
    held = SealedPacket(id=PacketId(1), sender=NodeNum(sender), to=US, channel_hash=0, ciphertext=b"")
    return SealedReceived(generation=1, packet=held, raw=b"", now=0.0)


def seen(num: int) -> NodeSeen:
    return NodeSeen(generation=1, node=Node(num=NodeNum(num)), told_key=None, raw=b"", now=0.0)


def own_counts(mesh: Mesh) -> Counts:
    return mesh.host.own("stats").memory[Counts]


# --- what is counted ------------------------------------------------------------------------


async def test_everything_heard_of_others_is_counted_once_by_kind_and_sender_and_nothing_replayed():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        for event in (
            packet(5), packet(5, 0), packet(5, 70), packet(6, 5), packet(5, replayed=True), packet(US, 6),
            position(5), position(5, replayed=True), telemetry(6), telemetry(6, replayed=True), neighbors(6),
            neighbors(6, replayed=True), verdict(6, own=False), verdict(US, own=True), sealed(7), seen(7), seen(US),
        ):  # fmt: skip
            mesh.bus.publish(event)
        mesh.say("just chatting", sender=BOB)
        await mesh.pause(3)
        counts = own_counts(mesh)
    assert counts.kinds() == {
        "text": 1, "other": 1, "sealed": 2, "trace": 1, "ack": 2, "position": 1, "telemetry": 1, "neighbors": 1,
        "node": 1,
    }  # fmt: skip
    assert counts.nodes() == {5: 4, 6: 4, 7: 2, BOB: 1}


async def test_the_channel_is_as_our_own_radio_says_and_nobody_else():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        for use in (10.0, 20.0, None, math.nan, -1.0, 1e9):
            mesh.bus.publish(telemetry(US, use))
        mesh.bus.publish(telemetry(US, 90.0, replayed=True))
        mesh.bus.publish(telemetry(5, 80.0))
        await mesh.pause(3)
        assert (await mesh.ask("/stats channel")).text == (
            "Channel 15 % in use\n·······················█\nAverage 15 %, most 15 % (from 12:00)"
        )


async def test_before_the_radio_has_told_its_number_everybody_is_somebody_else():
    mesh = mesh_of()
    mesh.link.info = None
    async with mesh.running(hosted=True):
        await mesh.pause()
        mesh.bus.publish(telemetry(US, 10.0))
        await mesh.pause(3)
        assert own_counts(mesh).kinds() == {"telemetry": 1}


# --- what is told ---------------------------------------------------------------------------


async def a_day(mesh: Mesh) -> None:
    """Hours of 1 to 9 packets, then a quiet one, with the channel at as many percent."""
    mesh.nodes.add(
        Node(num=NodeNum(5), long_name="Five", hops_away=0, last_heard=START + timedelta(hours=9)),
        Node(num=NodeNum(6), long_name="Six", hops_away=2, last_heard=START + timedelta(hours=9)),
        Node(num=NodeNum(7), hops_away=2, last_heard=START + timedelta(hours=9)),
        Node(num=NodeNum(8), hops_away=1, via_mqtt=True, last_heard=START + timedelta(hours=9)),
        Node(num=NodeNum(9), last_heard=START + timedelta(hours=9)),
        Node(num=NodeNum(10), hops_away=1, last_heard=START - timedelta(days=3)),
        Node(num=US, hops_away=0, last_heard=START + timedelta(hours=9)),
    )
    for hour in range(1, 10):
        for number in range(hour):
            mesh.bus.publish(packet(5 + number % 2, (3, 0, 70)[number % 3]))
        mesh.bus.publish(telemetry(US, float(hour)))
        await mesh.pause(3600)


TOLD = {
    "": (
        "📊 10 h: 45 packets of 2 nodes\n··············▂▃▃▄▅▆▆▇█▁\nMost: Five, 25\n/stats top|types|channel|hops|hour",
        "📊 10 h : 45 paquets de 2 nœuds\n··············▂▃▃▄▅▆▆▇█▁\nEn tête : Five, 25\n/statistiques palmarès|types|canal|sauts|heure",
    ),
    " top": (
        "Busiest of 10 h, 45 packets in all:\nFive 25 (56 %)\nSix 20 (44 %)",
        "Les plus actifs sur 10 h, 45 paquets en tout :\nFive 25 (56 %)\nSix 20 (44 %)",
    ),
    " types": (
        "Kinds of packets in 10 h, 45 in all:\nother 40 %, unreadable 33 %, routes 27 %",
        "Types de paquets sur 10 h, 45 en tout :\nautres 40 %, illisibles 33 %, tracés 27 %",
    ),
    " channel": (
        "··············▂▃▃▄▅▆▆▇█·\nAverage 5 %, most 9 % (from 20:00)\nMy own air: 10 % of 1.5 min an hour",
        "··············▂▃▃▄▅▆▆▇█·\nMoyenne 5 %, maximum 9 % (dès 20:00)\nMon antenne : 10 % de mes 1,5 min par heure",
    ),
    " hops": (
        "Hops of the 5 nodes heard in 24 h, from 0:\n▅▁█▁▁▁▁▁\n0: 1, 2: 2\nnot known: 1\nby MQTT: 1",
        "Sauts des 5 nœuds entendus en 24 h, à partir de 0 :\n▅▁█▁▁▁▁▁\n0: 1, 2: 2\ninconnus : 1\npar MQTT : 1",
    ),
    " hour": (
        "Packets an hour, 10 h, 45 in all:\n··············▂▃▃▄▅▆▆▇█▁\nMost: 9 from 20:00\nThis hour: 0",
        "Paquets par heure, 10 h, 45 en tout :\n··············▂▃▃▄▅▆▆▇█▁\nMaximum : 9 dès 20:00\nCette heure : 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("number", [0, 1], ids=["en", "fr"])
async def test_what_each_part_says_word_for_word(section, number):
    mesh = mesh_of(("en", "fr")[number])
    mesh.air.use = AIR
    async with mesh.running(hosted=True):
        await mesh.pause()
        await a_day(mesh)
        assert (await mesh.ask(f"/stats{section}")).text == TOLD[section][number]


@pytest.mark.parametrize("section", SECTIONS)
async def test_who_has_heard_nothing_says_so(section):
    for language, nothing in (("en", "Nothing was heard yet."), ("fr", "Rien n'a encore été entendu.")):
        mesh = mesh_of(language)
        mesh.nodes.known.clear()
        context = mesh.context(language=language)
        text = (await mesh.router.find("stats")(replace(context, own=mesh.host.own("stats")), **_what(section))).text
        if section == " channel":
            assert "told" in text or "pas encore" in text
        elif section:
            assert text == nothing
        else:
            assert text.split("\n")[0] in ("📊 1 h: 0 packets of 0 nodes", "📊 1 h : 0 paquet de 0 nœud")


def _what(section: str) -> dict[str, str]:
    return {"what": section.strip()} if section else {}


async def test_a_word_that_is_none_of_them_gets_the_usage():
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask("/stats xyz")).text.endswith("/stats [top|types|channel|hops|hour]")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [EMOJI_24, "W" * 39, ""], ids=["emoji", "wide", "none"])
async def test_every_part_fits_one_message_with_the_longest_names_and_numbers(language, name):
    mesh = mesh_of(language, prefix="/" * 8, channels=(1,))
    mesh.air.use = replace(AIR, budget_s=3599.9, used_s=1e6, channel_use_percent=99.9)
    mesh.nodes.add(*(Node(num=NodeNum(n), long_name=name, last_heard=START, hops_away=n % 8) for n in range(1, 1000)))
    mesh.nodes.add(Node(num=NodeNum(1001), last_heard=START), Node(num=NodeNum(1002), last_heard=START, via_mqtt=True))
    async with mesh.running(hosted=True):
        await mesh.pause()
        counts = own_counts(mesh)
        for number in range(hour_of(START) - 23, hour_of(START) + 1):
            hour = counts.roll(number)
            for kind in KINDS:
                hour.kinds[kind] = 10**6 + number
            hour.nodes.update({n: 10**6 + n for n in range(1, 1000)})
            hour.note_use(99.9)
        for section in SECTIONS:
            mesh.say(f"{'/' * 8}stats{section}")
            mesh.say_on(1, f"{'/' * 8}stats{section}")
        posted = await mesh.outbox.wait_for(12)
    for one in posted:
        assert len(one.text.encode()) <= (215 if one.reply_id else 232)
        assert not one.text.startswith("1/")
        assert not one.text.endswith("…")


def test_a_sparkline_is_lowest_for_nothing_and_highest_for_most():
    assert sparkline([0, 1, 50, 100, None]) == "▁▂▅█·"
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([None]) == "·"
    assert sparkline(range(8)) == "▁▂▃▄▅▆▇█"


# --- bounds ---------------------------------------------------------------------------------


def test_a_flood_of_invented_numbers_does_not_push_out_who_is_heard_most():
    hour = Hour()
    for turn in range(50):
        hour.count("text", [5] * 20 + [6] * 3 + list(range(1_000_000 + turn * 500, 1_000_500 + turn * 500)))
        assert len(hour.nodes) <= MOST_NODES
    assert (hour.nodes[5], hour.nodes[6]) == (1000, 150)
    hour.count("text", range(5_000_000, 5_020_000))
    assert len(hour.nodes) <= MOST_NODES
    assert hour.nodes[5] == 1000
    assert hour.packets == 50 * 523 + 20_000


def test_only_the_last_24_hours_are_held_whatever_the_clock_does():
    counts = Counts()
    for number in range(1000, 1030):
        counts.roll(number).count("text", [1])
    assert len(counts.hours()) == HOURS
    assert counts.kinds() == {"text": 24}
    assert counts.take_gone() == list(range(1000, 1006))
    assert counts.take_gone() == []
    counts.roll(1010)
    assert counts.kinds() == {"text": 5}, "what is to come is forgotten: the clock was wrong"
    counts.roll(10_000)
    assert counts.kinds() == {}
    assert counts.hours()[:-1] == [None] * 23


# --- over restarts --------------------------------------------------------------------------


def reborn(mesh: Mesh, language: str = "en") -> Mesh:
    other = Mesh(options=mesh.options)
    other.drawers.drawer("stats").kept.update(mesh.drawers.drawer("stats").kept)
    other.clock.wall_shift = mesh.clock.at() - other.clock.at()
    return other


async def test_what_was_counted_outlives_a_restart_and_goes_on():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        await a_day(mesh)
        mesh.bus.publish(packet(5))
        await mesh.pause(2)
    before = own_counts(mesh)
    other = reborn(mesh)
    async with other.running(hosted=True):
        await other.pause()
        assert own_counts(other).kinds() == before.kinds()
        assert own_counts(other).nodes() == before.nodes()
        assert [hour and hour.use_percent for hour in own_counts(other).hours()] == [
            hour and hour.use_percent for hour in before.hours()
        ]
        other.bus.publish(packet(5))
        await other.pause(2)
        assert own_counts(other).nodes()[5] == before.nodes()[5] + 1


async def test_it_is_kept_every_five_minutes_and_only_what_has_changed():
    mesh = mesh_of()
    drawer = mesh.drawers.drawer("stats")
    kept = []
    keep = drawer.keep
    drawer.keep = lambda key, value: (kept.append((mesh.clock.now(), key)), keep(key, value))
    async with mesh.running(hosted=True):
        await mesh.pause()
        for _ in range(100):
            mesh.bus.publish(packet(5))
            await mesh.pause(2)
        await mesh.pause(3600)
        assert len(kept) == 1
        mesh.bus.publish(packet(5))
        await mesh.pause(2)
    assert len(kept) == 2, "at the end"


async def test_hours_that_are_over_are_deleted():
    mesh = mesh_of()
    drawer = mesh.drawers.drawer("stats")
    old, now = hour_of(START) - 24, hour_of(START)
    drawer.kept = {f"hour/{old}": {"kinds": {"text": 1}}, f"hour/{now}": {"kinds": {"text": 1}}}
    async with mesh.running(hosted=True):
        await mesh.pause()
        assert list(drawer.kept) == [f"hour/{now}"]
        await mesh.pause(25 * 3600)
        assert drawer.kept == {}


@pytest.mark.parametrize(
    "value",
    [
        None, 7, [], "x", {"kinds": 5, "nodes": [], "use": 3}, {"kinds": {"evil": 1, "text": -1, "ack": True}},
        {"nodes": {"x": 1, "!00000000": 5, "!ffffffff": 2, "!00000005": 1.5, "!00000006": 10**30}},
        {"use": [1e9, 1]}, {"use": [-1, 1]}, {"use": [1, 0]}, {"use": ["a", "b"]}, {"use": [1, 2, 3]},
    ],
)  # fmt: skip
def test_what_is_spoilt_on_the_disk_is_left_out(value):
    counts = Counts()
    counts.take([("1000", value), ("999", {"kinds": {"text": 2}, "nodes": {"!00000007": 2}, "use": [50, 1]})], 1000)
    assert (counts.kinds(), counts.nodes()) == ({"text": 2}, {7: 2})
    counts.roll(1000)
    assert [hour.use_percent for hour in counts.hours() if hour is not None and hour.use_times] == [50]


async def test_a_clock_that_is_set_from_years_ago_finds_what_was_kept():
    mesh = mesh_of()
    now = hour_of(START)
    mesh.drawers.drawer("stats").kept[f"hour/{now}"] = {"kinds": {"text": 7}, "nodes": {"!00000005": 7}}
    mesh.clock.wall_shift = timedelta(days=-20_000)
    async with mesh.running(hosted=True):
        await mesh.pause()
        mesh.bus.publish(packet(6))
        await mesh.pause(2)
        assert own_counts(mesh).nodes() == {6: 1}
        mesh.clock.wall_shift = timedelta()
        mesh.bus.publish(packet(5))
        await mesh.pause(301)
        assert own_counts(mesh).nodes() == {5: 8}
    assert list(mesh.drawers.drawer("stats").kept) == [f"hour/{now}"]


@pytest.mark.parametrize("name", ["", "x", "-1", "1e3", "٣", "9" * 30, "976"])
def test_hours_of_no_use_are_named_to_be_deleted(name):
    counts = Counts()
    assert counts.take([(name, {"kinds": {"text": 2}})], 1000) == [name]
    assert counts.kinds() == {}


def test_more_nodes_than_are_told_apart_are_not_read():
    counts = Counts()
    nodes = {f"!{number:08x}": 1 for number in range(1, 5000)}
    counts.take([("1000", {"nodes": nodes})], 1000)
    assert len(counts.nodes()) == MOST_NODES


async def test_an_hour_at_its_fullest_fits_what_a_drawer_takes():
    hour = Hour()
    hour.count("text", [4_000_000_000 + number for number in range(MOST_NODES) for _ in range(50)])
    for kind in KINDS:
        hour.kinds[kind] = 10**9
    assert len(json.dumps(hour.as_json())) < 30_000


async def test_a_store_that_fails_costs_a_line_and_loses_nothing_that_it_had():
    mesh = mesh_of()
    drawer, now = mesh.drawers.drawer("stats"), hour_of(START)
    drawer.kept = {f"hour/{now}": {"kinds": {"text": 7}, "nodes": {"!00000005": 7}}}
    mesh.drawers.error = StoreError("The disk is gone.")
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            await mesh.pause()
            mesh.bus.publish(packet(5))
            await mesh.pause(400)
            assert "1 packet of 1 node" in (await mesh.ask("/stats")).text
            assert drawer.kept[f"hour/{now}"]["kinds"] == {"text": 7}
            mesh.drawers.error = None
            await mesh.pause(300)
            assert own_counts(mesh).nodes() == {5: 8, ALICE: 1}
            assert drawer.kept[f"hour/{now}"]["nodes"] == {"!00000005": 8, "!0badcafe": 1}
    failed = [line["what"] for line in logs if line["event"] == "plugin-failed" and line["log_level"] == "warning"]
    assert failed == ["stats.load", "stats.save"]


# --- in a hurry -----------------------------------------------------------------------------


async def test_five_hundred_packets_a_second_are_all_counted():
    mesh = mesh_of()
    async with mesh.running(hosted=True):
        await mesh.pause()
        for second in range(20):
            for number in range(500):
                mesh.bus.publish(packet(number % 97 + 1, second % 80))
            await mesh.pause(1)
        await mesh.pause(2)
        assert own_counts(mesh).nodes()[1] == 20 * 6
        assert sum(own_counts(mesh).kinds().values()) == 10_000
        assert mesh.host.facts()["dropped"] == {}


async def test_a_person_at_the_console_gets_all_of_it():
    mesh = mesh_of()
    context = replace(mesh.context(sender=ALICE), is_console=True, limit_bytes=16_000, own=mesh.host.own("stats"))
    assert (await mesh.router.find("stats")(context)).text.startswith("📊 1 h: 0 packets")
