"""Nodes and keys as the command line shows them: plain rows, ready for JSON. Names are cleaned here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from steadymesh.app.status import as_json
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.model import KeyFinding, Node, NodeKey
from steadymesh.words import clean

_NEVER = datetime.min.replace(tzinfo=UTC)

Findings = Mapping[tuple[NodeNum, str], Sequence[KeyFinding]]
"""What an audit found, by node and fingerprint."""


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


def key_rows(
    keys: Iterable[NodeKey], held: Mapping[NodeNum, PublicKey] | None, findings: Findings | None = None
) -> list[dict[str, object]]:
    """Return a row for each key, by node number.

    Args:
        keys: The book's.
        held: What the radio was last seen to hold; None: nobody can say.
        findings: What an audit found; None: none was made.
    """
    return [
        key_row(
            key,
            "unknown" if held is None else "yes" if held.get(key.node) == key.key else "no",
            (findings or {}).get((key.node, key.key.fingerprint), ()),
        )
        for key in sorted(keys, key=lambda key: key.node)
    ]


def key_row(key: NodeKey, radio: str, findings: Sequence[KeyFinding] = ()) -> dict[str, object]:
    """Return the row of a key under one node number.

    Args:
        key: The binding.
        radio: Whether the radio holds it: `yes`, `no` or `unknown`.
        findings: What an audit found about it.
    """
    return {
        "node": format_node_num(key.node),
        "name": clean(key.long_name),
        "public_key": key.key.base64,
        "fingerprint": key.key.fingerprint,
        "trust": key.trust.value,
        "source": key.source.value,
        "first_seen": as_json(key.first_seen),
        "last_seen": as_json(key.last_seen),
        "radio": radio,
        "findings": sorted({finding.kind.value for finding in findings}),
        "standing": key.standing.value,
        "reason": clean(key.reason),
        "until": as_json(key.until),
    }


def finding_row(finding: KeyFinding, name: str) -> dict[str, object]:
    """Return the row of something wrong with a key.

    Args:
        finding: What an audit found.
        name: The node's; empty: not known.
    """
    return {
        "finding": finding.kind.value,
        "node": format_node_num(finding.node),
        "name": clean(name),
        "fingerprint": finding.fingerprint,
        "others": [format_node_num(num) for num in finding.others],
    }
