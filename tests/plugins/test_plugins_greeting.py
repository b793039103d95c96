"""The greeting: who is new, who is greeted, when, and how often; and what a restart knows of it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, BOB, EMOJI_24, Mesh
from housekit import playing
from steadymesh.bot.options import BotOptions
from steadymesh.errors import StoreError, UsageError
from steadymesh.events import NodeRenumbered, NodeSeen
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import LinkState, Node, Priority
from steadymesh.plugins.greeting import GreetingSettings
from steadymesh.plugins.greeting.known import MOST, Known
from steadymesh.plugins.greeting.waiting import Waiting, may_be_greeted

ON = GreetingSettings(enabled=True)
KEY, OTHER_KEY = PublicKey(b"\x07" * 32), PublicKey(b"\x09" * 32)
NEW = Node(num=BOB, long_name="Bob", public_key=KEY, hops_away=2)


def meshed(chosen: GreetingSettings = ON, *, language: str = "en", drawers=None) -> Mesh:
    return Mesh(options=BotOptions(language=language), settings={"greeting": chosen}, drawers=drawers)


def come(mesh: Mesh, node: Node) -> None:
    """Have a node tell who it is."""
    mesh.nodes.add(node)
    mesh.bus.publish(NodeSeen(generation=1, node=node, told_key=node.public_key, raw=b"", now=mesh.clock.now()))


def greeted(mesh: Mesh) -> list[NodeNum]:
    return [one.to for one in mesh.outbox.posted]


async def begin(mesh: Mesh) -> None:
    """Let it note who is there."""
    await mesh.pause(30)


async def test_a_newcomer_is_greeted_once_within_five_minutes():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        await mesh.pause(59)
        assert greeted(mesh) == []
        await mesh.pause(270)
        come(mesh, NEW)
        await mesh.pause(600)
    (one,) = mesh.outbox.posted
    assert (one.to, one.priority) == (BOB, Priority.ANNOUNCEMENT)
    assert one.text == (
        "👋 Welcome to the mesh, Bob! I am a bot: write /help and I tell you what I can do. "
        "This is the only time that I write without being asked."
    )


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_greeting_fits_one_message_in_every_language(language):
    mesh = meshed(language=language)
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, replace(NEW, long_name=EMOJI_24))
        await mesh.pause(600)
    (one,) = mesh.outbox.posted
    assert EMOJI_24 in one.text
    assert len(one.text.encode()) <= 220


async def test_the_operator_chooses_the_words_and_the_newcomer_the_language():
    mesh = meshed(GreetingSettings(enabled=True, text={"en": "Hello {name}", "fr": "Salut {name}"}))
    async with mesh.running(hosted=True):
        await begin(mesh)
        await mesh.services.people.choose(BOB, "fr")
        come(mesh, NEW)
        come(mesh, Node(num=NodeNum(5), hops_away=0))
        await mesh.pause(600)
    assert sorted(one.text for one in mesh.outbox.posted) == ["Hello !00000005", "Salut Bob"]


async def test_nobody_is_greeted_unless_that_is_switched_on():
    mesh = meshed(GreetingSettings())
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        await mesh.pause(600)
    assert greeted(mesh) == []
    assert mesh.drawers.drawer("greeting").kept == {}


async def test_who_is_there_at_the_first_start_is_not_new():
    mesh = meshed()
    mesh.nodes.add(NEW)
    status, mesh.link.now = mesh.link.now, replace(mesh.link.now, state=LinkState.CONNECTING)
    async with mesh.running(hosted=True):
        await begin(mesh)
        late = Node(num=NodeNum(5), hops_away=0)
        come(mesh, late)  # while it is not yet known who is there
        mesh.link.now = status
        await begin(mesh)
        for node in (NEW, late, replace(NEW, num=NodeNum(6))):
            come(mesh, node)
        await mesh.pause(600)
        assert greeted(mesh) == []
        come(mesh, Node(num=NodeNum(7), hops_away=0))
        await mesh.pause(600)
        assert greeted(mesh) == [7]


async def test_who_comes_while_it_is_switched_off_is_not_new_later():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
    off = meshed(GreetingSettings(), drawers=mesh.drawers)
    async with off.running(hosted=True):
        come(off, NEW)
        await off.pause(60)
    again = meshed(drawers=off.drawers)
    again.nodes.add(NEW)
    async with again.running(hosted=True):
        await begin(again)
        come(again, NEW)
        await again.pause(600)
    assert greeted(again) == []


async def test_a_restart_greets_nobody_twice_and_forgets_nobody():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        await mesh.pause()
    again = meshed(drawers=mesh.drawers)
    again.nodes.add(NEW)
    async with again.running(hosted=True):
        come(again, NEW)
        await again.pause(600)
        assert greeted(again) == [BOB]
    third = meshed(drawers=mesh.drawers)
    async with third.running(hosted=True):
        come(third, NEW)
        await third.pause(600)
    assert greeted(third) == []


async def test_a_person_with_a_new_number_is_not_new():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        await mesh.pause(600)
        come(mesh, replace(NEW, num=NodeNum(99)))
        mesh.bus.publish(NodeRenumbered(before=BOB, after=NodeNum(99), key=KEY))
        await mesh.pause(600)
        come(mesh, replace(NEW, num=NodeNum(99), public_key=None))
        await mesh.pause(600)
        assert greeted(mesh) == [BOB]
        # The number before is free now: whoever has it is somebody else.
        come(mesh, replace(NEW, public_key=OTHER_KEY))
        await mesh.pause(600)
    assert greeted(mesh) == [BOB, BOB]


async def test_who_changes_the_number_while_a_greeting_waits_is_greeted_there():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        await mesh.pause()
        mesh.bus.publish(NodeRenumbered(before=BOB, after=NodeNum(99), key=KEY))
        await mesh.pause(600)
    assert greeted(mesh) == [99]


async def test_a_node_that_was_reset_is_not_new():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        await mesh.pause(600)
        come(mesh, replace(NEW, public_key=OTHER_KEY))
        await mesh.pause(600)
    assert greeted(mesh) == [BOB]


async def test_five_an_hour_are_greeted_and_the_others_when_they_are_heard_again():
    mesh = meshed()
    nodes = [Node(num=NodeNum(n), hops_away=0) for n in range(1, 9)]
    async with mesh.running(hosted=True):
        await begin(mesh)
        for node in nodes:
            come(mesh, node)
        await mesh.pause(1800)
        assert sorted(greeted(mesh)) == [1, 2, 3, 4, 5]
        again = meshed(drawers=mesh.drawers)
        again.clock.wall_shift = timedelta(minutes=31) - timedelta(seconds=again.clock.now())
        async with again.running(hosted=True):
            for node in nodes:
                come(again, node)
            await again.pause(1200)
            assert greeted(again) == []
            await again.pause(1200)
            for node in nodes:
                come(again, node)
            await again.pause(600)
    assert sorted(greeted(again)) == [6, 7, 8]


async def test_who_is_banned_or_not_to_be_written_to_by_then_is_not_greeted():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        come(mesh, Node(num=NodeNum(5), hops_away=0))
        await mesh.services.people.ban(BOB)
        mesh.nodes.add(Node(num=NodeNum(5), is_unmessagable=True))
        await mesh.pause(600)
    assert greeted(mesh) == []


async def test_while_the_bot_is_mute_a_greeting_waits():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        await mesh.services.people.be_silent(timedelta(minutes=10))
        come(mesh, NEW)
        await mesh.pause(590)
        assert greeted(mesh) == []
        await mesh.pause(60)
    assert greeted(mesh) == [BOB]


@pytest.mark.parametrize(("error", "found"), [(StoreError("full"), [BOB]), (UsageError("no"), [])])
async def test_what_the_outbox_does_not_take_is_tried_again_if_that_may_help(error, found):
    mesh = meshed()
    async with mesh.running(hosted=True):
        await begin(mesh)
        come(mesh, NEW)
        mesh.outbox.error = error
        await mesh.pause(330)
        mesh.outbox.error = None
        await mesh.pause(60)
    assert greeted(mesh) == found


async def test_while_it_is_not_known_who_was_greeted_nobody_is():
    mesh = meshed()
    mesh.drawers.error = StoreError("The disk is gone.")
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            come(mesh, NEW)
            await mesh.pause(600)
    assert greeted(mesh) == []
    assert "greeting-not-loaded" in {line["event"] for line in logs}


async def test_a_disk_that_is_full_makes_nobody_be_greeted_twice():
    mesh = meshed()
    with capture_logs() as logs:
        async with mesh.running(hosted=True):
            await mesh.pause()
            mesh.drawers.error = StoreError("The disk is full.")
            await begin(mesh)
            come(mesh, NEW)
            await mesh.pause(600)
            come(mesh, NEW)
            await mesh.pause(600)
    assert greeted(mesh) == [BOB]
    assert {line["event"] for line in logs if line["log_level"] == "warning"} == {"greeting-not-kept"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_hops": 8}, {"per_hour": 0}, {"text": "x" * 221}, {"text": "{name}" + "x" * 200},
        {"text": {"de": "Hallo"}}, {"text": {"en": " "}},
    ],
)  # fmt: skip
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must be from|text:"):
        GreetingSettings(**wrong)


# --- on air ---------------------------------------------------------------------------------


async def test_a_newcomer_on_the_air_is_greeted_and_a_restart_knows_it(tmp_path):
    async with playing(tmp_path, "plugin.greeting.enabled=true") as play:
        await asyncio.sleep(60)
        for one in play.people:
            play.radio.hear_nodeinfo(one)
        newcomer = play.radio.add_peer(known=False)
        play.radio.hear_nodeinfo(newcomer)
        await asyncio.sleep(600)
        sent = [(one.to, one.text) for one in play.radio.sent_texts]
        play.radio.hear_nodeinfo(newcomer)
        await asyncio.sleep(400)
        assert len(play.answers()) == 1
    async with playing(tmp_path, "plugin.greeting.enabled=true") as play:
        await asyncio.sleep(60)
        play.radio.add_peer(newcomer)
        play.radio.hear_nodeinfo(newcomer)
        await asyncio.sleep(400)
        assert play.answers() == []
    ((to, text),) = sent
    assert to == newcomer.num
    assert text.startswith("👋 Bienvenue sur le réseau, ")


# --- pure -----------------------------------------------------------------------------------

AT = datetime(2026, 1, 1, tzinfo=UTC)
ONE, TWO = NodeNum(1), NodeNum(2)


@pytest.mark.parametrize(
    ("fields", "is_greeted"),
    [
        ({}, True), ({"hops_away": 3}, True), ({"hops_away": 4}, False), ({"hops_away": None}, False),
        ({"via_mqtt": True}, False), ({"is_unmessagable": True}, False), ({"role": "SENSOR"}, False),
        ({"role": "CLIENT_MUTE"}, True), ({"num": ALICE}, False),
    ],
)  # fmt: skip
def test_who_is_heard_by_air_and_near_and_reads_is_greeted(fields, is_greeted):
    assert may_be_greeted(replace(NEW, **fields), ALICE, 3) is is_greeted


def test_known_people_are_read_again_as_they_were_written():
    known = Known()
    for num in range(1, 40):
        known.note(NodeNum(num), f"{num:08x}" if num % 2 else "", num)
    again = Known()
    shards = dict(known.changed())
    assert len(shards) == 16
    again.load([*shards.values(), None, {"me": "x", "!00000063": "aaaaaaaa", "!00000064": 5}])
    again.load([{"!00000065": "aaaaaaaa:5"}])
    assert len(again) == 39
    assert again.is_known(NodeNum(2), "")
    assert again.is_known(NodeNum(999), "00000001")
    assert not again.is_known(NodeNum(999), "00000002")
    assert dict(again.changed()) == {}


def test_what_has_not_changed_is_not_written():
    known = Known()
    known.note(ONE, "", 5)
    known.note(TWO, "", 5)
    assert dict(known.changed()) == {"1": {"!00000001": ":5"}, "2": {"!00000002": ":5"}}
    known.note(ONE, "", 5)
    assert dict(known.changed()) == {}
    known.note(ONE, "aaaaaaaa", 5)
    known.note(TWO, "", 6)
    assert dict(known.changed()) == {"1": {"!00000001": "aaaaaaaa:5"}, "2": {"!00000002": ":6"}}
    known.note(TWO, "aaaaaaaa", 6)
    assert dict(known.changed()) == {"1": {}, "2": {"!00000002": "aaaaaaaa:6"}}


def test_of_too_many_whoever_was_heard_longest_ago_is_forgotten():
    known = Known()
    for num in range(1, MOST + 1):
        known.note(NodeNum(num), "", 10)
    known.note(NodeNum(7), "", 9)
    known.note(NodeNum(8), "", 11)
    known.note(NodeNum(9999), "", 12)
    assert len(known) == MOST
    assert not known.is_known(ONE, "")
    assert known.is_known(NodeNum(8), "")


def test_all_shards_of_everybody_fit_the_store():
    known = Known()
    for num in range(0xF000_0000, 0xF000_0000 + MOST):
        known.note(NodeNum(num), f"{num:08x}", 739_000)
    assert max(len(str(value).encode()) for _, value in known.changed()) < 16_000


def test_guests_wait_from_one_to_five_minutes():
    waiting = Waiting()
    waiting.add(ONE, AT, 0.0)
    waiting.add(TWO, AT, 0.999)
    assert [guest.num for guest in waiting.due(AT + timedelta(minutes=1))] == [ONE]
    assert [guest.num for guest in waiting.due(AT + timedelta(minutes=5))] == [ONE, TWO]
    assert [guest.num for guest in waiting.due(AT - timedelta(hours=1))] == [ONE, TWO]  # the clock was set back


def test_guests_are_read_again_as_they_were_written():
    waiting = Waiting()
    waiting.add(ONE, AT, 0.5)
    again = Waiting()
    again.load(waiting.written())
    again.load(None)
    assert again.written() == waiting.written()
    assert not again.has_room(AT, 1)
    assert again.has_room(AT + timedelta(hours=1), 1)
    assert again.move(ONE, TWO)
    assert not again.move(ONE, TWO)
    again.remove(TWO)
    again.remove(TWO)
    assert again.due(AT + timedelta(days=1)) == []


@pytest.mark.parametrize("kept", [None, 5, {"guests": {"me": "x"}, "asked": []}, {"guests": {}, "asked": ["x"]}])
def test_guests_that_can_not_be_read_are_none(kept):
    waiting = Waiting()
    waiting.load(kept)
    assert waiting.written() == {"guests": {}, "asked": []}
