"""Whose keys the radio needs, which of them it lacks, and who gives up a place for whom. PURE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.keys.options import Push
from steadymesh.model import Contact, HeldKey, KeySource, NodeKey
from steadymesh.ports import KeyBook, RadioTable

WRITES_LATELY: Final = timedelta(days=30)
"""Whoever exchanged a direct message with us within this time is expected to write again."""

_RADIO_HAD_IT: Final = frozenset({KeySource.HEARD, KeySource.RADIO})
"""What came to us through the radio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to do, the most urgent first."""

    needed: tuple[NodeNum, ...]
    """Whose keys the radio should hold."""
    lacking: tuple[NodeNum, ...]
    """Those of them whose current key we know, and the radio does not hold."""


def needed(
    push: Push,
    *,
    admins: Iterable[NodeNum],
    waiting: Iterable[NodeNum],
    contacts: Mapping[NodeNum, Contact],
    recent: Iterable[NodeNum],
    at: datetime,
) -> tuple[NodeNum, ...]:
    """Return whose keys the radio should hold, the most urgent first.

    Args:
        push: The setting.
        admins: Node numbers of administrators.
        waiting: To whom messages wait.
        contacts: Who has exchanged direct messages with us, and when. Those that prove no key count for nothing:
            anybody can send them under any number.
        recent: Everybody, the last heard first; looked at where the setting says `all`.
        at: Now.
    """
    if push is Push.OFF:
        return ()
    writers = [
        (contact.last_dm, num)
        for num, contact in contacts.items()
        if contact.dm_key is not None and contact.last_dm is not None and at - contact.last_dm < WRITES_LATELY
    ]
    found = dict.fromkeys((*waiting, *admins, *(num for _, num in sorted(writers, reverse=True))))
    if push is Push.ALL:
        found |= dict.fromkeys(recent)
    return tuple(found)


def lacking(
    wanted: Iterable[NodeNum],
    *,
    book: KeyBook,
    table: RadioTable,
    has_warm_tier: bool,
    plain_key: Callable[[NodeNum], bytes | None] = lambda _num: None,
    limit: int,
) -> tuple[NodeNum, ...]:
    """Return whose current key the radio does not hold, in the same order, at most `limit`.

    A node that shows a key which a person must decide about is left alone.

    Args:
        wanted: Nodes.
        book: Their keys.
        table: What the radio has.
        has_warm_tier: The radio keeps the keys of nodes that it evicts (2.8, firmware `NodeDB.cpp`): one whose key it
            has learned itself is then not lacking only because its dump does not show it; a verdict decides.
        plain_key: Returns the bytes of a node's key where it never had another one, at once; None: look more closely.
        limit: Nodes in the answer.
    """
    found: list[NodeNum] = []
    for num in wanted:
        if len(found) >= limit:
            break
        plain, held = plain_key(num), table.held_key(num)
        if plain is not None and held is not None and held.key is not None and held.key.raw == plain:
            continue
        if plain is None or has_warm_tier:
            key = book.get(num)
            if key is None or book.held(num) is not None or holds(table, key):
                continue
            # A radio that keeps what it evicts may keep an old key of whoever had several.
            if has_warm_tier and plain is not None and held is None and key.source in _RADIO_HAD_IT:
                continue
        found.append(num)
    return tuple(found)


def is_our_mark(book: KeyBook, contact: Contact | None, held: HeldKey) -> bool:
    """Return whether it was our push that marked the radio's entry of a node as verified.

    It was, if the key there is the one that we brought, and one that a person has compared here, perhaps to revoke it
    later: what nobody had compared was brought without the mark, so that it is the owner's.

    Args:
        book: Which key is verified.
        contact: What we brought last; None: nothing.
        held: The entry.
    """
    if not held.is_verified or held.key is None or contact is None or contact.pushed_key != held.key:
        return False
    return book.is_verified(held.key) or book.is_revoked(held.key)


def holds(table: RadioTable, key: NodeKey) -> bool:
    """Return whether the radio was last seen to hold this very key for this node."""
    held = table.held_key(key.node)
    return held is not None and held.key == key.key


def least_used(ours: Iterable[Contact], *, spared: Iterable[NodeNum]) -> Contact | None:
    """Return the favourite of ours that was used longest ago; None: every one is spared.

    Args:
        ours: The contacts that our pushes made favourites.
        spared: Nodes that keep their place.
    """
    kept = set(spared)
    return min((contact for contact in ours if contact.node not in kept), key=_last_use, default=None)


def _last_use(contact: Contact) -> tuple[float, NodeNum]:
    times = [at.timestamp() for at in (contact.last_dm, contact.pushed) if at is not None]
    return (max(times, default=0.0), contact.node)
