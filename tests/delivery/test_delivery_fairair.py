"""The pump and a scarce hour: answers behind an operator's batch, people whom a key proves beside forged numbers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from delivery.delivery_kit import OWN, PEER, THIRD, House, ready
from steadymesh.delivery.purses import Purse
from steadymesh.ids import NodeNum
from steadymesh.model import Node, Outcome, Priority, RemoveFavorite
from steadymesh.session.directory import Directory

HOURS_12 = 12 * 3600.0


def join(house, *, region="EU_868", preset="LONG_FAST"):
    """Connect a radio with such settings."""
    house.radio.generation += 1
    house.radio.wait = 0
    known = ready(house.radio.generation, house.clock.now())
    radio = replace(known.radio, region=region, modem_preset=preset, firmware="2.7.26.abc")
    house.bus.publish(replace(known, radio=radio))


@asynccontextmanager
async def acknowledging(house, *, after_s=1.0, sender=None):
    """Whoever is written to says so; or a neighbour, or our own radio in a neighbour's name, does."""

    async def mesh():
        said = 0
        while True:
            await asyncio.sleep(after_s)
            for _, packet_id, _ in house.radio.sent[said:]:
                said += 1
                to = next(e.intent.to for e in house.journal.rows.values() if e.packet_id == packet_id)
                house.radio.say(packet_id, sender=to if sender is None else sender)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(mesh(), name="mesh")
        yield
        task.cancel()


@asynccontextmanager
async def running(nodes=None, **settings):
    house = House(nodes=nodes or Directory(), connect=False)
    async with house.running():
        join(house, **settings)
        await asyncio.sleep(0.1)
        yield house


async def ask(house, times, *, every_s, **options):
    """Have one person answered so often; return the keys."""
    keys = []
    for _ in range(times):
        await asyncio.sleep(every_s)
        keys.append((await house.delivery.post(to=PEER, text="pong " * 8, **options)).key)
    return keys


async def test_an_operators_batch_that_fills_the_hour_leaves_answers_their_air():
    async with running() as house, acknowledging(house, after_s=4):
        for number in range(400):
            await house.delivery.post(
                to=NodeNum(0x5000 + number), text="x" * 100, priority=Priority.MESSAGE, lifetime_s=HOURS_12
            )
        keys = await ask(house, 24, every_s=300)
        await asyncio.sleep(700)
        assert {house.journal.rows[key].outcome for key in keys} == {Outcome.ACKNOWLEDGED}
        assert sum(text.startswith("x") for text in house.radio.texts) > 100, "and they leave too"


@pytest.mark.parametrize("forged", [70, 120])
async def test_forged_questions_take_no_air_from_people_whom_a_key_proves(forged):
    async with running() as house, acknowledging(house):
        for number in range(forged):
            await house.delivery.post(to=NodeNum(0x70000000 + number), text="pong", is_proved=False)
            await asyncio.sleep(3)
        strangers = len(house.radio.sent)
        keys = await ask(house, 8, every_s=300)
        await asyncio.sleep(700)
        assert {house.journal.rows[key].outcome for key in keys} == {Outcome.ACKNOWLEDGED}
        assert strangers > 60, "they are answered while there is air"


async def test_a_flood_that_is_waiting_goes_behind_people_whom_a_key_proves():
    async with running() as house, acknowledging(house):
        for number in range(50):
            await house.delivery.post(to=NodeNum(0x70000000 + number), text="to a stranger", is_proved=False)
        await house.delivery.post(to=PEER, text="to a friend")
        await asyncio.sleep(10)
        assert "to a friend" in house.radio.texts[:3]


@pytest.mark.parametrize("sender", [OWN, PEER])
async def test_texts_to_one_person_keep_their_order_whoever_speaks_of_them(sender):
    nodes = Directory()
    nodes.seed([Node(num=PEER, hops_away=3)])
    async with running(nodes) as house, acknowledging(house, sender=sender):
        for text in "ABCDEF":
            await house.delivery.post(to=PEER, text=text, priority=Priority.MESSAGE)
        await asyncio.sleep(120)
        assert "".join(house.radio.texts) == "ABCDEF"


async def test_a_text_that_can_never_go_ends_at_once_and_keeps_nobody_waiting():
    async with running(region="EU_866", preset="LONG_SLOW") as house:
        long = await house.delivery.post(to=PEER, text="x" * 200, priority=Priority.MESSAGE, lifetime_s=HOURS_12)
        await house.delivery.post(to=PEER, text="ok", priority=Priority.MESSAGE, lifetime_s=HOURS_12)
        await asyncio.sleep(5)
        ended = house.delivery.entry(long.key)
        assert (ended.outcome, ended.reason) == (Outcome.EXPIRED, "AIR_BUDGET")
        assert house.radio.texts == ["ok"]


async def test_what_a_radio_can_not_carry_is_known_when_it_says_how_it_is_set():
    house = House(nodes=Directory(), connect=False)
    async with house.running():
        await house.delivery.post(to=PEER, text="x" * 200, lifetime_s=HOURS_12)
        await house.delivery.post(to=THIRD, text="ok", lifetime_s=HOURS_12)
        await asyncio.sleep(60)
        assert house.outcomes() == [], "nobody knows yet"
        join(house, region="EU_866", preset="LONG_SLOW")
        await asyncio.sleep(5)
        assert house.outcomes() == [("x" * 200, Outcome.EXPIRED)]
        assert house.radio.texts == ["ok"]


async def test_a_radio_with_other_settings_carries_what_waits_behind_a_long_text():
    async with running(preset="LONG_SLOW") as house:
        air = house.delivery.air
        air.ledger.spend(air.ledger.budget_s, house.clock.now())
        await house.delivery.post(to=PEER, text="x" * 200, lifetime_s=HOURS_12)
        await asyncio.sleep(600)
        assert house.radio.sent == []
        join(house, region="UA_868", preset="LONG_SLOW")
        await asyncio.sleep(5)
        assert house.outcomes() == [("x" * 200, Outcome.EXPIRED)]


async def test_the_pump_wakes_for_the_first_text_that_may_go_and_not_for_whose_turn_it_is():
    async with running(region="US") as house:
        ledger, now = house.delivery.air.ledger, house.clock.now()
        ledger.spend(75.0, now - 60)
        ledger.spend(12.0, now - 60, Purse.ANSWER)
        ledger.spend(12.0, now - 60, Purse.MESSAGE)
        ledger.spend(4.0, now - 3600 + 150, Purse.MESSAGE)
        await house.delivery.post(to=PEER, text="x" * 200, lifetime_s=7200)
        await house.delivery.post(to=THIRD, text="!", priority=Priority.ALERT, lifetime_s=7200)
        await asyncio.sleep(300)
        assert house.radio.texts == ["!"]
        await asyncio.sleep(7000)
        assert house.radio.texts == ["!", "x" * 200]


@pytest.mark.parametrize(("after_s", "within_s"), [(5.0, 1.0), (25.0, 15.0)])
async def test_what_needs_quiet_does_not_wait_for_a_text_that_a_neighbour_has_passed_on(after_s, within_s):
    """Our radio has let go of it; and of one that nobody has heard in less than half a minute, on LongFast."""
    is_relayed = after_s == 5.0
    async with running() as house:
        text = await house.delivery.post(to=PEER, text="x" * 60)
        await asyncio.sleep(3)
        if is_relayed:
            house.radio.say(text.packet_id, sender=OWN)
        await asyncio.sleep(after_s - 3)
        async with asyncio.TaskGroup() as tasks:
            order = house.delivery.errands.run(RemoveFavorite(node=PEER), urgent=True, alone=True)
            task = tasks.create_task(order, name="order")
            began = house.clock.now()
            while not house.radio.errands:
                await asyncio.sleep(0.1)
                assert house.clock.now() < began + within_s
            house.radio.say(house.radio.errands[0][1], sender=OWN)
        assert task.result().is_handed
