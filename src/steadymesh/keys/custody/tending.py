"""The radio's node table on the present link: what was written into it, what that proved, whether it is of use.

One for the custodian's workers to share; one state, told in one place.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

import structlog

from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.pushing import MOMENT, Pusher, Way
from steadymesh.keys.custody.radio import obstacle
from steadymesh.keys.options import KeyOptions
from steadymesh.model import HeldKey, RadioInfo
from steadymesh.ports import RadioTable

log = structlog.get_logger("keys")

NO_EFFECT: Final = "PUSH_NO_EFFECT"

MAX_LOST_OVER: Final = 2
"""Links lost over a push, one after the other, until that counts as an answer: firmware before 2.7.4 is probed by an
order, which whatever swallows orders swallows too, and each push may cost a flash write."""

MOST_NOT_STORED: Final = 2
"""Contacts that were pushed, acknowledged and are not in the table, or times that one was not: then it is of no use."""

MOST_UNANSWERED: Final = 2
"""Pushes in a row of which nothing was heard, though the radio answers questions: then something swallows them."""


class Tending:
    """What is known of the table on this link.

    Args:
        table: What the radio has.
        contacts: What was done.
        pusher: Writes into it.
        options: The settings.
    """

    def __init__(self, *, table: RadioTable, contacts: Contacts, pusher: Pusher, options: KeyOptions) -> None:
        self._table = table
        self._contacts = contacts
        self._pusher = pusher
        self._options = options
        self._obstacle_told = ""
        self._is_swallowed = False
        self._lost_over = 0
        self.is_ready = False
        """Whether there is a READY link."""
        self.read_at = 0.0
        """Loop time when the table was last read, or could not be."""
        self.unconfirmed: dict[NodeNum, PublicKey] = {}
        """Pushed since then, and nothing has shown yet that it is stored."""
        self.pushed = 0
        """Contacts pushed since the start."""
        self.doubted: set[NodeNum] = set()
        """Nodes of which another key was heard than the table showed: it may have forgotten them and taken that."""
        self._not_stored: Counter[NodeNum] = Counter()
        self._unanswered = 0

    def begin(self, radio: RadioInfo, now: float) -> None:
        """A link is READY: its table has just been read."""
        self.is_ready = True
        self._is_swallowed = False
        self.read_at = now
        self._unanswered = 0
        self._not_stored.clear()
        self.unconfirmed.clear()
        self.doubted.clear()
        self._reconcile()
        why = self.obstacle(radio)
        if why and why != self._obstacle_told:
            log.info("keys-not-pushed", reason=why, role=radio.role, firmware=radio.firmware)
        self._obstacle_told = why

    def recalled(self) -> None:
        """What earlier runs have done to the table is known now."""
        if self.is_ready:
            self._reconcile()

    def end(self) -> None:
        """The link is gone."""
        self.is_ready = False

    def refreshed(self, now: float) -> None:
        """The table was read again: compare it with what was pushed."""
        self.read_at = now
        self.doubted.clear()
        self._reconcile()
        for num, key in self.unconfirmed.items():
            held = self._table.held_key(num)
            if held is None or held.key != key:
                self._not_stored[num] += 1
                log.warning("contact-not-stored", node=format_node_num(num), fingerprint=key.fingerprint)
        self.unconfirmed.clear()
        if len(self._not_stored) >= MOST_NOT_STORED or max(self._not_stored.values(), default=0) >= MOST_NOT_STORED:
            self.swallowed()

    def proved(self, num: NodeNum) -> None:
        """A message to this node was acknowledged: the radio has the right key, the table need not be read for that."""
        self.unconfirmed.pop(num, None)
        self.doubted.discard(num)

    def opened(self, num: NodeNum, key: PublicKey) -> None:
        """The radio itself has opened a message of this node with this key: that is the one which it has."""
        held = self._table.held_key(num)
        if held is None or held.key != key:
            self._table.note_held(num, replace(held or HeldKey(key=None), key=key))
        self.doubted.discard(num)

    def obstacle(self, radio: RadioInfo) -> str:
        """Return why nothing may be written into the table, as an outbox entry's reason; empty: none."""
        return obstacle(radio, self._options) or (NO_EFFECT if self._is_swallowed else "")

    def swallowed(self) -> None:
        """Something between us and the radio swallows what we ask of its table: no more of it on this link."""
        if not self._is_swallowed:
            self._is_swallowed = True
            log.warning("push-no-effect")

    def lacks(self, num: NodeNum) -> None:
        """The radio itself said that it has no key for this node, whatever its last dump showed."""
        held = self._table.held_key(num)
        if held is not None:
            self._table.note_held(num, replace(held, key=None))

    def heard(self, num: NodeNum, key: PublicKey) -> bool:
        """Return whether the radio has learned a key with us: it takes a node's first (`NodeDB.cpp`, updateUser)."""
        held = self._table.held_key(num)
        if held is not None and held.key is not None:
            if key != held.key and not (held.is_favorite or held.is_verified):
                self.doubted.add(num)
            return False
        self._table.note_held(num, replace(held or HeldKey(key=None), key=key))
        return True

    async def push(self, num: NodeNum, radio: RadioInfo, way: Way) -> str:
        """Push a contact; when nothing is heard of it, find out whether a proxy swallows such orders.

        Returns:
            Empty: the radio holds it. Else why not, as an outbox entry's reason, or `MOMENT`.
        """
        if self._is_swallowed or num in self._not_stored:
            return NO_EFFECT
        # Whatever our table shows of a doubted one. It is left as it is: a message must not go out while this takes.
        why = await self._pusher.push(num, radio, replace(way, anew=num in self.doubted))
        if why == NO_EFFECT:
            # Costs no flash. Answered: what was said of the push got lost on the way. Not READY: so did the link.
            is_answered = await self._pusher.answers_orders()
            self._lost_over += not is_answered and not self.is_ready
            self._unanswered += is_answered
            if (is_answered and self._unanswered < MOST_UNANSWERED) or (
                not self.is_ready and self._lost_over < MAX_LOST_OVER
            ):
                return MOMENT
            self.swallowed()
        key = self._contacts.get(num).pushed_key
        if not why and key is not None:
            self._lost_over = self._unanswered = 0
            self.doubted.discard(num)
            self.pushed += 1
            self.unconfirmed[num] = key
        return why

    def _reconcile(self) -> None:
        """Forget favourites of ours that the radio has no more: it was reset, or the user took the mark away."""
        for contact in self._contacts.ours():
            held = self._table.held_key(contact.node)
            if held is None or not held.is_favorite:
                self._contacts.keep(replace(contact, is_our_favorite=False))
