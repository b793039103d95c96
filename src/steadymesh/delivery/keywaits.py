"""What concerns recipients' keys: a text that lacks one waits, goes on when the radio has it, or ends. PURE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from steadymesh.delivery.changes import Step
from steadymesh.delivery.fates import Fates
from steadymesh.delivery.item import Item
from steadymesh.delivery.judging import PEER_HAS_OUR_OLD_KEY, UNREAD
from steadymesh.delivery.places import Places
from steadymesh.delivery.waiting import Waiting
from steadymesh.ids import NodeNum
from steadymesh.model import Objection, Outcome


class KeyWaits:
    """Lets texts wait for keys, and go on.

    Args:
        items: The open texts by key.
        places: Where they stand.
        waiting: Which of them wait for a key.
        fates: What becomes of them.
        own: Returns our radio's number; None: not known yet.
    """

    def __init__(
        self,
        *,
        items: Mapping[str, Item],
        places: Places,
        waiting: Waiting,
        fates: Fates,
        own: Callable[[], NodeNum | None],
    ) -> None:
        self._items = items
        self._places = places
        self._waiting = waiting
        self._fates = fates
        self._own = own

    def object(self, key: str, objection: Objection, now: float) -> None:
        """Note why an entry that is to go should not be handed over: it ends, or it waits for its recipient's key."""
        item = self._items[key]
        if objection.is_final or not self._waiting.may_begin(item, now):
            self._fates.end(item, Outcome.REFUSED, objection.reason, now)
        else:
            self._fates.wait_for_key(item, objection.reason, now)

    def placed(self, node: NodeNum, now: float) -> None:
        """Let go what waited for a node's key: the radio holds it."""
        for item in self._waiting.of(node):
            self._fates.go_on(item, now)

    def refused(self, node: NodeNum, reason: str, now: float) -> None:
        """End what waited for a node's key: it does not come.

        That a node can't read what went out says nothing of what has not gone out yet: that tries its own luck.
        """
        is_of_unread = reason in UNREAD or reason == PEER_HAS_OUR_OLD_KEY
        for item in self._waiting.of(node):
            if is_of_unread and item.awaits_key not in UNREAD:
                self._fates.go_on(item, now)
            else:
                self._fates.end(item, Outcome.REFUSED, reason, now)

    def renumbered(self, before: NodeNum, after: NodeNum, now: float) -> None:
        """Send to a person's new number what no radio was handed yet under its present packet id.

        What waited for a key is tried again: the new number may need none.
        """
        if after == self._own():
            return
        for item in [i for i in self._items.values() if i.entry.intent.to == before and i.first_handed is None]:
            self._fates.go_on(item, now)
            item.entry = replace(item.entry, intent=replace(item.entry.intent, to=after))
            self._places.put(item, now)
            self._fates.changed(item, Step.MOVED)
