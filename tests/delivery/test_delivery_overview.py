"""What the outbox shows of itself, and gives back."""

from __future__ import annotations

import asyncio

import pytest
import structlog.testing

from delivery.delivery_kit import OWN, PEER, House
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.sharing import SharedAir
from steadymesh.delivery.standing import Waits
from steadymesh.events import Delivered
from steadymesh.model import AskNodeInfo, Node, Outcome, RadioInfo, RefreshNodes, SendData


async def three_pieces(house):
    first = await house.delivery.post(to=PEER, text="1")
    second = await house.delivery.post(to=PEER, text="2", follows=first.key)
    third = await house.delivery.post(to=PEER, text="3", follows=second.key)
    return [one.key for one in (first, second, third)]


async def test_what_is_open_is_shown_with_what_it_waits_for():
    house = House(connect=False)
    async with house.running():
        keys = await three_pieces(house)
        assert [one.key for one in house.delivery.entries()] == keys
        assert house.delivery.entry(keys[0]).intent.text == "1"
        assert house.delivery.standing(keys[0]).waits is Waits.LINK
        assert house.delivery.standing(keys[1]).before == keys[0]
        assert house.delivery.standing("unknown") is None
        assert house.delivery.entry("unknown") is None


async def test_a_message_is_taken_back_with_the_pieces_behind_it_and_that_is_written_down_and_told():
    house = House(connect=False)
    async with house.running():
        keys = await three_pieces(house)
        taken = house.delivery.cancel(keys[0])
        assert [(one.key, one.outcome, one.reason) for one in taken] == [
            (key, Outcome.REFUSED, "CANCELLED") for key in keys
        ]
        assert {house.journal.rows[key].reason for key in keys} == {"CANCELLED"}
        assert [event.entry.key for event in house.ended.take_all() if isinstance(event, Delivered)] == keys
        house.radio.connect()
        await asyncio.sleep(60)
        assert house.radio.texts == []


async def test_behind_what_has_left_the_rest_is_taken_back():
    house = House()
    async with house.running():
        keys = await three_pieces(house)
        await asyncio.sleep(1)
        assert house.radio.texts == ["1"]
        assert [one.key for one in house.delivery.cancel(keys[0])] == keys[1:]
        house.radio.say(house.radio.ids[0])
        await asyncio.sleep(1)
        assert house.delivery.entry(keys[0]).outcome is Outcome.ACKNOWLEDGED


async def test_behind_what_was_acknowledged_the_rest_is_taken_back():
    house = House()
    house.radio.takes = False
    async with house.running():
        keys = await three_pieces(house)
        await asyncio.sleep(1)
        house.radio.say(house.radio.ids[0])
        assert [one.key for one in house.delivery.cancel(keys[1])] == keys[1:]
        await asyncio.sleep(1)
        assert house.delivery.entry(keys[0]).outcome is Outcome.ACKNOWLEDGED


async def test_what_has_ended_or_never_was_is_not_taken_back_and_not_once_more():
    house = House(connect=False)
    async with house.running():
        keys = await three_pieces(house)
        assert len(house.delivery.cancel(keys[2])) == 1
        assert house.delivery.cancel(keys[2]) == ()
        assert house.delivery.cancel("unknown") == ()
        assert house.delivery.cancel("") == ()


async def test_a_message_taken_back_is_no_warning():
    house = House(connect=False)
    async with house.running():
        keys = await three_pieces(house)
        with structlog.testing.capture_logs() as logs:
            house.delivery.cancel(keys[1])
    said = [(one["event"], one["log_level"]) for one in logs]
    assert said == [("message-cancelled", "info")] * 2
    assert "text" not in str(logs)


async def test_without_anybody_who_knows_the_mesh_the_air_is_not_known():
    assert House().delivery.air_use() is None


def test_our_use_of_the_air_is_told_with_what_it_is_a_part_of():
    air = SharedAir(
        shares=DeliveryOptions().shares, channel_use=lambda: 12.5, hops_to=lambda _num: 0, is_quiet=lambda: False
    )
    unknown = air.use(0.0)
    assert (unknown.is_known, unknown.budget_s, unknown.limit_percent, unknown.share) == (False, 108.0, None, 0.03)
    air.radio(RadioInfo(num=OWN, node=Node(num=OWN), region="EU_868", modem_preset="LONG_FAST"))
    air.errand(AskNodeInfo(node=PEER), 1.0)
    air.errand(SendData(to=PEER, port=1, payload=b"x" * 20), 1.0)
    air.errand(RefreshNodes(), 1.0)
    use = air.use(2.0)
    assert (use.is_known, use.budget_s, use.limit_percent, use.share) == (True, 90.0, 10.0, 0.25)
    assert (use.channel_use_percent, use.questions) == (12.5, 2)
    assert use.used_s == pytest.approx(use.questions_s)
    assert use.questions_s > 0.5
