"""What pydantic refuses of a plug-in's settings, told as our own settings are: what, where, and what to write.

Where it has more words than we have (an author's constraint), its own English stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from steadymesh.config.duration import ACCEPTED, RefusedError, parse_duration, write
from steadymesh.config.kinds import items, shown, switch
from steadymesh.config.sources import Given
from steadymesh.errors import Told
from steadymesh.words import clean

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

WHOLE: Final = "*"
"""Stands for a setting's name where what is wrong is no single one's."""

_ACCEPTED: Final = {
    kind: accepted
    for kinds, accepted in (
        ("int_type int_parsing int_parsing_size int_from_float", Told("a whole number", "accepts-whole-number")),
        ("float_type float_parsing finite_number", Told("a number", "accepts-number")),
        ("bool_type bool_parsing", switch().accepted),
        ("string_type string_unicode", Told("a text in quotation marks", "accepts-text")),
        ("time_delta_type time_delta_parsing", ACCEPTED),
        ("tuple_type list_type set_type frozen_set_type", Told('a list, such as ["a", "b"]', "accepts-list")),
        ("dict_type mapping_type dataclass_type", Told("a table of names and values", "accepts-table")),
        (
            "date_type date_parsing date_from_datetime_parsing date_from_datetime_inexact",
            Told("a date such as 2026-12-24", "accepts-day"),
        ),
        (
            "datetime_type datetime_parsing datetime_object_invalid datetime_from_date_parsing",
            Told("a date with a time, such as 2026-12-24T18:00:00", "accepts-moment"),
        ),
    )
    for kind in kinds.split()
}
"""What is to be written, by pydantic's name for the error (docs.pydantic.dev, “Validation Errors”)."""

_ABSENT: Final = {
    "missing": Told("it has no default, so it must be set", "refused-missing"),
    "unexpected_keyword_argument": Told("there is no such setting", "refused-extra"),
}
"""Of what is not there, or should not be: the last part of its place leads to no value."""

_CHOICE: Final = re.compile(r"'([^']*)'|(?<![^\s,])(?!or\b)([^\s,']+)")
"""One of `'m', 'ft' or 3`, as pydantic tells what an enumeration or a literal takes."""

Place = tuple[int | str, ...]


def refusals(
    error: ValidationError, written: Mapping[str, object], mine: Mapping[str, Given], full: str, hidden: Collection[str]
) -> Iterator[Told]:
    """Yield a sentence for each value that is refused.

    Args:
        error: What pydantic raised.
        written: The settings, as they were given to it.
        mine: Where each was written.
        full: The section, such as `plugin.tide`.
        hidden: Settings whose values are told to nobody.
    """
    for place, why in _wrong(error, written, hidden):
        first, *path = place or (WHOLE,)
        one = next((given for setting, given in mine.items() if setting.split(".")[0] == first), None)
        said = why if isinstance(why, Told) else Told(_without(why, hidden, mine))
        yield _refused(full, str(first), one, said, mine, path=path, is_hidden=first in hidden)


def place_of(mine: Mapping[str, Given]) -> str:
    """Return where the section begins, for what is missing, or wrong as a whole; empty: nothing was written."""
    nearest = next(iter(mine.values()), None)
    return "" if nearest is None else f" ({nearest.origin})"


# --- which values, and why ------------------------------------------------------------------


def _wrong(error: ValidationError, written: object, hidden: Collection[str]) -> Iterator[tuple[Place, Told | str]]:
    """Yield the place of each value that is refused, once, and why; an author's own words as they are.

    Of a value that may be one of several kinds pydantic tells why it is none of them, one by one: here it is what may
    be written; or, where it is nearly one of them, what is wrong inside.
    """
    found: dict[Place, list[ErrorDetails]] = {}
    for one in error.errors(include_url=False, include_input=False):
        found.setdefault(_reached(written, one["loc"], is_absent=one["type"] in _ABSENT), []).append(one)
    for place, errors in found.items():
        is_alternative = len(place) < len(errors[0]["loc"])
        if is_alternative and any(len(other) > len(place) and other[: len(place)] == place for other in found):
            continue
        accepted = [one for one in map(_accepted, errors) if one is not None]
        if is_alternative and len(accepted) == len(errors):
            yield place, write(functools.reduce(_either, {str(one): one for one in accepted}.values())).told
        else:
            is_hidden = bool(place) and place[0] in hidden
            yield place, _why(errors[0], None if is_hidden else functools.reduce(_part, place, written))


def _reached(value: object, place: Place, *, is_absent: bool) -> Place:
    """Return what of a place leads through what was written; the rest names which kind of several was tried."""
    reached: list[int | str] = []
    for number, part in enumerate(place, start=1):
        if (is_there := _has(value, part)) or (is_absent and number == len(place)):
            reached.append(part)
        value = _part(value, part) if is_there else value
    return tuple(reached)


def _has(value: object, part: int | str) -> bool:
    return part in value if isinstance(value, dict) else isinstance(value, list) and isinstance(part, int)


def _part(value: object, part: int | str) -> object:
    """Return a part of a table or a list; None: there is none."""
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) else None


def _why(error: ErrorDetails, value: object) -> Told | str:
    if absent := _ABSENT.get(error["type"]):
        return absent
    if error["type"].startswith("time_delta") and isinstance(value, str):
        try:
            parse_duration(value)
        except RefusedError as exc:
            return exc.told
    accepted = _accepted(error)
    if accepted is not None:
        return write(accepted).told
    return error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _accepted(error: ErrorDetails) -> Told | None:
    """Return what is to be written; None: pydantic alone knows."""
    if error["type"] not in ("enum", "literal_error"):
        return _ACCEPTED.get(error["type"])
    choices = [quoted or bare for quoted, bare in _CHOICE.findall(str(error.get("ctx", {}).get("expected", "")))]
    first, last = ", ".join(choices[:-1]), "".join(choices[-1:])
    return _either(Told(first), Told(last)) if first else Told(last) if last else None


def _either(one: Told, other: Told) -> Told:
    return Told(f"{one} or {other}", "accepts-one-of", {"first": one, "last": other})


# --- how it is told -------------------------------------------------------------------------


def untold(why: Told, hidden: Collection[str], mine: Mapping[str, Given]) -> Told:
    """Return a sentence of the class as it is, or, where it quotes what is to be hidden, its English without that."""
    without = _without(why.english, hidden, mine)
    return why if without == clean(why.english, 160).rstrip(".") else Told(f"{without}.")


def _without(why: str, hidden: Collection[str], mine: Mapping[str, Given]) -> str:
    """Return why something is refused, without what is to be hidden: an author's sentence may quote it."""
    for name, one in mine.items():
        if name.split(".")[0] in hidden:
            for value in sorted(map(str, (one.value, *items(one.value))), key=len, reverse=True):
                why = why.replace(value, "…") if value else why
    return clean(why, 160).rstrip(".")


def _refused(
    full: str,
    name: str,
    one: Given | None,
    why: Told,
    mine: Mapping[str, Given],
    *,
    path: Sequence[int | str],
    is_hidden: bool,
) -> Told:
    """Return what is wrong with a setting, or, where it is a list or a table, with which part of it (from 1)."""
    setting = full if name == WHOLE else f"{full}.{name}"
    if path and not is_hidden:
        parts = (f" #{part + 1}" if isinstance(part, int) else f" {clean(part, 40)}" for part in path)
        setting = f"{setting}{''.join(parts)}"
    what = setting if one is None or is_hidden or path else f"{setting} = {shown(one.value)}"
    place = place_of(mine) if one is None else f" ({one.origin})"
    return Told(f"{what}{place}: {why}.", "config-refused", {"setting": what, "place": place, "why": why})
