from dataclasses import replace
from datetime import timedelta

import pytest

from botkit import ALICE, BOB, US, Mesh
from steadymesh.bot.middleware import Copies, NotForUs, Refusal, TooFast, TooOld, Unmessagable
from steadymesh.events import TextReceived
from steadymesh.ids import BROADCAST
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
    refusal = TooOld(mesh.services, 600).judge(heard(mesh.text("/ping", at=at), late=late, age_s=age_s))
    assert refusal == (Refusal(reason="too-old") if old else None)


async def test_nodes_without_a_reader_are_not_answered():
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, is_unmessagable=True))
    judge = Unmessagable(mesh.services)
    assert judge.judge(heard(mesh.text("/ping", sender=BOB))) == Refusal(reason="unmessagable")
    assert judge.judge(heard(mesh.text("/ping", sender=ALICE))) is None
    assert judge.judge(heard(mesh.text("/ping", sender=7))) is None


async def test_too_fast_is_told_once():
    mesh = Mesh()
    judge = TooFast(mesh.services, per_minute=2, at_once=2)
    text = mesh.text("/ping")
    assert [judge.judge(heard(text)) for _ in range(4)] == [
        None,
        None,
        Refusal(reason="too-fast", wait_s=30.0),
        Refusal(reason="too-fast"),
    ]
