"""One text on its way to the radio: written down before, handed over, or taken back. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from steadymesh.delivery.changes import Step
from steadymesh.delivery.connection import Connection
from steadymesh.delivery.fates import Fates
from steadymesh.delivery.item import Item
from steadymesh.delivery.lines import person_of
from steadymesh.delivery.manners import Manners
from steadymesh.delivery.places import Places
from steadymesh.delivery.slot import Slot
from steadymesh.ids import PublicKey
from steadymesh.model import Entry, Outcome


class Handover:
    """What the pump asks between the queue's `next` and the radio's first word.

    Args:
        items: Every open text.
        places: Where each stands.
        fates: How each ends.
        slot: The radio's place for one packet.
        connection: The one that is up.
        manners: What the others' air allows.
    """

    def __init__(
        self,
        *,
        items: Mapping[str, Item],
        places: Places,
        fates: Fates,
        slot: Slot,
        connection: Connection,
        manners: Manners,
    ) -> None:
        self._items = items
        self._places = places
        self._fates = fates
        self._slot = slot
        self._connection = connection
        self._manners = manners

    def prepare(self, key: str, *, at: datetime) -> Entry:
        """Return an open entry as it is to be written down before it is handed over."""
        item = self._items[key]
        item.preparing = True
        self._places.lines.served(key)
        self._places.put(item, 0.0)
        cost = self._manners.cost(item.entry.intent)
        return replace(
            item.entry,
            attempts=item.entry.attempts + 1,
            first_sent=item.entry.first_sent or at,
            last_sent=at,
            heard_before=self._places.last_heard(item),
            sent_as=item.entry.sent_as if item.entry.sent_as is not None else self._connection.own,
            size_bytes=cost.size_bytes,
            airtime_s=item.entry.airtime_s + cost.airtime_s,
            transmissions=item.entry.transmissions + 1,
        )

    def may_go(self, prepared: Entry) -> bool:
        """Return whether what was prepared still stands: not ended, and its connection not lost meanwhile."""
        item = self._items.get(prepared.key)
        return (
            item is not None
            and item.entry.packet_id == prepared.packet_id
            and item.entry.intent == prepared.intent
            and not item.entry.relayed
            and self._slot.is_free
            and self._connection.generation is not None
            and prepared.sent_as in (None, self._connection.own)
        )

    def handed(self, prepared: Entry, generation: int, now: float, *, used_key: PublicKey | None = None) -> None:
        """Note that the radio was handed what was prepared.

        Args:
            prepared: By `prepare`.
            generation: Of the connection.
            now: Loop time.
            used_key: The recipient's key that it named; None: none.
        """
        item = self._items[prepared.key]
        item.used_key = used_key
        item.is_settled = False
        item.entry = replace(prepared, relayed=item.entry.relayed)
        item.preparing = False
        item.generation = generation
        item.last_handed = now
        if item.first_handed is None:
            item.first_handed = now
        item.verdict_wait_s = self._manners.verdict_wait_s(prepared.intent)
        self._slot.take(prepared.packet_id, generation, now)
        self._manners.handed(prepared, person_of(prepared), now)
        self._places.put(item, now)
        self._places.moved_on(item, now)

    def take_back(self, prepared: Entry, now: float, pause_s: float = 0.0) -> None:
        """Note that what was prepared did not go out: it is written down as it was before."""
        item = self._items.get(prepared.key)
        if item is not None:
            item.preparing = False
            item.not_before = max(item.not_before, now + pause_s)
            self._places.put(item, now)
            self._fates.changed(item, Step.MOVED)

    def give_up(self, prepared: Entry, reason: str, now: float) -> None:
        """End what was prepared and can't be handed to any radio."""
        if item := self._items.get(prepared.key):
            self._fates.end(item, Outcome.REFUSED, reason, now)
