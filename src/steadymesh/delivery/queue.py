"""Every open text, who goes next, and how each one ends. PURE: time, numbers and packet ids are arguments.

Invariants, whatever happens in whatever order:
- an entry ends exactly once (a late ack may improve its outcome, which is not a second end);
- a packet id that was refused is never used again;
- an id that may have been accepted is never replaced by another one, except once, for a silent recipient who answers;
- at most one text is in flight, which is what the radio's queue towards it takes;
- a text that waits for its recipient's key holds up nobody, and waits at most so many times, within its lifetime.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.delivery.changes import Change, Step
from steadymesh.delivery.item import Item
from steadymesh.delivery.memory import Memory
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.slot import Slot
from steadymesh.delivery.verdicts import RES_QUEUE_FULL, Judgement, Word, is_refusal, judge, judge_res
from steadymesh.delivery.waiting import Waiting
from steadymesh.events import SendResolved, SessionLost, SessionReady, VerdictReceived
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Entry, Objection, Outcome, RoutingError

OUTBOX_FULL: Final = "OUTBOX_FULL"
"""Reason of a text that was refused here because too many wait."""

_SILENCE: Final = (RoutingError.MAX_RETRANSMIT.name, "RADIO_OR_KEY")
"""Reasons that only say that nobody answered, as it came and as it was diagnosed."""


class OutgoingQueue:
    """The outbox' mind.

    Args:
        options: Limits and times.
        draw_id: Returns a fresh packet id.
        diagnose: Returns what is behind a direct message's last reason (empty: none came); None: nobody is there who
            brings keys into the radio, so that no text waits for one.
        may_mend: Returns whether a direct message that could not be read, for the diagnosed reason, is worth another
            attempt, after it has waited for a key.
    """

    def __init__(
        self,
        *,
        options: DeliveryOptions,
        draw_id: Callable[[], PacketId],
        diagnose: Callable[[NodeNum, str], str] | None = None,
        may_mend: Callable[[NodeNum, str], bool] = lambda _to, _reason: False,
    ) -> None:
        self._options = options
        self._draw_id = draw_id
        self.diagnose = diagnose
        self.may_mend = may_mend
        self.slot = Slot(options.resolve_wait_s)
        self._items: dict[str, Item] = {}
        self.waiting = Waiting(self._items, options.key_rounds_max)
        self._memory = Memory(options.recent_max)
        self._changes: list[Change] = []
        self._next_order = 0
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
        self._memory.restore(entry for entry in reversed(recent) if entry.key not in self._items)
        for entry in entries:
            if self.entry(entry.key) is None:
                order = self._take_order()
                self._enter(Item.restored(entry, order=order, now=now, at=at, options=self._options))

    def entry(self, key: str) -> Entry | None:
        """Return an entry that is open or ended lately."""
        if item := self._items.get(key):
            return item.entry
        return self._memory.ended(key)

    def last_failed(self, to: NodeNum | None) -> Entry | None:
        """Return the last entry, to this node or to anybody, that was refused or expired; None: none lately."""
        return self._memory.last_failed(to)

    @property
    def is_busy(self) -> bool:
        """Whether a text waits to go, or is on its way without a verdict; one that waits for a key is neither."""
        return len(self._items) > len(self.waiting)

    def is_on_air(self, now: float) -> bool:
        """Return whether the radio may still be at work on a text: it was handed one whose verdict is expected."""
        return not self.slot.is_free or any(item.is_on_air(now, self._options) for item in self._items.values())

    def recipients(self) -> tuple[NodeNum, ...]:
        """Return the nodes to which texts wait or are on their way, first come first."""
        found = (item.entry.intent.to for item in self._items.values())
        return tuple(dict.fromkeys(to for to in found if to != BROADCAST))

    # --- what goes out ----------------------------------------------------------------------

    def next(self, now: float) -> Entry | None:
        """Return the entry that is to be handed over now; None: nothing is, or a text is in flight."""
        if not self.slot.is_free:
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
            and item.entry.intent == prepared.intent
            and not item.entry.relayed
            and self.slot.is_free
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
        self.slot.take(prepared.packet_id, generation, now)

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
        self.slot.ready(event.generation)
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
            self.slot.lost()

    def resolved(self, event: SendResolved) -> None:
        """Note what the radio said when it was handed a text."""
        self.slot.resolved(event.packet_id)
        item = self._items.get(self._memory.key_of(event.packet_id))
        if item is None or item.entry.packet_id != event.packet_id or item.first_handed is None:
            return
        if event.taken is False and is_refusal(event.res):
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

    # --- what concerns keys -----------------------------------------------------------------

    def object(self, key: str, objection: Objection, now: float) -> None:
        """Note why an entry of `next` should not be handed over: it ends, or it waits for its recipient's key."""
        item = self._items[key]
        if objection.is_final or not self.waiting.may_begin(item, now):
            self._end(item, Outcome.REFUSED, objection.reason)
        else:
            self._wait_for_key(item, objection.reason)

    def key_placed(self, node: NodeNum, now: float) -> None:
        """Let go what waited for a node's key: the radio holds it."""
        self.waiting.placed(node, now)

    def key_refused(self, node: NodeNum, reason: str) -> None:
        """End what waited for a node's key: it does not come."""
        for item in self.waiting.of(node):
            self._end(item, Outcome.REFUSED, reason)

    def renumbered(self, before: NodeNum, after: NodeNum, now: float) -> None:
        """Send to a person's new number what no radio was handed yet under its present packet id."""
        if after != self.own:
            for item in self.waiting.renumbered(before, after, now):
                self._changed(item, Step.MOVED)

    # --- time -------------------------------------------------------------------------------

    def handle_deadline(self, now: float) -> None:
        """Do what is due at `now`."""
        self.slot.handle_deadline(now)
        for item in tuple(self._items.values()):
            if item.res is not None and item.res_due <= now:
                res, item.res = item.res, None
                self._apply(item, self._judgement_of_res(item.entry, res), now)
            elif item.ends(self._options) <= now and not item.preparing:
                self._expire(item)

    def deadline(self, now: float) -> float | None:
        """Return the loop time when `handle_deadline` or `next` will have something to do; None: only after an event.

        What is due already, and only waits for the transmitter, does not count.
        """
        times = [item.ends(self._options) for item in self._items.values() if not item.preparing]
        times += [item.res_due for item in self._items.values() if item.res is not None]
        if self.slot.deadline is not None:
            times.append(self.slot.deadline)
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
        if current and judgement.word is Word.REFUSED and self._is_worth_mending(item, event, judgement.reason):
            return
        if current or is_ack or (judgement.word is Word.RELAYED and entry.intent.to == BROADCAST):
            self._apply(item, judgement, event.now)

    def _is_worth_mending(self, item: Item, event: VerdictReceived, reason: str) -> bool:
        """Return whether a text that its recipient could not read, as it seems, now waits for another attempt.

        Once each, and never for what our own radio refused: that has not been on the air.
        """
        is_from_mesh = not event.own or event.error is RoutingError.MAX_RETRANSMIT
        to = item.entry.intent.to
        if self.diagnose is None or to == BROADCAST or not is_from_mesh or item.is_mended:
            return False
        told = self.diagnose(to, reason)
        if not self.may_mend(to, told) or not self.waiting.may_begin(item, event.now):
            return False
        item.is_mended = True
        self._renew(item, told, event.now)
        self._wait_for_key(item, told)
        return True

    def _judge_ended(self, entry: Entry, event: VerdictReceived) -> None:
        judgement = self._judgement(entry, event, queue_was_full=False)
        undecided = entry.outcome is Outcome.EXPIRED or entry.reason in _SILENCE
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
            has_custody=self.diagnose is not None,
            options=self._options,
        )

    def _judgement_of_res(self, entry: Entry, res: int) -> Judgement:
        return judge_res(
            res,
            to=entry.intent.to,
            attempts_before=len(entry.earlier_ids),
            has_custody=self.diagnose is not None,
            options=self._options,
        )

    def _apply(self, item: Item, judgement: Judgement, now: float) -> None:
        match judgement.word:
            case Word.ACKNOWLEDGED:
                self._end(item, Outcome.ACKNOWLEDGED)
            case Word.RELAYED if item.entry.intent.to == BROADCAST:
                self._end(item, Outcome.RELAYED)
            case Word.RELAYED:
                item.res, item.awaits_key = None, ""
                item.entry = replace(item.entry, outcome=Outcome.SENT, relayed=True)
                self._changed(item, Step.MOVED)
            case Word.AGAIN if now + judgement.pause_s < item.deadline:
                self._renew(item, judgement.reason, now + judgement.pause_s)
                self._changed(item, Step.PAUSED)
            case Word.KEY if self.waiting.may_begin(item, now):
                self._renew(item, judgement.reason, now)
                self._wait_for_key(item, judgement.reason)
            case Word.REFUSED | Word.AGAIN | Word.KEY:
                self._end(item, Outcome.REFUSED, judgement.reason)
            case _:  # Word.NOTHING
                pass

    def _renew(self, item: Item, reason: str, not_before: float) -> None:
        """Give a refused text another packet id."""
        item.renew(self.fresh_id(), reason=reason, not_before=not_before)
        self._memory.note_ids(item.entry)

    def _wait_for_key(self, item: Item, reason: str) -> None:
        item.await_key(reason)
        self._changed(item, Step.AWAITS_KEY)

    def _expire(self, item: Item) -> None:
        if item.entry.relayed:
            self._end(item, Outcome.RELAYED)
        elif item.first_handed is None and (item.awaits_key or item.entry.earlier_ids):
            self._end(item, Outcome.REFUSED, item.awaits_key or item.entry.reason)
        else:
            self._end(item, Outcome.EXPIRED)

    def _end(self, item: Item, outcome: Outcome, reason: str = "") -> None:
        del self._items[item.entry.key]
        to = item.entry.intent.to
        if self.diagnose is not None and to != BROADCAST and outcome in (Outcome.REFUSED, Outcome.EXPIRED):
            reason = self.diagnose(to, reason) or reason
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
