"""Restarts and the radio's clock, remembered between sessions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.model import Node, RadioInfo
from steadymesh.session.memory import RadioMemory

DAY = 86_400


def radio(num: int = 1, reboot_count: int | None = None) -> RadioInfo:
    return RadioInfo(num=num, node=Node(num=num), reboot_count=reboot_count)


def test_the_first_handshake_is_no_restart():
    memory = RadioMemory()
    assert memory.radio is None
    assert memory.handshake(radio(reboot_count=4)) is None
    assert memory.radio == radio(reboot_count=4)


def test_the_same_radio_again_is_no_restart():
    memory = RadioMemory()
    memory.handshake(radio(reboot_count=4))
    assert memory.handshake(radio(reboot_count=4)) is None


def test_another_number_is_another_radio():
    memory = RadioMemory()
    memory.handshake(radio(1, 4))
    assert memory.handshake(radio(2, 9)) == ("number", 1, 2)


def test_another_reboot_count_is_a_restart():
    memory = RadioMemory()
    memory.handshake(radio(reboot_count=4))
    assert memory.handshake(radio(reboot_count=6)) == ("reboot-count", 4, 6)


@pytest.mark.parametrize(("before", "after"), [(None, 4), (4, None), (None, None)])
def test_a_reboot_count_that_is_not_told_says_nothing(before: int | None, after: int | None):
    memory = RadioMemory()
    memory.handshake(radio(reboot_count=before))
    assert memory.handshake(radio(reboot_count=after)) is None


def test_an_uptime_that_went_back_is_a_restart_told_once():
    memory = RadioMemory()
    assert memory.uptime(5000) is None
    assert memory.uptime(5060) is None
    assert memory.uptime(30) == (5060, 30)
    assert memory.uptime(90) is None


def test_reports_that_overtake_each_other_are_no_restart():
    memory = RadioMemory()
    memory.uptime(5000)
    assert memory.uptime(4995) is None
    assert memory.uptime(4989) == (5000, 4989)


def test_one_restart_is_not_told_twice():
    memory = RadioMemory()
    memory.handshake(radio(reboot_count=4))
    memory.uptime(5000)
    memory.handshake(radio(reboot_count=5))
    assert memory.uptime(30) is None


def test_without_live_packets_no_age_is_known():
    memory = RadioMemory()
    assert memory.clock_offset_s() is None
    assert memory.age_s(1000, 50) is None


def test_ages_are_taken_on_the_radios_clock():
    memory = RadioMemory()
    memory.arrived(1_000_000, 100)
    assert memory.age_s(1_000_000, 100) == 0
    assert memory.age_s(999_900, 101) == 101
    assert memory.age_s(0, 101) is None


def test_a_packet_from_the_future_is_fresh():
    memory = RadioMemory()
    memory.arrived(1_000_000, 100)
    assert memory.age_s(2_000_000, 101) == 0


def test_a_radio_without_time_teaches_nothing():
    memory = RadioMemory()
    memory.arrived(0, 100)
    assert memory.clock_offset_s() is None


def test_one_late_packet_does_not_move_the_clock():
    memory = RadioMemory()
    for second in range(9):
        memory.arrived(1_000_000 + second - (500 if second == 4 else 0), 100 + second)
    assert memory.clock_offset_s() == 100 - 1_000_000


def test_packets_of_one_second_are_one_sample():
    memory = RadioMemory()
    for _ in range(100):
        memory.arrived(1_000_000, 100)
    memory.arrived(999_000, 101)
    memory.arrived(999_000, 102)
    assert memory.clock_offset_s() == pytest.approx(101 - 999_000)


@pytest.mark.parametrize("step", [DAY, -DAY])
def test_a_clock_set_by_a_day_is_followed_after_three_packets(step: int):
    memory = RadioMemory()
    for second in range(25):
        memory.arrived(1_000_000 + second, 100 + second)
    assert memory.clock_offset_s() == 100 - 1_000_000
    for second in (25, 26):
        memory.arrived(1_000_000 + second + step, 100 + second)
        assert memory.clock_offset_s() == 100 - 1_000_000
    memory.arrived(1_000_027 + step, 127)
    assert memory.clock_offset_s() == 100 - 1_000_000 - step
    assert memory.age_s(1_000_027 + step, 130) == 3


@given(st.lists(st.tuples(st.integers(0, 0xFFFFFFFF), st.floats(0, 1e6)), max_size=80))
def test_no_times_break_it(samples: list[tuple[int, float]]):
    memory = RadioMemory()
    for rx_time, now in samples:
        memory.arrived(rx_time, now)
        age = memory.age_s(rx_time, now)
        assert age is None or age >= 0


def test_whether_the_radio_knows_the_time_is_what_its_last_live_packet_says():
    memory = RadioMemory()
    assert memory.has_time is None
    memory.arrived(0, 10.0)
    assert memory.has_time is False
    assert memory.clock_offset_s() is None
    memory.arrived(1_700_000_000, 20.0)
    assert memory.has_time is True
