"""The pump and everybody's air: what an earlier run has used of the hour, and how much the channel is used."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from delivery.delivery_kit import OWN, PEER, START, House, entry
from steadymesh.events import SessionReady, TelemetryReceived
from steadymesh.model import Node, Outcome, Priority, RadioInfo, SendText, Telemetry
from steadymesh.session.directory import Directory

AIRTIME_S = 0.7503
"""Of a text of 30 characters to one node, LongFast."""


def at(seconds):
    return START + timedelta(seconds=seconds)


def sent(number, *, made, left, **more):
    """Return an entry of an earlier run: when it was made, and when it first left, in seconds."""
    values = {
        "intent": SendText(to=PEER, text="x" * 30),
        "created": at(made),
        "deadline": at(made + 14_400),
        "first_sent": at(left),
        "last_sent": at(left),
        "sent_as": OWN,
        "attempts": 1,
        "airtime_s": AIRTIME_S,
        "transmissions": 1,
        "outcome": Outcome.ACKNOWLEDGED,
    }
    return entry(number, **(values | more))


def speak(house, percent, *, sender=OWN):
    measured = Telemetry(channel_utilization_percent=percent)
    house.bus.publish(
        TelemetryReceived(
            generation=1, sender=sender, telemetry=measured, raw=b"", replayed=False, now=house.clock.now()
        )
    )


async def test_a_restart_counts_the_hour_by_when_texts_left():
    rows = [
        sent(1, made=-7200, left=-600),
        sent(2, made=-300, left=-300),
        sent(3, made=-7200, left=-7100),
        sent(4, made=-60, left=-30, outcome=Outcome.SENT),
        sent(5, made=-60, left=-20, outcome=Outcome.SENT, relayed=True),
    ]
    house = House(*rows, nodes=Directory())
    async with house.running():
        await asyncio.sleep(0.1)
        used = house.delivery.air.ledger.used_s(house.clock.now())
    assert used == pytest.approx((1 + 1 + 3 + 1) * AIRTIME_S, abs=0.2), "what is on the air counts three times"


async def test_the_use_of_the_channel_is_forgotten_when_the_radio_does_not_repeat_it():
    house = House(nodes=Directory())
    async with house.running():
        speak(house, 99.0, sender=PEER)
        await house.delivery.post(to=PEER, text="one", priority=Priority.MESSAGE)
        await asyncio.sleep(0.1)
        assert len(house.radio.sent) == 1, "somebody else's channel"
        speak(house, 45.0)
        await asyncio.sleep(60)
        await house.delivery.post(to=PEER, text="two", priority=Priority.MESSAGE)
        await asyncio.sleep(100)
        assert len(house.radio.sent) == 1
        speak(house, 10.0)
        await asyncio.sleep(0.1)
        assert len(house.radio.sent) == 2
        speak(house, 45.0)
        await house.delivery.post(to=PEER, text="three", priority=Priority.MESSAGE)
        await asyncio.sleep(290)
        assert len(house.radio.sent) == 2
        await asyncio.sleep(90)
        assert len(house.radio.sent) == 3, "five minutes later nobody knows"


async def test_what_the_radio_had_measured_before_counts():
    house = House(nodes=Directory(), connect=False)
    own = Node(num=OWN, telemetry=Telemetry(channel_utilization_percent=45.0))
    radio = RadioInfo(num=OWN, node=own)
    async with house.running():
        house.radio.generation, house.radio.wait = 1, 0
        house.bus.publish(
            SessionReady(generation=1, radio=radio, nodes=(), seconds=0.1, image=(), now=house.clock.now())
        )
        await house.delivery.post(to=PEER, text="one", priority=Priority.MESSAGE)
        await asyncio.sleep(60)
        assert house.radio.sent == []
