"""Keys that will be needed: brought into the radio ahead of time, at the lowest priority, and a look at its table."""

from __future__ import annotations

from datetime import datetime
from heapq import nlargest
from typing import Final

import structlog

from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody import plan as plans
from steadymesh.keys.custody.beside import Beside
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.pushing import BUSY, MOMENT, Pusher, Way
from steadymesh.keys.custody.radio import KNOWS_CONTACTS, WARM_TIER
from steadymesh.keys.custody.tending import NO_EFFECT, Tending
from steadymesh.keys.custody.wants import NEVER
from steadymesh.keys.options import KeyOptions, Push
from steadymesh.model import Contact, RadioInfo
from steadymesh.ports import Clock, Errands, NodeLookup, RadioTable

log = structlog.get_logger("keys")

PLAN_EVERY_S: Final = 30.0
"""New keys wake the plan at most so often: a busy mesh must not keep the radio writing."""

RETRY_S: Final = 5.0
"""After a step that could not be done just now."""

QUIET_S: Final = 30.0
"""Before the table is read again: nothing in flight, and nobody has written for so long."""

REFRESH_EVERY_S: Final = 1800.0
"""Between two readings of the table that nothing asks for, and between two looks at a budget that was used up."""

MOST_LACKING: Final = 100
"""Lacking keys that one plan counts: far more than the budgets of a day allow."""

MAX_RECENT: Final = 1_000
"""Nodes that `keys.push = "all"` looks at, the last heard first: more than any radio's table holds."""

MAX_ADMIN_NUMBERS: Final = 3
"""Numbers of one administrator's key: the radio's, one before a renumbering, and one more."""

_HOPELESS: Final = frozenset({"PUSH_BUDGET", BUSY, "PUSH_TABLE_FULL", "PUSH_MANAGED", NO_EFFECT})
"""After one of these none of the others would fare better."""


class Ahead:
    """The plan of the present link.

    Args:
        book: Which key is whose.
        table: What the radio has.
        nodes: Who was heard when.
        contacts: Who writes to us.
        pusher: Reads the table.
        tending: Writes into it.
        clock: The clocks.
        options: The settings.
    """

    def __init__(
        self,
        *,
        book: Book,
        table: RadioTable,
        nodes: NodeLookup,
        contacts: Contacts,
        pusher: Pusher,
        tending: Tending,
        clock: Clock,
        options: KeyOptions,
    ) -> None:
        self._book = book
        self._table = table
        self._nodes = nodes
        self._contacts = contacts
        self._pusher = pusher
        self._tending = tending
        self._clock = clock
        self._options = options
        self._is_open = False
        self._planned_at = -NEVER
        self._reading = Beside()
        self.due = NEVER
        """Loop time of the next look at the plan; infinity: none is due."""
        self.needed = 0
        """Nodes whose keys the radio should hold, as of the last look."""
        self.waiting = 0
        """Those of them that it lacks."""

    def close(self) -> None:
        """Another link, or none: the plan waits for its deferred key sync."""
        self._is_open = False
        self.due = NEVER

    def open(self) -> None:
        """This link's deferred key sync has run."""
        self._is_open = True
        self.wake()

    def wake(self) -> None:
        """Something has changed: have the plan looked at, at most every `PLAN_EVERY_S`."""
        if self._is_open:
            self.due = min(self.due, max(self._clock.now(), self._planned_at + PLAN_EVERY_S))

    def measure(self, errands: Errands, radio: RadioInfo) -> plans.Plan:
        """Return the plan as things stand, and keep its figures."""
        admins = [num for key in self._options.admins for num in self._numbers_of_admin(key)]
        needs = plans.needed(
            self._options.push,
            admins=admins,
            waiting=errands.recipients(),
            contacts=self._contacts.all(),
            recent=self._heard_lately() if self._options.push is Push.ALL else (),
            at=self._clock.at(),
        )
        lacking = plans.lacking(
            needs,
            book=self._book,
            table=self._table,
            has_warm_tier=radio.firmware_version >= WARM_TIER,
            plain_key=self._book.plain_key,
            limit=MOST_LACKING,
        )
        self.needed, self.waiting = len(needs), len(lacking)
        return plans.Plan(needed=needs, lacking=lacking)

    def _numbers_of_admin(self, key: PublicKey) -> list[NodeNum]:
        """Return the numbers of an administrator: a public key is public, so that anybody may show it under any number.

        Those that have proved it by a direct message, the latest first; if none has, the one that showed it first.
        """
        shown = self._book.numbers_of(key)
        proved = [one for num in shown if (one := self._contacts.get(num)).dm_key == key and one.last_dm is not None]
        if proved:
            return [one.node for one in sorted(proved, key=_last_dm, reverse=True)[:MAX_ADMIN_NUMBERS]]
        bound = [binding for num in shown if (binding := self._book.get(num)) is not None]
        return [min(bound, key=lambda one: (one.first_seen, one.node)).node] if bound else []

    def _heard_lately(self) -> list[NodeNum]:
        """Return the nodes heard last, the last one first."""
        heard = ((node.last_heard, node.num) for node in self._nodes.snapshot().values() if node.last_heard is not None)
        return [num for _, num in nlargest(MAX_RECENT, heard)]

    async def follow(self, errands: Errands, radio: RadioInfo) -> None:
        """Bring one needed contact into the radio, or find that there is nothing more to do for now."""
        plan = self.measure(errands, radio)
        for num in plan.lacking:
            # Ahead of time nobody who is needed gives up a place: it would go round and round.
            why = await self._tending.push(num, radio, Way(spared=plan.needed))
            if why in ("", MOMENT):
                self.waiting -= why == ""
                self.due = self._clock.now() + (0 if why == "" else RETRY_S)
                return
            if why in _HOPELESS:
                break
        self._planned_at = self._clock.now()
        self.due = self._planned_at + REFRESH_EVERY_S if plan.lacking else NEVER

    def refresh_in_s(self, errands: Errands, radio: RadioInfo) -> float:
        """Return seconds until the radio's table should be read again; infinity: not as things stand."""
        if radio.firmware_version < KNOWS_CONTACTS:
            return NEVER
        if self._reading.is_busy:
            return QUIET_S
        now = self._clock.now()
        is_batch_over = bool(self._tending.unconfirmed) and self.due > now
        due_s = self._tending.read_at + (QUIET_S if is_batch_over else REFRESH_EVERY_S) - now
        return max(due_s, QUIET_S - errands.idle_s())

    async def refresh(self) -> None:
        """Have the table read again, beside the worker: a message may need a key meanwhile.

        One that can't be read is not asked for at once: the next look is the usual one.
        """
        self._tending.read_at = self._clock.now()
        self._reading.start(self._read(), "custody-refresh")

    async def _read(self) -> None:
        if await self._pusher.refresh():
            self._tending.refreshed(self._clock.now())
            return
        self._tending.unconfirmed.clear()
        self._tending.read_at = self._clock.now()
        log.debug("table-not-refreshed")


def _last_dm(contact: Contact) -> datetime:
    assert contact.last_dm is not None
    return contact.last_dm
