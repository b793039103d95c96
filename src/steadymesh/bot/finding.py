"""PURE: whom a word means: by number, short name, long name, or a beginning that only one has.

Names are chosen freely: two may have the same, one may be called like a command. Of several nobody is guessed.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

from steadymesh.bot import naming
from steadymesh.bot.contract.arguments import NodeRef
from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, parse_node_num
from steadymesh.model import Node
from steadymesh.model.names import fold_name
from steadymesh.ports import KeyBook, NodeLookup

MOST: Final = 20
"""Whom one word may mean at most: more than any answer lists."""

MOST_FOLDED: Final = 32_768
"""Names that are kept as they are compared, 300 bytes each: whoever writes “/msg Alice all is well” has four runs of
words looked for among all nodes, and folding 5,000 of them takes 20 ms."""


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
    everybody = nodes.snapshot()
    names = [(num, one.short_name, one.long_name) for num, one in everybody.items()]
    names += [
        (one.node, one.short_name, one.long_name) for one in keys.find(word, limit=MOST) if one.node not in everybody
    ]
    by_short, by_long, by_beginning = [], [], []
    for num, short_name, long_name in names:
        short, long = _folded(short_name), _folded(long_name)
        if short == wanted:
            by_short.append(num)
        elif long == wanted:
            by_long.append(num)
        elif short.startswith(wanted) or long.startswith(wanted):
            by_beginning.append(num)
    if found := by_short or by_long or by_beginning:
        return tuple(_ref(num, nodes, keys) for num in found[:MOST])
    if number is not None and (number in everybody or keys.get(number) is not None):
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


_folded = functools.lru_cache(maxsize=MOST_FOLDED)(fold_name)
