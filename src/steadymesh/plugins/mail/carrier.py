"""Hands letters over, one thing a person at a time, so that a process that dies at any moment loses and doubles none.

The order is always the same: memory has the letter as it is to be, the disk has it, only then does the outbox get it,
under a key that follows from what stands in the letter. Whoever comes after a crash, or after a disk that failed, finds
the letter where it was, chooses the same key, and learns from the outbox what became of it.
"""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import Final

from steadymesh.errors import SteadymeshError
from steadymesh.ids import NodeNum
from steadymesh.model import Entry
from steadymesh.plugins.mail import steps
from steadymesh.plugins.mail.letter import Letter, Notice, Reason, State
from steadymesh.plugins.mail.means import Means
from steadymesh.plugins.mail.office import Due
from steadymesh.plugins.mail.shelf import Shelf
from steadymesh.plugins.mail.verdicts import Said, said
from steadymesh.plugins.mail.visits import Visits

FORGOTTEN: Final = timedelta(days=1)
"""After this an attempt that the outbox does not know may have been forgotten by it, not only never handed in: it keeps
5,000 messages, days on the busiest mesh."""

LOOK_AFTER: Final = timedelta(minutes=2)
"""After this the outbox is asked about an attempt: its end should have been told, and events may be lost."""


class Carrier:
    """Carries. One call at a time: whoever calls sees to that.

    Args:
        shelf: The letters.

    Attributes:
        visits: Who was heard when, and how much each may be handed.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._office = shelf.office
        self.visits = Visits(shelf.office.limits.pause.total_seconds())
        self._news: deque[NodeNum] = deque()

    # --- what happens -------------------------------------------------------------------------

    async def ended(self, means: Means, letter: Letter, entry: Entry) -> None:
        """Note how an attempt for a letter ended, and go on from there; one that is not out changes nothing."""
        if letter.state is State.OUT and letter.key() == entry.key:
            due = Due(letter=letter, is_notice=False)
        elif letter.notice is Notice.OUT and letter.notice_key() == entry.key:
            due = Due(letter=letter, is_notice=True)
        else:
            return
        await self._conclude(means, due, entry)
        if said(entry) is Said.READ:
            await self._serve(means, entry.intent.to)
        await self.tell(means)

    async def end(self, means: Means, letter: Letter) -> Letter:
        """Have a letter be as a person wants it, tell those whom it concerns, and return it."""
        await self._finish(means, letter)
        await self.tell(means)
        return letter

    async def look(self, means: Means) -> None:
        """Do what time brings: ask for ends that nobody told, return what has no hope, forget what is done with."""
        at = means.at()
        for due in self._office.out():
            if due.letter.since is not None and at - due.letter.since >= LOOK_AFTER:
                with contextlib.suppress(_NotNowError):
                    await self._settle(means, due, may_post=False)
        for letter in self._office.hopeless(at):
            with contextlib.suppress(_NotNowError):
                if not await self._was_read_after_all(means, letter):
                    await self._finish(means, steps.returned(letter, steps.why_expired(letter), at))
        for letter in self._office.stale(at):
            await self._shelf.drop(means, letter)
        await self.tell(means)

    # --- handing over -------------------------------------------------------------------------

    async def serve(self, means: Means, num: NodeNum) -> None:
        """Hand somebody who is here one thing after the other, as far as each has arrived and the hearing allows."""
        await self._serve(means, num)
        await self.tell(means)

    async def tell(self, means: Means) -> None:
        """Tell those who are here what has become of their letters meanwhile."""
        while self._news:
            num = self._news.popleft()
            self.visits.begin(num, means.now())
            await self._serve(means, num)

    async def _serve(self, means: Means, num: NodeNum) -> None:
        try:
            while await self._is_free(means, num) and self.visits.has_room(num, means.now()):
                due = self._office.due(num, means.at())
                if due is None or not await self._offer(means, due):
                    return
        except _NotNowError:
            return

    async def _is_free(self, means: Means, num: NodeNum) -> bool:
        """Return whether nothing is on its way to somebody, after asking what became of what was."""
        while (due := self._office.out_to(num)) is not None:
            if not await self._settle(means, due, may_post=True):
                return False
        return True

    async def _offer(self, means: Means, due: Due) -> bool:
        """Hand one thing in; return whether it has been dealt with, so that there may be another.

        Raises:
            _NotNowError: The disk or the outbox can't.
        """
        letter, at = due.letter, means.at()
        if due.is_notice:
            if means.is_barred(letter.sender):
                await self._finish(means, replace(letter, notice=Notice.DONE))
                return True
            letter = steps.notice_offered(letter, at)
        else:
            barred = [num for num in (letter.sender, letter.to) if means.is_barred(num)]
            if barred:
                tells = letter.sender not in barred
                await self._finish(means, steps.returned(letter, Reason.BARRED, at, tells=tells))
                return True
            if await self._was_read_after_all(means, letter):
                return True
            letter = steps.offered(letter, at)
        self.visits.take(letter.sender if due.is_notice else letter.to)
        return await self._post(means, Due(letter=letter, is_notice=due.is_notice))

    async def _post(self, means: Means, due: Due) -> bool:
        """Write an attempt down and hand it in; return whether it has ended already, and was read.

        Raises:
            _NotNowError: The disk or the outbox can't; the attempt stands, and is handed in when they can.
        """
        letter = due.letter
        if not await self._shelf.keep(means, letter):
            raise _NotNowError
        try:
            if due.is_notice:
                entry = await means.post(letter.sender, means.notice_text(letter), letter.notice_key())
            else:
                entry = await means.post(letter.to, means.letter_text(letter), letter.key())
        except (SteadymeshError, TimeoutError) as exc:
            means.failed("mail-not-handed-in", exc)
            raise _NotNowError from exc
        await self._conclude(means, due, entry)
        return said(entry) is Said.READ

    async def _settle(self, means: Means, due: Due, *, may_post: bool) -> bool:
        """Ask what became of an attempt; return whether it has ended.

        Args:
            means: The house.
            due: What is on its way.
            may_post: Whoever it is for is here: what the outbox never got is handed in now.

        Raises:
            _NotNowError: The disk or the outbox can't.
        """
        letter = due.letter
        entry = await self._fate(means, letter.notice_key() if due.is_notice else letter.key())
        if entry is not None:
            await self._conclude(means, due, entry)
            return said(entry) is not Said.OPEN
        if letter.since is None or means.at() - letter.since >= FORGOTTEN:
            await self._concluded(means, due, Said.UNSURE)
            return True
        if may_post:
            await self._post(means, due)
            still = self._office.get(letter.number)
            return still is None or (still.notice is not Notice.OUT if due.is_notice else still.state is not State.OUT)
        return False

    async def _was_read_after_all(self, means: Means, letter: Letter) -> bool:
        """Return whether an attempt that was unsure has been acknowledged late; then the letter goes on from there.

        Raises:
            _NotNowError: It can't be told.
        """
        for attempt in letter.unsure:
            entry = await self._fate(means, letter.key(attempt))
            if entry is not None and said(entry) is Said.READ:
                await self._finish(means, steps.piece_read(letter, means.at()))
                return True
        return False

    async def _conclude(self, means: Means, due: Due, entry: Entry) -> None:
        if said(entry) is not Said.OPEN:
            await self._concluded(means, due, said(entry))

    async def _concluded(self, means: Means, due: Due, what: Said) -> None:
        step = steps.notice_concluded if due.is_notice else steps.concluded
        await self._finish(means, step(due.letter, what, means.at(), self._office.limits.pause))

    async def _finish(self, means: Means, letter: Letter) -> Letter:
        """Have a letter be as it is now; if it has just ended, tell its sender, at once if they are here."""
        before = self._office.get(letter.number)
        if before is not None and before.is_open and not letter.is_open:
            means.ended(letter)
        if steps.is_done(letter):
            await self._shelf.drop(means, letter)
            return letter
        await self._shelf.keep(means, letter)
        has_news = letter.notice is Notice.OWED and (before is None or before.notice is Notice.NONE)
        if has_news and self.visits.is_here(letter.sender, means.now()):
            self._news.append(letter.sender)
        return letter

    async def _fate(self, means: Means, key: str) -> Entry | None:
        try:
            return await means.fate(key)
        except (SteadymeshError, TimeoutError) as exc:
            means.failed("mail-fate-unknown", exc)
            raise _NotNowError from exc


class _NotNowError(Exception):
    """The disk or the outbox can't; nothing is lost, it is tried at a later hearing."""
