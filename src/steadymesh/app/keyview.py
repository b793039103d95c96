"""What an operator is shown of keys: all of them, one node's, what is wrong with them, and contact links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from steadymesh.app.rows import finding_row, key_row
from steadymesh.app.status import as_json
from steadymesh.errors import UsageError
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.plan import is_our_mark
from steadymesh.keys.custody.radio import HONOURS_VERIFIED
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.lookup import Lookup, Somebody
from steadymesh.keys.refusals import refusal
from steadymesh.model import Contact, KeyFinding, Node, NodeKey, Standing, Trust
from steadymesh.ports import NodeLookup, RadioFacts, RadioTable
from steadymesh.words import clean

KEEPS_EVICTED_KEYS: Final = (2, 8, 0)
"""First firmware whose dump does not tell of every key that it has (the warm tier, `NodeDB.cpp`)."""


class KeyView:
    """Answers an operator's questions about keys.

    Args:
        book: Which key is whose.
        keeper: Audits it.
        nodes: Names of those without a key.
        radio: What our own radio said of itself; None: no process runs.
        table: What the radio has; None: nobody can say.
        contact: What has passed between us and a node.
    """

    def __init__(
        self,
        *,
        book: Book,
        keeper: KeyKeeper,
        nodes: NodeLookup,
        radio: RadioFacts | None,
        table: RadioTable | None,
        contact: Callable[[NodeNum], Contact | None],
    ) -> None:
        self._book = book
        self._keeper = keeper
        self._nodes = nodes
        self._radio = radio
        self._table = table
        self._contact = contact
        self.lookup = Lookup(book=book, nodes=nodes)

    def list_keys(
        self, *, held: bool = False, findings: bool = False, after: NodeNum | None = None, limit: int | None = None
    ) -> list[dict[str, object]]:
        """Return a row for each current key, by node number; of a node that has none, for the one that was revoked.

        Args:
            held: Keys that wait for a decision have rows as well, each behind the current one of its node.
            findings: Only keys about which an audit found something.
            after: Only nodes behind this one.
            limit: Only so many nodes.
        """
        found = self._findings()
        rows: list[dict[str, object]] = []
        nodes = 0
        for num in sorted(self._book.numbers()):
            if after is not None and num <= after:
                continue
            if nodes == limit:
                break
            before = len(rows)
            for binding in (self._book.get(num) or self.revoked(num), self._book.held(num) if held else None):
                about = () if binding is None else found.get((num, binding.key.fingerprint), ())
                if binding is not None and (about or not findings):
                    rows.append(key_row(binding, self.in_radio(binding), about))
            nodes += len(rows) > before
        return rows

    def show(self, word: str) -> dict[str, object]:
        """Return all that is known of one node's keys.

        Raises:
            UsageError: Nobody is meant, or several.
        """
        who = self.known(word)
        found = self._findings()
        about = [finding for (num, _), all_ in found.items() if num == who.num for finding in all_]
        current, held = self._book.get(who.num), self._book.held(who.num)
        history = self._book.history(who.num)
        if who.num == self._book.own:
            history = tuple(one for one in self._book.own_history() if one.key != self._book.own_key)
        radio = self._table.held_key(who.num) if self._table is not None else None
        contact = self._contact(who.num)
        successor = self._book.successor(who.num)
        return {
            "node": format_node_num(who.num),
            "name": who.name,
            "own": who.num == self._book.own,
            "own_fingerprint": fingerprint_of(self._book.own_key) if who.num == self._book.own else None,
            "current": self._row(current),
            "held": self._row(held),
            "history": [self._row(binding) for binding in reversed(history)],
            "successor": None if successor is None else format_node_num(successor),
            "findings": [finding_row(finding, who.name) for finding in about],
            "radio": "unknown" if current is None else self.in_radio(current),
            "radio_fingerprint": radio.key.fingerprint if radio is not None and radio.key is not None else None,
            "radio_favorite": None if radio is None else radio.is_favorite,
            "radio_verified": None if radio is None else radio.is_verified,
            "last_dm": None if contact is None else as_json(contact.last_dm),
            "pushed": None if contact is None else as_json(contact.pushed),
            "pushed_fingerprint": fingerprint_of(None if contact is None else contact.pushed_key),
            "asked": None if contact is None else as_json(contact.asked),
        }

    def audit(self) -> list[dict[str, object]]:
        """Return a row for each thing that is wrong with a key, by node number."""
        findings = sorted(self._keeper.audit(), key=lambda one: (one.node, one.kind.value, one.fingerprint))
        return [finding_row(one, self.lookup.numbered(one.node).name) for one in findings]

    def link(self, word: str | None = None) -> dict[str, object]:
        """Return the contact link of a node; of our own radio where no word is given.

        Raises:
            UsageError: Nobody is meant, or several, or our own radio is not known.
            InvalidIdError: No key of it is known.
        """
        from steadymesh.wire.convert.contacts import link_of_contact

        who = self._ourselves() if word is None else self.known(word)
        key = self._key_of(who)
        node = self._nodes.get(who.num) or Node(num=who.num)
        current = self._book.get(who.num)
        node = Node(
            num=who.num,
            long_name=node.long_name or (current.long_name if current is not None else ""),
            short_name=node.short_name or (current.short_name if current is not None else ""),
            hw_model=node.hw_model or (current.hw_model if current is not None else ""),
            role=node.role,
            public_key=key,
            is_licensed=node.is_licensed,
            is_unmessagable=node.is_unmessagable,
        )
        is_verified = current is not None and current.trust is Trust.VERIFIED
        return {
            "node": format_node_num(who.num),
            "name": clean(node.long_name),
            "own": who.num == self._book.own,
            "fingerprint": key.fingerprint,
            "verified": is_verified,
            "url": link_of_contact(node, verified=is_verified),
        }

    # --- for whoever decides --------------------------------------------------------------------

    def known(self, word: str) -> Somebody:
        """Return whom a word means, if anything is known of them.

        Raises:
            UsageError: Nobody, or several.
        """
        who = self.lookup.one(word)
        if not who.is_known:
            raise refusal("who-nobody", word=who.label)
        return who

    def no_key(self, who: Somebody) -> UsageError:
        """Return the refusal of whatever needs a current key of a node that has none."""
        held = self._book.held(who.num)
        if held is not None:
            fields = {"who": who.label, "node": format_node_num(who.num), "fingerprint": held.key.fingerprint}
            return refusal("only-held-revoked" if held.trust is Trust.REVOKED else "only-held", **fields)
        revoked = self.revoked(who.num)
        if revoked is not None:
            fields = {"who": who.label, "node": format_node_num(who.num), "fingerprint": revoked.key.fingerprint}
            return refusal("key-revoked", **fields)
        return refusal("no-key", who=who.label)

    def revoked(self, num: NodeNum) -> NodeKey | None:
        """Return the last key of a node that was revoked, where it has no other one; None: that is not so."""
        if self._book.get(num) is not None:
            return None
        former = reversed(self._book.history(num))
        return next((one for one in former if one.trust is Trust.REVOKED), None)

    def in_radio(self, binding: NodeKey) -> str:
        """Return whether the radio holds a key: `yes`, `no`, or `unknown`."""
        radio = self._radio.radio() if self._radio is not None else None
        if radio is None or self._table is None:
            return "unknown"
        held = self._table.held_key(binding.node)
        if held is None:
            return "unknown" if radio.firmware_version >= KEEPS_EVICTED_KEYS else "no"
        return "yes" if held.key == binding.key else "no"

    def pinned_in_radio(self, num: NodeNum) -> str | None:
        """Return the fingerprint of another key than the current one that the radio will not give up; None: of none.

        Somebody has marked its entry as verified, in an app: only a key that is verified as well takes its place.
        """
        radio = self._radio.radio() if self._radio is not None else None
        current = self._book.get(num)
        held = self._table.held_key(num) if self._table is not None else None
        if radio is None or current is None or held is None or held.key in (None, current.key) or not held.is_verified:
            return None
        if current.trust is Trust.VERIFIED or radio.firmware_version < HONOURS_VERIFIED:
            return None
        return None if is_our_mark(self._book, self._contact(num), held) else fingerprint_of(held.key)

    # --- parts ----------------------------------------------------------------------------------

    def _ourselves(self) -> Somebody:
        own = self._book.own
        if own is None:
            raise refusal("link-own-unknown")
        return self.lookup.numbered(own)

    def _key_of(self, who: Somebody) -> PublicKey:
        if who.num == self._book.own:
            key = self._book.own_key or self._told_key(who.num)
            if key is None:
                raise refusal("link-own-unknown")
            return key
        current = self._book.get(who.num)
        if current is None:
            raise self.no_key(who)
        return current.key

    def _told_key(self, num: NodeNum) -> PublicKey | None:
        node = self._nodes.get(num)
        return None if node is None else node.public_key

    def _findings(self) -> dict[tuple[NodeNum, str], list[KeyFinding]]:
        """Return what an audit finds, by node and fingerprint: of a shared key under each of its numbers."""
        found: dict[tuple[NodeNum, str], list[KeyFinding]] = {}
        for one in self._keeper.audit():
            found.setdefault((one.node, one.fingerprint), []).append(one)
        return found

    def _row(self, binding: NodeKey | None) -> dict[str, object] | None:
        if binding is None:
            return None
        radio = self.in_radio(binding) if binding.standing is not Standing.FORMER else "no"
        return key_row(binding, radio)


def fingerprint_of(key: PublicKey | None) -> str | None:
    """Return a key's fingerprint; None: there is no key."""
    return None if key is None else key.fingerprint
