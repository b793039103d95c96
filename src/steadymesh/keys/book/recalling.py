"""Takes in what is known from earlier: the store's bindings, or a backup's. Pure.

It comes in any order, in slices, and perhaps when this run has learned something already (the store was silent). What
was kept counts as known before: what this run has heard since is weighed against it as if it were heard now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from steadymesh.events import KeyChanged, KeyLearned
from steadymesh.ids import NodeNum
from steadymesh.keys.book.arrivals import Arrivals
from steadymesh.keys.book.changes import REJECTED, Change
from steadymesh.keys.book.joining import completed, is_news, joined, strength
from steadymesh.keys.book.ledger import Ledger
from steadymesh.keys.book.packed import Row, binding_of_row
from steadymesh.model import HoldReason, KeySource, NodeKey, Standing, Trust

_TOLD: Final = frozenset({KeySource.HEARD, KeySource.RADIO})


class Recall:
    """Takes kept bindings into the ledger.

    Args:
        ledger: Where the bindings stand.
        arrivals: Weighs what this run has learned against what was kept.
    """

    def __init__(self, *, ledger: Ledger, arrivals: Arrivals) -> None:
        self._ledger = ledger
        self._arrivals = arrivals

    def take_rows(self, rows: Iterable[Row]) -> tuple[list[NodeNum], list[Change]]:
        """Take kept bindings as a store hands them out; return the numbers that are new, and what else changed.

        Most of them are their number's only one: for those no object is made.
        """
        learned, rest = self._ledger.put_new(rows, self._arrivals.room.limit)
        others: list[Change] = []
        for change in (change for row in rest for change in self.take(binding_of_row(row))):
            if isinstance(change, KeyLearned):
                learned.append(change.key.node)
            else:
                others.append(change)
        return learned, others

    def take(self, kept: NodeKey, *, is_backup: bool = False) -> tuple[Change, ...]:
        """Take one kept binding; return what is new to the book by that.

        Args:
            kept: As it was kept.
            is_backup: It is of a file, which may be older than what the book has settled since.
        """
        ledger = self._ledger
        if kept.trust is not Trust.SEEN:
            self._trust(kept)
        if kept.standing is Standing.CURRENT and ledger.trust_of(kept.key) is Trust.REVOKED:
            kept = replace(kept, standing=Standing.FORMER, until=kept.until or kept.last_seen)
        known = ledger.binding(kept.node, kept.key)
        if kept.reason == REJECTED and kept.standing is Standing.FORMER and known is not None:
            self._rejected(kept, known)
            return ()
        if is_backup and kept.standing is Standing.CURRENT and known is not None and _is_settled(known):
            kept = replace(kept, standing=Standing.FORMER)
        if known is not None and (known.standing is Standing.CURRENT or kept.standing is not Standing.CURRENT):
            self._put_back(joined(known, kept))
            return ()
        if kept.standing is Standing.CURRENT:
            return self._current(joined(kept, known))
        if kept.standing is Standing.HELD and ledger.has_held(kept.node):
            kept = replace(kept, standing=Standing.FORMER, reason="")
        self._put_back(kept)
        return ()

    def _rejected(self, kept: NodeKey, known: NodeKey) -> None:
        """Have a key that a person rejected be so, if this run has learned it anew; not if a person took it since."""
        ledger = self._ledger
        is_taken = known.trust is not Trust.SEEN or known.source not in _TOLD
        if known.standing is Standing.CURRENT and (is_taken or ledger.is_hidden(known.node)):
            return
        if known.standing is Standing.CURRENT:
            ledger.vacate(known.node)
        elif known.standing is Standing.HELD:
            ledger.release(known.node)
        ledger.file(replace(joined(known, kept), standing=Standing.FORMER, reason=REJECTED, until=kept.until))
        if known.standing is Standing.CURRENT:
            self._reinstate(known.node)

    def _reinstate(self, num: NodeNum) -> None:
        """Make the key current again that the rejected one had replaced, if there is one."""
        ledger = self._ledger
        replaced = [one for one in ledger.former(num) if one.until is not None and not one.reason]
        replaced = [one for one in replaced if one.trust is not Trust.REVOKED]
        if replaced:
            last = max(replaced, key=lambda one: (one.until or one.last_seen, one.key.raw))
            ledger.put(replace(last, standing=Standing.CURRENT, until=None))

    def _trust(self, kept: NodeKey) -> None:
        """Take over a person's word about a key; a revocation is the stronger one."""
        ledger = self._ledger
        if ledger.trust_of(kept.key) is not Trust.REVOKED:
            ledger.set_trust(kept.key, kept.trust)
        if kept.trust is Trust.REVOKED:
            for num in ledger.numbers_of(kept.key):
                binding = ledger.bindings(num)[0]
                ledger.vacate(num)
                ledger.file(replace(binding, standing=Standing.FORMER, until=binding.last_seen))

    def _put_back(self, binding: NodeKey) -> None:
        """Write a binding anew where it stands."""
        if binding.standing is Standing.CURRENT:
            self._ledger.put(binding)
        elif binding.standing is Standing.HELD:
            self._ledger.hold(binding)
        else:
            self._ledger.file(binding)

    def _current(self, kept: NodeKey) -> tuple[Change, ...]:
        """Take a binding that was current when it was kept."""
        ledger = self._ledger
        before = ledger.current(kept.node)
        kept = replace(kept, until=None, reason="", trust=ledger.trust_of(kept.key))
        if before is None:
            if not ledger.is_hidden(kept.node) and not self._arrivals.room.one_more():
                return ()
            ledger.put(kept)
            return () if ledger.is_hidden(kept.node) else (KeyLearned(key=kept),)
        if ledger.is_hidden(kept.node):
            ledger.file(replace(kept, standing=Standing.FORMER, until=before.first_seen))
            return ()
        return self._weighed(before, kept)

    def _weighed(self, since: NodeKey, kept: NodeKey) -> tuple[Change, ...]:
        """Weigh what this run has learned of a number against another key that was kept for it."""
        ledger, policy = self._ledger, self._arrivals.policy
        kept = completed(kept, since) if since.source is kept.source else kept
        if since.trust is Trust.VERIFIED and policy.pin(kept) is None:
            return self._changed(kept, since)
        if is_news(since.source) and since.trust is not Trust.VERIFIED:
            reason = policy.pin(kept) if not is_news(kept.source) else self._arrivals.weighed(kept, since)
            if reason is None:
                if is_news(kept.source):
                    self._arrivals.accepts.note(since.node, since.last_seen)
                return self._changed(kept, since)
            return self._overruled(kept, since, reason)
        if (reason := policy.pin(kept)) is not None:
            return self._overruled(kept, since, reason)
        if is_news(kept.source) or strength(kept) > strength(since):
            return self._arrivals.replace(since, completed(kept, since), since.last_seen)
        ledger.file(replace(kept, standing=Standing.FORMER))
        return ()

    def _changed(self, kept: NodeKey, since: NodeKey) -> tuple[Change, ...]:
        """Leave the key of this run current: the kept one is the one before it."""
        ledger = self._ledger
        ledger.put(completed(since, kept))
        ledger.file(replace(kept, standing=Standing.FORMER, until=max(since.first_seen, kept.last_seen)))
        return (KeyChanged(node=kept.node, before=kept.key, after=since.key, at_name=since.long_name),)

    def _overruled(self, kept: NodeKey, since: NodeKey, reason: HoldReason) -> tuple[Change, ...]:
        """Make the kept key current again: the one of this run waits for a person."""
        self._ledger.put(kept)
        return self._arrivals.hold(kept, since, reason)


def _is_settled(known: NodeKey) -> bool:
    """Return whether the book knows already that another key has taken the place of this one, or that it is refused."""
    return known.standing is Standing.FORMER and (known.until is not None or known.reason == REJECTED)
