"""The fast way to make a frozen object makes the same object."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from steadymesh.wire.swift import renewer, swift


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    x: int
    y: int = 2


@dataclass(frozen=True, slots=True)
class Checked:
    x: int

    def __post_init__(self) -> None:
        raise AssertionError


@dataclass(frozen=True, slots=True)
class Fresh:
    x: list[int] = field(default_factory=list)


def test_the_same_arguments_make_the_same_object():
    make = swift(Point)
    assert make(x=1) == Point(x=1)
    assert make(x=1, y=5) == Point(x=1, y=5)
    assert type(make(x=1)) is Point
    assert hash(make(x=1)) == hash(Point(x=1))
    assert repr(make(x=1)) == repr(Point(x=1))


def test_what_it_makes_is_frozen():
    with pytest.raises(FrozenInstanceError):
        swift(Point)(x=1).x = 2


def test_an_argument_too_few_or_too_many_is_refused():
    with pytest.raises(TypeError):
        swift(Point)()
    with pytest.raises(TypeError):
        swift(Point)(x=1, z=1)


@pytest.mark.parametrize("kind", [Checked, Fresh])
def test_a_class_that_needs_its_own_init_is_refused(kind: type):
    with pytest.raises(TypeError, match="own __init__"):
        swift(kind)


def test_a_renewed_object_differs_in_what_was_given_only():
    renew = renewer(Point)
    before = Point(x=1, y=5)
    assert renew(before, x=7) == Point(x=7, y=5)
    assert renew(before) == before
    assert before == Point(x=1, y=5)
    with pytest.raises(FrozenInstanceError):
        renew(before).x = 2


def test_none_is_a_value_to_renew_with():
    assert renewer(Point)(Point(x=1), x=None).x is None


def test_a_renewal_of_what_is_no_field_is_refused():
    with pytest.raises(TypeError):
        renewer(Point)(Point(x=1), z=1)


def test_a_class_that_checks_itself_is_not_renewed():
    with pytest.raises(TypeError, match="own __init__"):
        renewer(Checked)
