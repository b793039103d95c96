"""Distances and bearings: known ones, and what holds for any two places."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.model import Position
from steadymesh.model.geometry import COMPASS, EARTH_RADIUS_M, bearing_deg, compass_point, distance_m

HALF_WAY_M = math.pi * EARTH_RADIUS_M
DEGREE_M = HALF_WAY_M / 180

PLACES = st.builds(
    Position, latitude=st.floats(-90, 90, allow_nan=False), longitude=st.floats(-180, 180, allow_nan=False)
)
AWAY_FROM_POLES = st.builds(Position, latitude=st.floats(-85, 85), longitude=st.floats(-180, 180))


def at(latitude: float, longitude: float) -> Position:
    return Position(latitude=latitude, longitude=longitude)


GRENOBLE, GENEVA, SYDNEY = at(45.1885, 5.7245), at(46.2044, 6.1432), at(-33.8688, 151.2093)


@pytest.mark.parametrize(
    ("start", "end", "metres", "bearing"),
    [
        (at(0, 0), at(0, 1), DEGREE_M, 90),
        (at(0, 0), at(1, 0), DEGREE_M, 0),
        (at(0, 0), at(1, -1e-18), DEGREE_M, 0),
        (at(0, 0), at(-1, 0), DEGREE_M, 180),
        (at(0, 0), at(0, -1), DEGREE_M, 270),
        (at(0, 179.5), at(0, -179.5), DEGREE_M, 90),
        (at(60, 0), at(60, 180), 60 * DEGREE_M, 0),
        (at(0, 0), at(0, 180), HALF_WAY_M, None),
        (at(90, 0), at(-90, 77), HALF_WAY_M, None),
        (at(45, 5), at(45, 5), 0, None),
        (at(90, 0), at(90, 120), 0, None),
        (GRENOBLE, GENEVA, 117_550, 15.85),
        (GRENOBLE, SYDNEY, 16_829_000, 78.9),
    ],
)
def test_known_ways(start, end, metres, bearing):
    assert distance_m(start, end) == pytest.approx(metres, rel=0.002, abs=1e-3)
    assert bearing_deg(start, end) == (None if bearing is None else pytest.approx(bearing, abs=0.3))


def test_a_step_of_a_metre_is_a_metre_long():
    assert distance_m(GRENOBLE, at(45.1885 + 1 / DEGREE_M, 5.7245)) == pytest.approx(1, rel=1e-6)


@given(PLACES, PLACES)
def test_there_is_as_far_as_back_and_never_more_than_half_way_round(start, end):
    there = distance_m(start, end)
    assert 0 <= there <= HALF_WAY_M * (1 + 1e-12)
    assert distance_m(end, start) == pytest.approx(there, abs=1e-3)


@given(PLACES, PLACES, PLACES)
def test_a_detour_is_never_shorter(start, over, end):
    assert distance_m(start, end) <= distance_m(start, over) + distance_m(over, end) + 0.01


@given(PLACES, PLACES)
def test_a_bearing_is_a_direction_or_there_is_none(start, end):
    bearing = bearing_deg(start, end)
    if bearing is None:
        assert min(distance_m(start, end), HALF_WAY_M - distance_m(start, end)) < 0.1
    else:
        assert 0 <= bearing < 360
        assert compass_point(bearing) in COMPASS


@given(AWAY_FROM_POLES, st.floats(0, 359.99), st.floats(10, 1_000_000))
def test_who_follows_a_bearing_arrives(start, bearing, metres):
    angle, turn = metres / EARTH_RADIUS_M, math.radians(bearing)
    south = math.radians(start.latitude)
    north = math.asin(math.sin(south) * math.cos(angle) + math.cos(south) * math.sin(angle) * math.cos(turn))
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(south), math.cos(angle) - math.sin(south) * math.sin(north)
    )
    end = at(math.degrees(north), (start.longitude + math.degrees(east) + 180) % 360 - 180)
    assert distance_m(start, end) == pytest.approx(metres, rel=1e-4, abs=0.01)
    found = bearing_deg(start, end)
    assert found is not None
    assert abs((found - bearing + 180) % 360 - 180) < 0.1


@pytest.mark.parametrize(
    ("bearing", "point"),
    [
        (0, "n"),
        (11.2, "n"),
        (11.3, "nne"),
        (45, "ne"),
        (90, "e"),
        (180, "s"),
        (247.5, "wsw"),
        (270, "w"),
        (348.7, "nnw"),
        (348.8, "n"),
        (359.99, "n"),
    ],
)
def test_a_compass_point_is_the_nearest_of_sixteen(bearing, point):
    assert compass_point(bearing) == point
