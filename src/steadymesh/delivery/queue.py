"""Every open text, who goes next, and how each one ends. PURE: time, numbers and packet ids are arguments.

Invariants, whatever happens in whatever order:
- an entry ends exactly once (a late ack may improve its outcome, which is not a second end);
- a packet id that was refused is never used again, but for a repeat that only lacked a key;
- an id that may have been accepted is never replaced by another one, except once, for a silent recipient who answers;
- at most one text is in flight, which is what the radio's queue towards it takes;
- a piece goes behind the one before it, and not without it;
- a text that waits for its recipient's key holds up nobody, and waits at most so many times, within its lifetime.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.delivery.changes import Change, Step
from steadymesh.delivery.connection import Connection
from steadymesh.delivery.fates import Fates
from steadymesh.delivery.handover import Handover
from steadymesh.delivery.item import Item
from steadymesh.delivery.judging import Diagnose, Judging, LastHeard
from steadymesh.delivery.keywaits import KeyWaits
from steadymesh.delivery.lines import Kind, kind_of
from steadymesh.delivery.manners import Manners, NoManners
from steadymesh.delivery.memory import Memory
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.places import NEVER, Places
from steadymesh.delivery.slot import Slot
from steadymesh.delivery.standing import Standing, standing_of
from steadymesh.delivery.turns import Turns, rank
from steadymesh.delivery.verdicts import RES_QUEUE_FULL, is_refusal
from steadymesh.delivery.waiting import Waiting
from steadymesh.delivery.why import CANCELLED, CANCELLED_LATE, TO_OURSELVES
from steadymesh.events import SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Entry, Outcome

OUTBOX_FULL: Final = "OUTBOX_FULL"
"""Reason of a text that was refused here because too many wait."""


LOOK_AGAIN_S: Final = 60.0
"""How often it is looked whether the night is over, or nobody knows any more how much the channel is used."""


class OutgoingQueue:
    """The outbox' mind.

    Args:
        options: Limits and times.
        draw_id: Returns a fresh packet id.
        diagnose: Returns what is behind a direct message's last reason (empty: none came); None: nobody is there who
            brings keys into the radio, so that no text waits for one.
        may_mend: Returns whether a direct message that could not be read, for the diagnosed reason, is worth another
            attempt, after it has waited for a key.
        manners: What the others' air allows; None: everything.
        last_heard: Returns when a node was last heard; None: nobody can tell, so that nothing waits for that.
        is_admin: Returns whether a node is an administrator's.
    """

    def __init__(
        self,
        *,
        options: DeliveryOptions,
        draw_id: Callable[[], PacketId],
        diagnose: Diagnose | None = None,
        may_mend: Callable[[NodeNum, str], bool] = lambda _to, _reason: False,
        manners: Manners | None = None,
        last_heard: LastHeard | None = None,
        is_admin: Callable[[NodeNum], bool] = lambda _to: False,
    ) -> None:
        self._options = options
        self._draw_id = draw_id
        self.judging = Judging(options, last_heard)
        self.judging.diagnose, self.judging.may_mend = diagnose, may_mend
        self.slot = Slot(options.resolve_wait_s)
        self.manners: Manners = manners or NoManners()
        self._is_admin = is_admin
        self._items: dict[str, Item] = {}
        self._memory = Memory(options.recent_max)
        self._places = Places(
            self._items,
            options=options,
            kind_of=self._kind_of,
            fits=lambda item: self.manners.fits(item.entry.intent),
            last_heard=last_heard,
            ended=self._memory.ended,
        )
        self._turns = Turns(
            self._items,
            places=self._places,
            manners=self.manners,
            may_repeat=lambda item, now: self._due(item) <= now and self._in_time(item, now),
            in_time=self._in_time,
            kind_of=self._kind_of,
        )
        self.waiting = Waiting(options.key_rounds_max)
        self._fates = Fates(
            items=self._items,
            places=self._places,
            waiting=self.waiting,
            memory=self._memory,
            judging=self.judging,
            manners=self.manners,
            fresh_id=self.fresh_id,
        )
        self.keys = KeyWaits(
            items=self._items, places=self._places, waiting=self.waiting, fates=self._fates, own=lambda: self.own
        )
        self._next_order = 0
        self._connection = Connection()
        self.handover = Handover(
            items=self._items,
            places=self._places,
            fates=self._fates,
            slot=self.slot,
            connection=self._connection,
            manners=self.manners,
        )

    def __len__(self) -> int:
        return len(self._items)

    @property
    def own(self) -> NodeNum | None:
        """Our radio's number, as of its last handshake."""
        return self._connection.own

    # --- what comes in ----------------------------------------------------------------------

    def fresh_id(self) -> PacketId:
        """Return a packet id that no text in here has, or had."""
        packet_id = self._draw_id()
        while self._memory.key_of(packet_id):
            packet_id = self._draw_id()
        return packet_id

    def add(self, entry: Entry, *, now: float, held: bool = False) -> None:
        """Take a new entry; when too many are open, the one that comes last (it may be this one) is refused.

        Args:
            entry: Never handed to a radio.
            now: Loop time.
            held: It does not leave before `release`.
        """
        lifetime_s = (entry.deadline - entry.created).total_seconds()
        item = Item(entry=entry, order=self._take_order(), since=now, deadline=now + lifetime_s, held=held)
        self._fates.enter(item, now)
        if len(self._items) > self._options.open_max:
            untouched = [i for i in self._items.values() if i.first_handed is None and not i.preparing]
            self._fates.end(max(untouched, key=rank), Outcome.REFUSED, OUTBOX_FULL, now)

    def release(self, key: str, now: float) -> None:
        """Let an entry that was held leave."""
        if item := self._items.get(key):
            item.held = False
            self._places.put(item, now)

    def restore(self, entries: Sequence[Entry], recent: Sequence[Entry], *, now: float, at: datetime) -> None:
        """Take what the journal kept of an earlier process; what is known already stays as it is.

        Args:
            entries: Open ones, oldest first.
            recent: Ended ones, newest first, that a late ack may improve.
            now: Loop time.
            at: Wall time.
        """
        self._memory.restore(entry for entry in reversed(recent) if entry.key not in self._items)
        for entry in entries:
            if self.entry(entry.key) is None:
                order = self._take_order()
                item = Item.restored(entry, order=order, now=now, at=at, options=self._options)
                self._fates.restore(item, now)

    def entry(self, key: str) -> Entry | None:
        """Return an entry that is open or ended lately."""
        if item := self._items.get(key):
            return item.entry
        return self._memory.ended(key)

    def last_failed(self, to: NodeNum | None) -> Entry | None:
        """Return the last entry, to this node or to anybody, that was refused or expired; None: none lately."""
        return self._memory.last_failed(to)

    def open_entries(self) -> tuple[Entry, ...]:
        """Return every open entry, first come first."""
        return tuple(item.entry for item in sorted(self._items.values(), key=lambda item: item.order))

    def standing(self, key: str, now: float) -> Standing | None:
        """Return what an open entry waits for; None: it is not open."""
        item = self._items.get(key)
        return None if item is None else self._standing(item, now)

    @property
    def is_busy(self) -> bool:
        """Whether a text waits to go, or is on its way without a verdict.

        One that waits for a key, for its recipient to be heard, for the night to be over or for a busy channel to calm
        down is neither.
        """
        return len(self._items) > len(self.waiting) + len(self._places.unheard) + self._turns.held_back()

    def on_air_until(self) -> float:
        """Return the loop time from which the radio is no more at work on any text, by its own reckoning.

        Of what a neighbour was heard repeating it has let go.
        """
        tried = [item for item in self._places.out.values() if not item.entry.relayed]
        return max((item.on_air_until(self.manners.on_air_s(item.entry.intent)) for item in tried), default=0.0)

    def recipients(self) -> tuple[NodeNum, ...]:
        """Return the nodes to which texts wait or are on their way, first come first."""
        found = (item.entry.intent.to for item in self._items.values())
        return tuple(dict.fromkeys(to for to in found if to != BROADCAST))

    def cancel(self, key: str, now: float) -> tuple[Entry, ...]:
        """Take back an entry and the pieces behind it that no radio was handed; return what was taken back."""
        taken = []
        for item in [self._items.get(key), *self._places.behind(key)]:
            if item is not None and item.entry.key in self._items and item.first_handed is None and not item.preparing:
                reason = CANCELLED_LATE if item.entry.transmissions else CANCELLED
                self._fates.end(item, Outcome.REFUSED, reason, now, with_pieces=False)
                taken.append(item.entry)
        return tuple(taken)

    # --- what goes out ----------------------------------------------------------------------

    def next(self, now: float) -> Entry | None:
        """Return the entry that is to be handed over now; None: nothing is, or a text is in flight."""
        if not self.slot.is_free or self._connection.generation is None:
            return None
        self._places.resume(now)
        turn = self._turns.turn(now)
        if turn is None:
            return None
        if turn.is_short:
            self._fates.note_wait(now)
        return turn.item.entry if turn.at <= now else None

    # --- what happens -----------------------------------------------------------------------

    def ready(self, event: SessionReady) -> None:
        """Note a new connection, or a radio that restarted behind an open one and forgot what it was handed."""
        self.slot.ready(event.generation)
        if self._connection.generation == event.generation:
            for item in self._places.out.values():
                item.generation = None
        self._connection.generation = event.generation
        self._connection.ready_since = event.now
        self._connection.own = event.radio.num
        for item in [one for one in self._items.values() if one.entry.intent.to == self.own]:
            self._fates.end(item, Outcome.REFUSED, TO_OURSELVES, event.now)

    def lost(self, event: SessionLost) -> None:
        """Note that a connection is over."""
        if self._connection.generation == event.generation:
            self._connection.generation = None
            self.slot.lost()

    def resolved(self, event: SendResolved) -> None:
        """Note what the radio said when it was handed a text."""
        self.slot.resolved(event.packet_id)
        item = self._items.get(self._memory.key_of(event.packet_id))
        if item is None or item.entry.packet_id != event.packet_id or item.first_handed is None:
            return
        if event.taken is False and is_refusal(event.res):
            if item.entry.relayed:
                return  # it is on its way, whatever the radio's queue says
            self._refused_by_res(item, event.res, event.now)
        elif event.taken is not None:
            item.entry = replace(item.entry, outcome=Outcome.SENT)
            self._fates.changed(item, Step.SENT)

    def verdict(self, event: VerdictReceived) -> None:
        """Note what the mesh said of a text."""
        key = self._memory.key_of(event.packet_id)
        if item := self._items.get(key):
            self._fates.apply(item, self.judging.of_open(item, event), event.now)
        elif (entry := self._memory.ended(key)) and (better := self.judging.of_ended(entry, event)):
            self._fates.improve(entry, better)

    def air_changed(self, now: float) -> None:
        """Look again at what stands in line: the radio has other settings, so that texts cost, or may cost, another."""
        self._places.sort_again(now)

    # --- time -------------------------------------------------------------------------------

    def handle_deadline(self, now: float) -> None:
        """Do what is due at `now`."""
        self.slot.handle_deadline(now)
        for item in self._places.take_refused(now):
            if item.res is not None:
                res, item.res = item.res, None
                self._fates.apply(item, self.judging.of_res(item.entry, res), now)
        for item in self._places.take_ended(now):
            if item.entry.key in self._items:
                self._fates.expire(item, now, self._standing(item, now))

    def deadline(self, now: float) -> float | None:
        """Return the loop time when `handle_deadline` or `next` will have something to do; None: only after an event.

        What is due already, and only waits for the transmitter, does not count.
        """
        ends = [at for at in (self._places.next_at(), self.slot.deadline) if at is not None]
        if self.slot.is_free:
            goes = [self._places.resumes_at(), self._turn_at(now)]
            goes.append(now + LOOK_AGAIN_S if self._turns.held_back() else None)
            goes += [self._due(item) for item in self._places.out.values()]
            ends += [at for at in goes if at is not None and now < at < NEVER]
        return min(ends, default=None)

    def _turn_at(self, now: float) -> float | None:
        """Return the loop time when the others' air is free for whoever's turn it is; None: nobody's, or it is."""
        turn = self._turns.turn(now)
        return None if turn is None else turn.at

    def take_changes(self) -> list[Change]:
        """Return and forget what changed, oldest first."""
        return self._fates.take_changes()

    # --- inside -----------------------------------------------------------------------------

    def _standing(self, item: Item, now: float) -> Standing:
        return standing_of(
            item,
            now=now,
            due=self._due(item),
            is_linked=self._connection.generation is not None,
            piece_until=self._places.piece_until(item),
            kind=self._kind_of(item),
            manners=self.manners,
        )

    def _due(self, item: Item) -> float:
        return item.due(connection=self._connection, options=self._options)

    def _in_time(self, item: Item, now: float) -> bool:
        if item.first_handed is not None:
            return now <= item.first_handed + self._options.repeat_window_s
        return now < item.deadline

    def _refused_by_res(self, item: Item, res: int, now: float) -> None:
        """Wait for the ROUTING verdict, which says more than a refusing queueStatus.

        A text that the full queue did not take is in the radio's list of retransmissions nevertheless
        (`ReliableRouter.cpp`, send: the copy is made first), so it may still go out and must not get another id soon.
        """
        item.res = res
        waits = self._options.refusal_grace_s
        if res == RES_QUEUE_FULL:
            item.queue_was_full = True
            waits = item.verdict_wait_s if item.entry.intent.want_ack else 0.0
        item.res_due = now + waits
        self._places.put(item, now)

    def _kind_of(self, item: Item) -> Kind:
        return kind_of(item.entry, self._is_admin)

    def _take_order(self) -> int:
        self._next_order += 1
        return self._next_order
