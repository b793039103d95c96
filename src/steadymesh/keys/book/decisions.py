"""What a person decides about keys. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from steadymesh.events import KeyDecided, KeyLearned
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.arrivals import Arrivals
from steadymesh.keys.book.changes import REJECTED, Change
from steadymesh.keys.book.joining import completed, joined
from steadymesh.keys.book.ledger import Ledger
from steadymesh.model import KeySource, NodeKey, Standing, Trust


class Decisions:
    """Carries out what a person decides.

    Args:
        ledger: Where the bindings stand.
        arrivals: Recognises renumbered nodes, and makes room.
    """

    def __init__(self, *, ledger: Ledger, arrivals: Arrivals) -> None:
        self._ledger = ledger
        self._arrivals = arrivals

    def accept(self, num: NodeNum, at: datetime) -> tuple[Change, ...]:
        """Make the held key of a number current; nothing where none is held, or the held one is revoked."""
        held = self._ledger.held(num)
        if held is None or held.trust is Trust.REVOKED:
            return ()
        learned = self._make_current(held, at)
        if not self._ledger.is_current(num, held.key):
            return ()
        return (*learned, KeyDecided(node=num, what="accepted", key=held.key), *self._arrivals.moving.arrived(num))

    def reject(self, num: NodeNum) -> tuple[Change, ...]:
        """Have the held key of a number neither used nor asked about again; nothing where none is held."""
        held = self._ledger.held(num)
        if held is None:
            return ()
        self._ledger.release(num)
        self._ledger.file(replace(held, standing=Standing.FORMER, reason=REJECTED))
        return (KeyDecided(node=num, what="rejected", key=held.key),)

    def verify(self, num: NodeNum, at: datetime, key: PublicKey | None) -> tuple[Change, ...]:
        """Trust a number's current key, or the one given, which becomes current; a revoked one is one no more."""
        ledger = self._ledger
        current = ledger.current(num)
        key = key or (current.key if current is not None else None)
        if key is None:
            return ()
        is_news = ledger.trust_of(key) is not Trust.VERIFIED or not ledger.is_current(num, key)
        ledger.set_trust(key, Trust.VERIFIED)
        if not is_news:
            return ()
        learned: tuple[Change, ...] = ()
        if current is None or current.key != key:
            typed = NodeKey(node=num, key=key, source=KeySource.OPERATOR, first_seen=at, last_seen=at)
            learned = self._make_current(joined(typed, ledger.binding(num, key)), at)
            if not ledger.is_current(num, key):
                return ()
        return (*learned, KeyDecided(node=num, what="verified", key=key), *self._arrivals.moving.arrived(num))

    def revoke(self, key: PublicKey, at: datetime) -> tuple[Change, ...]:
        """Have a key used no more, under any number; nothing where the book does not know it, or it is revoked."""
        ledger = self._ledger
        nums = ledger.numbers_with(key)
        if not nums or ledger.trust_of(key) is Trust.REVOKED:
            return ()
        ledger.set_trust(key, Trust.REVOKED)
        for num in nums:
            binding = ledger.binding(num, key)
            if binding is None or binding.standing is Standing.FORMER:
                continue
            if binding.standing is Standing.CURRENT:
                ledger.vacate(num)
                binding = replace(binding, until=at)
            else:
                ledger.release(num)
            ledger.file(replace(binding, standing=Standing.FORMER, reason=""))
        return tuple(KeyDecided(node=num, what="revoked", key=key) for num in nums)

    def give_up(self, num: NodeNum) -> None:
        """Have a number that was our own show no revoked key: it is anybody's from now on."""
        ledger = self._ledger
        current = ledger.current(num)
        if current is not None and current.trust is Trust.REVOKED:
            ledger.vacate(num)
            ledger.file(replace(current, standing=Standing.FORMER, until=current.last_seen))

    def forget(self, num: NodeNum) -> tuple[Change, ...]:
        """Take every binding of a number out of the book, but that of a revoked key: trust belongs to the key."""
        ledger = self._ledger
        bindings = ledger.bindings(num)
        revoked = [one for one in bindings if one.trust is Trust.REVOKED]
        if len(revoked) == len(bindings):
            return ()
        ledger.remove(num)
        for one in revoked:
            ledger.set_trust(one.key, Trust.REVOKED)
            ledger.file(replace(one, standing=Standing.FORMER, reason="", long_name="", short_name="", hw_model=""))
        return (KeyDecided(node=num, what="forgotten", key=None),)

    def _make_current(self, binding: NodeKey, at: datetime) -> tuple[Change, ...]:
        """Make a binding current, and the one before it former; return the event of a number's first key."""
        ledger = self._ledger
        before = ledger.current(binding.node)
        after = replace(binding, standing=Standing.CURRENT, until=None, reason="")
        if before is None:
            if not self._arrivals.room.one_more():
                return ()
            ledger.put(after)
            return (KeyLearned(key=replace(after, trust=ledger.trust_of(after.key))),)
        ledger.put(completed(after, before))
        ledger.file(replace(before, standing=Standing.FORMER, until=at, reason=""))
        return ()
