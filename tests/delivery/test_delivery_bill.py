"""The ledger of our own airtime: no hour holds more than the budget, whatever the order."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.delivery.bill import HOUR_S, AirLedger, AirShares
from steadymesh.delivery.purses import Purse
from steadymesh.ids import PacketId

A, B = PacketId(1), PacketId(2)


@pytest.mark.parametrize(("limit", "seconds"), [(10.0, 90.0), (2.5, 22.5), (1.0, 9.0), (None, 108.0)])
def test_the_budget_is_a_quarter_of_the_duty_cycle_or_three_per_cent_of_the_hour(limit: float | None, seconds: float):
    assert AirShares().budget_s(limit) == pytest.approx(seconds)


def test_the_shares_can_be_set():
    shares = AirShares(of_duty_cycle=0.5, of_hour=0.01)
    assert (shares.budget_s(10.0), shares.budget_s(None)) == (180.0, 36.0)


def test_nothing_spent_is_nothing_to_wait_for():
    ledger = AirLedger(90.0)
    assert ledger.used_s(5.0) == 0
    assert ledger.wait_s(5.0, 90.0) == 0


def test_what_exceeds_the_whole_budget_never_fits():
    ledger = AirLedger(9.0)
    assert ledger.wait_s(0.0, 14.3) == math.inf
    ledger.budget_s = 90.0
    assert ledger.wait_s(0.0, 14.3) == 0


def test_a_minute_counts_until_its_last_moment_is_an_hour_old():
    ledger = AirLedger(10.0)
    ledger.spend(6.0, 30.0)
    ledger.spend(2.0, 59.0)
    assert ledger.used_s(3659.9) == 8
    assert ledger.wait_s(100.0, 2.0) == 0
    assert ledger.wait_s(100.0, 2.1) == 3560.0
    assert ledger.used_s(3660.0) == 0


def test_the_wait_is_for_as_many_minutes_as_it_takes():
    ledger = AirLedger(10.0)
    for minute in range(4):
        ledger.spend(2.5, minute * 60.0)
    assert [ledger.wait_s(200.0, cost) for cost in (2.5, 2.6, 5.0, 10.0)] == [3460.0, 3520.0, 3520.0, 3640.0]


def test_loop_time_may_begin_anywhere():
    ledger = AirLedger(10.0)
    ledger.spend(10.0, -90.0)
    assert ledger.wait_s(-60.0, 1.0) == 60 - 120 + 3600 + 60
    assert ledger.used_s(3539.0) == 10
    assert ledger.used_s(3540.0) == 0


def test_a_held_text_costs_the_most_until_it_is_settled():
    ledger = AirLedger(10.0)
    ledger.hold(A, 6.0, 0.0)
    assert (ledger.used_s(1.0), ledger.wait_s(1.0, 5.0)) == (6.0, 7259.0)
    ledger.settle(A, 2.0, 8.0)
    assert (ledger.used_s(8.0), ledger.wait_s(8.0, 5.0)) == (2.0, 0.0)
    ledger.settle(A, 2.0, 9.0)
    ledger.settle(B, 2.0, 9.0)
    assert ledger.used_s(9.0) == 2.0


def test_what_was_never_on_the_air_costs_nothing():
    ledger = AirLedger(10.0)
    ledger.hold(A, 6.0, 0.0)
    ledger.settle(A, 0.0, 1.0)
    assert ledger.used_s(1.0) == 0


def test_tries_count_from_the_verdict_on_because_they_came_after_the_handing_over():
    ledger = AirLedger(10.0)
    ledger.hold(A, 6.0, 59.0)
    ledger.settle(A, 6.0, 110.0)
    assert ledger.used_s(3700.0) == 6
    assert ledger.used_s(3720.0) == 0


def test_a_text_that_is_handed_over_again_may_have_been_on_the_air_before():
    ledger = AirLedger(20.0)
    ledger.hold(A, 6.0, 0.0)
    ledger.hold(A, 6.0, 30.0)
    assert ledger.used_s(30.0) == 12
    ledger.settle(A, 2.0, 40.0)
    assert ledger.used_s(40.0) == 8


def test_what_nobody_settles_is_gone_after_two_hours():
    ledger = AirLedger(10.0)
    ledger.hold(A, 6.0, 0.0)
    assert ledger.used_s(7259.0) == 6
    assert ledger.used_s(7260.0) == 0
    ledger.settle(A, 6.0, 7261.0)
    assert ledger.used_s(7261.0) == 0


def test_what_leaves_first_is_waited_for():
    ledger = AirLedger(10.0)
    ledger.hold(A, 4.0, 0.0)
    ledger.spend(4.0, 120.0)
    assert [ledger.wait_s(120.0, cost) for cost in (2.0, 6.0, 6.1)] == [0.0, 3660.0, 7140.0]


def test_a_restart_forgets_nothing_of_the_last_hour():
    ledger = AirLedger(10.0)
    spent = [(10.0, 1.0), (3599.0, 2.0), (3700.0, 4.0), (90_000.0, 4.0), (-50.0, 0.5)]
    ledger.restore([(age_s, airtime_s, Purse.MESSAGE) for age_s, airtime_s in spent], now=7.0)
    assert ledger.used_s(7.0) == 3.5
    assert ledger.wait_s(7.0, 8.0) <= 60.0


def test_memory_does_not_grow_with_time():
    ledger = AirLedger(10.0)
    for second in range(0, 20_000, 7):
        ledger.spend(0.01, float(second))
        ledger.hold(PacketId(second), 0.01, float(second))
        ledger.settle(PacketId(second), 0.01, float(second))
        ledger.used_s(float(second))
    assert len(ledger._spent) <= 61
    assert not ledger._held


PAUSES = st.floats(0, 900, allow_nan=False) | st.sampled_from([0.0, 1e-6, 59.999999, 60.0, 3600.0])
COSTS = st.floats(0.01, 4.0, allow_nan=False)
STEPS = st.lists(
    st.tuples(PAUSES, COSTS, st.sampled_from(["once", "hold", "settle", "wait"]), st.integers(1, 3)), max_size=60
)


@given(start=st.floats(-1e5, 1e7, allow_nan=False), steps=STEPS)
def test_no_hour_ever_holds_more_than_the_budget(start: float, steps):
    ledger, now = AirLedger(12.0), start
    on_air: list[tuple[float, float]] = []  # what the radio really did: when, and for how long
    held: list[tuple[PacketId, float, float, int]] = []

    def try_again(since: float, cost: float, tries: int) -> None:
        # The latest that can be: at the verdict, and nobody tries for more than an hour.
        on_air.extend([(min(now, since + HOUR_S), cost)] * (tries - 1))

    for number, (pause, cost, what, tries) in enumerate(steps):
        now += pause
        if what == "settle" and held:
            packet_id, since, each, done = held.pop(0)
            ledger.settle(packet_id, each * done, now)
            try_again(since, each, done)
        elif what == "wait" and cost <= ledger.budget_s:
            now += ledger.wait_s(now, cost)
            assert ledger.wait_s(now, cost) == 0
        elif what == "hold" and ledger.wait_s(now, 3 * cost) == 0:
            ledger.hold(PacketId(number), 3 * cost, now)
            on_air.append((now, cost))
            held.append((PacketId(number), now, cost, tries))
        elif what == "once" and ledger.wait_s(now, cost) == 0:
            ledger.spend(cost, now)
            on_air.append((now, cost))
    now += HOUR_S
    for _, since, cost, tries in held:
        try_again(since, cost, tries)
    for end, _ in on_air:
        assert sum(cost for at, cost in on_air if end - HOUR_S < at <= end) <= ledger.budget_s + 1e-3


@given(
    spent=st.lists(st.tuples(st.floats(0, 4000), st.floats(0.01, 3), st.sampled_from(Purse)), max_size=40),
    now=st.floats(0, 1e7),
    cost=st.floats(0, 12),
    purse=st.sampled_from(Purse),
)
def test_after_the_wait_it_fits(spent, now: float, cost: float, purse: Purse):
    ledger = AirLedger(12.0)
    ledger.restore(spent, now)
    wait = ledger.wait_s(now, cost, purse)
    assert 0 <= wait <= HOUR_S + 60
    assert ledger.wait_s(now + wait, cost, purse) == 0
    assert ledger.used_s(now + wait) + cost <= 12.0 + 1e-3
