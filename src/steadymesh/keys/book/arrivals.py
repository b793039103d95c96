"""What becomes of a key that somebody tells: learned, accepted, held, or filed in the history. Pure.

The rules are told in `keys.book`, whose arm this is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.events import KeyChanged, KeyDecided, KeyLearned, NodeRenumbered
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.accepts import Accepts
from steadymesh.keys.book.changes import REJECTED, RENUMBERED, Change
from steadymesh.keys.book.joining import completed, is_news, joined, named_like, strength
from steadymesh.keys.book.ledger import Ledger
from steadymesh.keys.book.moving import Moving
from steadymesh.keys.book.policy import MAX_PROVED, ChangePolicy, number_of_key
from steadymesh.keys.book.room import Room
from steadymesh.model import HoldReason, KeySource, NodeKey, Standing, Trust

_MAX_REVOKED: Final = 64
"""Unknown numbers under which a revoked key is held: a person knows by then."""


class Arrivals:
    """Weighs what is told.

    Args:
        ledger: Where the bindings stand.
        policy: What becomes of a changed key.
        limit: Node numbers with a current key; beyond, the one that was quiet for longest goes, if it may.
    """

    def __init__(self, *, ledger: Ledger, policy: ChangePolicy, limit: int) -> None:
        self.accepts = Accepts()
        self.moving = Moving(ledger=ledger, policy=policy)
        self.room = Room(ledger=ledger, moving=self.moving, limit=limit)
        self._ledger = ledger
        self._policy = policy

    @property
    def policy(self) -> ChangePolicy:
        """Return what decides about changed keys."""
        return self._policy

    @policy.setter
    def policy(self, policy: ChangePolicy) -> None:
        self._policy = self.moving.policy = policy

    # --- one observation ---

    def take(self, seen: NodeKey, *, is_word: bool, waives_limit: bool = False) -> tuple[Change, ...]:
        """Take a key that was told of a node; return what changed.

        Args:
            seen: With the names that came along; standing and trust of it don't count.
            is_word: A person says so.
            waives_limit: It was proved, so that the daily limit is a higher one.
        """
        ledger = self._ledger
        known = ledger.binding(seen.node, seen.key)
        if known is not None and known.reason == REJECTED and (not is_word or seen.source is KeySource.RADIO):
            ledger.file(replace(known, last_seen=max(known.last_seen, seen.last_seen)))
            return ()
        told = self._believed(seen) if is_word else ()
        seen = replace(seen, trust=ledger.trust_of(seen.key))
        before = ledger.current(seen.node)
        if known is not None and known.standing is Standing.HELD and not is_word:
            return (*told, *self._heard_again(before, known, seen, waives_limit=waives_limit))
        if before is None:
            return (*told, *self._first(seen, known))
        if before.key == seen.key:
            ledger.put(_filled(joined(seen, before), before, seen.source))
            return told
        if not is_news(seen.source) and not is_word:
            return self._table(before, seen, known)
        return (*told, *self._changed(before, seen, known, is_word=is_word, waives_limit=waives_limit))

    def _believed(self, seen: NodeKey) -> tuple[Change, ...]:
        """Trust a key at a person's word; it was news if the key was not trusted before, and is known here."""
        ledger = self._ledger
        if ledger.trust_of(seen.key) is not Trust.SEEN:
            return ()
        ledger.set_trust(seen.key, Trust.VERIFIED)
        if not ledger.is_current(seen.node, seen.key):
            return ()
        return (KeyDecided(node=seen.node, what="verified", key=seen.key),)

    def _first(self, seen: NodeKey, known: NodeKey | None) -> tuple[Change, ...]:
        """Take a key of a number that has no current one."""
        ledger, node, key = self._ledger, seen.node, seen.key
        merged = joined(seen, known)
        if seen.trust is Trust.REVOKED:
            if known is not None or ledger.bindings(node) or ledger.held_with(key) < _MAX_REVOKED:
                until = None if known is None else known.until
                ledger.hold(replace(merged, standing=Standing.HELD, reason=HoldReason.REVOKED.value, until=until))
            return ()
        if not is_news(seen.source) and known is not None and _was_replaced(known):
            ledger.file(replace(merged, standing=Standing.FORMER, until=known.until, reason=known.reason))
            return ()
        drawn = number_of_key(key.raw)
        has_left = drawn != node and ledger.is_current(drawn, key)
        if has_left and not is_news(seen.source) and self.moving.is_stale(merged, known):
            return self._stale(merged, known, drawn)
        if not self.room.one_more_of(merged, known) or not self.room.one_more():
            return ()
        if has_left and known is not None and known.reason == RENUMBERED:
            self.moving.came_back(key)
        ledger.put(replace(merged, until=None, reason=""))
        moved = self.moving.arrived(node)
        return (*(KeyLearned(key=learned) for learned in ledger.bindings(node)[:1]), *moved)

    def _stale(self, merged: NodeKey, known: NodeKey | None, drawn: NodeNum) -> tuple[Change, ...]:
        """File what a table still tells of a number that its owner has left for the one drawn from the key."""
        self._ledger.file(replace(merged, standing=Standing.FORMER, reason=RENUMBERED, until=merged.last_seen))
        for here in self._ledger.bindings(drawn)[:1]:
            self._rename(here, completed(here, merged))
        if known is not None and known.reason == RENUMBERED:
            return ()
        return (NodeRenumbered(before=merged.node, after=drawn, key=merged.key),)

    # --- a number that has a key shows another one ---

    def _table(self, before: NodeKey, seen: NodeKey, known: NodeKey | None) -> tuple[Change, ...]:
        """Take another key from the radio's table or from a file."""
        ledger = self._ledger
        merged = joined(seen, known)
        is_stronger = not is_news(before.source) and not is_news(merged.source) and strength(merged) > strength(before)
        if is_stronger and (reason := self._pinned(before, seen)) is not None:
            return self.hold(before, merged, reason)
        if not is_stronger:
            until = known.until if known is not None else None
            reason_kept = known.reason if known is not None else ""
            filed = _filled(merged, before, seen.source)
            ledger.file(replace(filed, standing=Standing.FORMER, until=until, reason=reason_kept))
            self._rename(before, _filled(named_like(before, seen), before, seen.source))
            return ()
        return self.replace(before, _filled(merged, before, seen.source), merged.last_seen)

    def _pinned(self, before: NodeKey, seen: NodeKey) -> HoldReason | None:
        if seen.trust is Trust.REVOKED:
            return HoldReason.REVOKED
        return self.policy.pin(before)

    def _changed(
        self, before: NodeKey, seen: NodeKey, known: NodeKey | None, *, is_word: bool, waives_limit: bool
    ) -> tuple[Change, ...]:
        """Take another key that was heard, or that a person gives."""
        merged = joined(seen, known)
        at = seen.last_seen
        if is_word and self.policy.replaces_all and seen.trust is not Trust.REVOKED:
            reason = None
        elif is_word:
            reason = self._pinned(before, seen)
        else:
            reason = self.weighed(before, seen, waives_limit=waives_limit)
        if reason is not None:
            return self.hold(before, merged, reason)
        if not is_word:
            self.accepts.note(seen.node, at)
        return self.replace(before, completed(merged, before), at)

    def weighed(self, before: NodeKey, seen: NodeKey, *, waives_limit: bool = False) -> HoldReason | None:
        """Return why a heard key is held; None: it may replace the current one."""
        ledger, at = self._ledger, seen.last_seen
        earlier = next((former for former in ledger.former(seen.node) if former.key == seen.key), None)
        known = replace(
            self.policy.about(before.node, before.key),
            was_current_until=None if earlier is None else earlier.until,
            accepted_today=self.accepts.within_a_day(at) - (MAX_PROVED if waives_limit else 0),
        )
        return self.policy.weigh(before, seen, known)

    def _heard_again(
        self, before: NodeKey | None, held: NodeKey, seen: NodeKey, *, waives_limit: bool
    ) -> tuple[Change, ...]:
        """Take the held key once more: only what the daily limit held, or somebody proved, is weighed again."""
        ledger = self._ledger
        merged = joined(seen, held)
        is_weighed = waives_limit or held.reason == HoldReason.TOO_MANY.value
        if before is None or not is_weighed or not is_news(seen.source):
            ledger.hold(replace(merged, standing=Standing.HELD, reason=held.reason, until=held.until))
            return ()
        reason = self.weighed(before, seen, waives_limit=waives_limit)
        if reason is None:
            self.accepts.note(seen.node, seen.last_seen)
            return self.replace(before, completed(merged, before), seen.last_seen)
        ledger.hold(replace(merged, standing=Standing.HELD, reason=reason.value, until=held.until))
        if reason.value == held.reason:
            return ()
        return (_held(before, merged, reason),)

    def hold(self, before: NodeKey, merged: NodeKey, reason: HoldReason) -> tuple[Change, ...]:
        """Hold a key beside the current one, until a person decides; it is news once."""
        ledger = self._ledger
        known = ledger.held(merged.node)
        earlier = ledger.binding(merged.node, merged.key)
        until = None if earlier is None else earlier.until
        ledger.hold(replace(merged, standing=Standing.HELD, reason=reason.value, until=until))
        ledger.freshen(merged.node)
        if known is not None and known.key == merged.key:
            return ()
        return (_held(before, merged, reason),)

    def replace(self, before: NodeKey, after: NodeKey, at: datetime) -> tuple[Change, ...]:
        """Make another key current; the one before goes to the history."""
        ledger = self._ledger
        ledger.put(replace(after, standing=Standing.CURRENT, until=None, reason=""))
        ledger.file(replace(before, standing=Standing.FORMER, until=max(at, before.first_seen), reason=""))
        changed = KeyChanged(node=after.node, before=before.key, after=after.key, at_name=after.long_name)
        return (changed, *self.moving.arrived(after.node))

    def prove(self, node: NodeNum, key: PublicKey, at: datetime) -> tuple[Change, ...]:
        """Take note that somebody wrote under a key from a number, which only the key's holder can."""
        ledger = self._ledger
        if ledger.is_current(node, key):
            return self.moving.proved(node, key)
        known = ledger.binding(node, key)
        if node in ledger or known is None or known.standing is not Standing.FORMER or known.reason != RENUMBERED:
            return ()
        if known.trust is Trust.REVOKED or not self.room.one_more():
            return ()
        seen = replace(known, standing=Standing.CURRENT, until=None, reason="", last_seen=max(known.last_seen, at))
        self.moving.came_back(key)
        ledger.put(seen)
        return (KeyLearned(key=seen), *self.moving.proved(node, key))

    def _rename(self, before: NodeKey, after: NodeKey) -> None:
        if before != after:
            self._ledger.rename(after)


def _was_replaced(known: NodeKey) -> bool:
    """Return whether a key was current here once, and gave way to another: no table and no file brings it back."""
    return known.standing is Standing.FORMER and known.until is not None and known.reason != RENUMBERED


def _held(before: NodeKey, seen: NodeKey, reason: HoldReason) -> KeyChanged:
    return KeyChanged(
        node=seen.node, before=before.key, after=seen.key, at_name=seen.long_name, held=True, reason=reason.value
    )


def _filled(binding: NodeKey, before: NodeKey, source: KeySource) -> NodeKey:
    """Return the binding with the names that were known before where it has none; a file only fills gaps."""
    filled = completed(binding, before)
    if source is KeySource.IMPORT and before.source is not KeySource.IMPORT:
        return named_like(filled, before)
    return filled
