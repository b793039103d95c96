"""Which key an operator vouches for, judged by what they give and by what is known. Changes nothing."""

from __future__ import annotations

from steadymesh.app.keygiven import Given
from steadymesh.app.keyview import KeyView
from steadymesh.ids import PublicKey, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.policy import number_of_key
from steadymesh.keys.lookup import Somebody
from steadymesh.keys.refusals import refusal
from steadymesh.model import NodeKey

NONE = "none"
"""What the sentences take for a fingerprint that is not there."""


class Proofs:
    """Judges what a key is compared with.

    Args:
        book: Which key is whose.
        view: Says why somebody has no key.
    """

    def __init__(self, *, book: Book, view: KeyView) -> None:
        self._book = book
        self._view = view

    def key(self, who: Somebody, told: Given, *, replace: bool) -> PublicKey | None:
        """Return the key that is to be verified; None: the current one, which what was given matches.

        Args:
            who: Whose.
            told: What was given.
            replace: Another key than the current one may take its place.

        Raises:
            UsageError: It does not match, with both fingerprints; or this key can't be theirs.
        """
        current = self._book.get(who.num)
        if told.node is not None and told.node != who.num:
            raise refusal("verify-other-node", who=who.label, other=format_node_num(told.node))
        if told.key is None and not who.is_known:
            raise refusal("who-nobody", word=who.label)
        if told.fingerprint:
            return self._by_fingerprint(who, told.fingerprint, current, replace=replace)
        if told.key is None:
            if current is None:
                raise self._view.no_key(who)
            return None
        if current is not None and told.key != current.key and not replace:
            fields = {"given": told.key.fingerprint, "current": current.key.fingerprint}
            raise refusal("verify-other-key", who=who.label, **fields)
        self._refuse_taken(who, told.key, replace=replace)
        return told.key

    def others(self, who: Somebody, key: PublicKey) -> list[str]:
        """Return the other numbers that show this key, the one that 2.8 draws from it left out."""
        drawn = number_of_key(key.raw)
        nums = () if who.num == drawn else self._book.numbers_of(key)
        return [format_node_num(num) for num in nums if num not in (who.num, drawn)]

    def _by_fingerprint(
        self, who: Somebody, fingerprint: str, current: NodeKey | None, *, replace: bool
    ) -> PublicKey | None:
        held = self._book.held(who.num)
        if current is not None and current.key.fingerprint == fingerprint:
            return None
        fields = {"given": fingerprint, "current": NONE if current is None else current.key.fingerprint}
        if held is not None and held.key.fingerprint == fingerprint:
            if not replace and not self._book.is_revoked(held.key):
                raise refusal("verify-held", who=who.label, **fields)
            self._refuse_taken(who, held.key, replace=replace)
            return held.key
        if current is None:
            raise self._view.no_key(who)
        raise refusal("verify-replace-whole" if replace else "verify-fingerprint", who=who.label, **fields)

    def _refuse_taken(self, who: Somebody, key: PublicKey, *, replace: bool) -> None:
        """Raise if this is our own radio's key, one that is revoked and not expressly taken back, or somebody else's.

        Whom 2.8 has given a new number has the same key under both.
        """
        if key == self._book.own_key:
            raise refusal("verify-own-key", who=who.label, fingerprint=key.fingerprint)
        if not replace and self._book.is_revoked(key):
            raise refusal("verify-revoked", who=who.label, fingerprint=key.fingerprint)
        current = self._book.get(who.num)
        others = self.others(who, key) if current is None or current.key != key else []
        if others:
            owner = self._view.lookup.one(others[0]).label
            raise refusal("verify-of-another", who=who.label, fingerprint=key.fingerprint, other=owner)
