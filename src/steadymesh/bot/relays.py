"""PURE: whose transmission of a packet we heard, as far as one byte of a number tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.model import Node, TextMessage

MUTE: Final = "CLIENT_MUTE"
"""The role that passes on nothing (firmware `FloodingRouter.cpp`, isRebroadcaster)."""


def told_byte(num: NodeNum) -> int:
    """Return the byte that stands for a node in `relay_node` (firmware `NodeDB.cpp`, getLastByteOfNodeNum)."""
    return num & 0xFF or 0xFF


def relay_of(message: TextMessage, nodes: Mapping[NodeNum, Node], own: NodeNum | None) -> NodeNum | None:
    """Return who passed a text on to us; None: it came directly, nothing tells, or several may have.

    One node in 256 has the same byte: only those count that our radio hears directly, and that pass things on.

    Args:
        message: The text.
        nodes: The directory.
        own: Our own radio.
    """
    if not message.relay_node or not message.hops:
        return None
    heard = [
        num
        for num, node in nodes.items()
        if told_byte(num) == message.relay_node
        and node.hops_away == 0
        and not node.via_mqtt
        and node.role != MUTE
        and num not in (own, message.sender)
    ]
    return heard[0] if len(heard) == 1 else None
