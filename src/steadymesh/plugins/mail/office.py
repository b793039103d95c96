"""PURE: all letters that there are: who may write another one, what is due for whom, what a person may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from steadymesh.ids import NodeNum
from steadymesh.plugins.mail import steps
from steadymesh.plugins.mail.letter import Letter, Notice, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is kept."""

    per_recipient: int = 20
    per_sender: int = 10
    total: int = 1_000
    days: int = 14
    pause: timedelta = timedelta(minutes=10)


class Full(Enum):
    """Why no further letter is taken; the values are ids of sentences (`msg-full-<value>`)."""

    RECIPIENT = "recipient"
    SENDER = "sender"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be handed to somebody next."""

    letter: Letter
    is_notice: bool


class Office:
    """Every letter by its number. Changes nothing on the disk: whoever changes a letter in here writes it down.

    Args:
        limits: How much is kept.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._letters: dict[int, Letter] = {}

    def __len__(self) -> int:
        return len(self._letters)

    def __iter__(self) -> Iterator[Letter]:
        return iter(sorted(self._letters.values(), key=lambda one: one.number))

    def get(self, number: int) -> Letter | None:
        """Return a letter; None: there is none of that number, or no more."""
        return self._letters.get(number)

    def put(self, letter: Letter) -> None:
        """Have a letter be as it is now."""
        self._letters[letter.number] = letter

    def drop(self, number: int) -> None:
        """Forget a letter."""
        self._letters.pop(number, None)

    # --- who may write ------------------------------------------------------------------------

    def same(self, sender: NodeNum, to: NodeNum, text: str, *, is_proved: bool) -> Letter | None:
        """Return an open letter that says the same to the same: whoever had no answer writes it again."""
        for letter in self._letters.values():
            who = (letter.sender, letter.is_proved, letter.to)
            if letter.is_open and who == (sender, is_proved, to) and letter.text == text:
                return letter
        return None

    def objection(self, sender: NodeNum, to: NodeNum, *, is_proved: bool) -> Full | None:
        """Return why no further letter is taken; None: one is.

        What a key proves and what nothing proves is counted apart: nobody uses up another one's letters by writing
        under their number.
        """
        limits, still_open = self.limits, [one for one in self._letters.values() if one.is_open]
        if sum(one.to == to for one in still_open) >= limits.per_recipient:
            return Full.RECIPIENT
        if sum((one.sender, one.is_proved) == (sender, is_proved) for one in still_open) >= limits.per_sender:
            return Full.SENDER
        return Full.OFFICE if len(self._letters) - len(self._spare()) >= limits.total else None

    def superfluous(self) -> Sequence[Letter]:
        """Return ended letters that must go so that one more has room, the oldest first: what nobody came to read.

        Those beyond what one recipient may have, and beyond what there may be in all.
        """
        kept: dict[NodeNum, int] = {}
        gone: list[Letter] = []
        for letter in reversed(self._spare()):
            kept[letter.to] = kept.get(letter.to, 0) + 1
            if kept[letter.to] > self.limits.per_recipient:
                gone.append(letter)
        over = len(self._letters) - len(gone) - self.limits.total + 1
        gone += [one for one in self._spare() if one not in gone][: max(0, over)]
        return sorted(gone, key=lambda one: one.number)

    def _spare(self) -> list[Letter]:
        """Return what may go if there is no room: ended, told of, and lying there for nobody to come."""
        ended = (one for one in self._letters.values() if not one.is_open)
        return sorted((one for one in ended if one.notice is Notice.DONE), key=lambda one: one.number)

    # --- what is to be done -------------------------------------------------------------------

    def concerns(self, num: NodeNum) -> bool:
        """Return whether there is anything that somebody is to be handed, now or later."""
        return any(
            (one.is_open and one.to == num) or (one.notice in (Notice.OWED, Notice.OUT) and one.sender == num)
            for one in self._letters.values()
        )

    def out_to(self, num: NodeNum) -> Due | None:
        """Return what is on its way to somebody; None: nothing. There is one thing at a time."""
        for letter in self._letters.values():
            if letter.state is State.OUT and letter.to == num:
                return Due(letter=letter, is_notice=False)
            if letter.notice is Notice.OUT and letter.sender == num:
                return Due(letter=letter, is_notice=True)
        return None

    def due(self, num: NodeNum, at: datetime) -> Due | None:
        """Return what somebody who is there is to be handed next, the oldest letter first; None: nothing now."""
        for letter in self:
            if letter.to == num and steps.is_due(letter, at):
                return Due(letter=letter, is_notice=False)
            if letter.sender == num and steps.is_notice_due(letter, at):
                return Due(letter=letter, is_notice=True)
        return None

    def out(self) -> Sequence[Due]:
        """Return everything that is on its way."""
        return [
            Due(letter=one, is_notice=one.state is not State.OUT)
            for one in self
            if State.OUT is one.state or one.notice is Notice.OUT
        ]

    def hopeless(self, at: datetime) -> Sequence[Letter]:
        """Return waiting letters that come back now: their days are over, or they went out often enough."""
        last = at - timedelta(days=self.limits.days)
        return [
            one
            for one in self
            if one.state is State.WAITING
            and (one.written <= last or (steps.is_exhausted(one) and (one.not_before is None or one.not_before <= at)))
        ]

    def stale(self, at: datetime) -> Sequence[Letter]:
        """Return what nobody needs any more, or has not needed for as many days as a letter is kept."""
        last = at - timedelta(days=self.limits.days)
        return [one for one in self if steps.is_done(one) or (one.ended is not None and one.ended <= last)]

    def renumber(self, before: NodeNum, after: NodeNum) -> Sequence[Letter]:
        """Have everything of one number be another one's; return the letters as they are now."""
        changed = [
            replace(
                letter,
                sender=after if letter.sender == before else letter.sender,
                to=after if letter.to == before else letter.to,
            )
            for letter in self
            if before in (letter.sender, letter.to)
        ]
        for letter in changed:
            self.put(letter)
        return changed

    # --- what a person sees -------------------------------------------------------------------

    def inbox(self, num: NodeNum) -> Sequence[Letter]:
        """Return what waits for somebody, or was delivered and not read yet, the oldest first."""
        return [
            one for one in self if one.to == num and (one.is_open or (one.state is State.DELIVERED and not one.is_read))
        ]

    def sent(self, num: NodeNum) -> Sequence[Letter]:
        """Return what somebody wrote and what is not done with, the newest first; the operator's ended ones behind."""
        theirs = [one for one in self if one.sender == num][::-1]
        return [
            *(one for one in theirs if one.is_open or one.notice is not Notice.DONE),
            *(one for one in theirs if one.notice is Notice.DONE and steps.is_shown_to_operator(one)),
        ]
