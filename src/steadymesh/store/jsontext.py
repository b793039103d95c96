"""A value as JSON text, and back. What goes in comes out as it was, or is refused."""

from __future__ import annotations

import json
from collections.abc import Collection
from math import isfinite
from typing import Final

from steadymesh.errors import UsageError
from steadymesh.model import Json

MAX_DEPTH: Final = 32
"""Lists and objects within each other: far below where Python's own reader gives up."""

MAX_BYTES: Final = 64 * 1024
"""Of one value."""


def encode(value: Json, plugin: str) -> str:
    """Return a value as JSON text, of `MAX_BYTES` in UTF-8 at most.

    Args:
        value: What a plug-in wants to keep; its types are not taken for granted.
        plugin: For the sentence.

    Raises:
        UsageError: It is no JSON, or too long.
    """
    _check(value, plugin)
    try:
        text = _written(value)
    except ValueError:  # an integer of thousands of digits
        raise _no_json(plugin) from None
    if len(text.encode("utf-8")) > MAX_BYTES:
        raise _too_long(plugin)
    return text


def decode(text: str | None) -> Json:
    """Return the value of a JSON text; None where there is none, or (another program wrote it) it is none."""
    if text is None:
        return None
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def _written(value: Json) -> str:
    """Return it with its characters as they are; half a character, which no database takes, makes all of it ASCII."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def _check(value: object, plugin: str) -> None:
    """Return if a value may be JSON. One that holds itself, or the same thing again and again, is found out in time.

    Raises:
        UsageError: It is none, or holds more than `MAX_BYTES` can.
    """
    count = 0
    left = [(value, MAX_DEPTH)]
    while left:
        one, depth = left.pop()
        inside: Collection[object] = ()
        match one:
            case None | bool() | int() | str():
                pass
            case float() if isfinite(one):
                pass
            case list() if depth > 0:
                inside = one
            case dict() if depth > 0 and all(isinstance(key, str) for key in one):
                inside = one.values()
            case _:
                raise _no_json(plugin)
        count += 1 + len(inside)
        if count > MAX_BYTES:
            raise _too_long(plugin)
        left.extend((each, depth - 1) for each in inside)


def _no_json(plugin: str) -> UsageError:
    return UsageError(
        f"What {plugin} wants to keep can't be written as JSON.",
        remedy=f"Keep None, bool, int, finite float, str, list and dict with str keys, {MAX_DEPTH} deep at most.",
        sentence="drawer-no-json",
        fields={"plugin": plugin, "depth": MAX_DEPTH},
    )


def _too_long(plugin: str) -> UsageError:
    return UsageError(
        f"What {plugin} wants to keep is too long: as JSON, one value takes {MAX_BYTES} bytes at most.",
        remedy="Cut it in parts, each under a key of its own.",
        sentence="drawer-value-long",
        fields={"plugin": plugin, "most": MAX_BYTES},
    )
