"""Every open text, who goes next, and how each one ends. PURE: time, numbers and packet ids are arguments.

Invariants, whatever happens in whatever order:
- an entry ends exactly once (a late ack may improve its outcome, which is not a second end);
- a packet id that was refused is never used again;
- an id that may have been accepted is never replaced by another one;
- at most one text is in flight, which is what the radio's queue towards it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from steadymesh.delivery.item import Item
from steadymesh.delivery.memory import Memory
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.verdicts import RES_QUEUE_FULL, RES_SHOULD_RELEASE, Judgement, Word, judge, judge_res
from steadymesh.events import SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Entry, Outcome, RoutingError

OUTBOX_FULL = "OUTBOX_FULL"
"""Reason of a text that was refused here because too many wait."""


class Step(Enum):
    """What a change was."""

    MOVED = "moved"
    """Something to write down."""
    SENT = "sent"
    """The radio took it."""
    PAUSED = "paused"
    """It was refused and is tried again, under another id."""
    ENDED = "ended"
    IMPROVED = "improved"
    """A late verdict made a final outcome better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of one entry."""

    entry: Entry
    step: Step
    since: float | None = None
    """Loop time when it was handed in; None: it had ended before, and that is forgotten."""


class OutgoingQueue:
    """The outbox' mind.

    Args:
        options: Limits and times.
        draw_id: Returns a fresh packet id.
    """

    def __init__(self, *, options: DeliveryOptions, draw_id: Callable[[], PacketId]) -> None:
        self._options = options
        self._draw_id = draw_id
        self._items: dict[str, Item] = {}
        self._memory = Memory(options.recent_max)
        self._changes: list[Change] = []
        self._next_order = 0
        self._slot: PacketId | None = None
        self._slot_generation = 0
        self._slot_due = 0.0
        self._generation: int | None = None
        self._ready_since = 0.0
        self.own: NodeNum | None = None
        """Our radio's number, as of its last handshake."""

    def __len__(self) -> int:
        return len(self._items)

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
        self._enter(Item(entry=entry, order=self._take_order(), since=now, deadline=now + lifetime_s, held=held))
        if len(self._items) > self._options.open_max:
            untouched = [i for i in self._items.values() if i.first_handed is None and not i.preparing]
            self._end(max(untouched, key=_rank), Outcome.REFUSED, OUTBOX_FULL)

    def release(self, key: str) -> None:
        """Let an entry that was held leave."""
        if item := self._items.get(key):
            item.held = False

    def restore(self, entries: Sequence[Entry], recent: Sequence[Entry], *, now: float, at: datetime) -> None:
        """Take what the journal kept of an earlier process; what is known already stays as it is.

        Args:
            entries: Open ones, oldest first.
            recent: Ended ones, newest first, that a late ack may improve.
            now: Loop time.
            at: Wall time.
        """
        for entry in reversed(recent):
            if self.entry(entry.key) is None:
                self._memory.keep(entry)
        for entry in entries:
            if self.entry(entry.key) is None:
                order = self._take_order()
                self._enter(Item.restored(entry, order=order, now=now, at=at, options=self._options))

    def entry(self, key: str) -> Entry | None:
        """Return an entry that is open or ended lately."""
        if item := self._items.get(key):
            return item.entry
        return self._memory.ended(key)

    # --- what goes out ----------------------------------------------------------------------

    def next(self, now: float) -> Entry | None:
        """Return the entry that is to be handed over now; None: nothing is, or a text is in flight."""
        if self._slot is not None:
            return None
        ready = [item for item in self._items.values() if self._due(item) <= now and self._in_time(item, now)]
        return min(ready, key=_rank).entry if ready else None

    def prepare(self, key: str, *, at: datetime) -> Entry:
        """Return an entry of `next` as it is to be written down before it is handed over."""
        item = self._items[key]
        item.preparing = True
        return replace(
            item.entry,
            attempts=item.entry.attempts + 1,
            first_sent=item.entry.first_sent or at,
            sent_as=item.entry.sent_as if item.entry.sent_as is not None else self.own,
        )

    def may_go(self, prepared: Entry) -> bool:
        """Return whether what was prepared still stands: not ended, and its connection not lost meanwhile."""
        item = self._items.get(prepared.key)
        return (
            item is not None
            and item.entry.packet_id == prepared.packet_id
            and not item.entry.relayed
            and self._slot is None
            and self._generation is not None
            and prepared.sent_as in (None, self.own)
        )

    def handed(self, prepared: Entry, generation: int, now: float) -> None:
        """Note that the radio was handed what was prepared."""
        item = self._items[prepared.key]
        item.entry = replace(prepared, relayed=item.entry.relayed)
        item.preparing = False
        item.generation = generation
        item.last_handed = now
        if item.first_handed is None:
            item.first_handed = now
        self._slot = prepared.packet_id
        self._slot_generation = generation
        self._slot_due = now + self._options.resolve_wait_s

    def take_back(self, prepared: Entry, now: float, pause_s: float = 0.0) -> None:
        """Note that what was prepared did not go out: it is written down as it was before."""
        item = self._items.get(prepared.key)
        if item is not None:
            item.preparing = False
            item.not_before = max(item.not_before, now + pause_s)
            self._changed(item, Step.MOVED)

    def give_up(self, prepared: Entry, reason: str) -> None:
        """End what was prepared and can't be handed to any radio."""
        if item := self._items.get(prepared.key):
            self._end(item, Outcome.REFUSED, reason)

    # --- what happens -----------------------------------------------------------------------

    def ready(self, event: SessionReady) -> None:
        """Note a new connection, or a radio that restarted behind an open one and forgot what it was handed."""
        if self._slot_generation != event.generation:
            self._slot = None
        if self._generation == event.generation:
            for item in self._items.values():
                item.generation = None
        self._generation = event.generation
        self._ready_since = event.now
        self.own = event.radio.num

    def lost(self, event: SessionLost) -> None:
        """Note that a connection is over."""
        if self._generation == event.generation:
            self._generation = None
            self._slot = None

    def resolved(self, event: SendResolved) -> None:
        """Note what the radio said when it was handed a text."""
        if self._slot == event.packet_id:
            self._slot = None
        item = self._items.get(self._memory.key_of(event.packet_id))
        if item is None or item.entry.packet_id != event.packet_id or item.first_handed is None:
            return
        if event.taken is False and event.res != RES_SHOULD_RELEASE:
            self._refused_by_res(item, event.res, event.now)
        elif event.taken is not None:
            item.entry = replace(item.entry, outcome=Outcome.SENT)
            self._changed(item, Step.SENT)

    def verdict(self, event: VerdictReceived) -> None:
        """Note what the mesh said of a text."""
        key = self._memory.key_of(event.packet_id)
        if item := self._items.get(key):
            self._judge_open(item, event)
        elif entry := self._memory.ended(key):
            self._judge_ended(entry, event)

    def handle_deadline(self, now: float) -> None:
        """Do what is due at `now`."""
        if self._slot is not None and self._slot_due <= now:
            self._slot = None
        for item in tuple(self._items.values()):
            if item.res is not None and item.res_due <= now:
                res, item.res = item.res, None
                before = len(item.entry.earlier_ids)
                self._apply(item, judge_res(res, attempts_before=before, options=self._options), now)
            elif item.ends(self._options) <= now and not item.preparing:
                self._expire(item)

    def deadline(self, now: float) -> float | None:
        """Return the loop time when `handle_deadline` or `next` will have something to do; None: only after an event.

        What is due already, and only waits for the transmitter, does not count.
        """
        times = [item.ends(self._options) for item in self._items.values() if not item.preparing]
        times += [item.res_due for item in self._items.values() if item.res is not None]
        if self._slot is not None:
            times.append(self._slot_due)
        else:
            times += [due for item in self._items.values() if now < (due := self._due(item)) < float("inf")]
        return min(times, default=None)

    def take_changes(self) -> list[Change]:
        """Return and forget what changed, oldest first."""
        changes, self._changes = self._changes, []
        return changes

    # --- inside -----------------------------------------------------------------------------

    def _due(self, item: Item) -> float:
        return item.due(generation=self._generation, ready_since=self._ready_since, own=self.own, options=self._options)

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
            waits = self._options.verdict_wait_s if item.entry.intent.want_ack else 0.0
        item.res_due = now + waits

    def _judge_open(self, item: Item, event: VerdictReceived) -> None:
        entry = item.entry
        current = event.packet_id == entry.packet_id and item.first_handed is not None
        judgement = self._judgement(entry, event, queue_was_full=item.queue_was_full)
        is_ack = judgement.word is Word.ACKNOWLEDGED
        if current or is_ack or (judgement.word is Word.RELAYED and entry.intent.to == BROADCAST):
            self._apply(item, judgement, event.now)

    def _judge_ended(self, entry: Entry, event: VerdictReceived) -> None:
        judgement = self._judgement(entry, event, queue_was_full=False)
        undecided = entry.outcome is Outcome.EXPIRED or entry.reason == RoutingError.MAX_RETRANSMIT.name
        if judgement.word is Word.ACKNOWLEDGED and entry.outcome is not Outcome.ACKNOWLEDGED:
            self._improve(entry, Outcome.ACKNOWLEDGED)
        elif judgement.word is Word.RELAYED and entry.outcome is not Outcome.RELAYED and undecided:
            self._improve(entry, Outcome.RELAYED)

    def _judgement(self, entry: Entry, event: VerdictReceived, *, queue_was_full: bool) -> Judgement:
        return judge(
            to=entry.intent.to,
            sender=event.sender,
            own=event.own,
            error=event.error,
            number=event.number,
            attempts_before=len(entry.earlier_ids),
            last_reason=entry.reason,
            queue_was_full=queue_was_full,
            options=self._options,
        )

    def _apply(self, item: Item, judgement: Judgement, now: float) -> None:
        match judgement.word:
            case Word.ACKNOWLEDGED:
                self._end(item, Outcome.ACKNOWLEDGED)
            case Word.RELAYED if item.entry.intent.to == BROADCAST:
                self._end(item, Outcome.RELAYED)
            case Word.RELAYED:
                item.res = None
                item.entry = replace(item.entry, outcome=Outcome.SENT, relayed=True)
                self._changed(item, Step.MOVED)
            case Word.AGAIN if now + judgement.pause_s < item.deadline:
                self._renew(item, judgement, now)
            case Word.REFUSED | Word.AGAIN:
                self._end(item, Outcome.REFUSED, judgement.reason)
            case _:  # Word.NOTHING
                pass

    def _renew(self, item: Item, judgement: Judgement, now: float) -> None:
        """Give a refused text another packet id, for after a pause."""
        item.entry = replace(
            item.entry,
            packet_id=self.fresh_id(),
            earlier_ids=(*item.entry.earlier_ids, item.entry.packet_id),
            attempts=0,
            first_sent=None,
            sent_as=None,
            relayed=False,
            outcome=Outcome.WAITING,
            reason=judgement.reason,
        )
        self._memory.note_ids(item.entry)
        item.not_before = now + judgement.pause_s
        item.generation = item.first_handed = item.last_handed = item.res = None
        item.queue_was_full = item.preparing = False
        self._changed(item, Step.PAUSED)

    def _expire(self, item: Item) -> None:
        if item.entry.relayed:
            self._end(item, Outcome.RELAYED)
        elif item.first_handed is None and item.entry.earlier_ids:
            self._end(item, Outcome.REFUSED, item.entry.reason)
        else:
            self._end(item, Outcome.EXPIRED)

    def _end(self, item: Item, outcome: Outcome, reason: str = "") -> None:
        del self._items[item.entry.key]
        item.entry = replace(item.entry, outcome=outcome, reason=reason)
        self._memory.keep(item.entry)
        self._changed(item, Step.ENDED)

    def _improve(self, entry: Entry, outcome: Outcome) -> None:
        better = replace(entry, outcome=outcome, reason="")
        self._memory.keep(better)
        self._changes.append(Change(entry=better, step=Step.IMPROVED))

    def _enter(self, item: Item) -> None:
        self._items[item.entry.key] = item
        self._memory.note_ids(item.entry)

    def _take_order(self) -> int:
        self._next_order += 1
        return self._next_order

    def _changed(self, item: Item, step: Step) -> None:
        self._changes.append(Change(entry=item.entry, step=step, since=item.since))


def _rank(item: Item) -> tuple[int, int]:
    return (item.entry.priority.value, item.order)
