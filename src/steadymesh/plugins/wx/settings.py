"""What the operator may set of `wx`."""

from __future__ import annotations

import enum

from steadymesh.bot.plugin import settings


class Units(enum.Enum):
    """What people are used to."""

    METRIC = "metric"
    IMPERIAL = "imperial"
    """°F, mph, inches."""


@settings
class WxSettings:
    """`[plugin.wx]`."""

    units: Units = Units.METRIC
    forecast_url: str = "https://api.open-meteo.com/v1/forecast"
    """Of Open-Meteo's forecast, or of a server of one's own that answers as it does."""
    search_url: str = "https://geocoding-api.open-meteo.com/v1/search"
    """The same for the names of places."""

    def __post_init__(self) -> None:
        for url in (self.forecast_url, self.search_url):
            if not url.startswith(("https://", "http://")):
                raise ValueError("an address begins with https:// or http://")
