"""What a node knows of the channel's use and of its own airtime (firmware `airtime.cpp`)."""

from __future__ import annotations

from typing import Final

PERIOD_S: Final = 10
PERIODS: Final = 6
"""The channel's utilisation is that of the last six periods of 10 s (`airtime.h`, CHANNEL_UTILIZATION_PERIODS)."""

MINUTES: Final = 60
"""A node's own airtime is that of the last sixty minutes (`airtime.h`, MINUTES_IN_HOUR)."""

HOUR_S: Final = 3600

DUTY_CYCLES: Final = {
    "EU_868": 10.0, "EU_433": 10.0, "EU_866": 2.5, "TH": 10.0, "UA_433": 10.0, "UA_868": 1.0,
}  # fmt: skip
"""Per cent of an hour that one may send, where that is limited (`RadioInterface.cpp`, RDEF; EU_866 as a client)."""

FREE_CYCLE: Final = 100.0
"""Everywhere else."""


class Usage:
    """Airtime of one node, sent and heard.

    Args:
        now: Virtual seconds to begin with: its uptime counts from there.

    Attributes:
        hours: Seconds of airtime sent, relays included, by hour since virtual time 0: what judges look at. The node
            itself does not know it.
        own_hours: The same, of the node's own packets alone.
    """

    __slots__ = ("_began", "_minute", "_minutes", "_period", "_periods", "hours", "own_hours")

    def __init__(self, now: float = 0.0) -> None:
        self.hours: dict[int, float] = {}
        self.own_hours: dict[int, float] = {}
        self.restart(now)

    def restart(self, now: float) -> None:
        """Forget what a node forgets when it is switched off."""
        self._began = now
        self._period = self._minute = 0
        self._periods = [0.0] * PERIODS
        self._minutes = [0.0] * MINUTES

    def heard(self, now: float, airtime_s: float) -> None:
        """Count a packet that was heard, whether it could be decoded or not (`AirTime::logAirtime`, RX, RX_ALL)."""
        period = int((now - self._began) / PERIOD_S)
        if period != self._period:
            self._turn_periods(period)
        self._periods[period % PERIODS] += airtime_s

    def sent(self, now: float, airtime_s: float, *, is_own: bool = True) -> None:
        """Count a packet that was sent (`AirTime::logAirtime`, TX), the node's own or a relay."""
        self.heard(now, airtime_s)
        minute = int((now - self._began) / 60)
        if minute != self._minute:
            self._turn_minutes(minute)
        self._minutes[minute % MINUTES] += airtime_s
        hour = int(now / HOUR_S)
        self.hours[hour] = self.hours.get(hour, 0.0) + airtime_s
        if is_own:
            self.own_hours[hour] = self.own_hours.get(hour, 0.0) + airtime_s

    def channel_percent(self, now: float) -> float:
        """Return the channel's utilisation (`AirTime::channelUtilizationPercent`)."""
        period = int((now - self._began) / PERIOD_S)
        if period != self._period:
            self._turn_periods(period)
        return 100 * sum(self._periods) / (PERIODS * PERIOD_S)

    def sent_percent(self, now: float) -> float:
        """Return the share of the last hour that the node sent (`AirTime::utilizationTXPercent`)."""
        minute = int((now - self._began) / 60)
        if minute != self._minute:
            self._turn_minutes(minute)
        return 100 * sum(self._minutes) / HOUR_S

    def silent_minutes(self, now: float, duty_cycle: float) -> int:
        """Return for how many minutes it has to be silent until it is below its duty cycle, at most 60.

        The firmware counts its sixty minutes by their place in the hour since its start, not from now
        (`AirTime::getSilentMinutes`): so does this.

        Args:
            now: Virtual seconds.
            duty_cycle: Per cent.
        """
        left = self.sent_percent(now)
        for index in range(MINUTES - 1, -1, -1):
            left -= 100 * self._minutes[index] / HOUR_S
            if left < duty_cycle:
                return MINUTES - 1 - index
        return MINUTES

    def _turn_periods(self, period: int) -> None:
        for gone in range(max(self._period + 1, period - PERIODS + 1), period + 1):
            self._periods[gone % PERIODS] = 0.0
        self._period = period

    def _turn_minutes(self, minute: int) -> None:
        for gone in range(max(self._minute + 1, minute - MINUTES + 1), minute + 1):
            self._minutes[gone % MINUTES] = 0.0
        self._minute = minute
