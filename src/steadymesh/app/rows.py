"""Nodes and keys as the command line shows them: plain rows, ready for JSON. Names are cleaned here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from steadymesh.app.status import as_json
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.model import Node, NodeKey
from steadymesh.words import clean

_NEVER = datetime.min.replace(tzinfo=UTC)


def node_rows(nodes: Iterable[Node]) -> list[dict[str, object]]:
    """Return a row for each node, last heard first."""
    newest = sorted(nodes, key=lambda node: node.last_heard or _NEVER, reverse=True)
    return [
        {
            "node": format_node_num(node.num),
            "name": clean(node.long_name),
            "short_name": clean(node.short_name),
            "hw_model": node.hw_model,
            "role": node.role,
            "public_key": node.public_key.base64 if node.public_key else None,
            "hops_away": node.hops_away,
            "snr_db": node.snr_db,
            "via_mqtt": node.via_mqtt,
            "favorite": node.is_favorite,
            "last_heard": as_json(node.last_heard),
            "position": as_json(node.position),
            "telemetry": as_json(node.telemetry),
        }
        for node in newest
    ]


def key_rows(keys: Iterable[NodeKey], held: Mapping[NodeNum, PublicKey] | None) -> list[dict[str, object]]:
    """Return a row for each key, by node number.

    Args:
        keys: The book's.
        held: What the radio was last seen to hold; None: nobody can say.
    """
    return [
        {
            "node": format_node_num(key.node),
            "name": clean(key.long_name),
            "public_key": key.key.base64,
            "fingerprint": key.key.fingerprint,
            "source": key.source.value,
            "first_seen": as_json(key.first_seen),
            "last_seen": as_json(key.last_seen),
            "radio": "unknown" if held is None else "yes" if held.get(key.node) == key.key else "no",
        }
        for key in sorted(keys, key=lambda key: key.node)
    ]
