"""Values as JSON that no page could take for markup."""

from __future__ import annotations

import json
import math


def as_text(value: object) -> str:
    """Return a value as JSON. `<`, `>` and `&` are written as escapes: it stays data, whoever puts it wherever."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:  # a radio may tell of a number that is none
        text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def as_bytes(value: object) -> bytes:
    """Return a value as JSON in UTF-8; half a surrogate pair becomes a question mark."""
    return as_text(value).encode("utf-8", "replace")


def _finite(value: object) -> object:
    """Return a value with null for each number that is none."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {key: _finite(one) for key, one in value.items()}
        case list() | tuple():
            return [_finite(one) for one in value]
        case _:
            return value
