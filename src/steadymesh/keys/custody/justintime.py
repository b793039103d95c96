"""Keys that a message waits for right now: brought into the radio at once, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from steadymesh.bus import Bus
from steadymesh.events import KeyPlaced, KeyRefused
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.beside import Beside
from steadymesh.keys.custody.budget import ASKS_IN_DOUBT
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.diagnosis import (
    KEY_WANTED,
    PEER_HAS_NEW_KEY,
    PEER_HAS_OUR_OLD_KEY,
    RADIO_LACKS_KEY,
    RADIO_OR_KEY,
    UNREAD,
)
from steadymesh.keys.custody.plan import holds
from steadymesh.keys.custody.pushing import BUSY, MOMENT, Pusher, Way
from steadymesh.keys.custody.tending import NO_EFFECT, Tending
from steadymesh.keys.custody.wants import NEVER, Want, Wants
from steadymesh.model import NodeKey, RadioInfo
from steadymesh.ports import Clock, Errands, RadioTable

RETRY_S: Final = 5.0
"""After a step that could not be done just now."""

LOOK_AGAIN_S: Final = 45.0
"""How often a budget or a busy channel is looked at again for a message that waits. Not in the last moment of its ten
minutes: what is brought then would come too late."""

LISTEN_S: Final = 30.0
"""A NodeInfo that our radio's 35 calls for takes so long at most: two packets of seconds, on a busy channel."""

UNWRITABLE: Final = frozenset(
    {"PUSH_UNSUPPORTED", "PUSH_OFF", "PUSH_MANAGED", "PUSH_ROLE", "PUSH_TABLE_FULL", "PUSH_BUDGET", NO_EFFECT}
)
"""Reasons why a radio is not given a key that it would take from the node itself."""

ANSWER_S: Final = 60.0
"""How long the answer to a question is waited for that was asked because the radio's table can't be written."""

AFTER_READY_S: Final = 5.0
"""What the radio heard while nobody was connected comes right behind the handshake; an answer may be among it."""

LATELY_S: Final = 60.0
"""What was sealed waits so long for its sender's key (`keys.unseal`): when it is opened, the radio may have it too."""

PUSHED_LATELY_S: Final = 600.0
"""A push so recent that the radio still lacks the key had no effect."""


class JustInTime:
    """Serves the wants, one at a time; a question to a node, which may take minutes, goes on beside that.

    Args:
        book: Which key is whose.
        table: What the radio has.
        contacts: What was done.
        pusher: Asks nodes.
        tending: Writes into the table.
        bus: Is told of what was placed, or can't be.
        clock: The clocks.
        wake: Called when a question has left, so that a want is to be looked at anew.
    """

    def __init__(
        self,
        *,
        book: Book,
        table: RadioTable,
        contacts: Contacts,
        pusher: Pusher,
        tending: Tending,
        bus: Bus,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._wake = wake
        self._book = book
        self._table = table
        self._contacts = contacts
        self._pusher = pusher
        self._tending = tending
        self._bus = bus
        self._clock = clock
        self.wants = Wants()
        self._asking = Beside()
        self._word_until: dict[NodeNum, float] = {}
        self._learned_at: dict[NodeNum, float] = {}

    def want(self, num: NodeNum, reason: str, *, is_for_message: bool, used: PublicKey | None = None) -> None:
        """Note that a node's key is wanted now.

        Args:
            num: The node.
            reason: Why.
            is_for_message: A message of ours waits for it.
            used: The key that the message named which could not be read; None: nobody knows.
        """
        open_question = self.wants.get(num)
        if open_question is not None and open_question.is_asked_unread and reason not in UNREAD:
            return  # its answer decides for all of them
        want = self.wants.add(num, reason, now=self._clock.now(), is_for_message=is_for_message)
        if want is None:
            self._bus.publish(KeyRefused(node=num, reason=BUSY))
        else:
            want.used = used

    def resumed(self, now: float) -> None:
        """Look at every want again: a link is READY. What the radio kept for us meanwhile comes in a moment."""
        for want in self.wants:
            if want.answer_until == NEVER and not self._asking.is_busy:
                want.answer_until = None  # whoever asked was ended in the middle of it
            elif want.answer_until is not None:
                want.answer_until = max(want.answer_until, now + AFTER_READY_S)
        self.wants.wake_all(now)

    def listen(self, num: NodeNum) -> None:
        """Note that a node was told that our radio lacks its key: it says who it is, and the radio learns the key.

        Source: firmware `ReliableRouter.cpp`, sniffReceived (PKI_UNKNOWN_PUBKEY).
        """
        now = self._clock.now()
        self._word_until = {node: until for node, until in self._word_until.items() if until > now}
        self._word_until[num] = now + LISTEN_S

    def learned(self, num: NodeNum) -> None:
        """Note that the radio has learned a node's key by itself, and look again at who waits for it."""
        now = self._clock.now()
        self._learned_at = {node: at for node, at in self._learned_at.items() if now - at < LATELY_S}
        self._learned_at[num] = now
        self.wants.wake(num, now)

    def has_just_learned(self, num: NodeNum) -> bool:
        """Return whether the radio has learned a node's key since a message that waited for it may have come."""
        at = self._learned_at.get(num)
        return at is not None and self._clock.now() - at < LATELY_S

    async def serve(self, want: Want, errands: Errands, radio: RadioInfo) -> None:
        """Do what can be done for one want."""
        num, now = want.node, self._clock.now()
        if want.is_for_message and now - want.since > RETRY_S and num not in errands.recipients():
            self.wants.drop(num)  # the message has ended meanwhile
            return
        key = self._book.get(num)
        if key is None:
            self._without_key(want)
        elif want.reason in UNREAD:
            await self._clear_up(want, key, radio)
        elif want.reason not in RADIO_LACKS_KEY and num not in self._tending.doubted and holds(self._table, key):
            self._place(want)  # it has learned the key itself, whatever may be written into its table
        elif self._is_without_effect(want, key):
            self._doubt(want)
        elif want.answer_until is not None and now >= want.answer_until and want.reason in UNWRITABLE - {"PUSH_BUDGET"}:
            self._refuse(num, want.reason)  # the node does not answer
        elif want.answer_until is not None and want.reason == NO_EFFECT:
            want.not_before = want.answer_until  # on another link as well: what was pushed may have worn the flash
        else:
            if want.reason in RADIO_LACKS_KEY:
                self._tending.lacks(num)
            await self._push(want, radio)

    async def _push(self, want: Want, radio: RadioInfo) -> None:
        way = Way(urgent=True, is_for_message=want.is_for_message, spared=(want.node,))
        self._conclude(want, await self._tending.push(want.node, radio, way))

    def _without_key(self, want: Want) -> None:
        """The book has no key of this node that may be used."""
        if self._book.held(want.node) is not None:
            self._refuse(want.node, "KEY_HELD")
        elif want.reason in UNREAD:  # it had one when the message went out
            is_revoked = want.used is not None and self._book.is_revoked(want.used)
            self._refuse(want.node, "KEY_REVOKED" if is_revoked else "KEY_UNKNOWN")
        else:
            self._find_key(want)

    def _find_key(self, want: Want) -> None:
        """Nobody has told us this node's key: listen, and ask where that may be done."""
        held = self._table.held_key(want.node)
        if held is not None and held.key is not None and want.reason == KEY_WANTED:
            self._place(want)  # the radio has one, whoever told it
            return
        now = self._clock.now()
        want.reason, want.not_before = "KEY_UNKNOWN", now + RETRY_S
        if not self._asking.is_busy:
            want.not_before = now + LOOK_AGAIN_S
            self._asking.start(self._ask(want), "custody-ask")

    async def _ask(self, want: Want) -> None:
        """Ask a node who it is. What did not get away in its time is not tried again at once."""
        why = await self._pusher.ask(want.node)
        if self.wants.get(want.node) is want and want.reason == "KEY_UNKNOWN" and self._book.get(want.node) is None:
            # Else its NodeInfo wakes it.
            want.not_before = NEVER if why in ("", "ASK_LATELY") else self._clock.now() + LOOK_AGAIN_S

    # --- what went out and was not read -------------------------------------------------------

    def may_clear_up(self, num: NodeNum, reason: str, radio: RadioInfo) -> bool:
        """Return whether it can be found out now why a node could not read a message, so that it is worth another one.

        Args:
            num: The recipient.
            reason: As diagnosed.
            radio: Our own.
        """
        is_writable = not self._tending.obstacle(radio)
        if reason not in UNREAD or not (is_writable or reason == RADIO_OR_KEY):
            return False
        want, now = self.wants.get(num), self._clock.now()
        is_asked = want is not None and want.answer_until is not None and want.answer_until > now
        return reason == PEER_HAS_NEW_KEY or is_asked or not self._objects_to_doubt(num)

    def heard(self, num: NodeNum, key: PublicKey) -> None:
        """Note that a node has said who it is: that may answer a question."""
        want = self.wants.get(num)
        if want is not None and want.answer_until not in (None, NEVER) and want.reason in UNREAD:
            want.said, want.not_before = key, self._clock.now()

    async def _clear_up(self, want: Want, key: NodeKey, radio: RadioInfo) -> None:
        """A node could not read a message: it may have another key than ours of it, which it says when it is asked.

        On 2.8 it may as well lack ours, which the question brings to it, or be out of reach: an answer excludes that.
        """
        num, now = want.node, self._clock.now()
        in_radio = self._table.held_key(num)
        held = None if in_radio is None else in_radio.key
        is_other = key.key != (want.used or held or key.key)
        if self._book.held(num) is not None:
            self._refuse(num, "KEY_HELD")
        elif is_other and held not in (None, key.key):
            await self._push(want, radio)
        elif is_other or want.reason == PEER_HAS_NEW_KEY:
            self._place(want)  # if the radio has another one after all, it refuses, for the message names its key
        elif want.said == key.key and want.reason == RADIO_OR_KEY:
            self._place(want)
        elif want.said == key.key:
            self._refuse(num, PEER_HAS_OUR_OLD_KEY)
        elif want.answer_until is None:
            self._ask_in_doubt(want)
        elif now < want.answer_until:
            want.not_before = want.answer_until  # its NodeInfo wakes it before
        else:
            self._refuse(num, want.reason)

    def _ask_in_doubt(self, want: Want) -> None:
        why = MOMENT if self._asking.is_busy else self._objects_to_doubt(want.node)
        if why == MOMENT:
            want.not_before = self._clock.now() + RETRY_S
        elif why:
            self._refuse(want.node, want.reason)
        else:
            self._start_asking(want)

    def _objects_to_doubt(self, num: NodeNum) -> str:
        return self._pusher.objects_to_asking(num, ASKS_IN_DOUBT)

    # --- what came of it ----------------------------------------------------------------------

    def _is_without_effect(self, want: Want, key: NodeKey) -> bool:
        """Return whether the radio says that it lacks a key which was pushed a moment ago."""
        contact = self._contacts.get(want.node)
        if want.reason not in RADIO_LACKS_KEY or contact.pushed is None or contact.pushed_key != key.key:
            return False
        if self._pusher.is_unsure(want.node):
            return False
        return (self._clock.at() - contact.pushed).total_seconds() < PUSHED_LATELY_S

    def _doubt(self, want: Want) -> None:
        """Let the message try once more: the refusal may be older than the push. After a second one, believe it."""
        want.no_effect += 1
        if want.no_effect == 1:
            self._place(want)
            return
        self._tending.lacks(want.node)
        self._tending.swallowed()
        self._without_writing(want, NO_EFFECT)

    def _conclude(self, want: Want, why: str) -> None:
        """Tell what became of a push for somebody's message."""
        now = self._clock.now()
        if why == "":
            self._place(want)
        elif not want.is_for_message:
            self.wants.drop(want.node)
        elif why in ("PUSH_BUDGET", BUSY):
            self._ask_instead(want)
            want.reason, want.not_before = why, now + LOOK_AGAIN_S
        elif why == MOMENT:
            want.not_before = now + RETRY_S
        elif (until := self._word_until.get(want.node, now)) > now:
            want.reason, want.not_before = why, until  # its NodeInfo wakes it before
        else:
            self._without_writing(want, why)

    def _without_writing(self, want: Want, why: str) -> None:
        """Nothing may be written into the table, or has no effect: the radio learns the key from the node itself."""
        now = self._clock.now()
        objection = self._ask_instead(want) if why in UNWRITABLE else why
        if objection == MOMENT:
            want.reason, want.not_before = why, now + RETRY_S
        elif not objection and want.answer_until is not None and now < want.answer_until:
            want.reason, want.not_before = why, want.answer_until  # its NodeInfo wakes it before
        else:
            self._refuse(want.node, why)

    def _ask_instead(self, want: Want) -> str:
        """Ask a node who it is, unless that was done for this want; return why not.

        A radio that holds another key keeps it, whatever it hears (firmware `NodeDB.cpp`, updateUser).
        """
        if want.answer_until is not None:
            return ""
        held = self._table.held_key(want.node)
        if held is not None and held.key is not None:
            return PEER_HAS_NEW_KEY
        if why := self._pusher.objects_to_asking(want.node):
            return why
        if self._asking.is_busy:
            return MOMENT  # with the question to somebody else
        self._start_asking(want)
        return ""

    def _start_asking(self, want: Want) -> None:
        """Ask a node who it is, beside; its minute begins when the question is away."""
        want.answer_until = want.not_before = NEVER
        want.said = None
        self._asking.start(self._ask_and_wait(want), "custody-ask")

    async def _ask_and_wait(self, want: Want) -> None:
        why = await self._pusher.ask(want.node)
        if self.wants.get(want.node) is not want:
            return
        now = self._clock.now()
        want.answer_until = None if why == MOMENT else now + (0.0 if why else ANSWER_S)
        due = now + RETRY_S if want.answer_until is None else want.answer_until
        want.not_before = min(want.not_before, due)  # a budget may be looked at again before
        self._wake()

    def _place(self, want: Want) -> None:
        if want.reason in UNREAD:
            want.answer_until = want.said = want.used = None
        if want.is_for_message:
            want.reason, want.not_before = KEY_WANTED, NEVER  # kept: the radio may say that it had no effect
            self._bus.publish(KeyPlaced(node=want.node))
        else:
            self.wants.drop(want.node)

    def _refuse(self, num: NodeNum, why: str) -> None:
        self.wants.drop(num)
        self._bus.publish(KeyRefused(node=num, reason=why))
