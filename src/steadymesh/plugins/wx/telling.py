"""Weather as a person reads it: one message, the most important first, in their language and their units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Context
from steadymesh.plugins.wx.places import Place
from steadymesh.plugins.wx.settings import Units
from steadymesh.plugins.wx.weather import HOUR, Day, Hour, Weather

_SKIES: Final = (
    ((0,), "clear", "☀️"),
    ((1,), "mainly-clear", "🌤️"),
    ((2,), "partly-cloudy", "⛅"),
    ((3,), "overcast", "☁️"),
    ((45,), "fog", "🌫️"),
    ((48,), "rime-fog", "🌫️"),
    ((51, 53, 55), "drizzle", "🌦️"),
    ((56, 57), "freezing-drizzle", "🧊"),
    ((61,), "light-rain", "🌧️"),
    ((63,), "rain", "🌧️"),
    ((65,), "heavy-rain", "🌧️"),
    ((66, 67), "freezing-rain", "🧊"),
    ((71,), "light-snow", "🌨️"),
    ((73,), "snow", "🌨️"),
    ((75,), "heavy-snow", "❄️"),
    ((77,), "snow-grains", "🌨️"),
    ((80,), "light-showers", "🌦️"),
    ((81,), "showers", "🌦️"),
    ((82,), "violent-showers", "⛈️"),
    ((85, 86), "snow-showers", "🌨️"),
    ((95,), "thunderstorm", "⛈️"),
    ((96, 99), "hail", "⛈️"),
)
"""Codes of the WMO's table 4677, as far as Open-Meteo uses them."""

SKIES: Final = {code: (name, emoji) for codes, name, emoji in _SKIES for code in codes}

UNKNOWN_SKY: Final = ("unknown", "🌡️")

NIGHT: Final = {"clear": "🌙", "mainly-clear": "🌙"}
"""Where the sun would be out of place."""

WINDS: Final = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

BARS: Final = "▁▂▃▄▅▆▇█"
"""The first one is no rain at all."""

FULL_BAR_MM: Final = 2.0
"""What a full bar is at least, so that a drizzle does not look like a flood."""

DRY_MM: Final = 0.05
"""Less than this in an hour nobody feels."""

MM_PER_INCH: Final = 25.4
KM_PER_MILE: Final = 1.609344


def sky(code: int | None, *, is_day: bool = True) -> tuple[str, str]:
    """Return the word for a code of the sky (`wx-sky-<word>`), and its emoji."""
    name, emoji = SKIES.get(-1 if code is None else code, UNKNOWN_SKY)
    return name, emoji if is_day else NIGHT.get(name, emoji)


def title(context: Context, place: Place) -> str:
    """Return what a place is called, with what tells it from others of its name."""
    where = place.region if place.region != place.name else place.district
    parts = [context.short(one) for one in (where, place.code) if one]
    return context.short(place.name) + (f" ({', '.join(parts)})" if parts else "")


def now(context: Context, name: str, told: Weather, age_s: float, units: Units) -> str:
    """Return one message: what it is like, today and tomorrow.

    Args:
        context: The question.
        name: Of the place.
        told: Its weather.
        age_s: How long ago it was told.
        units: The operator's.
    """
    word, emoji = sky(told.code, is_day=told.is_day)
    today = (told.at + timedelta(seconds=age_s)).date()
    lines = [
        context.say(
            "wx-now",
            emoji=emoji,
            place=name,
            degrees=degrees(told.temperature_c, units),
            unit=_unit(units),
            sky=context.say(f"wx-sky-{word}"),
        ),
        _air(context, told, units),
        _day(context, "wx-today", told.day(today), units),
        _day(context, "wx-tomorrow", told.day(today + timedelta(days=1)), units),
    ]
    return context.fitting([line for line in lines if line])


def rain(context: Context, name: str, told: Weather, age_s: float, units: Units) -> str:
    """Return one message: how much rain the next hours bring, and when; see `now`."""
    hours = told.rain(told.at + timedelta(seconds=age_s))
    if not hours:
        return context.say("wx-rain-unknown", place=name)
    end = hours[-1].begins + HOUR
    wet = [one for one in hours if one.water_mm >= DRY_MM]
    if not wet:
        return context.say("wx-rain-none", place=name, hours=len(hours), until=_clock(end))
    most = max(hours, key=lambda one: one.water_mm)
    total = sum(one.water_mm for one in hours)
    lines = [
        context.say("wx-rain", place=name, hours=len(hours), water=_water(context, total, units)),
        f"{_clock(hours[0].begins)} {bars(hours)} {_clock(end)}",
        context.say(
            "wx-rain-when",
            begins="now" if wet[0] is hours[0] else _clock(wet[0].begins),
            most=_clock(most.begins),
            water=_water(context, most.water_mm, units),
        ),
    ]
    return context.fitting(lines)


def bars(hours: Sequence[Hour]) -> str:
    """Return a sparkline: one bar an hour; only an hour without rain has the lowest."""
    full = max(FULL_BAR_MM, *(one.water_mm for one in hours), 0.0)
    steps = len(BARS) - 1
    return "".join(
        BARS[0] if one.water_mm < DRY_MM else BARS[max(1, min(steps, round(one.water_mm / full * steps)))]
        for one in hours
    )


def degrees(celsius: float, units: Units) -> int:
    """Return a temperature in whole degrees."""
    return round(celsius * 9 / 5 + 32 if units is Units.IMPERIAL else celsius)


def wind_name(from_degrees: float) -> str:
    """Return which of eight winds it is (`wx-wind-<name>`)."""
    return WINDS[round(from_degrees / 45) % len(WINDS)]


def _air(context: Context, told: Weather, units: Units) -> str:
    parts = []
    if told.wind_kmh is not None:
        from_ = "" if told.wind_from_degrees is None else context.say(f"wx-wind-{wind_name(told.wind_from_degrees)}")
        is_imperial = units is Units.IMPERIAL
        speed = round(told.wind_kmh / KM_PER_MILE if is_imperial else told.wind_kmh)
        parts.append(context.say("wx-wind", speed=speed, unit="mph" if is_imperial else "km/h", wind=from_).strip())
    if told.humidity_percent is not None:
        parts.append(context.say("wx-humidity", percent=round(told.humidity_percent)))
    return " · ".join(parts)


def _day(context: Context, message_id: str, day: Day | None, units: Units) -> str:
    """Return a day in a line; empty: nothing is known of it."""
    if day is None or day.least_c is None or day.most_c is None:
        return ""
    word, emoji = sky(day.code)
    line = context.say(
        message_id,
        emoji=emoji,
        sky=context.say(f"wx-sky-{word}"),
        least=degrees(day.least_c, units),
        most=degrees(day.most_c, units),
        unit=_unit(units),
    )
    is_wet = day.water_mm is not None and day.water_mm >= DRY_MM
    return f"{line} 💧 {_water(context, day.water_mm, units)}" if is_wet and day.water_mm is not None else line


def _water(context: Context, millimetres: float, units: Units) -> str:
    if units is Units.IMPERIAL:
        return context.say("wx-water", amount=round(max(millimetres / MM_PER_INCH, 0.01), 2), unit="in")
    return context.say("wx-water", amount=round(max(millimetres, 0.1), 1), unit="mm")


def _unit(units: Units) -> str:
    return "°F" if units is Units.IMPERIAL else "°C"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"
