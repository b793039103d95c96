"""PURE: makes a text fit one packet, without cutting what a reader sees as one character."""

from __future__ import annotations

import unicodedata
from typing import Final

MAX_CHANNEL_BYTES: Final = 232
"""Longest text on a channel, in UTF-8 bytes (seen on 2.7.26: 233 is refused as TOO_LARGE)."""

MAX_DIRECT_BYTES: Final = 220
"""Longest text of a PKI direct message, in UTF-8 bytes (seen on 2.7.26: 221 is refused as TOO_LARGE)."""

REPLY_ID_BYTES: Final = 5
"""What a `reply_id` takes from either (`mesh.proto`, Data.reply_id: a tag byte and a fixed32)."""

ELLIPSIS: Final = "…"

_ZWJ: Final = "\u200d"
_KEPT_FORMATS: Final = frozenset({_ZWJ, "\u200c"})
"""Joiners: families of emoji and several scripts are written with them."""


def room(*, direct: bool, threaded: bool) -> int:
    """Return how many bytes of text a packet takes.

    Args:
        direct: To one node (PKI) instead of a channel.
        threaded: It carries a `reply_id`.
    """
    return (MAX_DIRECT_BYTES if direct else MAX_CHANNEL_BYTES) - (REPLY_ID_BYTES if threaded else 0)


def fit(text: str, limit: int) -> str:
    """Return `text` ready for the air: cleaned, and cut with an ellipsis to at most `limit` bytes of UTF-8.

    Control characters and marks that turn the direction of writing are dropped, line ends stay. The cut never
    separates a combining mark, a joined emoji or a flag from what it belongs to.

    Args:
        text: Of any length.
        limit: Bytes, at least 3 (the ellipsis).
    """
    # A character is at least one byte: what lies beyond can't be part of the result, and 1 MB costs no more than a
    # screenful. The 64 more keep a text that only cleaning makes short enough from looking cut.
    head = text[: limit + 64]
    shown = "".join(c for c in head if _is_shown(c)).strip()
    if len(head) == len(text) and len(shown.encode()) <= limit:
        return shown
    return shown[: _last_boundary(shown, limit - len(ELLIPSIS.encode()))].rstrip() + ELLIPSIS


def _is_shown(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character in _KEPT_FORMATS or "\U000e0020" <= character <= "\U000e007f"
    return character == "\n" or category not in ("Cc", "Cs")


def _last_boundary(text: str, limit: int) -> int:
    """Return the greatest index at which `text` may be cut so that what is before takes at most `limit` bytes."""
    best = size = 0
    for index, character in enumerate(text):
        size += len(character.encode())
        if size > limit:
            break
        if _is_boundary(text, index + 1):
            best = index + 1
    return best


def _is_boundary(text: str, index: int) -> bool:
    """Whether a reader sees two characters, not one, around `index` (the essence of Unicode's UAX 29)."""
    if index >= len(text):
        return True
    after, before = text[index], text[index - 1]
    if before == _ZWJ or after in _KEPT_FORMATS or unicodedata.category(after).startswith("M"):
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f" or "\u1160" <= after <= "\u11ff":
        return False  # a skin colour, a flag's tag, a Hangul vowel or final
    if _is_regional(after) and _is_regional(before):
        pairs = 0
        while pairs < index and _is_regional(text[index - 1 - pairs]):
            pairs += 1
        return pairs % 2 == 0
    return True


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
