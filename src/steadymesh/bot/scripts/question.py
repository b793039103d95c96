"""What a script is given: the question as a line of JSON, and an environment without anything of ours in it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from math import isfinite
from typing import Final

from steadymesh.model import Json

INHERITED: Final = ("PATH", "HOME", "LANG", "TZ")
"""What a script gets of our own environment: enough to find programs and to write the time and letters as here. The
rest may hold a broker's password or a token."""


def written(question: Mapping[str, Json]) -> bytes:
    """Return a question as one line of JSON in UTF-8, for whoever reads lines.

    Letters stand as they are, so that a script without a JSON parser sees them. What JSON has no word for is replaced:
    half a character (a lone surrogate) by `?`, a number that is none (NaN, infinity) by null.
    """
    return json.dumps(_sayable(dict(question)), ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a script: what is given, and of ours what `INHERITED` names."""
    ours = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return ours | dict(given)


def _sayable(value: Json) -> Json:
    match value:
        case float():
            return value if isfinite(value) else None
        case list():
            return [_sayable(item) for item in value]
        case dict():
            return {name: _sayable(item) for name, item in value.items()}
        case _:
            return value
