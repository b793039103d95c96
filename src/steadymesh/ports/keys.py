"""Whose key is whose, and what keeps it where direct messages need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import (
    Act,
    Contact,
    NodeKey,
    Objection,
)


class KeyStore(Protocol):
    """Where the key book is kept between runs."""

    async def load_keys(self) -> Sequence[NodeKey]:
        """Return every binding: current, held and former ones.

        Raises:
            StoreError: It can't be read.
        """
        ...

    async def save_keys(self, keys: Sequence[NodeKey]) -> None:
        """Add or replace these bindings, each known by its node and key. All or nothing.

        Raises:
            StoreError: Not written yet; the store keeps them and writes them as soon as it can.
        """
        ...

    async def forget_keys(self, num: NodeNum) -> None:
        """Delete every binding of a node number, the former ones too: a person asked for it.

        Raises:
            StoreError: Not deleted.
        """
        ...


class CustodyStore(Protocol):
    """Where it is kept who we are, who writes to us, what was pushed, and what that has used up of its budgets."""

    async def load_own_number(self) -> NodeNum | None:
        """Return the number that our own radio had last; None: none was kept.

        Raises:
            StoreError: It can't be read.
        """
        ...

    def keep_own_number(self, num: NodeNum, at: datetime) -> None:
        """Keep our own radio's number, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    async def load_contacts(self) -> Sequence[Contact]:
        """Return every contact.

        Raises:
            StoreError: It can't be read.
        """
        ...

    def keep_contact(self, contact: Contact) -> None:
        """Keep a contact's last state, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    async def load_acts(self, since: datetime) -> Sequence[Act]:
        """Return what was done since then, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        ...

    def drop_contact(self, num: NodeNum) -> None:
        """Forget a contact, within a second; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    def keep_act(self, act: Act) -> None:
        """Keep an act, at once; never waits. Acts older than a week may be deleted.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...

    def drop_act(self, act: Act) -> None:
        """Forget an act: it was not done after all, or not then; never waits.

        Raises:
            StoreError: The store is closed, or too much waits.
        """
        ...


class KeyBook(Protocol):
    """The key book for those who only read it."""

    def get(self, num: NodeNum) -> NodeKey | None:
        """Return the current key of a node; None: not known, or revoked."""
        ...

    def held(self, num: NodeNum) -> NodeKey | None:
        """Return the key that a node shows and that a person must decide about; None: there is none."""
        ...

    def all(self) -> Sequence[NodeKey]:
        """Return every current key."""
        ...

    def is_revoked(self, key: PublicKey) -> bool:
        """Return whether a person does not want this key used any more."""
        ...

    def is_verified(self, key: PublicKey) -> bool:
        """Return whether a person has compared this key."""
        ...

    def find(self, word: str, *, limit: int = ...) -> Sequence[NodeKey]:
        """Return the current bindings that a word may mean, the likeliest first, at most `limit`.

        A word is a node number in any spelling, a fingerprint or its beginning (4 hex digits or more), a short name, a
        long name, or the beginning of one.
        """
        ...

    def __len__(self) -> int:
        """Return how many current keys there are."""
        ...


class Rekeying(Protocol):
    """What somebody whose node was reset may ask of the key book."""

    def rekey(self, num: NodeNum, proved: PublicKey | None) -> str:
        """Weigh a node's new key again at its owner's wish; return what came of it.

        Args:
            num: Who asks.
            proved: The key that the request was encrypted under; None: nothing proves who asks, so that a request for
                the operator is all that comes of it.

        Returns:
            `current` (that key is current already), `accepted`, `held` (a person must decide), `filed` (told to the
            operator; nothing was proved), or `unknown` (nothing is known of any new key).
        """
        ...

    def accept(self, num: NodeNum) -> NodeKey | None:
        """Take a node's held key for current, as an administrator wishes; None: none is held."""
        ...


class Custody(Protocol):
    """Who sees to it that the radio can encrypt to a person, as delivery sees it."""

    def objection(self, to: NodeNum) -> Objection | None:
        """Return why a direct message to this node should not be handed to the radio now; None: nothing against it.

        Where the objection is not final, `want` is to be called, and `KeyPlaced` or `KeyRefused` follows.
        """
        ...

    def key_for(self, to: NodeNum) -> PublicKey | None:
        """Return the key that a direct message must be encrypted with now; None: whatever the radio has.

        The radio refuses (34, `PKI_FAILED`) where it has another one, and `want` is to be called.
        """
        ...

    def is_admin(self, num: NodeNum) -> bool:
        """Return whether a node's current key is an administrator's."""
        ...

    def want(self, to: NodeNum, reason: str, used: PublicKey | None = None) -> None:
        """Have a node's current key brought into the radio, for a message that waits; returns at once.

        `KeyPlaced` or `KeyRefused` follows, or neither, where the key must first be asked for and nobody answers.

        Args:
            to: The recipient.
            reason: `PKI_SEND_FAIL_PUBLIC_KEY` or `PKI_FAILED` where the radio said that it lacks the key, else the
                objection's, or what `may_mend` was asked about.
            used: The key that the last attempt named; None: none, or none was made.
        """
        ...

    def diagnose(self, to: NodeNum, reason: str, used: PublicKey | None = None) -> str:
        """Return what is really behind a refusal or a silence, such as `PEER_HAS_NEW_KEY` behind `NO_CHANNEL`.

        Args:
            to: The recipient.
            reason: The outbox entry's reason, such as `MAX_RETRANSMIT`.
            used: The key that it named; None: none, so that it went out under whatever the radio has.
        """
        ...

    def may_mend(self, to: NodeNum, reason: str) -> bool:
        """Return whether a message that its recipient could not read is worth another attempt.

        If so, `want` is to be called; `KeyPlaced` (try again) or `KeyRefused` follows.

        Args:
            to: The recipient.
            reason: As diagnosed.
        """
        ...
