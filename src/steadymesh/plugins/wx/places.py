"""PURE: which place somebody means: what Open-Meteo's search finds under a name, and the choice among it.

Source of the fields: open-meteo.com/en/docs/geocoding-api.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from steadymesh.model import Json
from steadymesh.plugins.wx.weather import nonsense
from steadymesh.words import clean

MOST: Final = 10
"""Places that are looked at: of more nobody could be told."""

GREATER: Final = 10
"""A place with so many times the people of every other of its name is the one that is meant: who writes Paris and
nothing else means no village in Ontario."""

DIGITS: Final = 2
"""Of a position that a server is told: a kilometre. Its grids are coarser; where exactly somebody stands is theirs."""

LONGEST: Final = 80
"""Characters of a place's name that is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody wants the weather of."""

    latitude: float
    longitude: float
    name: str = ""
    region: str = ""
    district: str = ""
    country: str = ""
    code: str = ""
    """Of the country, two letters."""
    people: int = 0

    @property
    def where(self) -> tuple[str, ...]:
        """What may be written behind the name to tell it from others."""
        return tuple(one for one in (self.region, self.district, self.country, self.code) if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who may be meant. One: that is it. Several: ask back. None, and `others`: the name is known, but elsewhere."""

    meant: tuple[Place, ...] = ()
    others: tuple[Place, ...] = ()


def wanted(name: str, language: str) -> Mapping[str, str | int]:
    """Return the parameters of a search."""
    return {"name": name, "count": MOST, "language": language, "format": "json"}


def split(text: str) -> tuple[str, str]:
    """Return a place's name, and what is written behind the first comma to tell which one is meant."""
    name, _, where = clean(text, 2 * LONGEST).strip().strip("\"“”«»'").partition(",")
    return " ".join(name.split())[:LONGEST], " ".join(where.split())[:LONGEST]


def rounded(latitude: float, longitude: float) -> Place | None:
    """Return a position as precisely as a server may know it; None: it is none (0, 0 is a node without one)."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude == 0 and longitude == 0):
        return None
    return Place(latitude=round(latitude, DIGITS) + 0.0, longitude=round(longitude, DIGITS) + 0.0)


def read(said: Json, host: str) -> tuple[Place, ...]:
    """Return what a server has found, the best first; empty: nothing.

    Raises:
        FetchError: It has answered something else.
    """
    if not isinstance(said, dict):
        raise nonsense(host)
    results = said.get("results")  # left out where nothing was found
    if results is None and "generationtime_ms" in said:
        return ()
    if not isinstance(results, list):
        raise nonsense(host)
    found = [_place(one) for one in results[:MOST]]
    if results and not any(found):
        raise nonsense(host)
    return tuple(one for one in found if one is not None)


def choose(found: Sequence[Place], where: str) -> Choice:
    """Return who may be meant among what was found.

    The search is a fuzzy one and its best comes first: what is called otherwise than that is left out.

    Args:
        found: The best first.
        where: A region, a district, a country or its two letters; empty: nobody said.
    """
    same = _apart([one for one in found if _folded(one.name) == _folded(found[0].name)])
    if where:
        meant = tuple(one for one in same if any(_folded(part).startswith(_folded(where)) for part in one.where))
        exact = tuple(one for one in meant if _folded(where) in map(_folded, one.where))
        return Choice(meant=_greatest(exact or meant), others=same)
    return Choice(meant=_greatest(same), others=same)


def _greatest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    if len(places) < 2:
        return places
    first, second, *_ = sorted(places, key=lambda one: one.people, reverse=True)
    return (first,) if first.people >= GREATER * max(second.people, 1) else places


def _apart(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return of several that nobody could tell apart the first one only."""
    apart: dict[tuple[str, ...], Place] = {}
    for one in places:
        apart.setdefault((one.region, one.district, one.code), one)
    return tuple(apart.values())


def _folded(text: str) -> str:
    """Return a name as it is compared: people leave accents and hyphens out on a telephone."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(bare.replace("-", " ").replace("'", " ").replace("’", " ").split())


def _place(said: Json) -> Place | None:
    if not isinstance(said, dict):
        return None
    name, latitude, longitude = said.get("name"), said.get("latitude"), said.get("longitude")
    if not isinstance(name, str) or not name.strip() or isinstance(latitude, bool) or isinstance(longitude, bool):
        return None
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    at = rounded(latitude, longitude)
    if at is None:
        return None
    people = said.get("population")
    return Place(
        latitude=at.latitude,
        longitude=at.longitude,
        name=name[:LONGEST],
        region=_text(said.get("admin1")),
        district=_text(said.get("admin2")),
        country=_text(said.get("country")),
        code=_text(said.get("country_code"))[:2],
        people=people if isinstance(people, int) and not isinstance(people, bool) else 0,
    )


def _text(said: Json) -> str:
    return said.strip()[:LONGEST] if isinstance(said, str) else ""
