"""What waits for which service: in order, with pauses, bounded, and the same after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from steadymesh.alerts.backlog import (
    AT_ONCE,
    FIRST_S,
    LONGEST_S,
    MAX_AGE,
    MAX_NOTICES,
    Backlog,
    Notice,
    Taken,
    Verdict,
    notice_of,
)
from steadymesh.alerts.tellings import Note, Weight

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARKS = {"a": "mark-a", "b": "mark-b"}
TAKEN, LATE, UNUSABLE = (Verdict(taken=taken) for taken in (Taken.TAKEN, Taken.LATE, Taken.UNUSABLE))


def notice(number: int, at: datetime = AT) -> Notice:
    note = Note(kind="link", phase="began", weight=Weight.FAILURE, body=f"body {number}")
    return Notice(key=f"{number:04d}", at=at, note=note)


def filled(count: int, services=("a", "b")) -> Backlog:
    backlog = Backlog(services)
    for number in range(count):
        assert backlog.add(notice(number), AT) == ()
    return backlog


def keys(turns, service):
    return [one.key for one in turns.get(service, ())]


def test_each_service_is_told_everything_in_order_and_not_twice_at_once():
    backlog = filled(3)
    turns = backlog.take(0)
    assert keys(turns, "a") == keys(turns, "b") == ["0000", "0001", "0002"]
    assert backlog.take(0) == {}
    assert backlog.deadline() is None
    assert [backlog.note("a", key, TAKEN) for key in keys(turns, "a")] == [False, False, False]
    assert [backlog.note("b", key, TAKEN) for key in keys(turns, "b")] == [True, True, True]
    assert len(backlog) == 0


def test_one_that_fails_is_tried_again_after_growing_pauses_with_one_and_holds_nobody_up():
    backlog = filled(2)
    now, pauses = 0.0, []
    for _ in range(12):
        turns = backlog.take(now)
        assert keys(turns, "a") == (["0000", "0001"] if now == 0 else ["0000"])
        if "b" in turns:
            backlog.note("b", "0000", TAKEN)
            backlog.note("b", "0001", TAKEN)
            backlog.ended("b", TAKEN, now, 0.5)
        backlog.note("a", "0000", LATE)
        backlog.ended("a", LATE, now, 0.5)
        then = backlog.deadline()
        pauses.append(then - now)
        assert backlog.take(then - 0.01) == {}
        now = then
    assert pauses[:3] == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S]
    assert pauses[-1] == LONGEST_S
    backlog.take(now)
    assert backlog.note("a", "0000", TAKEN)
    backlog.ended("a", TAKEN, now, 0.5)
    assert backlog.deadline() == now, "all the others follow at once"


def test_a_turn_that_was_broken_off_counts_for_nothing():
    backlog = filled(1)
    backlog.take(0)
    assert backlog.ended("a", None, 0, 0.5) == ()
    assert keys(backlog.take(0), "a") == ["0000"]


def test_an_address_that_can_not_be_used_is_waited_for_by_nothing():
    backlog = filled(2, services=("a",))
    backlog.take(0)
    assert backlog.ended("a", UNUSABLE, 0, 0.5) == ("0000", "0001")
    assert backlog.add(notice(5), AT) == ("0005",)
    assert len(backlog) == 0


def test_the_oldest_goes_when_there_are_too_many_or_it_is_too_old():
    backlog = filled(MAX_NOTICES)
    assert backlog.add(notice(MAX_NOTICES), AT) == ("0000",)
    assert backlog.dropped == 1
    gone = backlog.expire(AT + MAX_AGE + timedelta(seconds=1))
    assert len(gone) == MAX_NOTICES
    assert len(backlog) == 0


def test_not_everything_is_handed_over_in_one_go():
    assert len(filled(50).take(0)["a"]) == AT_ONCE


def test_what_an_earlier_process_left_goes_before_what_came_since():
    backlog = Backlog(("a", "b"))
    backlog.add(notice(7), AT)
    found = notice_of("0003", filled(4).kept("0003", MARKS))
    assert found == (notice(3), ["mark-a", "mark-b"])
    backlog.add(found[0], AT, ["a", "gone"])
    turns = backlog.take(0)
    assert keys(turns, "a") == ["0003", "0007"]
    assert keys(turns, "b") == ["0007"]
    assert backlog.add(notice(3), AT) == (), "it is there already"


def test_what_is_no_notification_is_none():
    good = filled(1).kept("0000", MARKS)
    assert notice_of("k", good) is not None
    for bad in (
        None,
        3,
        [],
        {},
        {**good, "at": "x"},
        {**good, "at": "2026-01-01"},
        {**good, "body": 3},
        {**good, "lacking": "a"},
        {**good, "weight": "x"},
        {**good, "weight": []},
    ):
        assert notice_of("k", bad) is None
