import pytest

from steadymesh.bot.memory import Allowance, OncePerPerson, RecentPackets


def test_a_copy_is_told_from_news_by_sender_and_id():
    recent = RecentPackets()
    assert [recent.seen_before(1, 7), recent.seen_before(1, 7), recent.seen_before(2, 7)] == [False, True, False]


def test_packets_are_forgotten_when_the_memory_is_full():
    recent = RecentPackets(size=2)
    for packet in (1, 2, 3):
        recent.seen_before(1, packet)
    assert len(recent._seen) == 2
    assert recent.seen_before(1, 3)
    assert not recent.seen_before(1, 1)


def test_once_a_person_in_the_interval():
    once = OncePerPerson(10.0)
    assert once.allow(1, 0.0)
    assert not once.allow(1, 9.9)
    assert once.allow(2, 9.9)
    assert once.allow(1, 10.0)
    assert not once.allow(1, 19.9)


def test_people_are_forgotten_when_the_memory_is_full():
    once = OncePerPerson(10.0, size=2)
    for person in (1, 2, 3):
        once.allow(person, 0.0)
    assert len(once._last) == 2
    assert not once.allow(3, 1.0)
    assert once.allow(1, 1.0)


def test_so_many_at_once_and_then_so_many_a_minute():
    allowance = Allowance(per_minute=4, at_once=8)
    assert [allowance.take(1, 0.0) for _ in range(9)] == [0] * 8 + [15.0]
    assert allowance.take(2, 0.0) == 0
    assert allowance.take(1, 14.0) == pytest.approx(1)
    assert allowance.take(1, 15.0) == 0
    assert allowance.take(1, 15.0) == pytest.approx(15)


def test_too_fast_is_told_once_until_there_was_an_answer_again():
    allowance = Allowance(per_minute=1, at_once=1)
    assert not allowance.first_refusal(1)
    assert allowance.take(1, 0.0) == 0
    assert allowance.take(1, 1.0) == 59.0
    assert [allowance.first_refusal(1), allowance.first_refusal(1)] == [True, False]
    assert allowance.take(1, 60.0) == 0
    assert allowance.take(1, 60.0) == 60.0
    assert allowance.first_refusal(1)


def test_less_than_one_a_minute_still_allows_one():
    allowance = Allowance(per_minute=0.5, at_once=1)
    assert allowance.take(1, 0.0) == 0
    assert allowance.take(1, 0.0) == 120.0


def test_buckets_are_forgotten_when_the_memory_is_full():
    allowance = Allowance(per_minute=1, at_once=1, size=2)
    for person in (1, 2, 3):
        allowance.take(person, 0.0)
    assert len(allowance._buckets) == 2
    assert allowance.take(3, 0.0) > 0
    assert allowance.take(1, 0.0) == 0
