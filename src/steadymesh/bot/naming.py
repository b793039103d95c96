"""PURE: names that peers have chosen, as an answer may show them: cleaned, short, never empty."""

from __future__ import annotations

from typing import Final

from steadymesh import words
from steadymesh.bot import reply
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.model import Node
from steadymesh.ports import KeyBook, NodeLookup

MAX_NAME_BYTES: Final = 24
"""Longest name that an answer shows: with four of them there is still room for what they are told."""


def short(text: str) -> str:
    """Return what somebody wrote as an answer may quote it: cleaned, and cut to `MAX_NAME_BYTES`."""
    return reply.fit(words.clean(text), MAX_NAME_BYTES)


def shown_name(node: Node | None, num: NodeNum) -> str:
    """Return what a node calls itself, cleaned and cut to `MAX_NAME_BYTES`; `!0badcafe` where it has no name."""
    for given in (node.long_name, node.short_name) if node is not None else ():
        shown = short(given)
        if shown.strip("\N{REPLACEMENT CHARACTER}… "):
            return shown
    return format_node_num(num)


def name_of(num: NodeNum, nodes: NodeLookup, keys: KeyBook) -> str:
    """Return what a node calls itself: cleaned and short, `!0badcafe` where neither node nor key book knows."""
    shown = shown_name(nodes.get(num), num)
    if shown == format_node_num(num) and (known := keys.get(num)) is not None:
        shown = shown_name(Node(num=num, long_name=known.long_name, short_name=known.short_name), num)
    return shown
