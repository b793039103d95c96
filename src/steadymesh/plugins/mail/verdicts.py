"""PURE: what the end of an attempt says about the reader. The one question: may it have been read?

An attempt that was certainly not read is made again without a word. One that may have been read is made again only with
the mark “(again)”. The rules are those of `docs/delivery.md`.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from steadymesh.model import Entry, Outcome, RoutingError


class Said(Enum):
    """What is known of an attempt."""

    OPEN = "open"
    """Nothing yet: it is in the outbox."""
    READ = "read"
    """The recipient's own node acknowledged it."""
    UNREAD = "unread"
    """It never was on the air, or the recipient's node said that it could not read it."""
    UNSURE = "unsure"
    """It was on the air, perhaps a neighbour passed it on, and the recipient has said nothing."""


UNREADABLE: Final = frozenset(
    {
        RoutingError.NO_CHANNEL.name,
        RoutingError.PKI_UNKNOWN_PUBKEY.name,
        "PEER_HAS_NEW_KEY",
        "PEER_HAS_OUR_OLD_KEY",
    }
)
"""Reasons with which the recipient's node says that it could not read a message (`delivery.judging`, UNREAD)."""

NEVER_SENT: Final = frozenset(
    {
        RoutingError.NO_INTERFACE.name,
        RoutingError.TOO_LARGE.name,
        RoutingError.DUTY_CYCLE_LIMIT.name,
        RoutingError.RATE_LIMIT_EXCEEDED.name,
        RoutingError.PKI_FAILED.name,
        RoutingError.PKI_SEND_FAIL_PUBLIC_KEY.name,
        "RES_32",
        "RES_33",
        "RES_34",
        "OUTBOX_FULL",
        "CANCELLED",
        "IMPOSSIBLE",
    }
)
"""Reasons for which our own radio, or the outbox, has not sent a message (`delivery.verdicts`, _NOT_ON_AIR)."""


def said(entry: Entry) -> Said:
    """Return what is known of an attempt. Whatever this does not know for certain may have been read."""
    if not entry.outcome.is_final:
        return Said.OPEN
    if entry.outcome is Outcome.ACKNOWLEDGED:
        return Said.READ
    return Said.UNREAD if _was_certainly_not_read(entry) else Said.UNSURE


def _was_certainly_not_read(entry: Entry) -> bool:
    if entry.outcome is Outcome.RELAYED or entry.relayed:
        return False
    if entry.reason in UNREADABLE:
        return True
    was_never_out = entry.first_sent is None and not entry.earlier_ids
    return was_never_out or entry.reason in NEVER_SENT or entry.reason.startswith(("KEY_", "PUSH_"))
