"""Keys as a foreign bot hands them over: any spelling of node and key, or entries of `node_names.json`. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, parse_node_num

Wanted = Mapping[NodeNum, tuple[PublicKey, str]]
"""Node → its key, and its name (empty: not told)."""


def usable_keys(keys: Mapping[str, object] | Mapping[int, object]) -> tuple[Wanted, list[str]]:
    """Return what can be used, and the nodes of the entries that can't; an entry that tells of no key is neither.

    Unlike in a `node_names.json`, a bare string is a key, not a name. The bot may change its mapping meanwhile.
    """
    wanted: dict[NodeNum, tuple[PublicKey, str]] = {}
    unusable: list[str] = []
    for node, entry in dict(keys).items():
        name, value = "", entry
        if isinstance(entry, Mapping):
            name, value = str(entry.get("name") or ""), entry.get("publicKey")
        try:
            num = parse_node_num(str(node))
            if value is not None and value not in ("", b"") and num != BROADCAST:
                wanted[num] = (parse_key(value), name)
        except InvalidIdError:
            unusable.append(str(node))
    return wanted, unusable


def parse_key(value: object) -> PublicKey:
    """Return the key that a value is or writes.

    Raises:
        InvalidIdError: It does neither.
    """
    match value:
        case PublicKey():
            return value
        case bytes() | bytearray():
            return PublicKey(bytes(value))
        case _:
            return PublicKey.parse(str(value))
