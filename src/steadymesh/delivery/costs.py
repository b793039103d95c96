"""What messages have cost: by kind, by recipient, by the hour. PURE: of entries as they are written down.

An entry counts where it was handed to the radio last: what it cost before stands there as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from steadymesh.delivery.lines import Person, person_of
from steadymesh.model import Entry, Priority

MOST_RECIPIENTS: Final = 10
"""People and channels that a bill names."""

LONGEST_S: Final = 7 * 86_400.0
"""Before a day begins, messages are looked at that are so much older: they may have left on that day."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What some messages have cost."""

    messages: int = 0
    transmissions: int = 0
    size_bytes: int = 0
    """On the air, headers included: each transmission counts."""
    airtime_s: float = 0.0

    def plus(self, entry: Entry) -> Cost:
        """Return it with one message more."""
        return Cost(
            messages=self.messages + 1,
            transmissions=self.transmissions + entry.transmissions,
            size_bytes=self.size_bytes + entry.transmissions * entry.size_bytes,
            airtime_s=self.airtime_s + entry.airtime_s,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What the messages of a time have cost. Only what was on the air is in it."""

    total: Cost
    kinds: tuple[tuple[Priority, Cost], ...]
    """Who goes first at the front."""
    recipients: tuple[tuple[Person, Cost], ...]
    """The dearest first, `MOST_RECIPIENTS` at most."""
    hours: tuple[tuple[datetime, Cost], ...]
    """Every hour of the time, by its begin."""


def moment_of(entry: Entry) -> datetime:
    """Return when a message counts."""
    return entry.last_sent or entry.created


def bill(entries: Iterable[Entry], hours: Sequence[datetime]) -> Bill:
    """Return what messages have cost.

    Args:
        entries: Any; those of another time are left out.
        hours: The begin of each hour of the time, and the end of the last one.
    """
    begin, end = hours[0], hours[-1]
    counted = [e for e in entries if e.transmissions and begin <= moment_of(e) < end]
    total = Cost()
    for entry in counted:
        total = total.plus(entry)
    recipients = sorted(_by(counted, person_of).items(), key=lambda item: (-item[1].airtime_s, item[0]))
    by_hour = _by(counted, lambda entry: (moment_of(entry) - begin) // timedelta(hours=1))
    return Bill(
        total=total,
        kinds=tuple(sorted(_by(counted, lambda entry: entry.priority).items(), key=lambda item: item[0].value)),
        recipients=tuple(recipients[:MOST_RECIPIENTS]),
        hours=tuple((hour, by_hour.get(number, Cost())) for number, hour in enumerate(hours[:-1])),
    )


def _by(entries: Iterable[Entry], key_of: Callable[[Entry], T]) -> dict[T, Cost]:
    found: dict[T, Cost] = {}
    for entry in entries:
        key = key_of(entry)
        found[key] = found.get(key, Cost()).plus(entry)
    return found
