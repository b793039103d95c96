"""`sun`: sunrise, sunset and the moon of today."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from steadymesh.bot.plugin import Context, Reply, command, settings
from steadymesh.model import Position

HIGHEST_LATITUDE: Final = 89.8
"""Nearer to a pole no time of day has a sun of its own."""

HORIZON_DEG: Final = -0.833
"""The middle of the sun when its edge rises: half its width, and what the air bends."""

PHASE_DAYS: Final = 3.5
"""The library's month has 28 days (`astral.moon.phase`): an eighth of it."""


@settings
class SunSettings:
    """Where the sun is reckoned for, when neither the asker nor our radio tells where it is. 0 and 0: nowhere."""

    latitude: float = 0.0
    longitude: float = 0.0

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError("Write degrees: a latitude from -90 to 90, a longitude from -180 to 180.")


@command("sun", help="help-sun")
async def sun(context: Context) -> Reply:
    """Answer with today's sun for the asker's place, else our radio's, else the operator's; and the moon."""
    at = context.at()
    moon = context.say("sun-moon", phase=moon_phase(at.date()))
    place, whose = _place(context)
    if place is None:
        return Reply(context.fitting([context.say("sun-nowhere"), moon]))
    return Reply(context.fitting([_day(context, place, at), moon, context.say("sun-place", place=whose)]))


def _place(context: Context) -> tuple[Position | None, str]:
    for num, whose in ((None if context.is_console else context.sender, "yours"), (context.own_num, "ours")):
        if num is not None and (told := context.position_of(num)) is not None:
            return told, whose
    chosen = context.settings(SunSettings)
    if chosen.latitude == 0 and chosen.longitude == 0:
        return None, ""
    return Position(latitude=chosen.latitude, longitude=chosen.longitude), "set"


def _day(context: Context, place: Position, at: datetime) -> str:
    assert at.tzinfo is not None
    rise, set_ = sun_times(place, at.date(), at.tzinfo)
    if rise is None or set_ is None:
        return context.say("sun-never-sets" if is_up_at_noon(place, at.date()) else "sun-never-rises")
    daylight_s = (set_ - rise).total_seconds() % timedelta(days=1).total_seconds()
    return context.say(
        "sun-day",
        rise=f"{rise:%H:%M}",
        set=f"{set_:%H:%M}",
        zone=f"{rise:%Z}",
        duration=context.duration(daylight_s),
    )


# --- the sky: the library is loaded when it is first asked for -----------------------------------


def sun_times(place: Position, day: date, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Return sunrise and sunset of a day in a time zone; None: there is none that day."""
    from astral import Observer
    from astral import sun as sky

    observer = Observer(latitude=_clamped(place.latitude), longitude=place.longitude)
    found: list[datetime | None] = []
    for what in (sky.sunrise, sky.sunset):
        try:
            found.append(what(observer, date=day, tzinfo=zone))
        except ValueError:  # "Sun never reaches 0.833 degrees below the horizon on this day": midsummer, midwinter
            found.append(None)
    return found[0], found[1]


def is_up_at_noon(place: Position, day: date) -> bool:
    """Return whether the sun is above the horizon at its highest that day."""
    from astral import Observer
    from astral import sun as sky

    observer = Observer(latitude=_clamped(place.latitude), longitude=place.longitude)
    return bool(sky.elevation(observer, sky.noon(observer, date=day)) > HORIZON_DEG)


def moon_phase(day: date) -> int:
    """Return the moon's phase of a day in eighths: 0 new, 2 first quarter, 4 full, 6 last quarter."""
    from astral import moon

    days: float = moon.phase(day)
    return round(days / PHASE_DAYS) % 8


def _clamped(latitude: float) -> float:
    return max(-HIGHEST_LATITUDE, min(HIGHEST_LATITUDE, latitude))
