"""PURE: whom a word means: by number, short name, long name, or a beginning that only one has.

Names are chosen freely: two may have the same, one may be called like a command. Of several nobody is guessed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Final

from steadymesh.bot import naming
from steadymesh.bot.contract.arguments import NodeRef
from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, parse_node_num
from steadymesh.model import Node
from steadymesh.model.names import fold_name, plain_name
from steadymesh.ports import KeyBook, NodeLookup

MOST: Final = 20
"""Whom one word may mean at most: more than any answer lists."""

MOST_FOLDED: Final = 32_768
"""Names that are kept as they are compared, 300 bytes each: whoever writes “/msg Alice all is well” has four runs of
words looked for among all nodes, and folding 5,000 of them takes 20 ms."""


def find(word: str, nodes: NodeLookup, keys: KeyBook) -> Sequence[NodeRef]:
    """Return whom a word may mean, at most `MOST`; of the first rule that finds anybody.

    The rules: a number written as one (`!0badcafe`), somebody's whole short name, whole long name, a beginning of
    either; the same without the `@` before it and the colon or comma behind it; the same accents apart, in the word and
    in the names.

    Args:
        word: As somebody wrote it.
        nodes: The directory.
        keys: For those whom the directory does not know any more.
    """
    readings = tuple(dict.fromkeys((word, _bare(word))))
    for reading in readings:
        if found := _exactly(reading, nodes, keys):
            return found
    for reading in readings:
        if found := _accents_apart(reading, nodes, keys):
            return found
    return ()


def _bare(word: str) -> str:
    """Return a word without what people write around a name that they address."""
    return word.strip().removeprefix("@").rstrip(":,; \u00a0\u202f").lstrip()


def _exactly(word: str, nodes: NodeLookup, keys: KeyBook) -> Sequence[NodeRef]:
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
    if found := _by_rule(wanted, ((num, _folded(short), _folded(long)) for num, short, long in names)):
        return tuple(_ref(num, nodes, keys) for num in found)
    if number is not None and (number in everybody or keys.get(number) is not None):
        return (_ref(number, nodes, keys),)
    return ()


def _accents_apart(word: str, nodes: NodeLookup, keys: KeyBook) -> Sequence[NodeRef]:
    """Return whom of the directory a word means that has other accents than their names, such as `Eloise`."""
    folded = _folded(word)
    wanted = plain_name(folded)
    if not wanted:
        return ()
    names = ((num, one.short_name, one.long_name) for num, one in nodes.snapshot().items())
    if folded == wanted:  # names without accents are what they were before
        names = ((num, short, long) for num, short, long in names if not (short.isascii() and long.isascii()))
    plain = ((num, plain_name(_folded(short)), plain_name(_folded(long))) for num, short, long in names)
    return tuple(_ref(num, nodes, keys) for num in _by_rule(wanted, plain))


def _by_rule(wanted: str, names: Iterable[tuple[NodeNum, str, str]]) -> Sequence[NodeNum]:
    """Return who is called so, at most `MOST`: by a whole short name, a whole long one, or a beginning."""
    by_short, by_long, by_beginning = [], [], []
    for num, short, long in names:
        if short == wanted:
            by_short.append(num)
        elif long == wanted:
            by_long.append(num)
        elif short.startswith(wanted) or long.startswith(wanted):
            by_beginning.append(num)
    return (by_short or by_long or by_beginning)[:MOST]


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
