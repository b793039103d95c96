"""PURE: finds the command in a text. Knows neither commands nor people.

People type on telephones: a space in front, a full-width slash from an Asian keyboard, an invisible mark that was
pasted along, capitals at the beginning. None of these changes what is meant; anything else is matched exactly.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

NEAR_CUTOFF: Final = 0.6
"""Likeness from which a word is taken for a slip (difflib's ratio): `pnig` for `ping` is, `mystery` for `my` is not."""

LONGEST_SLIP: Final = 24
"""Words longer than this are no slip of any command's name; comparing them would only cost time."""

_CONTROLS: Final = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
"""Unicode's category Cc."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What somebody asked for."""

    name: str
    """Folded as `fold` does; empty when the prefix stood alone."""
    rest: str
    """What came after the name, without the space around it, otherwise as typed."""
    prefixed: bool
    """False: a bare word in a direct message; only a command if its whole text is one's name."""


def fold(word: str) -> str:
    """Return a word as it is compared: full-width forms narrowed, case folded, invisible marks gone."""
    visible = "".join(c for c in word if not _is_invisible(c))
    return unicodedata.normalize("NFKC", visible).casefold()


def parse(text: str, prefix: str) -> Call | None:
    """Return the call in `text`; None: it is none.

    A text without the prefix gives a call with `prefixed` False, when it is one single word.

    Args:
        text: As it came; control characters count as spaces.
        prefix: What a command begins with.
    """
    start = next((i for i, c in enumerate(text) if not _is_gap(c) and not _is_invisible(c)), len(text))
    end = next((i for i in range(start, len(text)) if _is_gap(text[i])), len(text))
    head = fold(text[start:end])
    rest = text[end:].strip().strip(_CONTROLS).strip()
    wanted = fold(prefix)
    if head.startswith(wanted):
        return Call(name=head[len(wanted) :], rest=rest, prefixed=True)
    if head and not rest:
        return Call(name=head, rest="", prefixed=False)
    return None


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that `name` most likely was to be; None: nothing is near."""
    if not name or len(name) > LONGEST_SLIP:
        return None
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=NEAR_CUTOFF)
    return found[0] if found else None


def _is_gap(character: str) -> bool:
    """Whether it separates words: white space of any kind, and control characters."""
    return character.isspace() or unicodedata.category(character) == "Cc"


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf"
