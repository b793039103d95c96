"""A bill: what messages have cost, by kind, by recipient and by the hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from delivery.delivery_kit import PEER, START, THIRD, entry
from steadymesh.delivery.costs import MOST_RECIPIENTS, Cost, bill
from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum
from steadymesh.model import Priority, SendText

HOURS = [START + timedelta(hours=number) for number in range(4)]


def sent(number, *, to=PEER, minutes=1.0, times=1, airtime_s=0.5, channel=0, **more):
    at = START + timedelta(minutes=minutes)
    return entry(
        number,
        intent=SendText(to=to, text="x", channel=ChannelIndex(channel)),
        created=at,
        first_sent=at,
        last_sent=at,
        transmissions=times,
        size_bytes=50,
        airtime_s=airtime_s,
        **more,
    )


def test_nothing_sent_costs_nothing_in_every_hour():
    told = bill([entry(1)], HOURS)
    assert told.total == Cost()
    assert (told.kinds, told.recipients) == ((), ())
    assert told.hours == tuple((hour, Cost()) for hour in HOURS[:-1])


def test_each_transmission_counts():
    told = bill([sent(1, times=3, airtime_s=1.5), sent(2)], HOURS)
    assert told.total == Cost(messages=2, transmissions=4, size_bytes=200, airtime_s=2.0)


def test_kinds_come_in_the_order_in_which_they_go():
    told = bill([sent(1, priority=Priority.ANNOUNCEMENT), sent(2), sent(3, priority=Priority.ALERT)], HOURS)
    assert [kind for kind, _ in told.kinds] == [Priority.ALERT, Priority.REPLY, Priority.ANNOUNCEMENT]


def test_the_dearest_come_first_and_channels_are_told_apart():
    told = bill(
        [
            sent(1, to=THIRD, airtime_s=2.0),
            sent(2),
            sent(3),
            sent(4, to=BROADCAST, channel=1, airtime_s=0.3),
            sent(5, to=BROADCAST, airtime_s=0.4),
        ],
        HOURS,
    )
    assert [person for person, _ in told.recipients] == [(THIRD, 0), (PEER, 0), (BROADCAST, 0), (BROADCAST, 1)]
    assert told.recipients[1][1].messages == 2


def test_ten_recipients_are_named():
    told = bill([sent(number, to=NodeNum(100 + number)) for number in range(30)], HOURS)
    assert len(told.recipients) == MOST_RECIPIENTS
    assert told.total.messages == 30


@pytest.mark.parametrize(("minutes", "hour"), [(0, 0), (59.9, 0), (60, 1), (179.9, 2), (-0.1, None), (180, None)])
def test_a_message_counts_in_the_hour_in_which_it_was_handed_over(minutes, hour):
    told = bill([sent(1, minutes=minutes)], HOURS)
    busy = [number for number, (_, cost) in enumerate(told.hours) if cost.messages]
    assert busy == ([] if hour is None else [hour])
    assert told.total.messages == len(busy)


def test_what_was_handed_over_on_another_day_than_made_counts_there():
    late = sent(1, minutes=30)
    told = bill([entry(1, created=START - timedelta(days=1), last_sent=late.last_sent, transmissions=1)], HOURS)
    assert told.total.messages == 1
