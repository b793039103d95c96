"""What persons may do with the key book: decide, and ask that a new key be taken.

Each decision is in the book, on the disk and told to the house when its method returns; or it is refused in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.changes import Change, nodes_of
from steadymesh.keys.keeping.shelf import Shelf
from steadymesh.keys.keeping.telling import Teller
from steadymesh.keys.refusals import refusal
from steadymesh.model import NodeKey, Trust
from steadymesh.ports import Clock

UNSAVED: Final = "keys-decision-unsaved"
"""Sentence of a decision that is in force and not on the disk."""


class Deciding:
    """The part of the keeper that persons speak to. Implements `ports.Rekeying`.

    Args:
        book: Where decisions are carried out.
        shelf: Where they are written down.
        teller: Who tells of them.
        clock: Wall time.
    """

    def __init__(self, *, book: Book, shelf: Shelf, teller: Teller, clock: Clock) -> None:
        self._book = book
        self._shelf = shelf
        self._teller = teller
        self._clock = clock

    def _settle(self, changes: Sequence[Change], *, is_kept: bool = True) -> bool:
        """Have changes written down (unless they are), audited and told; return whether there are any."""
        raise NotImplementedError

    def accept(self, num: NodeNum) -> NodeKey | None:
        """Make a node's held key current; return it. None: none is held, or it is revoked."""
        if not self._settle(self._book.accept(num, self._clock.at())):
            return None
        return self._book.get(num)

    async def accept_held(self, num: NodeNum) -> NodeKey:
        """Make a node's held key current, and have it written down; return it.

        Raises:
            UsageError: None is held, or it is revoked.
            StoreError: It is not on disk yet.
        """
        accepted = self.accept(num)
        if accepted is None:
            node = {"node": format_node_num(num)}
            if self._book.held(num) is not None:
                raise refusal("keys-accept-revoked", **node)
            raise UsageError(
                f"No key of {node['node']} waits for a decision.", sentence="keys-accept-none", fields=node
            )
        await self._write_down()
        return accepted

    async def reject(self, num: NodeNum) -> PublicKey:
        """Have a node's held key neither used nor asked about again, and have that written down; return the key.

        Raises:
            UsageError: None is held.
            StoreError: It is not on disk yet.
        """
        held = self._book.held(num)
        if held is None:
            node = format_node_num(num)
            raise UsageError(
                f"No key of {node} waits for a decision.", sentence="keys-accept-none", fields={"node": node}
            )
        self._settle(self._book.reject(num))
        await self._write_down()
        return held.key

    async def verify(self, num: NodeNum, key: PublicKey | None = None) -> NodeKey:
        """Note that a person has compared a node's current key, or gives this one, which becomes current; return it.

        Raises:
            UsageError: No key of it is known, or the number is nobody's or our own.
            StoreError: It is not on disk yet.
        """
        self._settle(self._book.verify(num, self._clock.at(), key))
        verified = self._book.get(num)
        if verified is None or verified.trust is not Trust.VERIFIED:
            raise self._unknown(num)
        await self._write_down()
        return verified

    async def revoke(self, key: PublicKey) -> tuple[NodeNum, ...]:
        """Have a key used no more, under any number; return the numbers that it was bound to.

        Raises:
            UsageError: It is not known, our own, or revoked already.
            StoreError: It is not on disk yet.
        """
        changes = self._book.revoke(key, self._clock.at())
        if not changes:
            raise UsageError(
                f"The key {key.fingerprint} can't be revoked: it is not known, our own, or revoked already.",
                sentence="keys-revoke-none",
                fields={"fingerprint": key.fingerprint},
            )
        self._settle(changes)
        await self._write_down()
        return tuple(num for change in changes for num in nodes_of(change))

    async def forget(self, num: NodeNum) -> None:
        """Delete every key of a node, on the disk first; that a key is revoked stays known.

        Raises:
            UsageError: Nothing is known of it, nothing but a revocation, or it is our own radio.
            StoreError: The disk does not take it; nothing has changed.
        """
        bindings = self._book.bindings(num)
        if num == self._book.own or not bindings:
            raise self._unknown(num)
        if all(one.trust is Trust.REVOKED for one in bindings):
            raise refusal("forget-revoked", who=format_node_num(num))
        try:
            await self._shelf.forget(num)
        except StoreError as exc:
            raise StoreError(
                f"Nothing was forgotten: {exc}", sentence="keys-forget-unsaved", fields={"why": str(exc)}
            ) from exc
        self._settle(self._book.forget(num), is_kept=False)
        if self._book.bindings(num):  # without names and dates that the disk may still have of it
            self._shelf.note(num, urgent=True)
            await self._shelf.save()

    def _unknown(self, num: NodeNum) -> UsageError:
        node = format_node_num(num)
        if num == self._book.own:
            return UsageError(f"{node} is our own radio.", sentence="keys-decide-own", fields={"node": node})
        return UsageError(
            f"No key of {node} is known.",
            remedy="Its NodeInfo tells it; a contact link does as well.",
            sentence="keys-decide-unknown",
            fields={"node": node},
        )

    async def _write_down(self) -> None:
        if await self._shelf.save():
            return
        raise StoreError(
            "The decision counts in the running steadymesh until it restarts, but is not on the disk.",
            remedy="It is written as soon as the disk takes it: look at its space.",
            sentence=UNSAVED,
        )

    def rekey(self, num: NodeNum, proved: PublicKey | None) -> str:
        """Weigh a node's new key again at its owner's wish; return what came of it (see `ports.Rekeying`)."""
        outcome, key = self._rekeyed(num, proved)
        binding = self._book.held(num) or self._book.get(num)
        self._teller.rekey_asked(
            num,
            "" if binding is None else binding.long_name,
            "" if key is None else key.fingerprint,
            outcome,
            is_proved=proved is not None,
        )
        return outcome

    def _rekeyed(self, num: NodeNum, proved: PublicKey | None) -> tuple[str, PublicKey | None]:
        held = self._book.held(num)
        if proved is None:
            return ("unknown", None) if held is None else ("filed", held.key)
        current = self._book.get(num)
        if current is not None and current.key == proved:
            return "current", proved
        changes = self._book.rekey(num, proved, self._clock.at())
        self._shelf.note(num, urgent=True)
        self._settle(changes)
        current, held = self._book.get(num), self._book.held(num)
        if current is not None and current.key == proved:
            return "accepted", proved
        return ("held" if held is not None and held.key == proved else "unknown"), proved
