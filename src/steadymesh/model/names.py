"""PURE: how names are compared that people have chosen, and others type again on a telephone."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Protocol

_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef]"
)
"""Joiners, marks of direction and variation selectors: “❤” is typed with one (U+FE0F) and may be kept without. The tags
that tell the flags of Wales and Scotland apart stay."""

_SPELLINGS: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02b9\u02bc\u00b4\u0060\uff07", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-")
)
"""Apostrophes and dashes: which one a keyboard puts in is not its user's choice."""


_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
"""Marks on letters of Latin, Greek and Cyrillic; in other scripts marks are vowels, and belong to the name."""

_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that many keyboards lack, and Unicode takes for no letter with an accent."""


class Named(Protocol):
    """Who has names: a node, a key's binding."""

    @property
    def long_name(self) -> str:
        """Up to 39 bytes."""
        ...

    @property
    def short_name(self) -> str:
        """Up to 4 bytes."""
        ...


def fold_name(name: str) -> str:
    """Return a name as it is compared: without case, invisible marks and needless space, full-width forms narrowed.

    Apostrophes and dashes of every kind are one. Empty: there is nothing in it that anybody could type.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name).translate(_SPELLINGS)).casefold()
        name = unicodedata.normalize("NFC", name)
    else:
        name = name.replace("`", "'").lower()
    return " ".join(name.split())


def folded_names(one: Named | None) -> tuple[str, ...]:
    """Return somebody's names as they are compared, the long one first; none of nobody."""
    return () if one is None else (fold_name(one.long_name), fold_name(one.short_name))


def plain_name(folded: str) -> str:
    """Return a folded name without accents: `éloïse` as `eloise`, `cœur` as `coeur`."""
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded))).translate(_LETTERS)
