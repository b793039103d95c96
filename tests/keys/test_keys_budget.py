"""Budgets: what wears out flash or costs air is counted over restarts, and whoever is in doubt does less."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.ids import NodeNum
from steadymesh.keys.custody.budget import (
    ASKS,
    DAY,
    HOUR,
    PUSHES,
    PUSHES_AHEAD,
    REMEMBERED,
    UNFAVORITES_OLD,
    UNFAVORITES_OLD_AHEAD,
    Ledger,
)
from steadymesh.model import Act, ActKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNA = NodeNum(0x0A)


def act(minutes: float, kind: ActKind = ActKind.PUSH, node: NodeNum = ANNA) -> Act:
    return Act(kind=kind, node=node, at=NOON + timedelta(minutes=minutes))


def ledger(*acts: Act) -> Ledger:
    made = Ledger()
    for one in acts:
        made.note(one)
    return made


def test_seventh_push_of_an_hour_waits_until_the_first_is_an_hour_old():
    book = ledger(*(act(n) for n in range(6)))
    assert book.wait(ActKind.PUSH, PUSHES, NOON + timedelta(minutes=10)) == timedelta(minutes=50)
    assert book.wait(ActKind.PUSH, PUSHES, NOON + timedelta(minutes=60)) == timedelta()


def test_thirty_first_push_of_a_day_waits_for_the_next_day():
    book = ledger(*(act(30 * n) for n in range(30)))
    at = NOON + timedelta(hours=16)
    assert book.wait(ActKind.PUSH, PUSHES, at) == timedelta(hours=8)
    assert book.count(ActKind.PUSH, DAY, at) == 30


def test_kinds_have_budgets_of_their_own():
    book = ledger(*(act(0) for _ in range(6)))
    assert book.wait(ActKind.ASK, ASKS, NOON) == timedelta()
    assert book.wait(ActKind.UNFAVORITE, UNFAVORITES_OLD, NOON) == timedelta()


def test_earlier_runs_count():
    book = ledger(act(0))
    book.restore([act(-50 + n) for n in range(5)])
    assert book.wait(ActKind.PUSH, PUSHES, NOON) == timedelta(minutes=10)


def test_clock_that_was_set_back_gives_no_budget_away():
    book = ledger(*(act(24 * 60) for _ in range(6)))
    assert book.wait(ActKind.PUSH, PUSHES, NOON) == HOUR


def test_last_act_to_a_node_is_found_whatever_the_order():
    book = ledger(act(1, ActKind.ASK), act(5, ActKind.ASK), act(9, ActKind.ASK, NodeNum(0x0B)))
    assert book.last(ActKind.ASK, ANNA) == NOON + timedelta(minutes=5)
    assert book.last(ActKind.PUSH, ANNA) is None


def test_memory_does_not_grow_with_time():
    book = Ledger()
    for day in range(1000):
        book.note(act(day * 1440))
    assert book.count(ActKind.PUSH, timedelta(days=10_000), NOON + timedelta(days=1000)) <= REMEMBERED / DAY + 2


@given(st.lists(st.integers(0, 3 * 24 * 60), max_size=200))
def test_whoever_obeys_stays_within_every_limit(minutes):
    book, done = Ledger(), []
    for minute in sorted(minutes):
        at = NOON + timedelta(minutes=minute)
        if not book.wait(ActKind.PUSH, PUSHES, at):
            book.note(act(minute))
            done.append(at)
    for limit in PUSHES:
        for first in done:
            assert sum(first <= at < first + limit.within for at in done) <= limit.count


def test_future_acts_are_dated_to_now_and_told():
    book = ledger(act(0), act(24 * 60), act(48 * 60, ActKind.ASK))
    mended = book.clamp(NOON + timedelta(minutes=1))
    assert [(before, after.at) for before, after in mended] == [
        (act(24 * 60), NOON + timedelta(minutes=1)),
        (act(48 * 60, ActKind.ASK), NOON + timedelta(minutes=1)),
    ]
    assert book.clamp(NOON + timedelta(minutes=1)) == ()
    assert book.wait(ActKind.PUSH, PUSHES, NOON + timedelta(minutes=61)) == timedelta()


def test_act_that_is_taken_back_counts_no_more():
    book = ledger(*(act(n) for n in range(6)))
    book.take_back(act(3))
    book.take_back(act(99))
    assert book.count(ActKind.PUSH, DAY, NOON + timedelta(hours=1)) == 5


@pytest.mark.parametrize(("ahead", "all_of_it"), [(PUSHES_AHEAD, PUSHES), (UNFAVORITES_OLD_AHEAD, UNFAVORITES_OLD)])
def test_part_of_every_budget_is_kept_for_messages_that_wait(ahead, all_of_it):
    for some, whole in zip(ahead, all_of_it, strict=True):
        assert some.within == whole.within
        assert some.count < whole.count
