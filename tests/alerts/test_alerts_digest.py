"""When the day is summed up, and how much of it there was a link."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from steadymesh.alerts.digest import Day, due_at
from steadymesh.events import LinkChanged
from steadymesh.model import LinkState

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2026-01-10T06:59:00", "2026-01-10T07:00:00"),
        ("2026-01-10T07:00:00", "2026-01-11T07:00:00"),
        ("2026-03-28T07:00:00", "2026-03-29T06:00:00"),  # summer time begins that night
        ("2026-10-24T06:00:00", "2026-10-25T07:00:00"),
    ],
)
def test_it_is_due_at_that_hour_of_the_house(last, due):
    at = datetime.fromisoformat(last).replace(tzinfo=UTC)
    assert due_at(at, time(8), PARIS).astimezone(UTC).replace(tzinfo=None).isoformat() == due


def test_an_hour_that_comes_twice_counts_once_and_one_that_does_not_come_is_later():
    first = due_at(datetime(2026, 10, 24, 12, tzinfo=UTC), time(2, 30), PARIS)
    assert first.astimezone(UTC).isoformat() == "2026-10-25T00:30:00+00:00"
    assert due_at(first, time(2, 30), PARIS).date().day == 26
    missing = due_at(datetime(2026, 3, 28, 12, tzinfo=UTC), time(2, 30), PARIS)
    assert missing.astimezone(UTC).isoformat() == "2026-03-29T01:30:00+00:00"


def test_the_part_of_the_day_with_a_link_is_counted_over_a_restart():
    day = Day()
    day.watch(0)
    day.note(LinkChanged(state=LinkState.READY, generation=1, now=100))
    day.note(LinkChanged(state=LinkState.WAITING, generation=1, now=150))
    kept = day.dump(200)
    other = Day()
    other.watch(1000)
    other.restore(kept)
    assert "link 25 % of the time" in other.text(1000, "en")
    other.begin(1000)
    assert "link 0 % of the time" in other.text(1100, "en")


@pytest.mark.parametrize("rubbish", [None, 3, [], {"ready_s": "x", "delivered": -3, "commands": True, "paused": [1]}])
def test_what_is_no_day_is_left_out(rubbish):
    day = Day()
    day.watch(0)
    day.restore(rubbish)
    assert "0 commands" in day.text(0, "en")
