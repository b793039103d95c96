"""Our share of everybody's air."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from delivery.delivery_kit import OWN, PEER, START, THIRD, entry
from steadymesh.delivery.bill import AirShares
from steadymesh.delivery.lines import Kind, person_of
from steadymesh.delivery.purses import Purse
from steadymesh.delivery.sharing import MAX_PEOPLE, SharedAir
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import AskNodeInfo, Node, Outcome, Priority, RadioInfo, RefreshNodes, SendData, SendText

RADIO = RadioInfo(num=OWN, node=Node(num=OWN), region="EU_868", modem_preset="LONG_FAST", firmware="2.7.26.abc")
REPLY = Kind(Priority.REPLY.value)
NEWS = Kind(Priority.ANNOUNCEMENT.value, is_to_channel=True)


class Mesh:
    """What is known of the mesh."""

    def __init__(self, *, radio=RADIO, shares=None):
        self.use = None
        self.hops = {PEER: 0}
        self.is_quiet = False
        self.air = SharedAir(
            shares=shares or AirShares(),
            channel_use=lambda: self.use,
            hops_to=self.hops.get,
            is_quiet=lambda: self.is_quiet,
        )
        if radio is not None:
            self.air.radio(radio)

    def hand(self, number=1, now=0.0, to=PEER, text="x" * 20, **more):
        one = entry(number, intent=SendText(to=to, text=text, **more))
        self.air.handed(one, person_of(one), now)
        return one


def test_the_first_text_goes_at_once_and_the_next_one_leaves_the_air_to_others():
    mesh = Mesh()
    first = SendText(to=PEER, text="x" * 20)
    assert mesh.air.free_at(REPLY, first, 5.0) == 5.0
    mesh.hand(now=5.0)
    cost = mesh.air.cost(first)
    assert (cost.size_bytes, cost.airtime_s) == (54, pytest.approx(0.641, abs=0.001))
    assert mesh.air.free_at(REPLY, first, 5.0) == pytest.approx(5.0 + 2 * cost.airtime_s)


@pytest.mark.parametrize(("hops", "factor"), [(0, 2), (3, 8), (None, 6)])
def test_a_person_is_spared_for_as_long_as_a_text_takes_to_come_to_them(hops, factor):
    mesh = Mesh()
    mesh.hops[PEER] = hops
    one = mesh.hand(now=10.0)
    assert mesh.air.person_free_at((PEER, 0)) == pytest.approx(10.0 + factor * 0.641, abs=0.01)
    assert mesh.air.person_free_at((THIRD, 0)) == 0.0
    mesh.air.settled(one, (PEER, 0), None, 11.0)
    assert mesh.air.person_free_at((PEER, 0)) == 0.0


def test_the_verdict_of_an_earlier_text_spares_nobody_less():
    mesh = Mesh()
    first = mesh.hand(1)
    mesh.hand(2, 5.0)
    mesh.air.settled(first, (PEER, 0), None, 6.0)
    assert mesh.air.person_free_at((PEER, 0)) > 6.0


def test_a_channel_is_nobody_to_be_spared():
    mesh = Mesh()
    mesh.hand(to=BROADCAST)
    assert mesh.air.person_free_at((BROADCAST, 0)) == 0.0


def test_of_many_people_the_ones_written_to_last_are_spared():
    mesh = Mesh(shares=AirShares(of_duty_cycle=1.0))
    for number in range(MAX_PEOPLE + 1):
        mesh.hand(number, float(number), to=NodeNum(100 + number))
    assert mesh.air.person_free_at((NodeNum(100), 0)) == 0.0
    assert mesh.air.person_free_at((NodeNum(101), 0)) > 0.0


# --- the budget ----------------------------------------------------------------------------------


def test_an_hour_holds_a_quarter_of_the_duty_cycle():
    mesh = Mesh()
    assert mesh.air.ledger.budget_s == 90.0
    mesh.air.radio(replace(RADIO, region="US"))
    assert mesh.air.ledger.budget_s == 108.0


def test_a_text_counts_as_three_until_its_verdict_tells_better():
    mesh = Mesh()
    one = mesh.hand()
    assert mesh.air.ledger.used_s(1.0) == pytest.approx(3 * 0.641, abs=0.01)
    assert mesh.air.settled(one, (PEER, 0), None, 2.0) == 1
    assert mesh.air.ledger.used_s(2.0) == pytest.approx(0.641, abs=0.01)


def test_a_verdict_that_took_long_means_that_the_radio_tried_again():
    mesh = Mesh()
    one = mesh.hand()
    assert mesh.air.settled(one, (PEER, 0), None, 12.0) == 2


def test_what_was_not_on_the_air_costs_nothing():
    mesh = Mesh()
    one = mesh.hand()
    assert mesh.air.settled(one, (PEER, 0), 0, 2.0) == 0
    assert mesh.air.ledger.used_s(2.0) == 0.0


def test_a_text_without_an_ack_is_sent_once():
    mesh = Mesh()
    one = mesh.hand(want_ack=False)
    assert mesh.air.ledger.used_s(1.0) == pytest.approx(0.641, abs=0.01)
    assert mesh.air.settled(one, (PEER, 0), 3, 500.0) == 1
    assert mesh.air.ledger.used_s(501.0) == pytest.approx(0.641, abs=0.01)


def test_of_an_unknown_packet_nothing_is_counted():
    mesh = Mesh()
    assert mesh.air.settled(entry(9), (PEER, 0), None, 1.0) == 1
    assert mesh.air.ledger.used_s(1.0) == 0.0


def test_when_the_hour_is_used_up_the_next_text_waits_its_time():
    mesh = Mesh()
    for number in range(60):
        one = mesh.hand(number, 10.0 * number, text="x" * 200, want_ack=False)
        del one
    long = SendText(to=PEER, text="x" * 200)
    assert mesh.air.free_at(REPLY, long, 600.0) > 3600.0
    assert mesh.air.budget_wait_s(REPLY, long, 600.0) > 3000.0
    assert mesh.air.fits(long), "it comes to its turn"


def test_what_costs_more_than_our_whole_share_never_fits():
    mesh = Mesh(radio=replace(RADIO, region="UA_868", modem_preset="LONG_SLOW"))
    long = SendText(to=PEER, text="x" * 200)
    assert not mesh.air.fits(long)
    assert mesh.air.fits(replace(long, text="x"))
    assert mesh.air.radio(RADIO), "that changes something"
    assert mesh.air.fits(long)
    assert not mesh.air.radio(RADIO)


def test_before_the_first_handshake_nobody_can_tell_what_fits():
    mesh = Mesh(radio=None, shares=AirShares(of_hour=0.0001))
    assert mesh.air.fits(SendText(to=PEER, text="x" * 200))


def test_when_the_radio_has_reached_its_duty_cycle_everything_waits_as_long_as_it_says():
    mesh = Mesh()
    text = SendText(to=PEER, text="x")
    mesh.air.silenced(420.0, 10.0)
    mesh.air.silenced(60.0, 20.0)
    assert (mesh.air.free_at(REPLY, text, 30.0), mesh.air.silent_for_s(30.0)) == (430.0, 400.0)
    assert mesh.air.budget_wait_s(REPLY, text, 30.0) == 400.0
    assert (mesh.air.free_at(REPLY, text, 430.0), mesh.air.silent_for_s(430.0)) == (430.0, 0.0)
    assert mesh.air.budget_wait_s(REPLY, text, 430.0) == 0.0


def test_questions_cost_air_too_and_orders_to_our_radio_none():
    mesh = Mesh()
    mesh.air.errand(AskNodeInfo(node=PEER), 0.0)
    asked = mesh.air.ledger.used_s(0.0)
    assert asked == pytest.approx(1.1, abs=0.2)
    mesh.air.errand(RefreshNodes(), 1.0)
    assert mesh.air.ledger.used_s(1.0) == asked
    mesh.air.errand(SendData(to=PEER, port=70, payload=b""), 2.0)
    assert mesh.air.ledger.used_s(2.0) > asked


# --- a busy channel, and the night -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "news", "channel_reply", "reply", "admins"),
    [
        (None, "", "", "", ""),
        (25.0, "", "", "", ""),
        (25.1, "CHANNEL_BUSY", "CHANNEL_BUSY", "", ""),
        (40.1, "CHANNEL_BUSY", "CHANNEL_BUSY", "CHANNEL_BUSY", ""),
    ],
)
def test_who_may_go_on_a_busy_channel(use, news, channel_reply, reply, admins):
    mesh = Mesh()
    mesh.use = use
    kinds = [
        NEWS,
        Kind(Priority.REPLY.value, is_to_channel=True),
        REPLY,
        Kind(Priority.REPLY.value, is_to_others=False),
    ]
    assert [mesh.air.objection(kind) for kind in kinds] == [news, channel_reply, reply, admins]
    assert mesh.air.objection(Kind(Priority.ALERT.value)) == ""


def test_at_night_nobody_is_written_to_who_has_not_asked():
    mesh = Mesh()
    mesh.is_quiet = True
    assert mesh.air.objection(NEWS) == "QUIET_HOURS"
    assert mesh.air.objection(REPLY) == ""


# --- patience --------------------------------------------------------------------------------------


def test_a_verdict_takes_as_long_as_the_preset_and_the_channel_make_it():
    text = SendText(to=PEER, text="x" * 20)
    assert Mesh(radio=None).air.verdict_wait_s(text) == 180.0
    mesh = Mesh()
    assert mesh.air.verdict_wait_s(text) == pytest.approx(83.3, abs=0.1)
    mesh.use = 0.0
    assert mesh.air.verdict_wait_s(text) == pytest.approx(60.7, abs=0.1)
    mesh.air.radio(replace(RADIO, modem_preset="LONG_SLOW"))
    assert mesh.air.verdict_wait_s(text) == pytest.approx(141.1, abs=0.2)


@pytest.mark.parametrize(
    ("preset", "hops", "seconds"),
    [
        ("SHORT_FAST", 0, 15.0),
        ("LONG_FAST", 0, 15.0),
        ("LONG_FAST", 3, 33.0),
        ("LONG_SLOW", 0, 20.0),
        ("LONG_SLOW", 4, 101.0),
    ],
)
def test_our_nodeinfo_takes_as_long_as_the_way_is(preset, hops, seconds):
    mesh = Mesh(radio=replace(RADIO, modem_preset=preset))
    mesh.hops[PEER] = hops
    assert mesh.air.second_try_s(SendText(to=PEER, text="x")) == pytest.approx(seconds, abs=3.0)


def test_ids_are_told_apart():
    mesh = Mesh()
    one, other = mesh.hand(1), mesh.hand(2, 1.0)
    assert one.packet_id != other.packet_id == PacketId(1002)
    mesh.air.settled(one, (PEER, 0), 1, 2.0)
    mesh.air.settled(other, (PEER, 0), 1, 2.0)
    assert mesh.air.ledger.used_s(3.0) == pytest.approx(2 * 0.641, abs=0.01)


def test_questions_and_texts_of_one_kind_leave_the_others_their_parts():
    mesh = Mesh()
    text = SendText(to=PEER, text="x")
    kinds = {
        "alert": Kind(Priority.ALERT.value),
        "admin": Kind(Priority.REPLY.value, is_to_others=False),
        "answer": REPLY,
        "stranger": Kind(Priority.REPLY.value, is_to_stranger=True),
        "message": Kind(Priority.MESSAGE.value),
        "news": NEWS,
    }

    def waiting():
        return {name for name, kind in kinds.items() if mesh.air.budget_wait_s(kind, text, 1.0) > 0}

    mesh.air.ledger.spend(0.49 * 90, 0.0)
    assert waiting() == {"news"}
    mesh.air.ledger.spend(0.10 * 90, 0.0, Purse.MESSAGE)
    assert waiting() == {"news", "message"}
    mesh.air.ledger.spend(0.15 * 90, 0.0, Purse.STRANGER)
    assert waiting() == {"news", "message", "stranger"}
    mesh.air.ledger.spend(0.20 * 90, 0.0, Purse.ANSWER)
    assert waiting() == {"news", "message", "stranger", "answer"}
    mesh.air.ledger.spend(0.05 * 90, 0.0)
    assert waiting() == set(kinds)


def test_the_first_text_of_an_hour_goes_though_it_takes_more_than_its_part():
    mesh = Mesh(radio=replace(RADIO, modem_preset="LONG_SLOW"))
    text = SendText(to=PEER, text="x" * 200)
    assert 3 * mesh.air.cost(text).airtime_s < 90.0
    assert mesh.air.budget_wait_s(NEWS, text, 0.0) == 0.0


def test_what_an_earlier_run_has_on_the_air_is_held_like_any_other():
    mesh = Mesh()
    on_air = entry(1, first_sent=START, airtime_s=0.5, outcome=Outcome.SENT)
    unconfirmed = entry(2, first_sent=START, airtime_s=0.5, intent=SendText(to=PEER, text="x", want_ack=False))
    mesh.air.restore([on_air, unconfirmed], now=100.0, at=START + timedelta(seconds=30))
    cost_s = mesh.air.cost(on_air.intent).airtime_s
    assert mesh.air.ledger.used_s(100.0) == pytest.approx(3 * cost_s + 0.5, abs=0.2)
    assert mesh.air.settled(on_air, (PEER, 0), None, 101.0) == 3
    assert mesh.air.ledger.used_s(101.0) == pytest.approx(3 * cost_s + 0.5, abs=0.2)
