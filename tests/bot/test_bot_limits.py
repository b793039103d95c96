import math

import pytest

from steadymesh.bot.limits import EVERYBODY, PersonLimits, TraceLimits, Window


def test_so_many_in_any_hour_and_not_one_more():
    window = Window(3, 3600)
    assert [window.take(1, 100.0 * number) for number in range(4)] == [0, 0, 0, 3300]
    assert window.take(2, 300.0) == 0
    assert window.take(1, 3599.9) == pytest.approx(0.1)
    assert window.take(1, 3600.0) == 0
    assert window.take(1, 3600.0) == pytest.approx(100)
    assert window.take(1, 3700.0) == 0


def test_of_none_there_is_never_one():
    window = Window(0, 3600)
    assert window.wait_s(1, 0.0) == math.inf
    window.note(1, 0.0)
    assert window.take(1, 1e9) == math.inf


def test_what_came_to_nothing_counts_no_more():
    window = Window(1, 3600)
    window.take_back(1)
    assert window.take(1, 0.0) == 0
    window.take_back(1)
    window.take_back(1)
    assert window.take(1, 1.0) == 0
    assert window.wait_s(1, 2.0) == 3599


def test_people_are_forgotten_when_the_window_is_full_and_nobody_keeps_more_than_counts():
    window = Window(2, 3600, size=2)
    for person in (1, 2, 1, 3, 3, 3):
        window.note(person, 0.0)
    assert {person: len(ends) for person, ends in window._ends.items()} == {1: 2, 3: 2}
    assert window.take(2, 0.0) == 0


def people():
    return PersonLimits(per_minute=4, per_hour=30)


def test_a_person_has_four_in_any_minute_and_thirty_in_any_hour():
    limits = people()
    assert [limits.take(1, 0.0) for _ in range(5)] == [0, 0, 0, 0, 60]
    assert limits.take(1, 59.0) == 1
    taken, now = 4, 0.0
    while taken < 30:
        now += 15
        taken += limits.take(1, now) == 0
    assert limits.take(2, now) == 0
    assert limits.take(1, now + 60) == pytest.approx(3600 - now - 60)
    assert limits.take(1, 3600.0) == 0


def test_what_the_minute_refuses_costs_nothing_of_the_hour():
    limits = PersonLimits(per_minute=1, per_hour=2)
    assert [limits.take(1, float(second)) for second in (0, 1, 2, 60)] == [0, 59, 58, 0]


def test_who_goes_on_asking_too_often_is_told_once_in_ten_minutes():
    limits, told = people(), 0
    for second in range(0, 599, 5):
        if limits.take(1, float(second)):
            told += limits.is_to_be_told(1, float(second))
    assert told == 2  # once of the minute, once of the hour


def test_over_the_minute_one_is_told_once_and_over_the_hour_once_an_hour():
    limits = PersonLimits(per_minute=2, per_hour=3)
    assert [limits.take(1, 0.0) for _ in range(3)] == [0, 0, 60]
    assert [limits.is_to_be_told(1, 0.0) for _ in range(2)] == [True, False]
    assert limits.take(1, 60.0) == 0
    assert limits.take(1, 61.0) == 3539
    assert [limits.is_to_be_told(1, 61.0) for _ in range(2)] == [True, False]
    assert [limits.take(1, 3600.0) for _ in range(3)] == [0, 0, 60]  # the hour has two places, and is over the next
    assert not limits.is_to_be_told(1, 3600.0)


def test_a_traceroute_a_person_in_ten_minutes_half_a_minute_apart_and_six_an_hour_in_all():
    limits = TraceLimits()
    assert limits.take(1, 0.0) == 0
    assert limits.take(1, 1.0) == 599
    assert limits.take(2, 1.0) == 29
    assert limits.take(2, 30.0) == 0
    assert limits.take(1, 600.0) == 0
    assert [limits.take(person, 600.0 + 30 * person) for person in (3, 4, 5)] == [0] * 3
    assert limits.take(6, 1000.0) == 2600
    assert limits.take(6, 3600.0) == 0
    assert limits.take(7, 3601.0) == 29
    assert limits._hour.wait_s(EVERYBODY, 3601.0) == 29
