"""PURE: cuts a long answer into radio-sized pieces: at words where possible, never inside a character.

Only what is sent now is cut; what remains is kept for later as one text, and bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from steadymesh.bot import graphemes
from steadymesh.bot.reply import ELLIPSIS, fit

MOST_KEPT_BYTES: Final = 8192
"""What is kept of a text besides what is sent: some forty packets, more than anybody asks for. If there was more, it
ends in “…” too."""

LEAST_LIMIT: Final = 20
"""Smallest limit in bytes: the longest number (`999/1007 `), a character and the ellipsis fit it."""

_ELLIPSIS_BYTES: Final = len(ELLIPSIS.encode())

_GAP: Final = re.compile(r"[^\S\u00a0\u2007\u202f]+")
"""White space, but not the spaces that keep two words together (in French before “!”, in numbers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A text in pieces, each ready for the air."""

    pieces: tuple[str, ...]
    """Empty: there was nothing to say. Joined by the space at which they were cut, and without their numbers, they are
    the text again."""
    rests: tuple[str, ...]
    """What is still to be sent after each piece; empty texts where nothing is."""

    @property
    def rest(self) -> str:
        """What did not fit; empty: nothing."""
        return self.rests[-1] if self.rests else ""


def cut(text: str, limit: int, max_pieces: int = 1, *, first: int = 1) -> Pieces:
    """Return `text` cleaned, and cut into at most so many pieces.

    They are numbered (`1/3 `) where there are several in all. The last one ends in “…” where a rest remains, which goes
    on with the next number. White space at a cut is left out. A word is cut only if it is longer than a piece, and a
    character likewise (a letter under a hundred marks): then anywhere between two code points.

    Args:
        text: Of any length: no more is looked at than is sent and kept.
        limit: Bytes of UTF-8 in a piece, at least `LEAST_LIMIT`.
        max_pieces: Pieces at most.
        first: Number of the first piece, 999 at most; more than 1 where the text goes on with an earlier one.
    """
    rest = fit(text, limit * max_pieces + MOST_KEPT_BYTES)
    if not rest:
        return Pieces(pieces=(), rests=())
    is_numbered = first > 1 or (max_pieces > 1 and len(rest.encode()) > limit)
    last = first + max_pieces - 1
    bodies: list[str] = []
    rests: list[str] = []
    while rest and len(bodies) < max_pieces:
        number = first + len(bodies)
        # As wide as beside the last number that is allowed: which one will be the last is known only at the end.
        width = len(f"{number}/{last} ") if is_numbered else 0
        body, rest = _take(rest, limit - width, is_last=number == last)
        bodies.append(body)
        rests.append(rest)
    total = first + len(bodies) - 1
    pieces = (f"{number}/{total} {body}" if is_numbered else body for number, body in enumerate(bodies, start=first))
    return Pieces(pieces=tuple(pieces), rests=tuple(rests))


def _take(text: str, room: int, *, is_last: bool) -> tuple[str, str]:
    """Return the next piece's text, `room` bytes at most, and what remains."""
    if graphemes.reach(text, room) == len(text):
        return text, ""
    end, begin = _place(text, room - _ELLIPSIS_BYTES if is_last else room, room)
    return text[:end] + (ELLIPSIS if is_last else ""), text[begin:]


def _place(text: str, room: int, longest_word: int) -> tuple[int, int]:
    """Return where a piece of `room` bytes ends, and where the next one begins."""
    reach = graphemes.reach(text, room)
    begins = graphemes.starts(text[: reach + 1])
    for gap in reversed(list(_GAP.finditer(text, 1, reach + 1))):
        end, begin = gap.start(), _end_of_gap(text, gap)
        if not begins[end] or not graphemes.starts(text[begin - 1 : begin + 1])[1]:
            continue  # a mark stands on the space, or it belongs to the sign before it
        if begin > reach or _is_whole_word(text, begin, longest_word):
            return end, begin
        break
    # One character alone that is longer than a piece is cut where it must be.
    whole = next((index for index in range(reach, 0, -1) if begins[index]), reach)
    return whole, whole


def _end_of_gap(text: str, gap: re.Match[str]) -> int:
    longer = _GAP.match(text, gap.start())
    assert longer is not None
    return longer.end()


def _is_whole_word(text: str, begin: int, longest: int) -> bool:
    """Return whether the word that begins there would fit a piece of its own: else it is cut in any case."""
    gap = _GAP.search(text, begin, begin + longest + 1)
    return len(text[begin : gap.start() if gap else begin + longest + 1].encode()) <= longest
