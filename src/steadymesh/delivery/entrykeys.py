"""What outgoing messages are called: keys that we make, and keys that whoever posts has chosen. PURE.

Ours begin with the time, so that they sort by it, and end with the first packet id, which is what a person types of
them. A chosen one never looks like that, so that neither is ever taken for the other.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from steadymesh.errors import UsageError
from steadymesh.ids import PacketId

MAX_LENGTH: Final = 64
"""Signs of a chosen key: a plug-in's name and a digest find room, and it can still be read in a list."""

_OURS: Final = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")
_CHOSEN: Final = re.compile(rf"[A-Za-z0-9][!-~]{{0,{MAX_LENGTH - 1}}}")
"""A hyphen in front would be an option of the command line."""


def make(at: datetime, packet_id: PacketId) -> str:
    """Return the key of a message that is posted now, at wall time `at`, under its first packet id."""
    return f"{at:%Y%m%dT%H%M%S}-{packet_id:08x}"


def is_chosen(key: str) -> bool:
    """Return whether a message's key is one that whoever posted it has chosen."""
    return _OURS.fullmatch(key) is None


def check(key: str) -> None:
    """Return if a key may be chosen.

    Raises:
        UsageError: It can't be one, or looks like one of ours.
    """
    if not _CHOSEN.fullmatch(key) or not is_chosen(key):
        raise UsageError(
            "That can't be the key of a message.",
            remedy=f"Take 1 to {MAX_LENGTH} printable ASCII signs without blanks, a letter or digit first, no time.",
            sentence="key-unfit",
            fields={"most": MAX_LENGTH},
        )
