"""Where the nodes are: a landscape around our roof, drawn from the seed, as large as the preset reaches."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from steadymesh.sim.dice import Dice
from steadymesh.sim.terrain.modem import Modem

SENT_DBM: Final = 26.0
"""Power of a node with both ends' antennas: 22 dBm and 2 dBi each."""

ROOF_DB: Final = 5.0
"""What a mast on a roof or a hill is worth."""

LOSS_1KM_DB: Final = 124.0
LOSS_EXPONENT: Final = 3.5
"""Path loss at one kilometre, and how it grows (Okumura-Hata, 868 MHz, suburban, antennas at a few metres)."""

ROUTERS: Final = 0.07
"""Share of the nodes that are routers on a hill: relays that go first."""

MUTE: Final = 0.1
"""Share of the nodes that relay nothing (role CLIENT_MUTE)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one node stands, and what it does there."""

    x_km: float
    y_km: float
    gain_db: float = 0.0
    """What its height is worth."""
    is_router: bool = False
    is_mute: bool = False

    def distance_km(self, other: Place) -> float:
        """Return how far another one is."""
        return math.hypot(self.x_km - other.x_km, self.y_km - other.y_km)


ROOF: Final = Place(x_km=0.0, y_km=0.0, gain_db=ROOF_DB)
"""Ours: in the middle, and high."""


def path_loss_db(distance_km: float) -> float:
    """Return what is lost on the way, without shadows."""
    return LOSS_1KM_DB + 10 * LOSS_EXPONENT * math.log10(max(0.05, distance_km))


def range_km(modem: Modem) -> float:
    """Return how far two plain nodes hear each other where nothing stands between them."""
    budget_db = SENT_DBM - modem.noise_dbm - modem.snr_limit_db
    return float(10 ** ((budget_db - LOSS_1KM_DB) / (10 * LOSS_EXPONENT)))


def scatter(dice: Dice, count: int, *, radius_km: float, near: int = 0, near_km: float = 0.0) -> list[Place]:
    """Return that many places: villages with houses around them, routers on hills, and the first of them near us.

    Args:
        dice: Chance.
        count: How many, ours not included.
        radius_km: How far the landscape reaches.
        near: How many of them are not further than `near_km`.
        near_km: See there.
    """
    villages = [_around(dice, 0.0, 0.0, radius_km) for _ in range(max(3, count // 6))]
    places = []
    for index in range(count):
        if index < near:
            x_km, y_km = _around(dice, 0.0, 0.0, near_km)
            places.append(Place(x_km=x_km, y_km=y_km))
            continue
        drawn = dice.fraction()
        if drawn < ROUTERS:
            x_km, y_km = _around(dice, 0.0, 0.0, 0.8 * radius_km)
            places.append(Place(x_km=x_km, y_km=y_km, gain_db=ROOF_DB, is_router=True))
        else:
            x_km, y_km = _around(dice, *dice.pick(villages), 0.25 * radius_km)
            places.append(Place(x_km=x_km, y_km=y_km, is_mute=drawn > 1 - MUTE))
    return places


def _around(dice: Dice, x_km: float, y_km: float, radius_km: float) -> tuple[float, float]:
    """Return a point of a disc."""
    angle, far = dice.between(0, 2 * math.pi), radius_km * math.sqrt(dice.fraction())
    return x_km + far * math.cos(angle), y_km + far * math.sin(angle)
