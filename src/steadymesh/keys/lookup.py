"""Whom a word means, where an operator names a node: one node, or a refusal that lists who it may be. PURE.

Understood: `!0badcafe`, `0x0badcafe`, a decimal number, eight bare hex digits, a fingerprint or its beginning, a public
key, a short or long name or the beginning of one. Nothing is guessed: what may mean two nodes is refused with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from steadymesh.errors import InvalidIdError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, format_node_num, parse_node_num
from steadymesh.keys.refusals import refusal, shown
from steadymesh.model import Node, NodeKey, Standing
from steadymesh.model.names import fold_name
from steadymesh.ports import NodeLookup
from steadymesh.words import clean

MOST_LISTED: Final = 4
"""Nodes that an ambiguous word's refusal lists: more than one line shows is no help."""

LONGEST_NAME: Final = 20
"""Characters of a name in that list."""

_MOST_FOUND: Final = 50
"""Nodes that are looked at for one word."""

_SPELLED_OUT: Final = re.compile(r"(?:!|0[xX]).*")
"""A node number that can't be anything else."""

_WHOLE: Final = 8
"""Digits of a fingerprint."""

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{4,8}")
_KEY: Final = re.compile(r"[0-9a-fA-F]{64}|(?:base64:)?[A-Za-z0-9+/_-]{43}=?")


_Names = tuple[NodeNum, str, str]
# A node's number, long and short name.


class Shelf(Protocol):
    """The key book, as far as a look-up reads it."""

    @property
    def own(self) -> NodeNum | None:
        """Return our own radio's number; None: not known."""
        ...

    @property
    def own_key(self) -> PublicKey | None:
        """Return our own radio's key; None: not known."""
        ...

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return the current key of a node."""
        ...

    def bindings(self, num: NodeNum) -> Sequence[NodeKey]:
        """Return all keys of a node, the current one first."""
        ...

    def held_all(self) -> Sequence[NodeKey]:
        """Return every key that waits for a decision."""
        ...

    def numbers(self) -> Sequence[NodeNum]:
        """Return every number that has a binding."""
        ...

    def successor(self, num: NodeNum) -> NodeNum | None:
        """Return the number under which the person of this number lives on; None: they have not moved."""
        ...

    def find(self, word: str, *, limit: int = ...) -> Sequence[NodeKey]:
        """Return the current bindings that a word may mean."""
        ...

    def __len__(self) -> int:
        """Return how many current keys there are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A node that a word means."""

    num: NodeNum
    name: str = ""
    """Long name, else short name; cleaned. Empty: none is known."""
    fingerprint: str = ""
    """Of the key that made it be found, else of the current one; empty: there is none."""
    is_known: bool = True
    """False: the word is a node number, and nothing is known of that node."""

    @property
    def label(self) -> str:
        """Return number and name, as every sentence names a node."""
        return f"{format_node_num(self.num)} ({self.name})" if self.name else format_node_num(self.num)


class Lookup:
    """Finds nodes by word.

    Args:
        book: The key book.
        nodes: Who else is known.
    """

    def __init__(self, *, book: Shelf, nodes: NodeLookup) -> None:
        self._book = book
        self._nodes = nodes

    def one(self, word: str) -> Somebody:
        """Return whom a word means.

        Raises:
            UsageError: Nobody, or several, or everybody.
            InvalidIdError: It is spelled like a node number, and is none.
        """
        bare = clean(word.strip())
        if not bare:
            raise refusal("who-empty")
        if _SPELLED_OUT.fullmatch(bare):
            return self.numbered(parse_node_num(bare))
        found = self._found(bare)
        if not found:
            try:
                return self.numbered(parse_node_num(bare))
            except InvalidIdError:
                if bare.isascii() and bare.isdigit() and int(bare) > BROADCAST:
                    raise refusal("who-out-of-range", word=shown(word)) from None
                raise refusal("who-nobody", word=shown(word)) from None
        if len(found) > 1:
            raise _several(word, found)
        return found[0]

    def holders(self, word: str) -> tuple[NodeKey, ...]:
        """Return every binding of the key that a word writes, or whose whole fingerprint it is; the current ones first.

        Two keys may have one fingerprint. Empty as well where the word may be another node's number, or is our own
        radio's key.
        """
        sought = _sought(clean(word.strip()))
        own_key = self._book.own_key
        if len(sought) < _WHOLE or (own_key is not None and own_key.fingerprint == sought):
            return ()
        bindings = [one for num in self._book.numbers() for one in self._book.bindings(num)]
        found = [one for one in bindings if one.key.fingerprint == sought]
        nums = {one.node for one in found}
        if any(one.num not in nums for one in self._by_number(clean(word.strip()))):
            return ()
        return tuple(sorted(found, key=lambda one: (one.standing is not Standing.CURRENT, one.node)))

    def numbered(self, num: NodeNum) -> Somebody:
        """Return the node with a number, known or not.

        Raises:
            UsageError: It is everybody's number.
        """
        if num == BROADCAST:
            raise refusal("who-everybody")
        bindings = self._book.bindings(num)
        node = self._nodes.get(num)
        current = self._book.get(num)
        own_key = self._book.own_key if num == self._book.own else None
        key = current.key if current is not None else own_key
        return Somebody(
            num=num,
            name=_name(node, bindings),
            fingerprint=key.fingerprint if key is not None else "",
            is_known=bool(bindings) or node is not None or num == self._book.own,
        )

    def _found(self, word: str) -> list[Somebody]:
        """Return everybody whom a word means exactly; else everybody whose name begins so."""
        found: dict[NodeNum, Somebody] = {}
        for one in (*self._by_number(word), *self._by_key(word)):
            found.setdefault(one.num, one)
        exact, begun = self._named(word, self._with_names(word))
        for num in exact:
            found.setdefault(num, self.numbered(num))
        if not found:
            exact, more = self._named(word, self._without_current())
            found = {num: self.numbered(num) for num in exact or {**begun, **more}}
        if not found:
            found = {one.num: one for one in self._by_former_key(word)}
        return list(found.values())

    def _by_number(self, word: str) -> Iterable[Somebody]:
        try:
            one = self.numbered(parse_node_num(word))
        except InvalidIdError:
            return ()
        return (one,) if one.is_known else ()

    def _by_key(self, word: str) -> Iterable[Somebody]:
        """Yield the nodes with a current or held key that a word writes, or whose fingerprint begins so."""
        sought = _sought(word)
        if not sought:
            return
        for binding in (*self._book.find(sought[:8], limit=_MOST_FOUND), *self._book.held_all()):
            if binding.key.fingerprint.startswith(sought):
                yield self._holder(binding)
        own, own_key = self._book.own, self._book.own_key
        if own is not None and own_key is not None and own_key.fingerprint.startswith(sought):
            yield self.numbered(own)

    def _by_former_key(self, word: str) -> Iterable[Somebody]:
        """Yield the nodes that had a key once whose fingerprint a word is; all numbers are looked at for it."""
        sought = _sought(word)
        for num in self._book.numbers() if sought else ():
            for binding in self._book.bindings(num):
                if binding.key.fingerprint.startswith(sought):
                    yield self._holder(binding)

    def _holder(self, binding: NodeKey) -> Somebody:
        known = self.numbered(binding.node)
        return Somebody(num=known.num, name=known.name, fingerprint=binding.key.fingerprint)

    def _with_names(self, word: str) -> Iterator[_Names]:
        """Yield who may be called so, of those with a current key and of those who were only heard."""
        for binding in self._book.find(word, limit=_MOST_FOUND):
            yield binding.node, binding.long_name, binding.short_name
        for node in self._nodes.snapshot().values():
            if self._book.successor(node.num) is None:  # who has left a number is found under the other
                yield node.num, node.long_name, node.short_name

    def _without_current(self) -> Iterator[_Names]:
        """Yield those whose keys are held, revoked or left: all numbers are looked at for them."""
        nums = self._book.numbers()
        for num in nums if len(nums) > len(self._book) else ():
            if self._book.get(num) is None:
                for binding in self._book.bindings(num):
                    yield num, binding.long_name, binding.short_name

    def _named(self, word: str, those: Iterable[_Names]) -> tuple[dict[NodeNum, None], dict[NodeNum, None]]:
        """Return who of those is called so, and whose name begins so."""
        sought = fold_name(word)
        exact: dict[NodeNum, None] = {}
        begun: dict[NodeNum, None] = {}
        for num, *names in those if sought else ():
            folded = [fold_name(name) for name in names if name]
            if sought in folded:
                exact[num] = None
            elif any(name.startswith(sought) for name in folded):
                begun[num] = None
        return exact, begun


def _sought(word: str) -> str:
    """Return the fingerprint, or its beginning, that a word means: its own, or that of the key that it writes."""
    digits = word.lower().replace(":", "")
    if _FINGERPRINT.fullmatch(digits):
        return digits
    if _KEY.fullmatch(word):
        try:
            return PublicKey.parse(word).fingerprint
        except InvalidIdError:
            return ""
    return ""


def _name(node: Node | None, bindings: Sequence[NodeKey]) -> str:
    names = [node.long_name, node.short_name] if node is not None else []
    names += [name for binding in bindings for name in (binding.long_name, binding.short_name)]
    return shown(next((name for name in names if name.strip()), ""))


def _several(word: str, found: Sequence[Somebody]) -> Exception:
    ordered = sorted(found, key=lambda one: one.num)
    listed = ", ".join(
        " ".join(filter(None, (format_node_num(one.num), clean(one.name, LONGEST_NAME), one.fingerprint)))
        for one in ordered[:MOST_LISTED]
    )
    more = max(0, len(ordered) - MOST_LISTED)
    if {one.fingerprint for one in found} == {_sought(clean(word.strip()))}:
        return refusal("who-several-hold", word=shown(word), listed=listed, more=more)
    return refusal("who-several", word=shown(word), listed=listed, more=more)
