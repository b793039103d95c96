"""The counter: what people want of the mail, and what happens to it, one after the other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from enum import Enum

from steadymesh.ids import NodeNum
from steadymesh.model import Entry
from steadymesh.plugins.mail import steps
from steadymesh.plugins.mail.carrier import Carrier
from steadymesh.plugins.mail.letter import Letter, Reason, State, number_in
from steadymesh.plugins.mail.means import Means
from steadymesh.plugins.mail.office import Full, Limits, Office
from steadymesh.plugins.mail.shelf import Shelf


class Answer(Enum):
    """What became of what somebody wanted of a letter."""

    NONE = "none"
    """There is no such letter of theirs."""
    SHOWN = "shown"
    """It is shown at once."""
    COMING = "coming"
    """It was handed in, and comes by itself."""
    OUT = "out"
    """It is on its way already: nothing can be changed."""
    GONE = "gone"
    """It is thrown away, or taken back unread."""
    STOPPED = "stopped"
    """It is not offered any more, and may have been read."""


class Desk:
    """All mail of one house.

    Args:
        limits: How much is kept.
    """

    def __init__(self, limits: Limits) -> None:
        self._shelf = Shelf(limits)
        self._carrier = Carrier(self._shelf)
        self._lock = asyncio.Lock()

    @property
    def office(self) -> Office:
        """The letters, to be looked at."""
        return self._shelf.office

    async def open(self, means: Means) -> None:
        """Read what is on the disk, once.

        Raises:
            StoreError: It can't be read; the next call tries again.
        """
        async with self._lock:
            await self._shelf.open(means)

    # --- what people want ---------------------------------------------------------------------

    async def take(self, means: Means, draft: Letter) -> Letter | Full:
        """Take a letter in, and return it as it stands then, or why it is not taken.

        It is on the disk when this returns. If its recipient is here right now, it is tried at once.

        Args:
            means: The house.
            draft: Its number is of no matter.

        Raises:
            StoreError: It could not be written down: there is no such letter.
        """
        async with self._lock:
            await self._shelf.open(means)
            who = (draft.sender, draft.to)
            if (same := self.office.same(*who, draft.text, is_proved=draft.is_proved)) is not None:
                return same
            if (full := self.office.objection(*who, is_proved=draft.is_proved)) is not None:
                return full
            for gone in self.office.superfluous():
                await self._shelf.drop(means, gone)
            letter = await self._shelf.add(means, draft)
            if self._carrier.visits.is_here(letter.to, means.now()):
                self._carrier.visits.begin(letter.to, means.now())
                await self._carrier.serve(means, letter.to)
            return self.office.get(letter.number) or letter

    async def read(self, means: Means, who: NodeNum, number: int, *, is_here: bool) -> tuple[Answer, Letter | None]:
        """Let somebody have a letter to them.

        Args:
            means: The house.
            who: Whose letter it must be.
            number: Which.
            is_here: Whether what is shown reaches the very reader (the console), so that it needs no air.

        Raises:
            StoreError: What there is could not be read.
        """
        async with self._lock:
            await self._shelf.open(means)
            letter = self.office.get(number)
            if letter is None or letter.to != who or letter not in self.office.inbox(who):
                return Answer.NONE, None
            if letter.state is State.DELIVERED:
                return Answer.SHOWN, await self._carrier.end(means, replace(letter, is_read=True))
            if is_here and letter.state is State.WAITING:
                read = steps.delivered(replace(letter, is_read=True), means.at())
                return Answer.SHOWN, await self._carrier.end(means, read)
            if letter.state is State.WAITING:
                self.office.put(steps.asked_for(letter))
                self._carrier.visits.grant(who, means.now())
                await self._carrier.serve(means, who)
                return Answer.COMING, letter
            return Answer.OUT, letter

    async def delete(self, means: Means, who: NodeNum, number: int) -> tuple[Answer, Letter | None]:
        """Throw away a letter to somebody, or take back one of theirs.

        Raises:
            StoreError: What there is could not be read.
        """
        async with self._lock:
            await self._shelf.open(means)
            letter = self.office.get(number)
            if letter is None or (letter not in self.office.inbox(who) and letter not in self.office.sent(who)):
                return Answer.NONE, None
            if letter.state is State.OUT:
                return Answer.OUT, letter
            if letter.to == who and letter.state is State.DELIVERED:
                return Answer.GONE, await self._carrier.end(means, replace(letter, is_read=True))
            if letter.to == who:
                thrown = steps.returned(letter, Reason.DISCARDED, means.at())
                return Answer.GONE, await self._carrier.end(means, thrown)
            if not letter.is_open:
                return Answer.NONE, None  # it has ended, and its sender is about to be told
            back = await self._carrier.end(means, steps.returned(letter, Reason.TAKEN_BACK, means.at()))
            return Answer.STOPPED if letter.may_have_left else Answer.GONE, back

    # --- what happens -------------------------------------------------------------------------

    def note(self, means: Means, num: NodeNum) -> bool:
        """Note that somebody is here; return whether there may be something for them."""
        self._carrier.visits.note(num, means.now())
        return not self._shelf.is_loaded or self.office.concerns(num)

    async def heard(self, means: Means, num: NodeNum) -> None:
        """Hand somebody who was heard what waits for them, unless they were handed something a short while ago."""
        if not self.note(means, num):
            return
        async with self._lock:
            if await self._shelf.try_open(means):
                self._carrier.visits.begin(num, means.now())
                await self._carrier.serve(means, num)

    async def ended(self, means: Means, entry: Entry) -> None:
        """Note how an attempt ended, and go on from there."""
        number = number_in(entry.key)
        if number is None:
            return
        async with self._lock:
            letter = self.office.get(number) if await self._shelf.try_open(means) else None
            if letter is not None:
                await self._carrier.ended(means, letter, entry)

    async def look(self, means: Means) -> None:
        """Do what time brings: ask for ends that nobody told, return what has no hope, forget what is done with."""
        async with self._lock:
            if await self._shelf.try_open(means):
                await self._carrier.look(means)

    async def renumbered(self, means: Means, before: NodeNum, after: NodeNum) -> None:
        """Let somebody who has another number keep their mail."""
        async with self._lock:
            if await self._shelf.try_open(means):
                self._carrier.visits.renumber(before, after)
                for letter in self.office.renumber(before, after):
                    await self._shelf.keep(means, letter)
