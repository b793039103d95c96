"""PURE: whom a word means: by number, short name, long name, or a beginning that only one has.

Names are chosen freely: two may have the same, one may be called like a command. Of several nobody is guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from steadymesh.bot import naming
from steadymesh.bot.contract.arguments import NodeRef
from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, parse_node_num
from steadymesh.model import Node
from steadymesh.ports import KeyBook, NodeLookup

MOST: Final = 20
"""Whom one word may mean at most: more than any answer lists."""


def find(word: str, nodes: NodeLookup, keys: KeyBook) -> Sequence[NodeRef]:
    """Return whom a word may mean, at most `MOST`; of the first rule that finds anybody.

    The rules: a number written as one (`!0badcafe`), somebody's whole short name, whole long name, a beginning of
    either.

    Args:
        word: As somebody wrote it.
        nodes: The directory.
        keys: For those whom the directory does not know any more.
    """
    wanted = _folded(word)
    if not wanted:
        return ()
    number = _number(word)
    if number is not None and word.lstrip().startswith("!"):
        return (_ref(number, nodes, keys),)
    known = {num: (_folded(one.short_name), _folded(one.long_name)) for num, one in nodes.snapshot().items()}
    for one in keys.find(word, limit=MOST):
        known.setdefault(one.node, (_folded(one.short_name), _folded(one.long_name)))
    rules: Iterable[Callable[[str, str], bool]] = (
        lambda short, _: short == wanted,
        lambda _, long: long == wanted,
        lambda short, long: short.startswith(wanted) or long.startswith(wanted),
    )
    for rule in rules:
        if found := [num for num, (short, long) in known.items() if rule(short, long)]:
            return tuple(_ref(num, nodes, keys) for num in found[:MOST])
    if number is not None and (number in known or nodes.get(number) is not None or keys.get(number) is not None):
        return (_ref(number, nodes, keys),)
    return ()


def _ref(num: NodeNum, nodes: NodeLookup, keys: KeyBook) -> NodeRef:
    node: Node | None = nodes.get(num)
    return NodeRef(num=num, name=naming.name_of(num, nodes, keys), node=node)


def _number(word: str) -> NodeNum | None:
    try:
        number = parse_node_num(word.strip())
    except InvalidIdError:
        return None
    return number if 0 < number < BROADCAST else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().casefold())
