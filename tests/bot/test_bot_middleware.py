from dataclasses import replace
from datetime import timedelta

import pytest

from botkit import ALICE, ALICES_KEY, BOB, US, Mesh
from steadymesh.bot.limits import PersonLimits
from steadymesh.bot.loops import MUTE_S, Loops
from steadymesh.bot.middleware import Copies, Ignored, Looping, NotForUs, Refusal, TooFast, TooOld, Unmessagable
from steadymesh.bot.options import BotOptions
from steadymesh.bot.proof import writer
from steadymesh.events import TextReceived
from steadymesh.ids import BROADCAST, PublicKey
from steadymesh.model import Node


def heard(message, *, late=False, age_s=0.0):
    return TextReceived(generation=1, message=message, raw=b"", late=late, age_s=age_s, now=0.0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"to": BROADCAST}, None),
        ({"sender": US}, "own-echo"),
        ({"to": BOB}, "not-to-us"),
        ({"is_tapback": True}, "tapback"),
        ({"sender": BROADCAST}, "from-nobody"),
        ({"sender": 0}, "from-nobody"),
    ],
)
async def test_what_is_not_meant_for_us(fields, reason):
    mesh = Mesh()
    refusal = NotForUs(mesh.services).judge(heard(mesh.text("/ping", **fields)))
    assert refusal == (None if reason is None else Refusal(reason=reason))


async def test_before_the_first_handshake_nobody_is_taken_for_us():
    mesh = Mesh()
    mesh.link.info = None
    assert NotForUs(mesh.services).judge(heard(mesh.text("/ping", sender=US, to=BOB))) is None


async def test_a_copy_is_the_same_sender_and_id_however_it_came():
    mesh = Mesh()
    copies, first = Copies(), mesh.text("/ping")
    assert copies.judge(heard(first)) is None
    assert copies.judge(heard(replace(first, via_mqtt=True, snr_db=None))) == Refusal(reason="copy")
    assert copies.judge(heard(replace(first, sender=BOB))) is None


@pytest.mark.parametrize(
    ("late", "age_s", "came_s_ago", "old"),
    [
        (True, 600.0, 0, False),
        (True, 600.1, 0, True),
        (False, 86_400.0, 0, True),
        (True, -86_400.0, 0, False),
        (True, 5.0, 86_400, False),
        (True, None, 601, True),
        (True, None, 599, False),
        (True, None, -86_400, False),
        (False, None, 86_400, False),
        (True, None, None, False),
    ],
)
async def test_age_is_the_radios_and_ours_only_where_it_has_none(late, age_s, came_s_ago, old):
    mesh = Mesh()
    at = None if came_s_ago is None else mesh.clock.at() - timedelta(seconds=came_s_ago)
    text = mesh.text("/ping", at=at, to=BROADCAST)
    judge = TooOld(mesh.services, max_age_s=600, max_late_s=43_200)
    assert judge.judge(heard(text, late=late, age_s=age_s)) == (Refusal(reason="too-old") if old else None)


@pytest.mark.parametrize(
    ("late", "age_s", "max_late_s", "old"),
    [
        (True, 43_200.0, 43_200, False),
        (True, 43_200.1, 43_200, True),
        (False, 601.0, 43_200, True),
        (True, 600.0, 0, False),
        (True, 601.0, 0, True),
    ],
)
async def test_a_direct_message_that_waited_for_us_may_be_older(late, age_s, max_late_s, old):
    mesh = Mesh()
    judge = TooOld(mesh.services, max_age_s=600, max_late_s=max_late_s)
    event = heard(mesh.text("/ping"), late=late, age_s=age_s)
    assert judge.judge(event) == (Refusal(reason="too-old") if old else None)


async def test_nodes_without_a_reader_are_not_answered():
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, is_unmessagable=True))
    judge = Unmessagable(mesh.services)
    unproved = {"pki_encrypted": False, "public_key": None}
    for fields in (unproved, {"to": BROADCAST, **unproved}, {"via_mqtt": True}):
        assert judge.judge(heard(mesh.text("/ping", sender=BOB, **fields))) == Refusal(reason="unmessagable")
    for sender in (ALICE, 7):
        assert judge.judge(heard(mesh.text("/ping", sender=sender, **unproved))) is None


async def test_whoever_writes_a_proved_direct_message_reads_them_whatever_was_said_of_their_node():
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, is_unmessagable=True))
    assert Unmessagable(mesh.services).judge(heard(mesh.text("/ping", sender=BOB))) is None


async def test_too_fast_is_told_once():
    mesh = Mesh()
    judge = TooFast(mesh.services, PersonLimits(per_minute=2, per_hour=30), BotOptions())
    text = mesh.text("/ping")
    assert [judge.judge(heard(text)) for _ in range(4)] == [
        None,
        None,
        Refusal(reason="too-fast", wait_s=60.0),
        Refusal(reason="too-fast"),
    ]


OTHER_KEY = PublicKey(b"\x07" * 32)
FORGED = (
    {"to": BROADCAST, "pki_encrypted": False, "public_key": None},
    {"pki_encrypted": False, "public_key": None},
    {"via_mqtt": True},
    {"pki_encrypted": False, "opened_here": True, "public_key": OTHER_KEY},
)
"""What anybody can send under Alice's number: the last one with a key of their own, which nobody has decided about."""


@pytest.mark.parametrize("fields", FORGED)
async def test_nobody_uses_up_somebody_elses_share(fields):
    mesh = Mesh()
    judge = TooFast(mesh.services, PersonLimits(per_minute=2, per_hour=30), BotOptions())
    forged, own = mesh.text("/ping", **fields), mesh.text("/ping")
    assert [judge.judge(heard(forged)) for _ in range(3)] == [None, None, Refusal(reason="too-fast", wait_s=60.0)]
    assert [judge.judge(heard(own)) for _ in range(3)] == [None, None, Refusal(reason="too-fast", wait_s=60.0)]


async def test_administrators_have_no_share_while_they_prove_it_and_their_key_is_not_revoked():
    mesh = Mesh()
    limits, admins = PersonLimits(per_minute=1, per_hour=30), BotOptions(admins=(ALICES_KEY,))
    judge = TooFast(mesh.services, limits, admins)
    assert [judge.judge(heard(mesh.text("/ping"))) for _ in range(50)] == [None] * 50
    forged = [judge.judge(heard(mesh.text("/ping", pki_encrypted=False))) for _ in range(2)]
    assert forged == [None, Refusal(reason="too-fast", wait_s=60.0)]
    mesh.keys.revoked.add(ALICES_KEY)
    assert [judge.judge(heard(mesh.text("/ping"))) for _ in range(2)] == [None, Refusal(reason="too-fast", wait_s=60.0)]


@pytest.mark.parametrize("fields", FORGED)
async def test_nobody_gets_somebody_else_muted(fields):
    mesh = Mesh()
    loops, found = Loops(), []
    judge = Looping(mesh.services, loops, BotOptions(), found.append)
    forged, own = mesh.text("/ping", **fields), mesh.text("/ping")
    for _ in range(3):
        assert judge.judge(heard(forged)) is None
        loops.answered(writer(forged), "/ping", "Pong", mesh.clock.now(), direct=False)
    assert judge.judge(heard(forged)) == Refusal(reason="loop", wait_s=MUTE_S)
    assert judge.judge(heard(forged)) == Refusal(reason="muted")
    assert judge.judge(heard(own)) is None


@pytest.mark.parametrize(
    ("ignored", "is_ignored"),
    [
        ((), False),
        ((BOB,), True),
        ((ALICE,), False),
        (("weather BOT",), True),
        ((" wx ",), True),
        (("Weather",), False),
        (("Bot", "!0000b0b0"), False),
    ],
)
async def test_who_is_ignored_is_named_whole_case_apart(ignored, is_ignored):
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, long_name="Weather Bot", short_name="WX"))
    judge = Ignored(mesh.services, ignored)
    assert judge.judge(heard(mesh.text("/ping", sender=BOB))) == (Refusal(reason="ignored") if is_ignored else None)
    assert judge.judge(heard(mesh.text("/ping", sender=7))) is None


async def test_who_is_known_by_the_key_book_alone_is_ignored_too():
    mesh = Mesh()
    mesh.keys.add(BOB, ALICES_KEY, name="Weather Bot")
    text = mesh.text("/ping", sender=BOB)
    assert Ignored(mesh.services, ("weather bot",)).judge(heard(text)) == Refusal(reason="ignored")


async def test_a_name_like_a_bots_proves_nothing():
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, long_name="Bot", short_name="bot"))
    assert Ignored(mesh.services, ()).judge(heard(mesh.text("/ping", sender=BOB))) is None


async def test_a_loop_is_refused_told_of_once_and_muted():
    mesh = Mesh()
    loops, found = Loops(), []
    judge = Looping(mesh.services, loops, BotOptions(), found.append)
    text = mesh.text("/ping")
    for _ in range(3):
        assert judge.judge(heard(text)) is None
        loops.answered(writer(text), text.text, "Pong", mesh.clock.now(), direct=False)
    assert [judge.judge(heard(text)) for _ in range(3)] == [
        Refusal(reason="loop", wait_s=MUTE_S),
        *[Refusal(reason="muted")] * 2,
    ]
    assert [event.message for event in found] == [text]
    assert loops.muted(mesh.clock.now()) == {writer(text): MUTE_S}


async def test_what_waited_for_us_is_no_answer_to_us():
    mesh = Mesh()
    loops, found = Loops(), []
    judge = Looping(mesh.services, loops, BotOptions(), found.append)
    for _ in range(20):
        assert judge.judge(heard(mesh.text("/ping"), late=True, age_s=600.0)) is None
        loops.answered(writer(mesh.text("/ping")), "/ping", "Pong", mesh.clock.now(), direct=False)
    assert found == []


async def test_an_administrator_is_a_person():
    mesh = Mesh()
    loops, found = Loops(), []
    judge = Looping(mesh.services, loops, BotOptions(admins=(ALICES_KEY,)), found.append)
    for _ in range(20):
        assert judge.judge(heard(mesh.text("/ping"))) is None
        loops.answered(writer(mesh.text("/ping")), "/ping", "Pong", mesh.clock.now(), direct=False)
    assert found == []


@pytest.mark.parametrize(("preset", "use_preset", "is_loop"), [("LONG_SLOW", True, True), ("LONG_SLOW", False, False)])
async def test_how_soon_is_prompt_goes_by_the_radios_preset(preset, use_preset, is_loop):
    mesh = Mesh()
    mesh.link.info = replace(mesh.link.info, modem_preset=preset, use_preset=use_preset)
    loops, found = Loops(), []
    judge = Looping(mesh.services, loops, BotOptions(), found.append)
    for _ in range(4):
        judge.judge(heard(mesh.text("/ping")))
        loops.answered(writer(mesh.text("/ping")), "/ping", "Pong", mesh.clock.now(), direct=False)
        await mesh.pause(30)
    assert bool(found) is is_loop


async def test_before_the_first_handshake_the_preset_is_not_known():
    mesh = Mesh()
    mesh.link.info = None
    assert Looping(mesh.services, Loops(), BotOptions(), print).judge(heard(mesh.text("/ping"))) is None
