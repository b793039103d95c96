"""What a message that the radio itself has opened proves of the radio's table."""

from __future__ import annotations

import asyncio

from custodykit import Desk
from keyskit import key
from steadymesh.ids import NodeNum
from steadymesh.keys.book.policy import ChangePolicy
from steadymesh.model import HeldKey

ANNA = NodeNum(0x0A)


async def desk_with_somebody_who_plays_anna() -> Desk:
    """Anna has written today, the radio has her key, and somebody shows another one."""
    desk = Desk()
    desk.book.policy = ChangePolicy(circumstances=desk.custodian.circumstances)
    desk.knows(ANNA, 1)
    desk.table.note_held(ANNA, HeldKey(key=key(1)))
    return desk


async def test_whoever_writes_is_answered_though_somebody_plays_them():
    desk = await desk_with_somebody_who_plays_anna()
    async with desk.serving():
        desk.writes(ANNA, key(1))
        await asyncio.sleep(60)
        desk.seen(ANNA, 2)
        desk.knows(ANNA, 2)
        desk.writes(ANNA, key(2), opened_here=True)
        await asyncio.sleep(1)
        assert desk.custodian.objection(ANNA).reason == "KEY_HELD", "the radio may have taken the other one"
        desk.writes(ANNA, key(1))
        await asyncio.sleep(1)
        assert desk.custodian.objection(ANNA) is None, "the radio has opened her message with her key"
        assert desk.errands.pushed == []


async def test_radio_that_opens_a_message_with_a_held_key_has_that_one():
    desk = await desk_with_somebody_who_plays_anna()
    async with desk.serving():
        desk.writes(ANNA, key(1))
        await asyncio.sleep(60)
        desk.knows(ANNA, 2)
        desk.writes(ANNA, key(2))
        await asyncio.sleep(1)
        assert desk.table.held_key(ANNA).key == key(2)
        assert desk.custodian.objection(ANNA).reason == "KEY_HELD"


async def test_marks_of_a_message_that_came_by_mqtt_prove_nothing_of_the_table():
    desk = await desk_with_somebody_who_plays_anna()
    async with desk.serving():
        desk.writes(ANNA, key(2), via_mqtt=True)
        await asyncio.sleep(1)
        assert desk.table.held_key(ANNA).key == key(1)
