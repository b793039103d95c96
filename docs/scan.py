"""What the source logs: each event id with its levels and fields, read from the syntax tree; nothing is run.

Understood as a log call: `log.info("id")`, `self._log.info("id")`, `log.bind(…).info("id")`,
`(log.debug if … else log.warning)("id")`, and the same by way of a name (`say = log.debug if … else log.warning`).

Understood as an id that is handed on to one: what a function of the same module, or any keyword, takes under the name
`event`, that parameter's default too. Its level and fields are then those given beside it (`level=`, `fields={…}`), or
those of the log call that it is handed on to: in that function, or anywhere for what an exception carries
(`exc.event`).
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

SOURCE: Final = Path(__file__).parent.parent / "src" / "steadymesh"

PROSE: Final = frozenset({"compat.py"})
"""Runs inside other people's programs: what it tells their log directly is a sentence, an id is handed on."""

SEVERITY: Final = {"debug": 0, "info": 1, "warning": 2, "error": 3, "critical": 4}
"""Levels, the quietest first."""

_METHODS: Final = {**{name: name for name in SEVERITY}, "exception": "error", "msg": "info"}
_LOGGERS: Final = frozenset({"log", "_log", "logger", "_logger"})
_BESIDE: Final = frozenset({"event", "level", "fields", "at", "room", "traceback", "exc_info"})
"""Parameters of those who hand an id on that are no fields of the line."""


Names: TypeAlias = dict[str, list[ast.expr]]
"""What each name of a module is assigned, anywhere in it."""


@dataclass(frozen=True, slots=True)
class LogCall:
    """One place where an event is logged, or handed to where it is."""

    event: str
    """Empty: the id comes from an exception (`exc.event`)."""
    levels: frozenset[str]
    """Empty: the place does not say."""
    fields: frozenset[str] | None
    """None: some of them come from `**fields`, or from elsewhere."""
    file: str = ""
    """Below `steadymesh`."""
    is_handed: bool = False
    """Level and fields are for whoever logs it to say."""


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A function that takes an id as its parameter `event`."""

    place: int
    """Which positional argument that is, without `self`."""
    level_place: int | None
    logged: LogCall | None
    """The log call in it that gets the id; None: it hands it on."""


@functools.cache
def everything_logged(source: Path = SOURCE) -> list[LogCall]:
    """Return every log call of the package, file by file."""
    found = [
        replace(call, file=file.relative_to(source).as_posix())
        for file in sorted(source.rglob("*.py"))
        for call in log_calls(file.read_text(encoding="utf-8"))
    ]
    carried = [call for call in found if not call.event]
    levels = frozenset(level for call in carried for level in call.levels)
    fields = carried[0].fields if len(carried) == 1 else None
    return [
        replace(call, levels=levels, fields=fields) if call.is_handed and not call.levels else call
        for call in found
        if call.event and (call.is_handed or call.file not in PROSE)
    ]


def log_calls(source: str) -> Iterator[LogCall]:
    """Yield each log call of a module, and each id that it hands on."""
    tree = ast.parse(source)
    names = _assigned(tree)
    carriers = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for default in _defaults(function):
                yield LogCall(default, frozenset(), None, is_handed=True)
            if (carrier := _carrier(function, names)) is not None:
                carriers[function.name] = carrier
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _logged(node, names)
            yield from _handed(node, names, carriers)


def _assigned(tree: ast.Module) -> Names:
    names: Names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    names.setdefault(target.id, []).append(node.value)
    return names


def _logged(node: ast.Call, names: Names) -> Iterator[LogCall]:
    """Yield the ids of a call, if it is one of a log method."""
    levels = _levels_of_methods(node.func, names)
    if not levels or not node.args:
        return
    fields = None if _is_bound(node.func, names) else _fields(node)
    first = node.args[0]
    for event in _constants(first):
        yield LogCall(event, levels, fields)
    if isinstance(first, ast.Attribute) and first.attr == "event":
        yield LogCall("", levels, fields)


def _handed(node: ast.Call, names: Names, carriers: dict[str, _Carrier]) -> Iterator[LogCall]:
    """Yield the ids that a call hands on under the name `event`."""
    carrier = carriers.get(_name(node.func))
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    argument = keywords.get("event")
    level = keywords.get("level")
    if carrier is not None:
        argument = argument or (node.args[carrier.place] if carrier.place < len(node.args) else None)
        if level is None and carrier.level_place is not None and carrier.level_place < len(node.args):
            level = node.args[carrier.level_place]
    levels = frozenset() if level is None else _levels_of_values(level, names)
    logged = carrier.logged if carrier is not None else None
    for event in () if argument is None else _constants(argument):
        if levels:
            yield LogCall(event, levels, _fields(node), is_handed=True)
        elif logged is not None:
            yield LogCall(event, logged.levels, logged.fields, is_handed=True)
        else:
            yield LogCall(event, frozenset(), None, is_handed=True)


def _carrier(function: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> _Carrier | None:
    """Return how a function takes an id; None: it has no parameter `event`."""
    parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args) if a.arg not in ("self", "cls")]
    if "event" not in parameters:
        return None
    inner = next(
        (
            LogCall("", levels, _fields(node))
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and node.args and _name(node.args[0]) == "event"
            if isinstance(node.args[0], ast.Name) and (levels := _levels_of_methods(node.func, names))
        ),
        None,
    )
    level_place = parameters.index("level") if "level" in parameters else None
    return _Carrier(place=parameters.index("event"), level_place=level_place, logged=inner)


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield what the parameter `event` is when nobody says."""
    positional = [*function.args.posonlyargs, *function.args.args]
    pairs = [*zip(reversed(positional), reversed(function.args.defaults), strict=False)]
    pairs += [(a, d) for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d is not None]
    for parameter, default in pairs:
        if parameter.arg == "event":
            yield from _constants(default)


def _levels_of_methods(function: ast.expr, names: Names) -> frozenset[str]:
    """Return the levels that a call may log at; none: it is no log call."""
    return frozenset(
        _METHODS[f.attr]
        for f in _meant(function, names)
        if isinstance(f, ast.Attribute) and f.attr in _METHODS and _is_logger(f.value)
    )


def _levels_of_values(value: ast.expr, names: Names) -> frozenset[str]:
    """Return the levels that a value may be: "warning", or logging.WARNING."""
    found = set()
    for one in _meant(value, names):
        words = [*_constants(one)] or [_name(one).lower()]
        found.update(word for word in words if word in SEVERITY)
    return frozenset(found)


def _fields(node: ast.Call) -> frozenset[str] | None:
    """Return the names that a call gives values for, those of `fields={…}` in its stead where it has that."""
    for keyword in node.keywords:
        if keyword.arg == "fields" and isinstance(keyword.value, ast.Dict):
            return frozenset(word for key in keyword.value.keys if key is not None for word in _constants(key))
    given = {keyword.arg for keyword in node.keywords}
    return None if None in given else frozenset(name for name in given if name is not None) - _BESIDE


def _is_logger(owner: ast.expr) -> bool:
    if isinstance(owner, ast.Call) and _name(owner.func) == "bind" and isinstance(owner.func, ast.Attribute):
        owner = owner.func.value
    return _name(owner) in _LOGGERS


def _is_bound(function: ast.expr, names: Names) -> bool:
    """Return whether fields were given before, by `bind`."""
    return any(isinstance(f, ast.Attribute) and isinstance(f.value, ast.Call) for f in _meant(function, names))


def _meant(value: ast.expr, names: Names) -> list[ast.expr]:
    """Return what a value may be: itself, both ends of a condition, or all that its name was ever assigned."""
    values = names.get(value.id, [value]) if isinstance(value, ast.Name) else [value]
    return [one for each in values for one in _either(each)]


def _either(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def _name(value: ast.expr) -> str:
    """Return the last word of a name or an attribute."""
    return value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""


def _constants(argument: ast.expr) -> Iterator[str]:
    """Yield the text of a literal, or of both ends of a condition."""
    for one in _either(argument):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
        elif isinstance(one, ast.IfExp):
            yield from _constants(one)
