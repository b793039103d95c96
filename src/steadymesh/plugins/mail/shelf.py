"""The letters on the disk, and in memory as they are there: read once, written at every step."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from steadymesh.errors import SteadymeshError, StoreError
from steadymesh.plugins.mail.letter import Letter, from_json, to_json
from steadymesh.plugins.mail.means import Means
from steadymesh.plugins.mail.office import Limits, Office

LETTERS: Final = "letter/"
NEXT: Final = "next"
"""The first number that was certainly never used."""

NUMBERS: Final = 50
"""Numbers that are set aside at once: one write for so many letters; a crash leaves some of them unused."""


class Shelf:
    """All letters.

    Args:
        limits: How much is kept.

    Attributes:
        office: The letters in memory.
    """

    def __init__(self, limits: Limits) -> None:
        self.office = Office(limits)
        self.is_loaded = False
        self._next = 1
        self._set_aside = 1

    async def open(self, means: Means) -> None:
        """Read what is on the disk, once.

        Raises:
            StoreError: It can't be read; the next call tries again.
        """
        if self.is_loaded:
            return
        kept = await means.store.items(LETTERS)
        following = await means.store.get(NEXT)
        letters = [letter for _, value in kept if (letter := from_json(value)) is not None]
        for letter in letters:
            self.office.put(letter)
        told = following if isinstance(following, int) else 1
        self._next = self._set_aside = max([told, *(letter.number + 1 for letter in letters)])
        self.is_loaded = True

    async def try_open(self, means: Means) -> bool:
        """Read what is on the disk, and return whether that worked, now or before."""
        try:
            await self.open(means)
        except StoreError as exc:
            means.failed("mail-not-read", exc)
        return self.is_loaded

    async def add(self, means: Means, draft: Letter) -> Letter:
        """Take another letter in, under a number that none has had; return it, written down.

        Raises:
            SteadymeshError: It could not be written down: there is no such letter.
        """
        letter = replace(draft, number=await self._number(means))
        try:
            await means.store.put(_place(letter), to_json(letter))
        except SteadymeshError:
            await self.drop(means, letter)  # the store may have taken it all the same
            raise
        self.office.put(letter)
        return letter

    async def keep(self, means: Means, letter: Letter) -> bool:
        """Have a letter be as it is now; return whether the disk has it. If not, that is told, and memory has it."""
        self.office.put(letter)
        try:
            await means.store.put(_place(letter), to_json(letter))
        except SteadymeshError as exc:
            means.failed("mail-not-written", exc)
            return False
        return True

    async def drop(self, means: Means, letter: Letter) -> None:
        """Forget a letter."""
        self.office.drop(letter.number)
        try:
            await means.store.delete(_place(letter))
        except SteadymeshError as exc:
            means.failed("mail-not-written", exc)

    async def _number(self, means: Means) -> int:
        """Return a number that no letter has had.

        Raises:
            SteadymeshError: None can be set aside.
        """
        if self._next >= self._set_aside:
            await means.store.put(NEXT, self._next + NUMBERS)
            self._set_aside = self._next + NUMBERS
        self._next += 1
        return self._next - 1


def _place(letter: Letter) -> str:
    return f"{LETTERS}{letter.number:09d}"
