"""What fails again and again is left alone for a while."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.bot.failing import IN_A_ROW, LONGEST_PAUSE_S, PAUSE_S, Failing, Turn


def fail(failing: Failing, count: int, now: float = 0.0) -> list[Turn]:
    return [failing.note("x", now, failed=True) for _ in range(count)]


def test_the_fifth_failure_in_a_row_pauses():
    failing = Failing()
    assert fail(failing, IN_A_ROW) == [Turn.FIRST, Turn.AGAIN, Turn.AGAIN, Turn.AGAIN, Turn.PAUSED]
    assert failing.paused_s("x", 0) == PAUSE_S
    assert failing.paused(10) == {"x": PAUSE_S - 10}
    assert failing.paused_s("x", PAUSE_S) == 0
    assert failing.paused(PAUSE_S) == {}
    assert failing.paused_s("y", 0) == 0


def test_a_success_in_between_begins_anew():
    failing = Failing()
    fail(failing, IN_A_ROW - 1)
    assert failing.note("x", 0, failed=False) is Turn.RECOVERED
    assert failing.note("x", 0, failed=False) is Turn.WELL
    assert fail(failing, 1) == [Turn.FIRST]


def test_after_a_pause_one_failure_pauses_for_twice_as_long():
    failing = Failing()
    fail(failing, IN_A_ROW)
    assert failing.note("x", 700, failed=True) is Turn.PAUSED
    assert failing.paused_s("x", 700) == 2 * PAUSE_S


def test_calls_that_were_under_way_when_it_was_paused_make_the_pause_no_longer():
    failing = Failing()
    turns = fail(failing, IN_A_ROW + 3)
    assert turns[IN_A_ROW - 1 :] == [Turn.PAUSED, Turn.AGAIN, Turn.AGAIN, Turn.AGAIN]
    assert failing.paused_s("x", 0) == PAUSE_S


def test_a_year_of_failures_is_no_longer_than_the_longest_pause():
    failing, now = Failing(), 0.0
    fail(failing, IN_A_ROW)
    for _ in range(2000):
        now += failing.paused_s("x", now)
        assert failing.note("x", now, failed=True) is Turn.PAUSED
    assert failing.paused_s("x", now) == LONGEST_PAUSE_S


def test_a_person_may_end_a_pause():
    failing = Failing()
    assert not failing.resume("x")
    fail(failing, 1)
    assert not failing.resume("x")
    fail(failing, IN_A_ROW)
    assert failing.resume("x")
    assert failing.paused_s("x", 0) == 0


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1e5)), max_size=50))
def test_whatever_happens_a_pause_has_an_end(turns):
    failing, now = Failing(), 0.0
    for failed, later in turns:
        now += later
        failing.note("x", now, failed=failed)
        assert 0 <= failing.paused_s("x", now) <= LONGEST_PAUSE_S
        if not failed:
            assert failing.paused_s("x", now) == 0


@pytest.mark.parametrize("count", [1, 4])
def test_fewer_failures_pause_nothing(count):
    failing = Failing()
    fail(failing, count)
    assert failing.paused(0) == {}
