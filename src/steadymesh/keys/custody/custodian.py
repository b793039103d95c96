"""The custodian: sees to it that the radio holds the keys that direct messages need, just in time and ahead of time.

One worker, one step at a time: first what a person's message waits for, then the plan (who is expected to write), then
a look at the radio's table. Nothing begins before the deferred key sync of the link has run, except for a message that
waits. It never blocks anybody: `objection`, `want` and `diagnose` answer at once, `KeyPlaced` and `KeyRefused` follow.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from steadymesh.bus import Bus
from steadymesh.errors import StoreError
from steadymesh.events import (
    Event,
    KeyChanged,
    KeyDecided,
    KeyLearned,
    KeysSynced,
    NodeRenumbered,
    NodesRefreshed,
    SessionLost,
    SessionReady,
)
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.policy import Circumstances
from steadymesh.keys.custody import plan as plans
from steadymesh.keys.custody.ahead import Ahead
from steadymesh.keys.custody.budget import DAY, PUSHES
from steadymesh.keys.custody.contacts import Contacts
from steadymesh.keys.custody.diagnosis import KEY_WANTED
from steadymesh.keys.custody.justintime import JustInTime
from steadymesh.keys.custody.pushing import Pusher, Way
from steadymesh.keys.custody.tending import Tending
from steadymesh.keys.custody.traffic import QUEUE, Traffic
from steadymesh.keys.custody.verdicts import Verdicts
from steadymesh.keys.custody.wants import NEVER
from steadymesh.keys.options import KeyOptions
from steadymesh.model import (
    ActKind,
    Contact,
    NodeKey,
    Objection,
    RadioInfo,
    Standing,
)
from steadymesh.ports import Clock, CustodyStore, Errands, NodeLookup, RadioFacts, RadioTable

LEAST_REST_S: Final = 0.1
"""Between two looks of the worker that nothing woke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyFacts:
    """The custodian, as `status` shows it."""

    needed: int
    """Nodes whose keys the radio should hold."""
    waiting: int
    """Those of them that it lacks, as of the last plan."""
    wanted: int
    """Recipients whose key a message waits for right now."""
    obstacle: str
    """Why nothing is written into the radio's table; empty: nothing is in the way."""
    pushed: int
    """Since the start."""
    pushed_today: int
    pushes_left_today: int
    unfavorited_today: int
    asked_today: int
    our_favorites: int
    favorites_cap: int
    opened: int
    """Direct messages that were decrypted here."""


class Custodian:
    """Implements `ports.Custody`. One `run()` at a time.

    Args:
        book: Which key is whose.
        table: What the radio has.
        nodes: Names, and our own radio's telemetry.
        radio: What our radio said of itself.
        errands: The way to the radio.
        store: Where contacts and budgets are kept.
        bus: Brings what happens; is told of what was placed.
        clock: The clocks.
        options: The settings.
        proved: Called when a direct message has proved that whoever wrote it holds a key.
    """

    def __init__(
        self,
        *,
        book: Book,
        table: RadioTable,
        nodes: NodeLookup,
        radio: RadioFacts,
        errands: Errands,
        store: CustodyStore,
        bus: Bus,
        clock: Clock,
        options: KeyOptions | None = None,
        proved: Callable[[NodeNum, PublicKey], None] = lambda _num, _key: None,
    ) -> None:
        options = options or KeyOptions()
        self._store = store
        contacts = Contacts(store=store, clock=clock, deadline_s=options.store_deadline_s)
        pusher = Pusher(
            book=book, table=table, nodes=nodes, contacts=contacts, errands=errands, clock=clock, options=options
        )
        tending = Tending(table=table, contacts=contacts, pusher=pusher, options=options)
        self._book = book
        self._table = table
        self._radio = radio
        self._errands = errands
        self._clock = clock
        self._options = options
        self._bus = bus
        self._contacts = contacts
        self._pusher = pusher
        self._tending = tending
        self._wake = asyncio.Event()
        self._just_in_time = JustInTime(
            book=book,
            table=table,
            contacts=contacts,
            pusher=pusher,
            tending=tending,
            bus=bus,
            clock=clock,
            wake=self._wake.set,
        )
        self._ahead = Ahead(
            book=book,
            table=table,
            nodes=nodes,
            contacts=contacts,
            pusher=pusher,
            tending=tending,
            clock=clock,
            options=options,
        )
        self._own: NodeNum | None = None
        """Our radio's number, as of its last handshake or an earlier run."""
        self._pushed_before_sync = 0
        self._opened = 0
        # From the start, not from `run`: a link that is READY before is not missed.
        self._news = bus.subscribe(
            "custody",
            (SessionReady, SessionLost, NodesRefreshed, KeysSynced, KeyLearned, KeyChanged, KeyDecided, NodeRenumbered),
            size=QUEUE,
        )
        self._traffic = Traffic(
            book=book,
            radio=radio,
            contacts=contacts,
            tending=tending,
            just_in_time=self._just_in_time,
            bus=bus,
            wake=self._wake.set,
            proved=proved,
        )
        self._verdicts = Verdicts(
            book=book,
            table=table,
            radio=radio,
            contacts=contacts,
            tending=tending,
            wants=self._just_in_time.wants,
            traffic=self._traffic,
            options=options,
        )

    # --- ports.Custody ------------------------------------------------------------------------

    def objection(self, to: NodeNum) -> Objection | None:
        """Return why a direct message to this node should not be handed to the radio now; None: nothing against it."""
        return self._verdicts.objection(to)

    def key_for(self, to: NodeNum) -> PublicKey | None:
        """Return the key that a direct message must be encrypted with now; None: whatever the radio has."""
        return self._verdicts.key_for(to)

    def is_admin(self, num: NodeNum) -> bool:
        """Return whether a node's current key is an administrator's."""
        key = self._book.get(num)
        return key is not None and key.key in self._options.admins

    def want(self, to: NodeNum, reason: str, used: PublicKey | None = None) -> None:
        """Have a node's current key brought into the radio, for a message that waits; returns at once.

        A message to a number that its owner has left (2.8) is sent after them.
        """
        successor = self._book.successor(to)
        moved = None if successor is None else self._book.get(successor)
        if moved is not None:
            self._bus.publish(NodeRenumbered(before=to, after=moved.node, key=moved.key))
            return
        self._just_in_time.want(to, reason, is_for_message=True, used=used)
        self._wake.set()

    def diagnose(self, to: NodeNum, reason: str, used: PublicKey | None = None) -> str:
        """Return what is really behind a refusal or a silence of a message that named this key."""
        return self._verdicts.diagnose(to, reason, used)

    def may_mend(self, to: NodeNum, reason: str) -> bool:
        """Return whether a message that could not be read is worth another attempt, once `want` has been answered."""
        radio = self._radio.radio()
        return radio is not None and self._just_in_time.may_clear_up(to, reason, radio)

    # --- for the book, the sync, the operator, the status ---------------------------------------

    def circumstances(self, num: NodeNum, key: PublicKey) -> Circumstances:
        """Return what `keys.on_change` weighs before a node's key is replaced by another one."""
        held, contact = self._table.held_key(num), self._contacts.get(num)
        return Circumstances(
            is_admin=key in self._options.admins,
            is_user_favorite=held is not None and held.is_favorite and not contact.is_our_favorite,
            last_dm=contact.last_dm if contact.dm_key == key else None,
            was_pushed=contact.pushed_key == key,
        )

    def counts(self) -> tuple[int, int]:
        """Return how many contacts were pushed since the last key sync asked, and how many needed ones are lacking."""
        pushed, self._pushed_before_sync = self._tending.pushed - self._pushed_before_sync, self._tending.pushed
        radio = self._radio.radio()
        if radio is not None:
            self._ahead.measure(self._errands, radio)
        return pushed, self._ahead.waiting

    def contact(self, num: NodeNum) -> Contact:
        """Return what has passed between us and a node."""
        return self._contacts.get(num)

    def note_opened(self, binding: NodeKey) -> None:
        """Note that a message was opened here: the radio lacks its sender's key, which the answer will need."""
        self._opened += 1
        if binding.standing is Standing.CURRENT:
            if plans.holds(self._table, binding) and not self._just_in_time.has_just_learned(binding.node):
                self._tending.lacks(binding.node)  # so our table is wrong: the radio could not read it
            self._just_in_time.listen(binding.node)
            self._just_in_time.want(binding.node, KEY_WANTED, is_for_message=False)
            self._wake.set()

    async def push(self, num: NodeNum) -> str:
        """Write a node's key into the radio as the operator asks; return why not, empty: the radio holds it."""
        radio = self._radio.radio()
        if radio is None or not self._tending.is_ready:
            return "NOT_READY"
        return await self._tending.push(num, radio, Way(urgent=True, asked=True, spared=(num,)))

    async def ask(self, num: NodeNum) -> str:
        """Ask a node for its NodeInfo as the operator asks; return why not, empty: the question is on its way."""
        radio = self._radio.radio()
        if radio is None or not self._tending.is_ready:
            return "NOT_READY"
        return await self._pusher.ask(num)

    def facts(self) -> CustodyFacts:
        """Return how things stand."""
        radio, at, ledger = self._radio.radio(), self._clock.at(), self._contacts.ledger
        today = ledger.count(ActKind.PUSH, DAY, at)
        return CustodyFacts(
            needed=self._ahead.needed,
            waiting=self._ahead.waiting,
            wanted=len(self._just_in_time.wants),
            obstacle="" if radio is None else self._tending.obstacle(radio),
            pushed=self._tending.pushed,
            pushed_today=today,
            pushes_left_today=max(0, PUSHES[-1].count - today),
            unfavorited_today=ledger.count(ActKind.UNFAVORITE, DAY, at),
            asked_today=ledger.count(ActKind.ASK, DAY, at),
            our_favorites=len(self._contacts.ours()),
            favorites_cap=0 if radio is None else self._pusher.cap(radio),
            opened=self._opened,
        )

    # --- its life -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until cancelled."""
        is_loaded = await self._contacts.load()
        await self._load_own()
        async with asyncio.TaskGroup() as tasks:
            if not is_loaded:
                tasks.create_task(self._load_late(), name="custody-load")
            tasks.create_task(self._follow_news(), name="custody-news")
            tasks.create_task(self._traffic.run(), name="custody-traffic")
            tasks.create_task(self._work(), name="custody-work")

    async def _load_own(self) -> None:
        """Bring in which radio it was in an earlier run; where that can't be read, the radio's table has to do."""
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(self._options.store_deadline_s):
                own = await self._store.load_own_number()
                self._own = own if self._own is None else self._own

    async def _load_late(self) -> None:
        """Try until what earlier runs kept is known, and go on with that."""
        while True:
            await asyncio.sleep(self._options.store_retry_s)
            if await self._contacts.load():
                break
        self._tending.recalled()
        self._ahead.wake()
        self._wake.set()

    async def _follow_news(self) -> None:
        while True:
            await self._news.wait()
            self._take_news(self._news.take_all())
            self._wake.set()

    def _take_news(self, events: Sequence[Event]) -> None:
        """Take what the house tells. Apart, so that no frame that waits keeps a whole dump alive."""
        now = self._clock.now()
        for event in events:
            match event:
                case SessionReady(radio=radio):
                    self._take_radio(radio)
                    self._tending.begin(radio, now)
                    self._ahead.close()
                    self._just_in_time.resumed(now)
                case SessionLost():
                    self._tending.end()
                    self._ahead.close()
                case NodesRefreshed():
                    self._tending.refreshed(now)
                    self._ahead.wake()
                case KeysSynced(outcome=outcome):
                    if outcome != "failed" and self._tending.is_ready:
                        self._ahead.open()
                case NodeRenumbered(before=before, after=after):
                    self._contacts.moved(before, after)
                    self._ahead.wake()
                case KeyLearned(key=key):
                    self._just_in_time.wants.wake(key.node, now)
                    self._ahead.wake()
                case KeyChanged(node=node) | KeyDecided(node=node):
                    self._just_in_time.wants.wake(node, now)
                    self._ahead.wake()

    def _take_radio(self, radio: RadioInfo) -> None:
        """Note which radio it is: marks that we set in another one are not ours in this one."""
        if self._own not in (None, radio.num):
            for contact in self._contacts.ours():
                self._contacts.keep(replace(contact, is_our_favorite=False))
        self._own = radio.num

    # --- the worker ---------------------------------------------------------------------------

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            wait_s = await self._step()
            if wait_s > 0:
                try:
                    async with asyncio.timeout(None if wait_s == NEVER else wait_s):
                        await self._wake.wait()
                except TimeoutError:
                    pass

    async def _step(self) -> float:
        """Do one thing; return seconds until there may be another, 0: at once."""
        now, wants, errands = self._clock.now(), self._just_in_time.wants, self._errands
        wants.expire(now, awaited=errands.recipients())
        radio = self._radio.radio()
        if not self._tending.is_ready or radio is None:
            return NEVER
        can_plan = not self._tending.obstacle(radio)
        refresh_s = self._ahead.refresh_in_s(errands, radio)
        if (want := wants.due(now)) is not None:
            await self._just_in_time.serve(want, errands, radio)
        elif can_plan and now >= self._ahead.due:
            await self._ahead.follow(errands, radio)
        elif refresh_s <= 0:
            await self._ahead.refresh()
        else:
            plan_s = self._ahead.due - now if can_plan else NEVER
            return max(LEAST_REST_S, min(plan_s, wants.next_at() - now, refresh_s))
        return 0
