"""What may stand in a field of the log: numbers and short strings. Never a secret, never a key, never bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from itertools import islice
from typing import Final

from steadymesh.errors import SteadymeshError, Told
from steadymesh.ids import PublicKey
from steadymesh.model import PrivateKey
from steadymesh.words import clean

MAX_CHARACTERS: Final = 500
"""Of one string: an error's sentence fits, a flood does not."""

MAX_ITEMS: Final = 20
"""Of one list: enough to see what it is."""

REFUSED: Final = "(refused: a private key)"
"""Stands in a log line where somebody tried to write one."""


def plain(value: object) -> object:  # noqa: C901, PLR0911, PLR0912  (one case a kind)
    """Return what of a field may be written, as plain data: str, int, float, bool, None, `Told`, lists and dicts.

    A private key is refused wherever it stands, a public key becomes its fingerprint, bytes become their number.
    """
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            return value if len(value) <= MAX_CHARACTERS else clean(value, MAX_CHARACTERS)
        case SteadymeshError():
            return value.told
        case Told():
            return value
        case PrivateKey():
            return REFUSED
        case PublicKey():
            return value.fingerprint
        case bytes() | bytearray() | memoryview():
            return f"({len(value)} bytes)"
        case Enum():
            return plain(value.value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case Mapping():
            return {str(key): plain(item) for key, item in islice(value.items(), MAX_ITEMS)}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in islice(value, MAX_ITEMS)]
        case _:
            return clean(str(value), MAX_CHARACTERS)
