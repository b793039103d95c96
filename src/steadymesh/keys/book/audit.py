"""Looks for what is wrong with the keys that are known. Pure: it decides nothing, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from steadymesh.ids import KEY_BYTES, NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.policy import is_own_number, number_of_key
from steadymesh.keys.book.weak import is_weak
from steadymesh.model import FindingKind, KeyFinding, NodeKey, Standing

MAX_OTHERS: Final = 16
"""Other numbers that a finding names: a key that a vendor has cloned is under hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Our own radio, against which others are held."""

    num: NodeNum | None = None
    """None: not known yet."""
    key: PublicKey | None = None
    keys: frozenset[PublicKey] = frozenset()
    """All that were ever its keys, as far as we know."""
    raw_keys: frozenset[bytes] = frozenset()
    """The same as bytes."""
    nums: frozenset[NodeNum] = frozenset()
    """All that were ever its numbers: the mesh tells of the old ones for a while."""
    draws_number: bool = False
    """Whether its firmware draws the number from the key (2.8)."""


def ours_of(book: Book, *, draws_number: bool = False) -> Ours:
    """Return what a book knows of our own radio."""
    history = book.own_history()
    return Ours(
        num=book.own,
        key=book.own_key,
        keys=frozenset(binding.key for binding in history),
        raw_keys=frozenset(binding.key.raw for binding in history),
        nums=book.own_numbers,
        draws_number=draws_number,
    )


def audit(book: Book, ours: Ours) -> tuple[KeyFinding, ...]:
    """Return all that is wrong with the keys of a book, our own included."""
    numbers = sorted(book.numbers())
    return (*audit_ours(ours), *(finding for num in numbers for finding in audit_number(book, num, ours)))


def audit_number(book: Book, num: NodeNum, ours: Ours) -> tuple[KeyFinding, ...]:
    """Return what is wrong with the keys that a number shows: its current one and its held one."""
    raw = book.plain_key(num)
    if raw is not None and raw not in ours.raw_keys and not is_weak(raw):
        return ()  # nearly everybody: no object is made
    bindings = book.bindings(num)
    is_drawn = any(is_own_number(num, binding.key.raw) for binding in bindings)
    shown = (binding for binding in bindings if binding.standing is not Standing.FORMER)
    return tuple(finding for binding in shown for finding in _judged(book, binding, ours, is_drawn=is_drawn))


def audit_ours(ours: Ours) -> tuple[KeyFinding, ...]:
    """Return what is wrong with our own key."""
    if ours.num is None or ours.key is None:
        return ()
    kinds = [FindingKind.WEAK] if is_weak(ours.key.raw) else []
    if ours.draws_number and not is_own_number(ours.num, ours.key.raw):
        kinds.append(FindingKind.NOT_OWN_NUMBER)
    return tuple(_finding(kind, ours.num, ours.key) for kind in kinds)


def audit_raw(num: NodeNum, raw: bytes) -> KeyFinding | None:
    """Return what is wrong with bytes that somebody gives for a node's key, which may be none; None: nothing."""
    if len(raw) != KEY_BYTES or not any(raw):
        return KeyFinding(kind=FindingKind.MALFORMED, node=num, fingerprint="")
    return _finding(FindingKind.WEAK, num, PublicKey(raw)) if is_weak(raw) else None


def _judged(book: Book, binding: NodeKey, ours: Ours, *, is_drawn: bool) -> Iterator[KeyFinding]:
    node, key = binding.node, binding.key
    if is_weak(key.raw):
        yield _finding(FindingKind.WEAK, node, key)
    if binding.standing is Standing.CURRENT and (others := _sharers(book, node, key)):
        yield _finding(FindingKind.SHARED, node, key, others)
    if key in ours.keys and node not in ours.nums:
        yield _finding(FindingKind.IMPOSTOR, node, key, () if ours.num is None else (ours.num,))
    if is_drawn and not is_own_number(node, key.raw):
        yield _finding(FindingKind.NOT_OWN_NUMBER, node, key)


def _sharers(book: Book, node: NodeNum, key: PublicKey) -> tuple[NodeNum, ...]:
    """Return the other numbers of a key; the one that 2.8 draws from it is the same person's."""
    drawn = number_of_key(key.raw)
    return () if node == drawn else tuple(num for num in book.numbers_of(key) if num not in (node, drawn))


def _finding(kind: FindingKind, node: NodeNum, key: PublicKey, others: Iterable[NodeNum] = ()) -> KeyFinding:
    return KeyFinding(kind=kind, node=node, fingerprint=key.fingerprint, others=tuple(others)[:MAX_OTHERS])
