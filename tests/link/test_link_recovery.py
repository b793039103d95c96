import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.link.backoff import delays
from steadymesh.link.contention import Contention
from steadymesh.link.options import LinkOptions
from steadymesh.link.recovery import FIRST_ATTEMPT_S, UNREST_QUIET_S, UNREST_WINDOW_S, Recovery, Unrest
from steadymesh.model import LinkState


def most() -> float:
    return 1.0


def take(count, **kwargs):
    return list(itertools.islice(delays(chance=most, **kwargs), count))


def test_backoff_starts_at_once_and_doubles_to_its_cap():
    assert take(9, first_s=1, max_s=60) == [0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_backoff_has_no_end():
    steps = delays(first_s=1, max_s=60, chance=most)
    assert next(itertools.islice(steps, 100_000, None)) == 60


def test_a_first_step_beyond_the_cap_is_cut():
    assert take(3, first_s=100, max_s=60) == [0, 60, 60]


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 40))
def test_jitter_takes_at_most_half_away_and_adds_nothing(chance, index):
    drawn = next(itertools.islice(delays(first_s=1, max_s=60, chance=lambda: chance), index, None))
    step = min(2.0 ** (index - 1), 60)
    assert step / 2 <= drawn <= step


def a_recovery(**kwargs) -> Recovery:
    return Recovery(LinkOptions(**kwargs), most)


def seconds(recovery: Recovery, count: int) -> list[float]:
    return [recovery.failed().seconds for _ in range(count)]


def test_attempts_that_fail_from_the_start_back_off_from_the_first_step():
    assert seconds(a_recovery(), 4) == [1, 2, 4, 8]


def test_the_first_attempt_after_the_first_loss_goes_at_once():
    recovery = a_recovery()
    seconds(recovery, 5)
    recovery.ready()
    assert recovery.lost(clean=False, ready_s=5).seconds == 0
    assert seconds(recovery, 3) == [1, 2, 4]


def test_a_handshake_does_not_reset_the_backoff_but_stability_does():
    recovery = a_recovery()
    recovery.ready()
    assert recovery.lost(clean=False, ready_s=5).seconds == 0
    recovery.ready()
    assert recovery.lost(clean=False, ready_s=59.9).seconds == FIRST_ATTEMPT_S
    assert seconds(recovery, 2) == [2, 4], "the second attempt goes on where the series stood"
    recovery.ready()
    assert recovery.lost(clean=False, ready_s=60).seconds == 0
    assert seconds(recovery, 2) == [1, 2]


@given(st.lists(st.tuples(st.floats(0, 59), st.integers(0, 8))), st.floats(0, 1, exclude_max=True))
def test_the_first_attempt_after_any_loss_goes_within_a_second(flaps, chance):
    recovery = Recovery(LinkOptions(backoff_first_s=5), lambda: chance)
    for ready_s, failures in flaps:
        recovery.ready()
        assert recovery.lost(clean=False, ready_s=ready_s).seconds < 1
        seconds(recovery, failures)


def test_the_reconnect_delay_is_the_least_wait():
    recovery = a_recovery(reconnect_delay_s=15)
    recovery.ready()
    assert recovery.lost(clean=True, ready_s=100).seconds == 15
    assert seconds(recovery, 7) == [15, 15, 15, 15, 16, 32, 60]


def test_leaving_on_purpose_starts_afresh():
    recovery = a_recovery()
    recovery.ready()
    recovery.lost(clean=False, ready_s=100)
    seconds(recovery, 5)
    recovery.left()
    assert seconds(recovery, 2) == [1, 2]


def test_a_contended_link_is_yielded_beyond_the_backoff():
    recovery = a_recovery(backoff_max_s=200)
    recovery.ready()
    assert recovery.lost(clean=True, ready_s=1000).state is LinkState.WAITING
    pause = recovery.lost(clean=True, ready_s=1)
    assert (pause.state, pause.seconds) == (LinkState.YIELDED, 200)
    pause = recovery.lost(clean=True, ready_s=1)
    assert (pause.state, pause.seconds) == (LinkState.YIELDED, 300)


def a_contention(yields_s=(120, 300, 600)) -> Contention:
    return Contention(stable_after_s=60, yields_s=yields_s)


def test_one_clean_close_is_no_contention():
    assert a_contention().lost(clean=True, ready_s=1) is None


def test_a_link_that_came_back_after_a_clean_close_and_is_closed_again_is_contended():
    contention = a_contention()
    contention.lost(clean=True, ready_s=1000)
    assert [contention.lost(clean=True, ready_s=59.9) for _ in range(5)] == [120, 300, 600, 600, 600]


@pytest.mark.parametrize("first_clean", [True, False])
def test_a_reset_or_an_unanswered_probe_is_no_contention(first_clean):
    contention = a_contention()
    contention.lost(clean=first_clean, ready_s=1000)
    assert contention.lost(clean=False, ready_s=1) is None
    assert contention.lost(clean=True, ready_s=1) is None, "it came back after a reset"
    assert contention.lost(clean=True, ready_s=1) == 120


def test_a_stable_stretch_ends_the_contention():
    contention = a_contention()
    contention.lost(clean=True, ready_s=1000)
    assert contention.lost(clean=True, ready_s=1) == 120
    assert contention.lost(clean=True, ready_s=60) is None
    assert contention.lost(clean=True, ready_s=1) == 120


def test_a_radio_that_restarted_explains_the_close_before():
    contention = a_contention()
    contention.lost(clean=True, ready_s=1000)
    contention.rebooted()
    assert contention.lost(clean=True, ready_s=1) is None
    assert contention.lost(clean=True, ready_s=1) == 120


def test_a_restart_that_we_ordered_is_no_contention_and_begins_none():
    contention = a_contention()
    contention.lost(clean=True, ready_s=1000)
    assert contention.lost(clean=True, ready_s=35, ordered=True) is None
    assert contention.lost(clean=True, ready_s=1) is None, "it came back after our own restart"
    assert contention.lost(clean=True, ready_s=1) == 120


def test_without_yields_nobody_is_yielded_to():
    contention = a_contention(())
    contention.lost(clean=True, ready_s=1000)
    assert contention.lost(clean=True, ready_s=1) is None


def test_unrest_is_told_at_the_third_loss_and_not_again_within_the_hour():
    unrest = Unrest()
    assert unrest.lost(0) is None
    assert unrest.lost(10) is None
    assert unrest.lost(20) == 3
    assert unrest.lost(30) is None
    assert unrest.lost(20 + UNREST_QUIET_S) is None, "the old losses are forgotten"
    assert unrest.lost(21 + UNREST_QUIET_S) is None
    assert unrest.lost(22 + UNREST_QUIET_S) == 3


def test_losses_far_apart_are_no_unrest():
    unrest = Unrest()
    assert [unrest.lost(n * UNREST_WINDOW_S / 1.9) for n in range(50)] == [None] * 50
