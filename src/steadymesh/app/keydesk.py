"""What an operator decides about keys, and has done with them, in the running process and on the disk alike.

Every decision is the keeper's, every refusal one sentence; nothing is asked back and nothing is half done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from steadymesh.app.keygiven import Given, given
from steadymesh.app.keyproof import Proofs
from steadymesh.app.keyview import KeyView, fingerprint_of
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.lookup import Somebody
from steadymesh.keys.refusals import refusal
from steadymesh.model import Contact, NodeKey, Trust
from steadymesh.ports import NodeLookup, RadioFacts, RadioTable


class Custodian(Protocol):
    """Who brings keys into the radio and asks peers for theirs: `keys.custody`."""

    async def push(self, num: NodeNum) -> str:
        """Write a node's current key into the radio; return why not, empty: the radio holds it."""
        ...

    async def ask(self, num: NodeNum) -> str:
        """Ask a node for its NodeInfo; return why not, empty: the question is on its way."""
        ...


class KeyDesk:
    """Takes an operator's decisions.

    Args:
        book: Which key is whose.
        keeper: Writes decisions down and tells of them.
        nodes: Names of those without a key.
        radio: What our own radio said of itself; None: no process runs.
        table: What the radio has; None: nobody can say.
        custodian: Brings keys into the radio; None: no process runs.
        contact: What has passed between us and a node.
    """

    def __init__(
        self,
        *,
        book: Book,
        keeper: KeyKeeper,
        nodes: NodeLookup,
        radio: RadioFacts | None = None,
        table: RadioTable | None = None,
        custodian: Custodian | None = None,
        contact: Callable[[NodeNum], Contact | None] = lambda _num: None,
    ) -> None:
        self._book = book
        self._keeper = keeper
        self._custodian = custodian
        self._view = view = KeyView(book=book, keeper=keeper, nodes=nodes, radio=radio, table=table, contact=contact)
        self._proofs = Proofs(book=book, view=view)

    @property
    def view(self) -> KeyView:
        """Return what answers questions."""
        return self._view

    async def verify(self, word: str, proof: str | None = None, *, replace: bool = False) -> dict[str, object]:
        """Mark a node's key as compared by a person.

        Args:
            word: Whose.
            proof: What it was compared with: a fingerprint, the key, or a contact link; None: nothing was given.
            replace: Where the key or link is not the current one, it becomes that.

        Raises:
            UsageError: Nobody is meant, or it does not match, with both fingerprints; nothing was changed.
            InvalidIdError: What was given is no key.
        """
        told = Given() if proof is None else given(proof)
        who = self._view.lookup.one(word)
        self._refuse_own(who)
        await self._keeper.verify(who.num, self._proofs.key(who, told, replace=replace))
        verified = self._book.get(who.num)
        others = [] if verified is None else self._proofs.others(who, verified.key)
        return {**self._decided("verified", who, verified), "others": others}

    async def accept(self, word: str) -> dict[str, object]:
        """Make a node's held key the current one; say as well if the radio won't take it (`radio_keeps`).

        Raises:
            UsageError: Nobody is meant, or no key of it waits for a decision.
        """
        who, _held = self._with_held(word)
        before = self._book.get(who.num)
        await self._keeper.accept_held(who.num)
        return {
            **self._decided("accepted", who, self._book.get(who.num)),
            "before": fingerprint_of(before.key if before is not None else None),
            "radio_keeps": self._view.pinned_in_radio(who.num),
        }

    async def reject(self, word: str) -> dict[str, object]:
        """Have a node's held key neither used nor asked about again; the current one stays.

        Raises:
            UsageError: Nobody is meant, or no key of it waits for a decision.
        """
        who, held = self._with_held(word)
        await self._keeper.reject(who.num)
        current = self._book.get(who.num)
        return {
            **self._decided("rejected", who, held),
            "current": fingerprint_of(current.key if current is not None else None),
        }

    async def revoke(self, word: str) -> dict[str, object]:
        """Have a key used no more, under any number: the one that a fingerprint means, else a node's current one.

        Raises:
            UsageError: Nobody is meant, or no key of it is known.
        """
        who, binding = self._revocable(word)
        if binding.trust is Trust.REVOKED:
            raise refusal("revoke-again", who=who.label, fingerprint=binding.key.fingerprint)
        nums = await self._keeper.revoke(binding.key)
        return {
            **self._decided("revoked", who, replace(binding, trust=Trust.REVOKED)),
            "nodes": [format_node_num(num) for num in nums],
        }

    def _revocable(self, word: str) -> tuple[Somebody, NodeKey]:
        """Return whose key is meant, and which: a whole fingerprint means the key, whoever has it."""
        found = self._view.lookup.holders(word)
        if len({one.key for one in found}) == 1:
            return self._view.lookup.numbered(found[0].node), found[0]
        who = self._view.known(word)
        self._refuse_own(who)
        shown = (one for one in self._book.bindings(who.num) if one.key.fingerprint == who.fingerprint)
        binding = next(shown, None) or self._book.held(who.num) or self._view.revoked(who.num)
        if binding is None:
            raise self._view.no_key(who)
        return who, binding

    async def forget(self, word: str, *, yes: bool = False) -> dict[str, object]:
        """Delete everything about a node's keys, but that one is revoked: that is said of the key, not of the node.

        Args:
            word: Whose.
            yes: False: only say what would be lost, as a refusal.

        Raises:
            UsageError: Nobody is meant, nothing is known of its keys, or `yes` is missing.
        """
        who = self._view.known(word)
        self._refuse_own(who)
        bindings = self._book.bindings(who.num)
        if not bindings:
            raise refusal("no-key", who=who.label)
        revoked = [one for one in bindings if one.trust is Trust.REVOKED]
        if len(revoked) == len(bindings):
            raise refusal("forget-revoked", who=who.label)
        verified = sum(one.trust is Trust.VERIFIED for one in bindings)
        counts = {"keys": len(bindings) - len(revoked), "verified": verified, "revoked": len(revoked)}
        if not yes:
            raise refusal("forget-what", who=who.label, **counts)
        await self._keeper.forget(who.num)
        return {**self._decided("forgotten", who, None), **counts}

    async def push(self, word: str) -> dict[str, object]:
        """Bring a node's current key into the radio.

        Raises:
            UsageError: Nobody is meant, its key is not known or waits for a decision, or the radio can't be given it.
        """
        who = self._view.known(word)
        self._refuse_own(who)
        current = self._book.get(who.num)
        if current is None:
            raise self._view.no_key(who)
        if self._custodian is None:
            raise refusal("desk-no-radio")
        was_held = self._view.in_radio(current) == "yes"
        why = await self._custodian.push(who.num)
        if why:
            raise refusal("push-refused", who=who.label, reason=why)
        return {
            **self._decided("held-already" if was_held else "placed", who, current),
            "radio": self._view.in_radio(current),
        }

    async def ask(self, word: str) -> dict[str, object]:
        """Ask a node for its NodeInfo, its key in it.

        Raises:
            UsageError: Nobody is meant, or it can't be asked now.
        """
        who = self._view.lookup.one(word)
        self._refuse_own(who)
        if self._custodian is None:
            raise refusal("desk-no-radio")
        why = await self._custodian.ask(who.num)
        if why:
            raise refusal("ask-refused", who=who.label, reason=why)
        return self._decided("asked", who, self._book.get(who.num))

    def _with_held(self, word: str) -> tuple[Somebody, NodeKey]:
        """Return who is meant, and the key of theirs that waits for a decision."""
        who = self._view.known(word)
        self._refuse_own(who)
        held = self._book.held(who.num)
        if held is None:
            raise refusal("accept-none", who=who.label)
        return who, held

    def _refuse_own(self, who: Somebody) -> None:
        if who.num == self._book.own:
            raise refusal("desk-own", who=who.label)

    def _decided(self, what: str, who: Somebody, key: NodeKey | None) -> dict[str, object]:
        return {
            "result": what,
            "node": format_node_num(who.num),
            "name": who.name,
            "fingerprint": key.key.fingerprint if key is not None else None,
            "trust": key.trust.value if key is not None else None,
        }
