"""PURE: distances and directions as people read them on the mesh: short, because each character is paid for on air."""

from __future__ import annotations

from steadymesh import words
from steadymesh.model import Position
from steadymesh.model.geometry import bearing_deg, compass_point, distance_m

KM_M = 1000.0

NEAREST_M = 10.0
"""Nobody's position is better than this."""


def say(start: Position, end: Position, language: str) -> str:
    """Return how far one place is from another and in which direction, such as `12.3 km NE (45°)`.

    Below a kilometre in steps of 10 m, below a hundred to 100 m, whole kilometres beyond: as exactly as nodes tell.
    """
    apart_m, bearing = distance_m(start, end), bearing_deg(start, end)
    shown = _apart(apart_m, language)
    if bearing is None or apart_m < NEAREST_M:
        return shown
    point = words.render("compass-point", {"point": compass_point(bearing)}, language)
    return words.render("distance-way", {"distance": shown, "point": point, "degrees": round(bearing) % 360}, language)


def _apart(apart_m: float, language: str) -> str:
    if apart_m < NEAREST_M:
        return words.render("distance-none", {"metres": round(NEAREST_M)}, language)
    metres = round(apart_m / NEAREST_M) * round(NEAREST_M)
    if metres < KM_M:
        return words.render("distance-metres", {"metres": metres}, language)
    km = round(apart_m / KM_M, 1)
    return words.render("distance-km", {"km": km if km < 100 else round(km)}, language)
