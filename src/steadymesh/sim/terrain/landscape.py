"""A whole landscape: places and links such that everybody is connected over three to five hops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from steadymesh.sim.dice import Dice
from steadymesh.sim.terrain.links import Links
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.places import ROOF, Place, range_km, scatter

SPREADS: Final = (3.4, 3.1, 2.8, 2.5, 2.2, 1.9, 1.6, 1.3, 1.0, 0.7, 0.5)
"""Radius of the landscape in ranges of two nodes; tried one after the other, several times each, until it fits."""

DRAWS: Final = 8
"""Landscapes drawn of each size."""

DIAMETERS: Final = range(3, 6)
"""Hops between the two that are furthest apart: the default hop limit of 3 does not always do, and 7 always does."""

NEAR: Final = 0.25
"""Those who are near us are within that share of the range."""

STRAY_MOVES: Final = 3
"""How often places without a connection are moved towards the middle before the landscape is drawn anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """Places and what lies between them.

    Attributes:
        places: Ours first.
        links: Between them, in the same order.
    """

    places: tuple[Place, ...]
    links: Links


def draw(seed: int, count: int, *, modem: Modem, near: int = 0) -> Landscape:
    """Return the landscape of a seed: the smallest spread is taken if no draw has the diameter asked for.

    Args:
        seed: Same seed, same landscape.
        count: Nodes besides ours.
        modem: How they talk; the landscape is as large as that reaches.
        near: How many of the first ones stand near us.
    """
    reach_km = range_km(modem)
    best: Landscape | None = None
    for spread in SPREADS:
        for attempt in range(DRAWS):
            dice = Dice(seed, f"landscape/{spread}/{attempt}")
            places = [
                ROOF,
                *scatter(dice, count, radius_km=spread * reach_km, near=near, near_km=NEAR * reach_km),
            ]
            drawn = _connected(places, modem, Dice(seed, f"shadows/{spread}/{attempt}"))
            if drawn is None:
                continue
            diameter = drawn.links.diameter()
            if diameter in DIAMETERS or (count < 2 * DRAWS and diameter is not None):
                return drawn
            best = best or drawn
    assert best is not None, "at the smallest spread everybody hears everybody"
    return best


def _connected(places: list[Place], modem: Modem, dice: Dice) -> Landscape | None:
    """Return the landscape in which strays have moved closer; None: some stay unconnected."""
    for _ in range(STRAY_MOVES):
        links = Links.between(places, modem=modem, dice=dice)
        strays = [index for index, far in enumerate(links.hops(0)) if far is None]
        if not strays:
            return Landscape(places=tuple(places), links=links)
        for index in strays:
            place = places[index]
            places[index] = replace(place, x_km=place.x_km * 0.6, y_km=place.y_km * 0.6)
    return None
