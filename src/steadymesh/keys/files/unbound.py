"""A node's key in a file that names no node number: through the control socket, and to whom it may belong. PURE."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from zlib import crc32

from steadymesh.errors import InvalidIdError, UsageError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.files.collected import Collected
from steadymesh.keys.files.records import KeyRecord, Problem, UnboundKey


def row_of_unbound(unbound: UnboundKey) -> dict[str, object]:
    """Return such a key as the control socket has it."""
    return {
        "entry": unbound.entry,
        "publicKey": unbound.key.base64,
        "name": unbound.name,
        "shortName": unbound.short_name,
        "lat": unbound.latitude,
        "lon": unbound.longitude,
        "alt": unbound.altitude_m,
    }


def unbound_of_row(row: Mapping[str, object]) -> UnboundKey:
    """Return such a key, back from the control socket.

    Raises:
        UsageError: It can't be used.
    """
    entry, written = row.get("entry"), row.get("publicKey")
    if not isinstance(entry, str) or not isinstance(written, str):
        raise UsageError("A key without a node number needs its entry and itself.")
    latitude, longitude, altitude_m = Collected().place(entry, row)
    try:
        return UnboundKey(
            entry=entry,
            key=PublicKey.parse(written),
            name=str(row.get("name") or ""),
            short_name=str(row.get("shortName") or ""),
            latitude=latitude,
            longitude=longitude,
            altitude_m=altitude_m,
        )
    except InvalidIdError as exc:
        raise UsageError("A key without a node number is no key.") from exc


def bound(
    unbound: UnboundKey,
    *,
    own: NodeNum | None,
    own_key: PublicKey | None,
    numbers: Collection[NodeNum],
    known: Collection[NodeNum],
) -> tuple[KeyRecord, ...] | Problem:
    """Return a key under the numbers that are surely its own, or why there is none.

    Args:
        unbound: The key.
        own: Our own radio's number.
        own_key: Its key.
        numbers: Where this key is current already.
        known: Everybody who is known: a known number that 2.8 would draw from the key is its own (`NodeDB.cpp`,
            pickNewNodeNum: the zlib CRC of its 32 bytes), and nobody else's.
    """
    drawn = NodeNum(crc32(unbound.key.raw))
    if unbound.key == own_key or drawn == own:
        return Problem(entry=unbound.entry, reason="import-config-own", detail=unbound.key.fingerprint)
    if numbers:
        return tuple(unbound.bound(num) for num in sorted(numbers))
    if drawn in known:
        return (unbound.bound(drawn),)
    return Problem(entry=unbound.entry, reason="import-config-no-number", detail=unbound.key.fingerprint)
