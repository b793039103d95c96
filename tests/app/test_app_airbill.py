"""Days: as people write them, and their hours, also where the clocks are set."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from steadymesh.app.airbill import air_row, hours_of, parse_day
from steadymesh.errors import UsageError
from steadymesh.model import AirUse


@pytest.fixture
def in_paris(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("day", "count", "first"),
    [
        (date(2026, 3, 1), 24, datetime(2026, 2, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), 23, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 10, 25), 25, datetime(2026, 10, 24, 22, tzinfo=UTC)),
    ],
)
def test_a_day_has_as_many_hours_as_the_clocks_let_it_have(in_paris, day, count, first):
    hours = hours_of(day)
    assert len(hours) == count + 1
    assert hours[0] == first
    assert {later - earlier for earlier, later in itertools.pairwise(hours)} == {timedelta(hours=1)}
    assert hours[-1].astimezone().date() == day + timedelta(days=1)


def test_a_day_is_written_in_one_way():
    assert parse_day(" 2026-03-01 ") == date(2026, 3, 1)
    assert len(hours_of(parse_day("9998-12-31"))) > 20


@pytest.mark.parametrize(
    "text", ["", "today", "2026-3-1", "20260301", "2026-W09-7", "2026-02-30", "0001-01-01", "9999-12-31", "٢٠٢٦-٠٣-٠١"]
)
def test_no_day_is_refused(text):
    with pytest.raises(UsageError) as caught:
        parse_day(text)
    assert caught.value.told.sentence == "airtime-no-day"


def test_before_the_radio_has_told_its_region_no_budget_is_told():
    use = AirUse(
        is_known=False, budget_s=108.0, used_s=1.23456, limit_percent=None, share=0.03, channel_use_percent=None
    )
    row = air_row(use, None)
    assert (row["budget_s"], row["used_percent"], row["used_s"], row["region"]) == (None, None, 1.2346, None)
