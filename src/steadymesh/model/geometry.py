"""Distances and directions on a globe: what two positions are to each other.

The earth is a ball here: that is wrong by half a per cent at most, and positions on the mesh are rounded by more than
that (`channel.proto`, position_precision: some hundred metres to some kilometres on public channels).
"""

from __future__ import annotations

import math
from typing import Final

from steadymesh.model.nodes import Position

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius (IUGG, R₁)."""

COMPASS: Final = (
    "n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw",
)  # fmt: skip
"""The sixteen points, clockwise, each the middle of its 22.5°."""

_NO_WAY: Final = 1e-9
"""Below this, in units of the radius (6 mm), two places are one, or exactly opposite: every direction is as good."""


def distance_m(start: Position, end: Position) -> float:
    """Return the great-circle distance, metres, within 0 and half the way round the earth (20,015 km)."""
    return EARTH_RADIUS_M * math.atan2(*_way(start, end)[:2])


def bearing_deg(start: Position, end: Position) -> float | None:
    """Return in which direction one sets out, degrees clockwise from true north, within [0, 360).

    None: there is no such direction, both are at the same place or exactly opposite each other.
    """
    across, _, east, north = _way(start, end)
    if across < _NO_WAY:
        return None
    bearing = math.degrees(math.atan2(east, north)) % 360
    return bearing if bearing < 360 else 0.0  # a tiny negative angle rounds to 360


def compass_point(bearing: float) -> str:
    """Return the compass point that a bearing in degrees is nearest to, one of `COMPASS`."""
    return COMPASS[round(bearing / 22.5) % 16]


def _way(start: Position, end: Position) -> tuple[float, float, float, float]:
    """Return sine and cosine of the angle between two places, and the first one's parts towards east and north.

    By atan2 of the cross and the dot product: exact for what is near as well as for what is opposite, where the
    formulas by arcsine or arccosine lose half their digits.
    """
    south, north = math.radians(start.latitude), math.radians(end.latitude)
    turn = math.radians(end.longitude - start.longitude)
    east = math.cos(north) * math.sin(turn)
    up = math.cos(south) * math.sin(north) - math.sin(south) * math.cos(north) * math.cos(turn)
    along = math.sin(south) * math.sin(north) + math.cos(south) * math.cos(north) * math.cos(turn)
    return math.hypot(east, up), along, east, up
