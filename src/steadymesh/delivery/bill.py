"""Our own airtime over the last hour, and how much of it we allow ourselves. PURE: time is an argument.

Counted by the minute, as the firmware does (`airtime.cpp`), and on the safe side: a minute counts until its last moment
is an hour old. So whatever the order of what is sent, no hour holds more than the budget.

The radio does not tell how often it transmits a text. So whoever sends one that is repeated until it is acknowledged
*holds* what it costs at most, three transmissions, when it is handed over, and *settles* when the verdict comes:

| verdict | settled with |
|---|---|
| acknowledged, relayed, refused by somebody else | as many transmissions as fit in the time that it took |
| MAX_RETRANSMIT, or none until it expired | all three |
| refused by our own radio before it was on the air | nothing |

What goes out once, whatever happens (no acknowledgement wanted), is simply *spent*.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from steadymesh.delivery.purses import Purse, fits
from steadymesh.ids import PacketId

HOUR_S: Final = 3600.0

_MINUTE_S: Final = 60.0
_MINUTES: Final = 60

_HELD_MINUTES: Final = 2 * _MINUTES
"""When what nobody settled is forgotten: no radio tries for an hour, and what it did must age for another."""

_TICK_S: Final = 1e-6
"""A minute begins a microsecond early, so that a wait that was asked for is long enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirShares:
    """How much of the air we take. The rest of a duty cycle is for relaying, which is what the mesh lives on."""

    of_duty_cycle: float = 0.25
    """Of what the region allows; EU_868: 90 s an hour."""
    of_hour: float = 0.03
    """Where the region sets no limit: 108 s an hour."""

    def budget_s(self, duty_limit_percent: float | None) -> float:
        """Return the seconds of airtime an hour that we allow ourselves.

        Args:
            duty_limit_percent: As of `regions.duty_limit_percent`; None: no limit.
        """
        if duty_limit_percent is None:
            return HOUR_S * self.of_hour
        return HOUR_S * self.of_duty_cycle * duty_limit_percent / 100


class AirLedger:
    """What we have sent in the last hour. Memory is bounded: 61 minutes, and what is on its way.

    Attributes:
        budget_s: Seconds an hour that may be used; another radio or region may change it at any time.
    """

    def __init__(self, budget_s: float) -> None:
        self.budget_s = budget_s
        self._spent: dict[tuple[int, Purse], float] = {}
        self._held: dict[PacketId, tuple[int, float, Purse]] = {}

    def restore(self, spent: Iterable[tuple[float, float, Purse]], now: float) -> None:
        """Take over what was spent before a restart.

        Args:
            spent: Age and airtime in seconds, and who pays, in any order. An age below 0 (the wall clock was moved)
                counts as just now, one above an hour not at all.
            now: Loop time.
        """
        for age_s, airtime_s, purse in spent:
            self.spend(airtime_s, now - max(age_s, 0.0), purse)
        self._forget(now)

    def spend(self, airtime_s: float, now: float, purse: Purse = Purse.QUESTION) -> None:
        """Note seconds of airtime that are used up."""
        slot = _minute(now), purse
        self._spent[slot] = self._spent.get(slot, 0.0) + airtime_s

    def hold(self, packet_id: PacketId, airtime_s: float, now: float, purse: Purse = Purse.QUESTION) -> None:
        """Note the seconds that a text, now handed to the radio, costs at most.

        A text that is handed over again under the same id may have been on the air before: that stays counted.
        """
        if before := self._held.pop(packet_id, None):
            self.spend(before[1], now, before[2])
        self._held[packet_id] = (_minute(now), airtime_s, purse)

    def settle(self, packet_id: PacketId, airtime_s: float, now: float) -> None:
        """Note the seconds that a held text cost in the end. Of one that is not held nothing is noted."""
        if held := self._held.pop(packet_id, None):
            self.spend(airtime_s, now, held[2])

    def used_s(self, now: float) -> float:
        """Return the seconds of the last hour that are used up, or may be."""
        return sum(self.used_by(now).values())

    def used_by(self, now: float) -> dict[Purse, float]:
        """Return the same by who pays."""
        self._forget(now)
        used = dict.fromkeys(Purse, 0.0)
        for (_, purse), airtime_s in self._spent.items():
            used[purse] += airtime_s
        for _, airtime_s, purse in self._held.values():
            used[purse] += airtime_s
        return used

    def wait_s(self, now: float, cost_s: float, purse: Purse = Purse.FIRST, *, is_behind: bool = False) -> float:
        """Return the seconds until something fits the budget, if nothing else is sent; 0: now; `inf`: it never will.

        A held text counts as if nobody settled it: ask again when one is settled, and when the wait is over.

        Args:
            now: Loop time.
            cost_s: What it costs at most.
            purse: Who pays.
            is_behind: As of `purses.fits`.
        """
        used = self.used_by(now)
        if fits(cost_s, purse, used, self.budget_s, is_behind=is_behind):
            return 0.0
        leaving: dict[int, list[tuple[Purse, float]]] = {}
        for (minute, payer), airtime_s in self._spent.items():
            leaving.setdefault(minute + _MINUTES + 1, []).append((payer, airtime_s))
        for minute, airtime_s, payer in self._held.values():
            leaving.setdefault(minute + _HELD_MINUTES + 1, []).append((payer, airtime_s))
        for minute in sorted(leaving):
            for payer, airtime_s in leaving[minute]:
                used[payer] -= airtime_s
            if fits(cost_s, purse, used, self.budget_s, is_behind=is_behind):
                return minute * _MINUTE_S - now
        return math.inf

    def _forget(self, now: float) -> None:
        minute = _minute(now)
        self._spent = {slot: airtime_s for slot, airtime_s in self._spent.items() if slot[0] >= minute - _MINUTES}
        self._held = {packet_id: held for packet_id, held in self._held.items() if held[0] >= minute - _HELD_MINUTES}


def _minute(now: float) -> int:
    return math.floor((now + _TICK_S) / _MINUTE_S)
