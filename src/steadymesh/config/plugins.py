"""What stands under `[plugin.NAME]`, made into that plug-in's own class, or into one sentence for each mistake."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from steadymesh.config.duration import RefusedError, parse_duration
from steadymesh.config.kinds import items
from steadymesh.config.pluginrefusals import place_of, refusals, untold
from steadymesh.config.sources import Given, is_handed_over
from steadymesh.errors import ConfigError, Told
from steadymesh.words import clean

S = TypeVar("S")


def split(written: Sequence[Given], section: str) -> tuple[list[Given], dict[str, dict[str, Given]]]:
    """Return what was written elsewhere, and what under `[SECTION.NAME]`, by name and setting; the last one wins.

    Args:
        written: In the order in which later ones replace earlier ones.
        section: `plugin` or `script`.
    """
    others: list[Given] = []
    found: dict[str, dict[str, Given]] = {}
    for one in written:
        first, *rest = one.name.split(".", 2)
        if first == section and len(rest) == 2:
            found.setdefault(rest[0], {})[rest[1]] = one
        else:
            others.append(one)
    return others, found


def given_to(written: Mapping[str, Mapping[str, Given]], name: str) -> Mapping[str, Given]:
    """Return what was written for one plug-in, by setting.

    On the command line and in variables `-` is written `_`: `my-tide` is found under `my_tide` as well.

    Args:
        written: As `split` returns it.
        name: The plug-in's.
    """
    return (
        {**written.get(name.replace("-", "_"), {}), **written.get(name, {})} if "-" in name else written.get(name, {})
    )


def read_settings(
    written: Mapping[str, Mapping[str, Given]], plugin: str, kind: type[S], *, section: str = "plugin"
) -> S:
    """Return a plug-in's settings, checked by its own class.

    Args:
        written: As `split` returns it.
        plugin: Its name.
        kind: A dataclass.
        section: Under which it stands.

    Raises:
        ConfigError: With one sentence for each mistake: what, where, why. A value that the class hides from its `repr`,
            or that was handed over as a credential, is told to nobody. What else the class may raise, its own defect,
            is not caught here.
    """
    mine = given_to(written, plugin)
    full = f"{section}.{plugin}"
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    hidden = hidden_of(kind, mine)
    problems = [_unknown(full, name, one, fields) for name, one in mine.items() if name.split(".")[0] not in fields]
    made, tree = None, _tree(mine, hints)
    try:
        made = TypeAdapter(kind).validate_python(tree)
    except ConfigError as exc:
        place = place_of(mine)
        why = untold(exc.told, hidden, mine)
        fields_ = {"setting": full, "place": place, "why": why}
        problems.append(Told(f"{full}{place}: {why}", "config-refused-because", fields_))
    except ValidationError as exc:
        problems += refusals(exc, tree, mine, full, hidden)
    if problems or made is None:
        raise ConfigError("\n".join(map(str, problems)), each=problems)
    return made


def hidden_of(kind: object, mine: Mapping[str, Given]) -> frozenset[str]:
    """Return the settings that are shown to nobody: hidden from the class's `repr`, or, in part even, handed over.

    Args:
        kind: The class, or one of its objects: a dataclass.
        mine: What was written for it, as `given_to` returns it.
    """
    own = {field.name for field in dataclasses.fields(kind) if not field.repr}  # type: ignore[arg-type]
    return frozenset(own | {name.split(".")[0] for name, one in mine.items() if is_handed_over(one.origin)})


def _tree(mine: Mapping[str, Given], hints: Mapping[str, object]) -> dict[str, object]:
    """Return the settings as they were nested in the file; a string as what its field takes, where it can be that.

    What stands in the way of another (`a = 1` in the file, `a.b` in a variable) gives way to what was written later.
    """
    tree: dict[str, object] = {}
    for name, one in mine.items():
        first, *path = name.split(".")
        if first not in hints:
            continue
        branch = tree
        for part in [first, *path][:-1]:
            inner = branch.get(part)
            if not isinstance(inner, dict):
                inner = branch[part] = {}
            branch = inner
        branch[name.rsplit(".", 1)[-1]] = one.value if path else _as(hints[first], one.value)
    return tree


def _as(hint: object, value: object) -> object:
    """Return a duration for `15m`, and a list for `a, b` out of the environment; whatever else as it is."""
    inner = [one for one in typing.get_args(hint) if one is not type(None)]
    if typing.get_origin(hint) in (typing.Union, types.UnionType) and len(inner) == 1:
        return _as(inner[0], value)
    if hint is timedelta and isinstance(value, str):
        with contextlib.suppress(RefusedError):
            return timedelta(seconds=parse_duration(value))
    if typing.get_origin(hint) is tuple and isinstance(value, str | list):
        return [_as(inner[0], one) for one in items(value)] if inner else items(value)
    return value


def _unknown(full: str, name: str, one: Given, fields: Mapping[str, object]) -> Told:
    shown_name = f"{full}.{clean(name, 60)}"
    near = difflib.get_close_matches(name[:80].replace("-", "_"), fields, n=1)
    if near:
        nearest = f"{full}.{near[0]}"
        return Told(
            f"{shown_name} ({one.origin}) is no setting; did you mean {nearest}?",
            "config-unknown-near",
            {"name": shown_name, "origin": one.origin, "nearest": nearest},
        )
    known = ", ".join(fields)
    return Told(
        f"{shown_name} ({one.origin}) is no setting of this plug-in; it has: {known}.",
        "config-plugin-unknown",
        {"name": shown_name, "origin": one.origin, "known": known},
    )
