"""PURE: the bulletins on the board: which are open, whose they are, and how they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from steadymesh import words
from steadymesh.ids import NodeNum
from steadymesh.model import Json

MOST_BYTES: Final = 160
"""Of one bulletin: with its number, its author and its age it still is one message."""

MOST_KEPT: Final = 100
"""Bulletins that are ever read back: as JSON they stay well below what one value of the store holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who has proved to be whom."""

    node: NodeNum
    fingerprint: str = ""
    """Of the key that proved it; empty: the radio did not tell which, or the operator wrote at the console."""
    name: str = ""
    """As it was then, cleaned and short."""

    def is_same(self, other: Author) -> bool:
        """Return whether it is the same person: by key, where both have one, whatever number they have now."""
        if self.fingerprint and other.fingerprint:
            return self.fingerprint == other.fingerprint
        return self.node == other.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One bulletin."""

    number: int
    """It stays the same, and is never another's."""
    author: Author
    at: datetime
    text: str
    """On one line, `MOST_BYTES` at most."""


class Board:
    """All bulletins, oldest first.

    Attributes:
        is_loaded: Whether what was kept is in it.
    """

    def __init__(self) -> None:
        self.is_loaded = False
        self._last = 0
        self._kept: list[Bulletin] = []

    def open(self, at: datetime, keep: timedelta) -> Sequence[Bulletin]:
        """Return what hangs there now, newest first; what is older than `keep` is forgotten."""
        self._kept = [one for one in self._kept if at - one.at < keep]
        return tuple(reversed(self._kept))

    def of(self, author: Author) -> Sequence[Bulletin]:
        """Return somebody's, newest first."""
        return tuple(one for one in reversed(self._kept) if one.author.is_same(author))

    def find(self, number: int) -> Bulletin | None:
        """Return one by its number; None: it does not hang there, or does not any more."""
        return next((one for one in self._kept if one.number == number), None)

    def add(self, author: Author, text: str, at: datetime, most: int) -> Bulletin:
        """Hang one up; of more than `most` the oldest goes."""
        self._last += 1
        made = Bulletin(number=self._last, author=author, at=at, text=text)
        self._kept = [*self._kept, made][-most:]
        return made

    def remove(self, number: int) -> None:
        """Take one down. Idempotent."""
        self._kept = [one for one in self._kept if one.number != number]

    # --- as it is kept --------------------------------------------------------------------------

    def written(self) -> Json:
        """Return all of it as JSON."""
        return {
            "last": self._last,
            "bulletins": [
                {
                    "number": one.number,
                    "node": one.author.node,
                    "key": one.author.fingerprint,
                    "name": one.author.name,
                    "at": one.at.isoformat(),
                    "text": one.text,
                }
                for one in self._kept
            ],
        }

    def load(self, kept: Json) -> None:
        """Take what was kept, unless that has been done; what can't be read of it is left out."""
        if self.is_loaded:
            return
        self.is_loaded = True
        if not isinstance(kept, dict):
            return
        listed, last = kept.get("bulletins"), kept.get("last")
        found = [_bulletin(one) for one in listed] if isinstance(listed, list) else []
        self._kept = [one for one in found if one is not None][-MOST_KEPT:]
        numbers = [one.number for one in self._kept]
        self._last = max([*numbers, last if isinstance(last, int) else 0])


def one_line(text: str) -> str:
    """Return a text as it hangs on the board: on one line, cleaned."""
    return words.clean(" ".join(text.split()), MOST_BYTES + 1).strip()


def _bulletin(kept: Json) -> Bulletin | None:
    match kept:
        case {
            "number": int(number),
            "node": int(node),
            "key": str(key),
            "name": str(name),
            "at": str(written),
            "text": str(text),
        }:
            try:
                at = datetime.fromisoformat(written)
            except ValueError:
                return None
            if at.tzinfo is None or len(text.encode()) > MOST_BYTES:
                return None
            author = Author(node=NodeNum(node), fingerprint=key, name=name)
            return Bulletin(number=number, author=author, at=at, text=text)
        case _:
            return None
