"""When something is due by the clock on the wall: crontab(5)'s five fields, read by croniter."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from steadymesh.errors import ConfigError

FIELDS: Final = 5
"""Minute, hour, day of the month, month, day of the week; croniter would take seconds and years as well."""

LONGEST: Final = 200
"""Characters; what is read again at each appointment must not take a second."""

_ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)


def next_time(expression: object, at: datetime, zone: tzinfo | None) -> datetime:
    """Return when a cron expression is due next, in UTC.

    Args:
        expression: Five fields; whatever else is none.
        at: After which.
        zone: In which it is read; None: the system's.

    Raises:
        ConfigError: It is no such expression, or not due within five years.
    """
    fields = _fields(expression)
    local = at.astimezone(zone)
    offset = local.utcoffset()
    assert offset is not None
    with _told(expression):
        dues = [_due(fields, local, zone)]
        if fields[1].startswith("*"):
            dues.append(_due(fields, local, timezone(offset)))
    return min(dues)


def last_time(expression: object, at: datetime, zone: tzinfo | None) -> datetime:
    """Return when a cron expression was due last, which may be this very moment.

    Args:
        expression: As `next_time` takes it.
        at: Until which.
        zone: In which it is read; None: the system's.

    Raises:
        ConfigError: It is no such expression, or was not due within five years.
    """
    from croniter import croniter

    fields = _fields(expression)
    # What is asked for lies before the moment that is given; croniter knows whole seconds.
    moment = at.replace(microsecond=0).astimezone(zone) + timedelta(seconds=1)
    with _told(expression):
        was = croniter(" ".join(fields), moment, max_years_between_matches=5).get_prev(datetime)
    assert isinstance(was, datetime)
    return was


def check(expression: object) -> None:
    """Check that a cron expression can be due.

    Raises:
        ConfigError: It can't.
    """
    next_time(expression, _ANY_TIME, UTC)


def _due(fields: Sequence[str], local: datetime, zone: tzinfo | None) -> datetime:
    """Return the next time after `local` that the clock of a zone shows as the expression says, in UTC.

    In autumn an hour comes twice: what is due at a certain hour is due in the first of them only. What is due in every
    hour must go on in the second, for which the caller asks in the zone of the moment, whose clock does not jump. In
    spring an hour is left out: what is due in it is due as much later as it would have been.
    """
    from croniter import croniter

    times = croniter(" ".join(fields), local.replace(tzinfo=None), max_years_between_matches=5)
    while True:
        shown = times.get_next(datetime)
        assert isinstance(shown, datetime)
        # A naive time is the system's (`astimezone`); what does not exist is read as before the jump (PEP 495).
        due = (shown if zone is None else shown.replace(tzinfo=zone)).astimezone(UTC)
        if due > local:
            return due


def _fields(expression: object) -> Sequence[str]:
    if not isinstance(expression, str) or len(expression) > LONGEST or len(expression.split()) != FIELDS:
        raise _wrong(expression)
    return expression.split()


@contextlib.contextmanager
def _told(expression: object) -> Iterator[None]:
    from croniter import CroniterError

    try:
        yield
    except (CroniterError, ValueError, LookupError, TypeError, AttributeError, OverflowError) as exc:
        raise _wrong(expression) from exc


def _wrong(expression: object) -> ConfigError:
    shown = str(expression)[:60]
    return ConfigError(
        f"“{shown}” is no cron expression.",
        remedy='Write minute, hour, day, month and day of the week, such as "0 8 * * *" for every day at eight.',
        sentence="plugin-no-cron",
        fields={"expression": shown},
    )
