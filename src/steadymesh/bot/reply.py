"""PURE: makes a text ready for the air: what a packet holds, what does harm, and the cut to one line."""

from __future__ import annotations

import unicodedata
from typing import Final

from steadymesh.bot import graphemes

MAX_CHANNEL_BYTES: Final = 232
"""Longest text on a channel, in UTF-8 bytes (seen on 2.7.26: 233 is refused as TOO_LARGE)."""

MAX_DIRECT_BYTES: Final = 220
"""Longest text of a PKI direct message, in UTF-8 bytes (seen on 2.7.26: 221 is refused as TOO_LARGE)."""

REPLY_ID_BYTES: Final = 5
"""What a `reply_id` takes from either (`mesh.proto`, Data.reply_id: a tag byte and a fixed32)."""

MOST_LOOKED_AT: Final = 65_536
"""Characters of a text that are looked at, where next to nothing of it can be shown: cleaning them takes 7 ms."""

ELLIPSIS: Final = "…"

_KEPT_FORMATS: Final = frozenset("\u200c\u200d")
"""Joiners: families of emoji and several scripts are written with them."""


_AS_SPACE: Final = str.maketrans("\t\v\f", "   ")


def room(*, direct: bool, threaded: bool) -> int:
    """Return how many bytes of text a packet takes.

    Args:
        direct: To one node (PKI) instead of a channel.
        threaded: It carries a `reply_id`.
    """
    return (MAX_DIRECT_BYTES if direct else MAX_CHANNEL_BYTES) - (REPLY_ID_BYTES if threaded else 0)


def clean(text: str) -> str:
    """Return `text` without control characters, marks that turn the direction of writing, and space around it.

    Line ends and joiners stay; a tab is a space, so that the words on both sides of it stay two. Takes a microsecond
    for ten characters where there is anything to look at.
    """
    if not text.replace("\n", "").isprintable():
        text = "".join(character for character in text.translate(_AS_SPACE) if _is_shown(character))
    return text.strip()


def fit(text: str, limit: int) -> str:
    """Return `text` cleaned, and cut with an ellipsis to at most `limit` bytes of UTF-8.

    The cut never separates a combining mark, a joined emoji or a flag from what it belongs to.

    Args:
        text: Of any length.
        limit: Bytes, at least 3 (the ellipsis).
    """
    # A character is at least one byte: what lies beyond can't be part of the result, and 1 MB costs no more than a
    # screenful. The 64 more keep a text that only cleaning makes short enough from looking cut.
    head = text[: limit + 64]
    shown = clean(head)
    while len(head) < min(len(text), MOST_LOOKED_AT) and len(shown.encode()) <= limit:  # there was much to be cleaned
        head = text[: 4 * len(head)]
        shown = clean(head)
    if len(head) == len(text) and len(shown.encode()) <= limit:
        return shown
    within = graphemes.reach(shown, limit - len(ELLIPSIS.encode()))
    return shown[: graphemes.last_start(shown, within)].rstrip() + ELLIPSIS


def _is_shown(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character in _KEPT_FORMATS or "\U000e0020" <= character <= "\U000e007f"
    return character == "\n" or category not in ("Cc", "Cs")
