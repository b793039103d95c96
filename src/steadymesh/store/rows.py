"""Small steps between our values and columns that several repositories share."""

from __future__ import annotations

from steadymesh.errors import InvalidIdError
from steadymesh.ids import PacketId, PublicKey


def text(value: str) -> str:
    """Return text that SQLite can hold: a lone surrogate (a JSON file may carry one) becomes a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8")


def key_or_none(raw: bytes | None) -> PublicKey | None:
    """Return the key of a column; None where it is empty or (another program wrote it) no key."""
    if raw is None:
        return None
    try:
        return PublicKey(bytes(raw))
    except InvalidIdError:
        return None


def packet_or_none(number: int | None) -> PacketId | None:
    """Return the packet id of a column; None stays None."""
    return None if number is None else PacketId(number)
