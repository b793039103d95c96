"""What becomes of a text: it waits for a key, is tried again, ends; its pieces with it. PURE.

Whatever happens to a text happens in here, and every step is noted for those who write it down and tell of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from steadymesh.delivery.changes import Change, Step
from steadymesh.delivery.item import Item
from steadymesh.delivery.judging import PEER_HAS_NEW_KEY, UNREAD, Judging
from steadymesh.delivery.lines import person_of
from steadymesh.delivery.manners import AIR_BUDGET, RADIOS_TRIES, Manners
from steadymesh.delivery.memory import Memory
from steadymesh.delivery.places import Places
from steadymesh.delivery.standing import Standing, Waits
from steadymesh.delivery.verdicts import Judgement, Word, tries_behind
from steadymesh.delivery.waiting import Waiting
from steadymesh.ids import BROADCAST, PacketId
from steadymesh.model import Entry, Outcome, RoutingError

NEVER_YET: Final = float("-inf")

_FAILED: Final = (Outcome.REFUSED, Outcome.EXPIRED)


class Fates:
    """The open texts and what becomes of them.

    Args:
        places: Where they stand.
        waiting: Which of them wait for a key.
        memory: Whose packet id is whose, and how texts ended lately.
        judging: What is behind a reason.
        manners: What the others' air allows, and what a transmission costs.
        items: The open texts by key.
        fresh_id: Returns a packet id that nobody has.
    """

    def __init__(
        self,
        *,
        items: dict[str, Item],
        places: Places,
        waiting: Waiting,
        memory: Memory,
        judging: Judging,
        manners: Manners,
        fresh_id: Callable[[], PacketId],
    ) -> None:
        self._items = items
        self._places = places
        self._waiting = waiting
        self._memory = memory
        self._judging = judging
        self._manners = manners
        self._fresh_id = fresh_id
        self._changes: list[Change] = []
        self._short_of_air_at = NEVER_YET

    def note_wait(self, now: float) -> None:
        """Note that the text whose turn it is waits for our share of the air: those behind it wait for the same."""
        self._short_of_air_at = now

    def take_changes(self) -> list[Change]:
        """Return and forget what changed, oldest first."""
        changes, self._changes = self._changes, []
        return changes

    def apply(self, item: Item, judgement: Judgement, now: float) -> None:
        """Let a judgement have its effect."""
        match judgement.word:
            case Word.ACKNOWLEDGED:
                self.end(item, Outcome.ACKNOWLEDGED, "", now)
            case Word.RELAYED if item.entry.intent.to == BROADCAST:
                self.end(item, Outcome.RELAYED, "", now)
            case Word.RELAYED:
                self._waiting.end(item)
                self._settle(item, None, now)
                item.res, item.awaits_key = None, ""
                item.entry = replace(item.entry, outcome=Outcome.SENT, relayed=True, awaits_word=False)
                self._places.put(item, now)
                self._places.moved_on(item, now)
                self.changed(item, Step.MOVED)
            case Word.AGAIN if now + (pause_s := self._pause_s(item, judgement, now)) < item.deadline:
                self._renew(item, judgement.reason, now + pause_s, now)
                self.changed(item, Step.PAUSED)
            case Word.KEY if item.entry.attempts > 1:
                pass  # a repeat was refused; what was sent before may have arrived, so that it keeps its packet id
            case Word.KEY | Word.MEND if self._waiting.may_begin(item, now):
                if judgement.word is Word.MEND:
                    item.entry = replace(item.entry, second_chance=True)
                self._renew(item, judgement.reason, now, now)
                self.wait_for_key(item, judgement.reason, now)
            case Word.UNHEARD if now < item.deadline:
                heard = self._places.last_heard(item)
                item.entry = replace(item.entry, second_chance=True, awaits_word=True, heard_before=heard)
                self._renew(item, judgement.reason, now, now)
                self.changed(item, Step.UNHEARD)
            case Word.NOTHING:
                pass
            case _:
                self.end(item, Outcome.REFUSED, judgement.reason, now)

    def _pause_s(self, item: Item, judgement: Judgement, now: float) -> float:
        """Return the seconds until a refused text may go again."""
        if judgement.reason == RoutingError.PKI_UNKNOWN_PUBKEY.name:
            return self._manners.second_try_s(item.entry.intent)
        if judgement.reason == RoutingError.DUTY_CYCLE_LIMIT.name:
            return max(judgement.pause_s, self._manners.silent_for_s(now))
        return judgement.pause_s

    def _settle(self, item: Item, tries: int | None, now: float) -> None:
        """Count what a text has cost under its present packet id: the radio does not tell how often it sends it."""
        if item.first_handed is None or item.is_settled:
            return
        item.is_settled = True
        entry = item.entry
        further = self._manners.settled(entry, person_of(entry), tries, now) - 1
        item.entry = replace(
            entry,
            airtime_s=max(0.0, entry.airtime_s + further * self._manners.cost(entry.intent).airtime_s),
            transmissions=max(0, entry.transmissions + further),
        )

    def _renew(self, item: Item, reason: str, not_before: float, now: float) -> None:
        """Give a refused text another packet id."""
        self._settle(item, tries_behind(reason), now)
        self._waiting.end(item)
        item.renew(self._fresh_id(), reason=reason, not_before=not_before)
        self._memory.note_ids(item.entry)
        self._places.put(item, now)
        self._places.moved_on(item, now)

    def wait_for_key(self, item: Item, reason: str, now: float) -> None:
        """Let a text wait until its recipient's key is in the radio."""
        item.await_key(reason)
        self._waiting.begin(item)
        self._places.put(item, now)
        self.changed(item, Step.AWAITS_KEY)

    def go_on(self, item: Item, now: float) -> None:
        """Wait for no key any more: it may go now."""
        self._waiting.end(item)
        item.key_came(now)
        self._places.put(item, now)

    def expire(self, item: Item, now: float, standing: Standing) -> None:
        """End a text whose time is over.

        Args:
            item: The text.
            now: Loop time.
            standing: What it waited for, which is why one that was not sent could not go.
        """
        if item.entry.relayed:
            self.end(item, Outcome.RELAYED, "", now)
        elif item.first_handed is None and (item.awaits_key or item.entry.earlier_ids):
            self.end(item, Outcome.REFUSED, item.awaits_key or item.entry.reason, now)
        elif item.first_handed is None:
            was_short = standing.waits is Waits.TURN and self._short_of_air_at >= item.since
            self.end(item, Outcome.EXPIRED, AIR_BUDGET if was_short else standing.hindrance, now)
        else:
            self.end(item, Outcome.EXPIRED, "", now)

    def end(self, item: Item, outcome: Outcome, reason: str, now: float, *, with_pieces: bool = True) -> None:
        """End a text, and where it failed the pieces behind it, unless whoever ends it sees to them."""
        entry = item.entry
        del self._items[entry.key]
        self._waiting.end(item)
        self._settle(item, RADIOS_TRIES if outcome is Outcome.EXPIRED else tries_behind(reason), now)
        if outcome in _FAILED:
            reason = self._judging.reason_of(item, reason)
        item.entry = replace(item.entry, outcome=outcome, reason=reason, awaits_word=False)
        self._memory.keep(item.entry)
        behind = self._places.behind(entry.key)
        self._places.moved_on(item, now)
        self._places.drop(item)
        self.changed(item, Step.ENDED)
        if outcome in _FAILED and with_pieces:
            for piece in behind:
                if piece.first_handed is None and piece.entry.key in self._items:
                    self.end(piece, outcome, reason, now)

    def improve(self, entry: Entry, outcome: Outcome) -> None:
        """Give a text that has ended a better outcome."""
        better = replace(entry, outcome=outcome, reason="")
        self._memory.keep(better)
        self._changes.append(Change(entry=better, step=Step.IMPROVED))

    def enter(self, item: Item, now: float) -> None:
        """Take a text in; a piece that comes behind one that has failed ends with it."""
        self._items[item.entry.key] = item
        self._memory.note_ids(item.entry)
        before = self._memory.ended(item.entry.follows)
        if before is not None and before.outcome in _FAILED and item.first_handed is None:
            self.end(item, before.outcome, before.reason, now)
        else:
            self._places.put(item, now)

    def restore(self, item: Item, now: float) -> None:
        """Take in a text of an earlier run. One whose recipient was being asked about it ends as unread."""
        entry = item.entry
        self.enter(item, now)
        was_asked = entry.second_chance and entry.reason in UNREAD and entry.reason != PEER_HAS_NEW_KEY
        if entry.key in self._items and entry.first_sent is None and was_asked:
            self.end(item, Outcome.REFUSED, entry.reason, now)

    def changed(self, item: Item, step: Step) -> None:
        """Note a step."""
        self._changes.append(Change(entry=item.entry, step=step, used_key=item.used_key, since=item.since))
