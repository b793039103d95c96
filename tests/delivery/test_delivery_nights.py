"""When people sleep."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from steadymesh.delivery.nights import QuietHours

NIGHT = QuietHours(begin=time(22), end=time(6, 30))
NOON = QuietHours(begin=time(12), end=time(13))


@pytest.mark.parametrize(
    ("hours", "hour", "minute", "quiet"),
    [
        (NIGHT, 21, 59, False),
        (NIGHT, 22, 0, True),
        (NIGHT, 0, 0, True),
        (NIGHT, 6, 29, True),
        (NIGHT, 6, 30, False),
        (NOON, 11, 59, False),
        (NOON, 12, 0, True),
        (NOON, 13, 0, False),
    ],
)
def test_the_begin_is_within_and_the_end_is_not(hours, hour, minute, quiet):
    assert hours.is_quiet(datetime(2026, 7, 1, hour, minute, tzinfo=UTC)) is quiet
