"""How long the radio tries: by hand, as seen, and in its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.delivery.airtime import LONG_FAST, Modulation, airtime_s
from steadymesh.delivery.patience import MARGIN, TRIES, retry_wait_s, slot_s, tries_within, verdict_wait_s

SHORT_FAST = Modulation(bandwidth_hz=250_000.0, spread_factor=7, coding_rate=5)
LONG_SLOW = Modulation(bandwidth_hz=125_000.0, spread_factor=12, coding_rate=8)
WIDE = Modulation(bandwidth_hz=812_500.0, spread_factor=11, coding_rate=5, is_wide=True)


@pytest.mark.parametrize(
    ("how", "seconds"),
    [
        (SHORT_FAST, 0.008),  # 2.5 × 0.512 + 7.6 = 8.88 ms, cut
        (LONG_FAST, 0.028),  # 2.5 × 8.192 + 7.6 = 28.08
        (LONG_SLOW, 0.089),  # 2.5 × 32.768 + 7.6 = 89.52
        (WIDE, 0.017),  # 4 × 2.5206 + 7.6 = 17.68
    ],
)
def test_a_slot_is_the_firmwares(how: Modulation, seconds: float):
    assert slot_s(how) == seconds


@pytest.mark.parametrize(
    ("used", "slots"),
    # 2^CW + 2 × 8 + 2^5, CW = 3 + ⌊use × 5 ÷ 100⌋
    [(0.0, 56), (19.9, 56), (20.0, 64), (40.0, 80), (99.9, 176), (100.0, 304)],
)
def test_a_wait_is_two_airtimes_the_windows_and_the_processing(used: float, slots: int):
    assert retry_wait_s(LONG_FAST, 54, used) == pytest.approx(2 * airtime_s(LONG_FAST, 54) + slots * 0.028 + 4.5)


def test_short_fast_gives_up_when_it_was_seen_to():
    # Seen on 2.7.26: about 15 s.
    assert TRIES * retry_wait_s(SHORT_FAST, 54, 0.0) == pytest.approx(15.2, abs=0.1)
    assert verdict_wait_s(SHORT_FAST, 54, 0.0) == pytest.approx(15.2 * MARGIN, abs=0.1)


def test_long_fast_takes_about_a_minute_and_long_slow_minutes():
    assert TRIES * retry_wait_s(LONG_FAST, 255, 0.0) == pytest.approx(31.1, abs=0.1)
    assert verdict_wait_s(LONG_FAST, 54, 0.0) == pytest.approx(60.7, abs=0.2)
    assert verdict_wait_s(LONG_FAST, 255, 25.0) == pytest.approx(116.7, abs=0.1)
    assert TRIES * retry_wait_s(LONG_SLOW, 255, 0.0) == pytest.approx(114.2, abs=0.1)
    assert verdict_wait_s(LONG_SLOW, 255, 25.0) == pytest.approx(426.7, abs=0.2)


def test_an_unknown_use_counts_as_a_quarter():
    assert verdict_wait_s(LONG_FAST, 54) == verdict_wait_s(LONG_FAST, 54, None) == verdict_wait_s(LONG_FAST, 54, 25.0)


def test_a_use_out_of_range_is_brought_back_into_it():
    assert verdict_wait_s(LONG_FAST, 54, -5.0) == verdict_wait_s(LONG_FAST, 54, 0.0)
    assert verdict_wait_s(LONG_FAST, 54, 400.0) == verdict_wait_s(LONG_FAST, 54, 75.0)


@given(
    how=st.sampled_from([SHORT_FAST, LONG_FAST, LONG_SLOW, WIDE]),
    size=st.integers(16, 255),
    less=st.floats(0, 100),
    more=st.floats(0, 100),
)
def test_a_busier_channel_takes_longer_and_never_less_than_the_radio_tries(how, size, less, more):
    less, more = sorted((less, more))
    assert TRIES * retry_wait_s(how, size, 0.0) < verdict_wait_s(how, size, less) <= verdict_wait_s(how, size, more)


@pytest.mark.parametrize(
    ("elapsed", "tries"), [(-1.0, 1), (0.0, 1), (6.7, 1), (6.8, 2), (13.4, 2), (13.6, 3), (9999.0, 3)]
)
def test_tries_are_what_fits_the_time(elapsed: float, tries: int):
    # What the radio reckons with is a header at least: 2 × 0.3543 + 56 × 0.028 + 4.5 = 6.777 s
    assert tries_within(LONG_FAST, 54, elapsed) == tries


@given(size=st.integers(16, 255), used=st.floats(0, 75))
def test_whoever_waited_for_the_verdict_counts_all_tries(size: int, used: float):
    assert tries_within(LONG_FAST, size, verdict_wait_s(LONG_FAST, size, used)) == TRIES
