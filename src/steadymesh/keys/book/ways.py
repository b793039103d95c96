"""The ways to look up current bindings: by key, by name or fingerprint, and a digest of all of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.keys.book.index import Index

_PRINT_MASK: Final = 2**128 - 1
_BEYOND_FINGERPRINT: Final = 96

_HASH_MASK: Final = 2**60 - 1
"""Two digits of a Python integer: half the memory of the whole hash. Whoever asks compares the key itself as well."""

_ABOVE: Final = 2**32
"""Above every node number. What a binding adds to the digest of the content is its key's print times its number with
this bit set: another key or another number adds something else."""

_Nums = NodeNum | set[NodeNum]
"""Nearly every key is bound to one number; sold radios with cloned keys bind one to many (CVE-2025-52464)."""


class Ways:
    """Kept in step with what is shown by whoever writes it.

    Args:
        names_of: Returns the long and the short name of a number that is linked.
    """

    def __init__(self, names_of: Callable[[NodeNum], tuple[str, str]]) -> None:
        self._bound: dict[int, _Nums] = {}
        self._sum = 0
        self._index = Index(names_of=names_of)

    def link(self, num: NodeNum, raw: bytes) -> None:
        """Let a number be found by its key's 32 bytes, its fingerprint and its names."""
        mark = _print_of(raw)
        self._sum = (self._sum + mark * (_ABOVE | num)) & _PRINT_MASK
        self._index.add({num: mark >> _BEYOND_FINGERPRINT})
        self._bind(num, hash(raw) & _HASH_MASK)

    def link_all(self, pairs: Iterable[tuple[NodeNum, bytes]]) -> None:
        """Do the same for many."""
        bound, sum_ = self._bound, self._sum
        found: dict[NodeNum, int] = {}
        for num, raw in pairs:  # all in one place: it goes through here 100,000 times before the bot can work
            mark = int.from_bytes(sha256(raw).digest()[:16], "big")
            sum_ += mark * (_ABOVE | num)
            found[num] = mark >> _BEYOND_FINGERPRINT
            place = hash(raw) & _HASH_MASK
            if place in bound:
                self._bind(num, place)
            else:
                bound[place] = num
        self._sum = sum_ & _PRINT_MASK
        self._index.add(found)

    def unlink(self, num: NodeNum, raw: bytes) -> None:
        """Let a number that is linked with this key, under the names that it still has, be found no more."""
        mark = _print_of(raw)
        self._sum = (self._sum - mark * (_ABOVE | num)) & _PRINT_MASK
        self._index.discard(num, mark >> _BEYOND_FINGERPRINT)
        place = hash(raw) & _HASH_MASK
        found = self._bound[place]
        if not isinstance(found, set):
            del self._bound[place]
        else:
            found.discard(num)
            if len(found) == 1:
                self._bound[place] = found.pop()

    def candidates(self, raw: bytes) -> tuple[NodeNum, ...]:
        """Return the numbers that may be linked with a key, in order: all that are, and hardly ever another."""
        found = self._bound.get(hash(raw) & _HASH_MASK)
        if found is None:
            return ()
        return tuple(sorted(found)) if isinstance(found, set) else (found,)

    def is_shared(self, raw: bytes) -> bool:
        """Return whether several numbers may be linked with a key."""
        return isinstance(self._bound.get(hash(raw) & _HASH_MASK), set)

    def digest(self, count: int) -> bytes:
        """Return a digest of which number is linked with which key.

        Args:
            count: How many are.
        """
        return sha256(self._sum.to_bytes(16, "big") + count.to_bytes(8, "big")).digest()

    def find(self, word: str, limit: int) -> list[NodeNum]:
        """Return the numbers that a word may mean, the likeliest first; some may be linked no more."""
        return self._index.find(word, limit)

    def sort_in(self) -> bool:
        """Sort some of those who came last into the index; return whether more wait for it."""
        return self._index.sort_in()

    def _bind(self, num: NodeNum, place: int) -> None:
        found = self._bound.get(place)
        if found is None:
            self._bound[place] = num
        elif isinstance(found, set):
            found.add(num)
        else:
            self._bound[place] = {found, num}


def _print_of(raw: bytes) -> int:
    """Return the first 128 bits of a key's SHA-256, of which the first 32 are its fingerprint."""
    return int.from_bytes(sha256(raw).digest()[:16], "big")
