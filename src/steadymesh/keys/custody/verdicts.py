"""What the custodian answers at once about a direct message: may it go, under which key, and what a refusal means."""

from __future__ import annotations

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody import clearance
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.diagnosis import (
    PEER_HAS_NEW_KEY,
    RADIO_OR_KEY,
    WAITS_FOR_KEY,
    behind_no_channel,
    is_drawn_from,
    own_changed_since,
)
from steadymesh.keys.custody.tending import Tending
from steadymesh.keys.custody.traffic import Traffic
from steadymesh.keys.custody.wants import Wants
from steadymesh.keys.options import KeyOptions
from steadymesh.model import Objection, RoutingError
from steadymesh.ports import RadioFacts, RadioTable


class Verdicts:
    """Judges by what is known at the moment; changes nothing.

    Args:
        book: Which key is whose.
        table: What the radio has.
        radio: What our radio said of itself.
        contacts: What has passed between us and others.
        tending: Whether the table may be written, and what is doubtful in it.
        wants: Whose key a message waits for.
        traffic: Who wrote last under which key.
        options: The settings.
    """

    def __init__(
        self,
        *,
        book: Book,
        table: RadioTable,
        radio: RadioFacts,
        contacts: Contacts,
        tending: Tending,
        wants: Wants,
        traffic: Traffic,
        options: KeyOptions,
    ) -> None:
        self._book = book
        self._table = table
        self._radio = radio
        self._contacts = contacts
        self._tending = tending
        self._wants = wants
        self._traffic = traffic
        self._options = options

    def objection(self, to: NodeNum) -> Objection | None:
        """Return why a direct message to this node should not be handed to the radio now; None: nothing against it."""
        self._traffic.take_all()  # what they wrote a moment ago may decide
        radio, in_radio, current = self._radio.radio(), self._table.held_key(to), self._book.get(to)
        if radio is None:
            return None
        if current is None and self._book.successor(to) is not None:
            return clearance.WANTED
        recipient = clearance.Recipient(
            bindings=self._book.bindings(to),
            used=None if in_radio is None else in_radio.key,
            is_doubted=to in self._tending.doubted,
            writes_under=self._traffic.undecided(to),
            is_pinned=current is not None and current.key in self._options.admins,
        )
        return clearance.objection(recipient, obstacle=self._tending.obstacle(radio), firmware=radio.firmware_version)

    def key_for(self, to: NodeNum) -> PublicKey | None:
        """Return the key that a direct message must be encrypted with now; None: whatever the radio has.

        The radio's table may have changed since it was read: what it evicted and heard anew may be a key that nobody
        has decided about. Where it can't be given another one, it may keep what it has, unless that may be such a key.
        """
        radio, key = self._radio.radio(), self._book.get(to)
        if radio is None or key is None:
            return None
        may_keep = bool(self._tending.obstacle(radio)) and self._book.held(to) is None
        return None if may_keep else key.key

    def diagnose(self, to: NodeNum, reason: str, used: PublicKey | None) -> str:
        """Return what is really behind a refusal or a silence of a message that named this key; None: it named none."""
        key, pending = self._book.get(to), self._book.held(to)
        if reason in WAITS_FOR_KEY:
            return self._awaited(to, reason)
        if reason == RoutingError.NO_CHANNEL.name:
            in_radio = self._table.held_key(to)
            told = behind_no_channel(
                current=key,
                pending=pending,
                used=used or (None if in_radio is None else in_radio.key),
                own_changed=own_changed_since(self._book.own_history(), self._contacts.get(to), key),
            )
            return "KEY_HELD" if told == PEER_HAS_NEW_KEY and pending is not None else told
        if (
            reason == clearance.HELD.reason
            and key is not None
            and pending is None
            and self._traffic.undecided(to) is None
        ):
            radio = self._radio.radio()  # nobody is to decide anything: the radio's own key of them can't be replaced
            return reason if radio is None else self._tending.obstacle(radio) or reason
        is_silent_28 = reason == RoutingError.MAX_RETRANSMIT.name and key is not None and is_drawn_from(to, key.key)
        return RADIO_OR_KEY if is_silent_28 else reason

    def _awaited(self, to: NodeNum, reason: str) -> str:
        """Return what a message waits for whose recipient's key is to be brought into the radio."""
        want = self._wants.get(to)
        if want is not None and want.reason not in WAITS_FOR_KEY:
            return want.reason
        if self._book.get(to) is None:
            return "KEY_UNKNOWN" if self._book.held(to) is None else "KEY_HELD"
        return reason
