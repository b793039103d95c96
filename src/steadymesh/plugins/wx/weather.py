"""PURE: what Open-Meteo's forecast says, read with suspicion: whatever is no sound number is not there.

Source of the fields, units and the meaning of times: open-meteo.com/en/docs. Everything is asked for in metric units
and in the place's own time; whoever tells it converts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from steadymesh.errors import FetchError
from steadymesh.model import Json

HOURS: Final = 12
"""Of rain that are told: as far ahead as anybody plans a walk."""

CURRENT: Final = (
    "temperature_2m",
    "relative_humidity_2m",
    "weather_code",
    "wind_speed_10m",
    "wind_direction_10m",
    "is_day",
)
DAILY: Final = ("weather_code", "temperature_2m_max", "temperature_2m_min", "precipitation_sum")

MOST_HOURS: Final = 48
MOST_DAYS: Final = 7
"""What is looked at of a list, whatever a server sends."""

HOUR: Final = timedelta(hours=1)


def wanted(latitude: float, longitude: float) -> Mapping[str, str | int | float]:
    """Return the parameters of the one request that answers every question about a place."""
    return {
        "latitude": latitude,
        "longitude": longitude,
        "current": ",".join(CURRENT),
        "daily": ",".join(DAILY),
        "hourly": "precipitation",
        "forecast_days": 3,  # past midnight, what was tomorrow is asked for still
        "forecast_hours": HOURS + 3,
        "timezone": "auto",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's forecast; None: not told."""

    date: date
    code: int | None
    """The WMO's, table 4677."""
    least_c: float | None
    most_c: float | None
    water_mm: float | None
    """Rain, showers and melted snow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour's rain."""

    begins: datetime
    water_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What there is to tell of a place. Times are the place's, naive; None: not told."""

    at: datetime
    temperature_c: float
    humidity_percent: float | None
    code: int | None
    wind_kmh: float | None
    wind_from_degrees: float | None
    is_day: bool
    days: tuple[Day, ...]
    hours: tuple[Hour, ...]

    def day(self, on: date) -> Day | None:
        """Return a day's forecast; None: there is none."""
        return next((one for one in self.days if one.date == on), None)

    def rain(self, now: datetime) -> Sequence[Hour]:
        """Return the hours from the one that has begun, without a gap, `HOURS` at most."""
        found: list[Hour] = []
        for one in self.hours:
            if one.begins + HOUR <= now:
                continue
            if (found and one.begins - found[-1].begins != HOUR) or len(found) == HOURS:
                break
            found.append(one)
        return found


def read(said: Json, host: str) -> Weather:
    """Return the weather that a server has told.

    Raises:
        FetchError: It has told none.
    """
    current = _object(said, "current")
    temperature = _number(current.get("temperature_2m"), -100, 70)
    at = _time(current.get("time"))
    if temperature is None or at is None:
        raise nonsense(host)
    return Weather(
        at=at,
        temperature_c=temperature,
        humidity_percent=_number(current.get("relative_humidity_2m"), 0, 100),
        code=_code(current.get("weather_code")),
        wind_kmh=_number(current.get("wind_speed_10m"), 0, 600),
        wind_from_degrees=_number(current.get("wind_direction_10m"), 0, 360),
        is_day=current.get("is_day") != 0,
        days=_days(_object(said, "daily")),
        hours=_hours(_object(said, "hourly")),
    )


def nonsense(host: str) -> FetchError:
    """A server has answered something else than what it was asked for."""
    return FetchError(
        f"{host} answered something else than the weather or a place.",
        remedy="Check plugin.wx.forecast_url and plugin.wx.search_url.",
        sentence="wx-error-nonsense",
        fields={"host": host},
    )


def _days(daily: Mapping[str, Json]) -> tuple[Day, ...]:
    columns = [_list(daily.get(name)) for name in ("time", *DAILY)]
    found = []
    for written, code, most, least, water in zip(*columns, strict=False):
        at = _time(written)
        if at is not None:
            found.append(
                Day(
                    date=at.date(),
                    code=_code(code),
                    least_c=_number(least, -100, 70),
                    most_c=_number(most, -100, 70),
                    water_mm=_number(water, 0, 2_000),
                )
            )
    return tuple(found[:MOST_DAYS])


def _hours(hourly: Mapping[str, Json]) -> tuple[Hour, ...]:
    """Return what falls in each hour; a server's value stands under the hour's end (“preceding hour sum”)."""
    found = []
    for written, water in zip(_list(hourly.get("time")), _list(hourly.get("precipitation")), strict=False):
        at, amount = _time(written), _number(water, 0, 500)
        if at is not None and amount is not None:
            found.append(Hour(begins=at - HOUR, water_mm=amount))
    return tuple(found)


def _object(said: Json, name: str) -> Mapping[str, Json]:
    part = said.get(name) if isinstance(said, dict) else None
    return part if isinstance(part, dict) else {}


def _list(said: Json) -> Sequence[Json]:
    return said[:MOST_HOURS] if isinstance(said, list) else ()


def _number(said: Json, least: float, most: float) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    if not least <= said <= most or not math.isfinite(said):
        return None
    return float(said)


def _code(said: Json) -> int | None:
    number = _number(said, 0, 99)
    return None if number is None else int(number)


def _time(said: Json) -> datetime | None:
    """Return a place's own time, such as `2026-11-22T12:15` or `2026-11-22`."""
    if not isinstance(said, str):
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    # Years at the edge would overflow where an hour is taken off.
    return at.replace(tzinfo=None) if 2000 <= at.year <= 9000 else None
