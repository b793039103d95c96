"""What a frame looks like from outside, before anybody decodes it.

Knows where a frame may begin and whether a FromRadio's outermost field fills the frame that claims to hold it. Knows no
protobuf class: it only reads tags and lengths.
"""

from __future__ import annotations

import re
from typing import Final

from steadymesh.wire.limits import HEADER_BYTES


def _byte_class(values: list[int]) -> bytes:
    """Return a regular expression's class of exactly these bytes."""
    return b"[" + b"".join(b"\\x%02x" % value for value in values) + b"]"


_TAG: Final = _byte_class([b for b in range(8, 256) if b & 7 in (0, 1, 2, 5)])
# First byte of any protobuf field: field number above 0, a wire type that still exists. Most garbage fails here, in C:
# `94 C3 01 FF` repeated, for one, since 0x94 would be a group's end.
_LENGTH: Final = rb"(?:\x00[\x01-\xff]|\x01[\x00-\xff]|\x02\x00)"
# 1 … 512; the firmware never sends an empty frame.

HEADER: Final = re.compile(rb"\x94\xc3" + _LENGTH + _TAG, re.DOTALL)
"""Where a frame may begin: magic, a possible length, a possible first byte of a message."""

HEADER_BEGUN: Final = re.compile(rb"\x94(?:\xc3(?:[\x00-\x02]|" + _LENGTH + rb")?)?\Z", re.DOTALL)
"""The end of a chunk that may be the beginning of a header."""

_ID: Final = rb"\x08[\x80-\xff]{0,4}"
# FromRadio.id (field 1, a varint) without its last byte; firmware on TCP leaves it out, serial may have it.
_SHORT_TAG: Final = _byte_class([b for b in range(8, 128) if b & 7 == 2])
_LONG_TAG: Final = _byte_class([b for b in range(128, 256) if b & 7 == 2])
# The tag of a message field, in one byte or (numbers of 16 and above, what later firmware adds) two.

_OPENING: Final = re.compile(
    rb"(?:" + _ID + rb"[\x00-\x7f])?"
    rb"(?:" + _SHORT_TAG + rb"|" + _LONG_TAG + rb"[\x01-\x0f])"
    rb"(?:([\x00-\x7f])|([\x80-\xff])([\x00-\x03]))",  # its length
    re.DOTALL,
)

_OPENING_BEGUN: Final = re.compile(
    rb"(?:" + _ID + rb"(?:\Z|[\x00-\x7f]))?"
    rb"(?:\Z|" + _SHORT_TAG + rb"[\x80-\xff]?\Z|" + _LONG_TAG + rb"(?:[\x01-\x0f][\x80-\xff]?)?\Z)",
    re.DOTALL,
)

_HARMLESS_BYTES: Final = 6
"""A payload up to this length can't hold a frame of a known kind (header and two bytes) with anything before it."""


def fills(data: bytes, start: int, length: int) -> bool:
    """Return whether the message at `start` opens like a FromRadio that is exactly `length` bytes long.

    Only the opening is read, so it tells before the frame is complete. A message that is too short to hold another
    frame is believed, and so is one whose opening has come in part.

    Args:
        data: The bytes, perhaps cut off anywhere.
        start: Where the payload begins (after the header).
        length: What the header claims.
    """
    opening = _OPENING.match(data, start)
    if opening is None:
        return length <= _HARMLESS_BYTES or _OPENING_BEGUN.match(data, start) is not None
    short, low, high = opening.groups()
    inner = short[0] if short is not None else (low[0] & 0x7F) | high[0] << 7
    return opening.end() - start + inner == length


def claimed(data: bytes, start: int) -> int:
    """Return the payload's length that the header at `start` claims."""
    return data[start + 2] << 8 | data[start + HEADER_BYTES - 1]
