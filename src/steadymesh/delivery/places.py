"""Where every open text stands: in line, paused, waiting for another piece or a word of its recipient, or out. PURE.

A text stands in one place at a time. What there is to do is found without looking at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from steadymesh.delivery.agenda import Agenda
from steadymesh.delivery.item import Item
from steadymesh.delivery.judging import LastHeard
from steadymesh.delivery.lines import Kind, Lines, Person, person_of
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.model import Entry

LOOK_S: Final = 10.0
"""How often it is looked whether somebody who was out of reach has been heard again."""


NEVER: Final = float("inf")

AT_ONCE: Final = 200
"""Texts that end in one go: telling of 10,000 takes seconds, in which nothing else would happen."""

MAX_PIECES: Final = 50
"""Pieces that one may come behind; a chain that is longer, or that bites its tail, is not followed further."""


class Places:
    """The places of the open texts.

    Args:
        items: The open texts by key, as the queue keeps them.
        options: Times.
        kind_of: Returns of what kind a text is.
        fits: Returns whether a text can ever go within our share of the air, as the radio is set.
        last_heard: Returns when a node was last heard; None: nobody can tell.
        ended: Returns a text that has ended lately, by key; None: there is none.
    """

    def __init__(
        self,
        items: Mapping[str, Item],
        *,
        options: DeliveryOptions,
        kind_of: Callable[[Item], Kind],
        fits: Callable[[Item], bool],
        last_heard: LastHeard | None,
        ended: Callable[[str], Entry | None],
    ) -> None:
        self._ended = ended
        self._items = items
        self._options = options
        self._kind_of = kind_of
        self._fits = fits
        self._last_heard = last_heard
        self.lines = Lines()
        self.out: dict[str, Item] = {}
        """Handed over under their present packet id: on the air, or to be repeated on a later connection."""
        self.unheard: dict[str, Item] = {}
        """Their recipient did not answer, and is waited for to be heard."""
        self._ends: Agenda[str] = Agenda()
        self._pauses: Agenda[str] = Agenda()
        self._res: Agenda[str] = Agenda()
        self._gaps: Agenda[Person] = Agenda()
        """Who has had a text a moment ago, until when they stand back."""
        self._behind: dict[str, set[str]] = {}
        """Pieces by the key of the piece before them."""

    # --- coming and going -----------------------------------------------------------------------

    def put(self, item: Item, now: float) -> None:
        """Put a text where it belongs as it is now."""
        key = item.entry.key
        self._leave(key)
        for before in self._before(item):
            self._behind.setdefault(before.entry.key, set()).add(key)
        if item.preparing:
            self._ends.drop(key)
            return
        self._ends.set(key, item.ends(self._options.repeat_window_s))
        if item.res is not None:
            self._res.set(key, item.res_due)
        if item.first_handed is not None:
            self.out[key] = item
        elif item.held or item.awaits_key:
            return
        elif not self._fits(item):  # neither now nor later: it ends, and keeps nobody waiting
            self._ends.set(key, now)
        elif item.entry.awaits_word:
            self.unheard[key] = item
            self._pauses.set(key, now + LOOK_S)
        elif (at := max(item.not_before, self.piece_until(item))) > now:
            if at != NEVER:
                self._pauses.set(key, at)
        else:
            self.lines.join(key, self._kind_of(item), person_of(item.entry), item.order)

    def drop(self, item: Item) -> None:
        """Forget a text that has ended."""
        key = item.entry.key
        self._leave(key)
        self._ends.drop(key)
        self._behind.pop(key, None)
        for before in self._before(item):
            if behind := self._behind.get(before.entry.key):
                behind.discard(key)
                if not behind:
                    del self._behind[before.entry.key]

    def gap(self, person: Person, until: float) -> None:
        """Let a person stand back, because they have had a text a moment ago."""
        self.lines.set_aside(person)
        self._gaps.set(person, until)

    def sort_again(self, now: float) -> None:
        """Look again at all that stands in line: what fits our share of the air has changed."""
        for key in self.lines.texts():
            self.put(self._items[key], now)

    def behind(self, key: str) -> tuple[Item, ...]:
        """Return the pieces that come behind this one, directly or not."""
        return self._known(self._behind.get(key, ()))

    def moved_on(self, item: Item, now: float) -> None:
        """Look again at what waits for this text: it was handed over, or has ended."""
        for other in self.behind(item.entry.key):
            self.put(other, now)
        self._come_back(person_of(item.entry))

    def _come_back(self, person: Person) -> None:
        self._gaps.drop(person)
        self.lines.bring_back(person)

    def _leave(self, key: str) -> None:
        self.lines.leave(key)
        self._pauses.drop(key)
        self._res.drop(key)
        self.out.pop(key, None)
        self.unheard.pop(key, None)

    def piece_until(self, item: Item) -> float:
        """Return the loop time until which the pieces before this one go first; infinity: until one has moved on."""
        wait_s = self._options.piece_wait_s
        return max(
            (NEVER if p.last_handed is None else p.last_handed + wait_s for p in self._before(item)), default=0.0
        )

    def _before(self, item: Item) -> Iterator[Item]:
        """Iterate over the open ones of the pieces before this one, the nearest first."""
        key, steps = item.entry.follows, 0
        while key and steps < MAX_PIECES:
            steps += 1
            before = self._items.get(key)
            entry = self._ended(key) if before is None else before.entry
            if before is not None:
                yield before
            key = "" if entry is None else entry.follows

    def _known(self, keys: set[str] | tuple[()]) -> tuple[Item, ...]:
        found = (self._items.get(key) for key in sorted(keys))
        return tuple(item for item in found if item is not None)

    def last_heard(self, item: Item) -> datetime | None:
        """Return when a text's recipient was last heard; None: never yet, or nobody can tell."""
        return None if self._last_heard is None else self._last_heard(item.entry.intent.to)

    # --- time -----------------------------------------------------------------------------------

    def resume(self, now: float) -> None:
        """Put whatever has paused long enough where it belongs now.

        That a recipient has been heard again is not written down: after a restart the radio's dump tells it once more.
        """
        for person in self._gaps.take_due(now):
            self.lines.bring_back(person)
        for key in self._pauses.take_due(now):
            item = self._items[key]
            if item.entry.awaits_word and self._is_heard_again(item):
                item.entry = replace(item.entry, awaits_word=False)
            self.put(item, now)

    def _is_heard_again(self, item: Item) -> bool:
        """Return whether a recipient was heard later than they had been; what the radio has forgotten is no news."""
        last, before = self.last_heard(item), item.entry.heard_before
        return last is not None and (before is None or last > before)

    def take_ended(self, now: float) -> tuple[Item, ...]:
        """Return what has come to its end without a further verdict, `AT_ONCE` at most."""
        return tuple(self._items[key] for key in self._ends.take_due(now, AT_ONCE))

    def take_refused(self, now: float) -> tuple[Item, ...]:
        """Return what a queueStatus had refused, and of which no verdict has said more."""
        return tuple(self._items[key] for key in self._res.take_due(now))

    def next_at(self) -> float | None:
        """Return the loop time when one of these has something to do; None: none has."""
        return min((at for at in (self._ends.next_at(), self._res.next_at()) if at is not None), default=None)

    def resumes_at(self) -> float | None:
        """Return the loop time when `resume` has something to do; None: it has not."""
        return min((at for at in (self._pauses.next_at(), self._gaps.next_at()) if at is not None), default=None)
