"""What an open text waits for: the one thing that must pass first."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from delivery.delivery_kit import OWN, PEER, START, entry, lost, objects, ready, resolved, verdict
from steadymesh.delivery.manners import NoManners
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.queue import OutgoingQueue
from steadymesh.delivery.standing import Standing, Waits
from steadymesh.ids import PacketId
from steadymesh.model import Outcome, Priority, RoutingError

NEVER = float("inf")


class Air(NoManners):
    """Says what it is told to say."""

    def __init__(self):
        self.why = ""
        self.use = None
        self.budget = 0.0
        self.free = 0.0
        self.person = 0.0

    def objection(self, kind):
        return self.why

    def channel_use(self):
        return self.use

    def budget_wait_s(self, kind, intent, now, *, is_behind=False):
        return self.budget

    def free_at(self, kind, intent, now, *, is_behind=False):
        return max(self.free, now + self.budget)

    def person_free_at(self, person):
        return self.person


def make(*entries, linked=True, held=False, **more):
    numbers = count(5000)
    air = Air()
    queue = OutgoingQueue(options=DeliveryOptions(), draw_id=lambda: PacketId(next(numbers)), manners=air, **more)
    if linked:
        queue.ready(ready())
    for one in entries or (entry(1),):
        queue.add(one, now=0.0, held=held)
    return queue, air


def hand(queue, now=0.0, key="e1"):
    prepared = queue.handover.prepare(key, at=START + timedelta(seconds=now))
    queue.handover.handed(prepared, 1, now)
    queue.resolved(resolved(prepared.packet_id, now=now))
    return prepared.packet_id


def waits(queue, key="e1", now=0.0):
    return queue.standing(key, now)


def test_what_is_being_written_down_goes_at_once():
    queue, _ = make(held=True)
    assert waits(queue) == Standing(waits=Waits.WRITING)
    queue.release("e1", 0.0)
    queue.handover.prepare("e1", at=START)
    assert waits(queue) == Standing(waits=Waits.WRITING)


def test_what_nothing_holds_up_waits_for_its_turn():
    queue, air = make()
    assert waits(queue) == Standing(waits=Waits.TURN)
    air.free, air.person = 3.0, 5.0
    assert waits(queue, now=1.0) == Standing(waits=Waits.TURN, seconds=4.0)


def test_without_a_link_that_is_what_is_waited_for():
    queue, air = make(linked=False)
    air.why = "CHANNEL_BUSY"
    assert waits(queue) == Standing(waits=Waits.LINK)


def test_a_busy_channel_is_told_with_its_use():
    queue, air = make()
    air.why, air.use = "CHANNEL_BUSY", 31.5
    assert waits(queue) == Standing(waits=Waits.CHANNEL_BUSY, percent=31.5)


@pytest.mark.parametrize(
    ("why", "expected"), [("QUIET_HOURS", Waits.QUIET_HOURS), ("AIR_BUDGET", Waits.AIR_BUDGET), ("OTHER", Waits.TURN)]
)
def test_an_objection_of_the_air_is_told(why, expected):
    queue, air = make()
    air.why = why
    assert waits(queue) == Standing(waits=expected)


@pytest.mark.parametrize(("budget", "seconds"), [(240.0, 240.0), (NEVER, None)])
def test_a_budget_that_is_used_up_is_told_with_how_long_that_lasts(budget, seconds):
    queue, air = make()
    air.budget = budget
    assert waits(queue) == Standing(waits=Waits.AIR_BUDGET, seconds=seconds)


def test_a_piece_waits_for_the_one_before_it_and_for_half_a_minute_at_most():
    queue, _ = make(entry(1), entry(2, follows="e1"))
    assert waits(queue, "e2") == Standing(waits=Waits.PIECE, before="e1")
    hand(queue)
    assert waits(queue, "e2", 10.0) == Standing(waits=Waits.PIECE, before="e1", seconds=20.0)
    assert waits(queue, "e2", 30.0) == Standing(waits=Waits.TURN)


def test_what_is_with_the_radio_waits_for_its_verdict():
    queue, _ = make()
    hand(queue)
    assert waits(queue, now=10.0) == Standing(waits=Waits.VERDICT, seconds=170.0)
    assert waits(queue, now=500.0) == Standing(waits=Waits.VERDICT, seconds=0.0)


def test_what_a_neighbour_passed_on_waits_for_its_recipient():
    queue, _ = make()
    packet_id = hand(queue)
    queue.verdict(verdict(packet_id, sender=OWN, now=2.0))
    assert waits(queue, now=10.0) == Standing(waits=Waits.RECIPIENT, seconds=170.0)


def test_what_was_with_the_radio_when_the_link_was_lost_waits_for_a_link_and_goes_once_more():
    queue, _ = make()
    hand(queue)
    queue.lost(lost(now=1.0))
    assert waits(queue, now=2.0) == Standing(waits=Waits.LINK)
    queue.ready(ready(2, now=5.0))
    assert waits(queue, now=5.0) == Standing(waits=Waits.REPEAT, seconds=55.0)


def test_what_was_refused_pauses():
    queue, _ = make()
    queue.verdict(verdict(hand(queue), RoutingError.DUTY_CYCLE_LIMIT, OWN, now=1.0))
    assert waits(queue, now=11.0) == Standing(waits=Waits.PAUSE, reason="DUTY_CYCLE_LIMIT", seconds=50.0)


def test_what_lacks_a_key_waits_for_it():
    queue, _ = make(diagnose=lambda _to, reason, _key: reason)
    queue.keys.object("e1", objects("KEY_WANTED"), 0.0)
    assert waits(queue) == Standing(waits=Waits.KEY, reason="KEY_WANTED")


def test_whoever_did_not_answer_has_to_be_heard():
    queue, _ = make(entry(1, priority=Priority.MESSAGE), last_heard=lambda _num: None)
    queue.verdict(verdict(hand(queue), RoutingError.MAX_RETRANSMIT, OWN, now=15.0))
    assert waits(queue, now=20.0) == Standing(waits=Waits.HEARD)


def test_nothing_is_waited_for_by_what_has_ended_or_never_was():
    queue, _ = make()
    queue.verdict(verdict(hand(queue), sender=PEER, now=1.0))
    assert waits(queue) is None
    assert waits(queue, "unknown") is None


@pytest.mark.parametrize(
    ("why", "budget", "linked", "reason"),
    [
        ("CHANNEL_BUSY", 0.0, True, "CHANNEL_BUSY"),
        ("QUIET_HOURS", 0.0, True, "QUIET_HOURS"),
        ("", 100.0, True, "AIR_BUDGET"),
        ("", 0.0, True, ""),
        ("CHANNEL_BUSY", 100.0, False, ""),
    ],
)
def test_what_expires_unsent_says_what_was_in_its_way(why, budget, linked, reason):
    queue, air = make(linked=linked)
    air.why, air.budget = why, budget
    queue.handle_deadline(600.0)
    ended = queue.entry("e1")
    assert (ended.outcome, ended.reason) == (Outcome.EXPIRED, reason)
