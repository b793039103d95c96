"""PURE: where a text may be cut without parting what its reader sees as one character (UAX 29, by the library uniseg).

The library is loaded when a text that is not plain ASCII is cut for the first time: 50 ms in a fresh process, which no
start should pay. It takes 20 µs a character, and the square of their number for letters under a heap of marks: what is
asked of it must be short.
"""

from __future__ import annotations

import re
from typing import Final

WINDOW: Final = 120
"""Characters before a cut that `last_start` looks at: more than one packet holds of those that can be joined, which
take two bytes or more."""

_STRETCH: Final = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
"""What may hold joined characters, with the one before it, to which the first may be joined. Whatever else stands
before can't matter: no rule of UAX 29 looks across an ASCII character."""


def starts(text: str) -> list[bool]:
    """Return for each character whether it begins what a reader sees as one; the first one always does.

    Args:
        text: Cleaned (`reply.clean`); some hundred characters at most.
    """
    begins = [True] * len(text)
    for stretch in _STRETCH.finditer(text):
        first = stretch.start()
        part = text[first : stretch.end() + 1]  # and the one behind it: a few signs are joined to what follows
        begins[first + 1 : first + len(part)] = _breakables(part)[1:]
    return begins


def last_start(text: str, reach: int) -> int:
    """Return the greatest index, `reach` at most, at which `text` may be cut; 0 if there is none."""
    if reach >= len(text):
        return len(text)
    left = max(0, reach - WINDOW)
    begins = starts(text[left : reach + 1])
    return next((left + index for index in range(len(begins) - 1, 0, -1) if begins[index]), left)


def reach(text: str, size_bytes: int, begin: int = 0) -> int:
    """Return the greatest index up to which `text` takes at most that many bytes of UTF-8, counted from `begin`."""
    return begin + len(text[begin : begin + size_bytes].encode()[:size_bytes].decode(errors="ignore"))


def _breakables(text: str) -> list[bool]:
    from uniseg.graphemecluster import grapheme_cluster_breakables

    return [bool(value) for value in grapheme_cluster_breakables(text)]
