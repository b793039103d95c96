"""When something is due by the clock on the wall: crontab(5)'s five fields, read by croniter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from steadymesh.errors import ConfigError

FIELDS: Final = 5
"""Minute, hour, day of the month, month, day of the week; croniter would take seconds and years as well."""

LONGEST: Final = 200
"""Characters; what is read again at each appointment must not take a second."""

_ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)


def next_time(expression: object, at: datetime, zone: tzinfo | None) -> datetime:
    """Return when a cron expression is due next.

    Args:
        expression: Five fields; whatever else is none.
        at: After which.
        zone: In which it is read; None: the system's.

    Raises:
        ConfigError: It is no such expression, or not due within five years.
    """
    return _nearest(expression, at.astimezone(zone), is_past=False)


def last_time(expression: object, at: datetime, zone: tzinfo | None) -> datetime:
    """Return when a cron expression was due last, which may be this very moment.

    Args:
        expression: As `next_time` takes it.
        at: Until which.
        zone: In which it is read; None: the system's.

    Raises:
        ConfigError: It is no such expression, or was not due within five years.
    """
    # What is asked for lies before the moment that is given; croniter knows whole seconds.
    return _nearest(expression, at.replace(microsecond=0).astimezone(zone) + timedelta(seconds=1), is_past=True)


def check(expression: object) -> None:
    """Check that a cron expression can be due.

    Raises:
        ConfigError: It can't.
    """
    next_time(expression, _ANY_TIME, UTC)


def _nearest(expression: object, at: datetime, *, is_past: bool) -> datetime:
    from croniter import CroniterError, croniter

    shown = str(expression)[:60]
    wrong = ConfigError(
        f"“{shown}” is no cron expression.",
        remedy='Write minute, hour, day, month and day of the week, such as "0 8 * * *" for every day at eight.',
        sentence="plugin-no-cron",
        fields={"expression": shown},
    )
    if not isinstance(expression, str) or len(expression) > LONGEST or len(expression.split()) != FIELDS:
        raise wrong
    try:
        times = croniter(expression, at, max_years_between_matches=5)
        due = times.get_prev(datetime) if is_past else times.get_next(datetime)
    except (CroniterError, ValueError, LookupError, TypeError, AttributeError, OverflowError) as exc:
        raise wrong from exc
    assert isinstance(due, datetime)
    return due
