"""Asks Open-Meteo, as seldom as it can be done: answers are kept, joined and counted."""

from __future__ import annotations

from collections import deque
from typing import Final

from steadymesh.bot.plugin import PluginContext
from steadymesh.errors import SteadymeshError
from steadymesh.plugins.wx import places, weather
from steadymesh.plugins.wx.places import Place
from steadymesh.plugins.wx.settings import WxSettings
from steadymesh.plugins.wx.shared import Shared
from steadymesh.plugins.wx.weather import Weather

KEPT_S: Final = 900.0
"""The models behind it are run every few hours; what is told of “now” is a quarter of an hour's."""

MOST_KEPT: Final = 100
"""Places whose weather is kept, some 3 kB each."""

NAME_KEPT_S: Final = 86_400.0
"""Towns don't move."""

MOST_NAMES: Final = 200

HOUR_S: Final = 3600.0

MOST_AN_HOUR: Final = 300
"""Requests, whoever asks: within the 10,000 a day that the server gives away, however many numbers somebody invents."""


class TooManyError(SteadymeshError):
    """We have asked enough for now."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("The weather server was asked as often as is fit for this hour.")
        self.wait_s = wait_s


class Desk:
    """What is known of the weather."""

    def __init__(self) -> None:
        self.weather = Shared[Weather](kept_s=KEPT_S, most=MOST_KEPT)
        self.names = Shared[tuple[Place, ...]](kept_s=NAME_KEPT_S, most=MOST_NAMES)
        self.is_failing = False
        """Whether the last request got nothing: it is told of once."""
        self._asked: deque[float] = deque(maxlen=MOST_AN_HOUR)

    async def at(self, context: PluginContext, place: Place) -> tuple[Weather, float]:
        """Return the weather at a place, and how old what was told is, seconds.

        Raises:
            FetchError: Nobody tells it.
            TooManyError: Nobody is asked.
        """

        async def fetch() -> Weather:
            self._count(context.now())
            url = context.settings(WxSettings).forecast_url
            fetched = await context.fetch.get(url, params=weather.wanted(place.latitude, place.longitude))
            told = weather.read(fetched.json(), fetched.host)
            self._worked(context)
            return told

        return await self.weather.get((place.latitude, place.longitude), context.now, fetch)

    async def find(self, context: PluginContext, name: str) -> tuple[Place, ...]:
        """Return the places of a name, as the language of whoever asks calls them.

        Raises:
            FetchError: Nobody tells them.
            TooManyError: Nobody is asked.
        """

        async def fetch() -> tuple[Place, ...]:
            self._count(context.now())
            url = context.settings(WxSettings).search_url
            fetched = await context.fetch.get(url, params=places.wanted(name, context.language))
            found = places.read(fetched.json(), fetched.host)
            self._worked(context)
            return found

        found, _ = await self.names.get((name.casefold(), context.language), context.now, fetch)
        return found

    def _worked(self, context: PluginContext) -> None:
        if self.is_failing:
            self.is_failing = False
            context.log.info("wx-back")

    def _count(self, now: float) -> None:
        if len(self._asked) == MOST_AN_HOUR and now - self._asked[0] < HOUR_S:
            raise TooManyError(HOUR_S - (now - self._asked[0]))
        self._asked.append(now)
