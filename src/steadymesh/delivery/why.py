"""Why a message did not arrive, as a person understands it: what happened, to what, and what to do about it. PURE.

The sentences stand in `why.ftl`: `why-<cause>` says what happened, `why-<cause>-remedy` what to do, `why-short-<cause>`
both in one short text for the air. A cause is an outbox entry's reason as it stands, or one of those here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from steadymesh.delivery.manners import AIR_BUDGET, CHANNEL_BUSY, QUIET_HOURS
from steadymesh.errors import Told
from steadymesh.ids import BROADCAST, NodeNum, format_node_num
from steadymesh.model import Entry, Outcome, RoutingError
from steadymesh.words import DEFAULT_LANGUAGE, has, render

UNKNOWN: Final = "UNKNOWN"
"""Cause behind `UNKNOWN_<n>`: a verdict that we have no name for."""

EXPIRED: Final = "EXPIRED"
"""Cause of what the radio was handed, and nobody said anything about."""

UNSENT: Final = "UNSENT"
"""Cause of what never reached the radio in its lifetime."""

RELAYED: Final = "RELAYED"
"""Cause of what a neighbour passed on, and the recipient has not acknowledged."""

OTHER: Final = "OTHER"
"""Cause behind a reason that we have no sentence for."""

KEY_REASONS: Final = (
    "KEY_UNKNOWN",
    "KEY_HELD",
    "KEY_REVOKED",
    "PUSH_OFF",
    "PUSH_MANAGED",
    "PUSH_ROLE",
    "PUSH_UNSUPPORTED",
    "PUSH_BUDGET",
    "PUSH_BUSY",
    "PUSH_TABLE_FULL",
    "PUSH_NO_EFFECT",
    "PUSH_VERIFIED",
    "PUSH_FAILED",
    "PEER_HAS_NEW_KEY",
    "PEER_HAS_OUR_OLD_KEY",
    "RADIO_OR_KEY",
)
"""Reasons that `ports.Custody` gives."""

CANCELLED: Final = "CANCELLED"
"""Reason of what the operator took back before it left."""

CANCELLED_LATE: Final = "CANCELLED_LATE"
"""Reason of what the operator took back before its second try: the first was on the air, and may have been read."""

TO_OURSELVES: Final = "TO_OURSELVES"
"""Reason of what was handed in before our radio had told its number, and is for that very number."""

_OWN_REASONS: Final = (
    "RES_32", "RES_33", "RES_34", "RES_35", "OUTBOX_FULL", "IMPOSSIBLE", CANCELLED, CANCELLED_LATE, TO_OURSELVES,
)  # fmt: skip

AIR_REASONS: Final = (CHANNEL_BUSY, AIR_BUDGET, QUIET_HOURS)
"""Reasons of what expired because the air is everybody's."""

CAUSES: Final = (
    *KEY_REASONS,
    *(error.name for error in RoutingError if error not in (RoutingError.NONE, RoutingError.UNKNOWN)),
    *_OWN_REASONS,
    *AIR_REASONS,
    UNKNOWN,
    EXPIRED,
    UNSENT,
    RELAYED,
    OTHER,
)
"""Everything that there are sentences for."""

_NOT_KNOWN: Final = "none"
"""What the sentences take for a fingerprint that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whom a message was for, as its sentences name it. Fingerprints only, never a key; empty: not known."""

    node: NodeNum
    name: str = ""
    """As cleaned and short as it is to be shown; empty: its number is."""
    fingerprint: str = ""
    """Of the key that we have of it."""
    held: str = ""
    """Of the key that it shows and that a person must decide about."""
    own: str = ""
    """Of our own radio's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One message's fate in words."""

    what: Told
    remedy: Told
    short: Told
    """Both, in at most 200 bytes of UTF-8 when the name takes 24."""


def explain(entry: Entry, party: Party | None = None) -> Why:
    """Return why a message did not arrive, or is not known to have arrived.

    Args:
        entry: One that ended without the recipient's word.
        party: Its recipient; None: nothing is known of it but its number.
    """
    cause = cause_of(entry)
    known = party or Party(node=entry.intent.to)
    node = format_node_num(known.node)
    fields: dict[str, object] = {
        "name": known.name or (_everybody() if known.node == BROADCAST else node),
        "node": node,
        "fingerprint": known.fingerprint or _NOT_KNOWN,
        "held": known.held or _NOT_KNOWN,
        "own": known.own or _NOT_KNOWN,
        "reason": entry.reason,
        "number": entry.reason.removeprefix(f"{UNKNOWN}_"),
    }
    return Why(
        what=_told(f"why-{cause}", fields),
        remedy=_told(f"why-{cause}-remedy", fields),
        short=_told(f"why-short-{cause}", fields),
    )


def cause_of(entry: Entry) -> str:
    """Return which of `CAUSES` an entry's sentences stand under."""
    if entry.outcome is Outcome.RELAYED:
        return RELAYED
    if entry.reason.startswith(f"{UNKNOWN}_"):
        return UNKNOWN
    if entry.reason:
        return entry.reason if entry.reason in CAUSES else OTHER
    return UNSENT if entry.first_sent is None and not entry.earlier_ids else EXPIRED


def _everybody() -> Told:
    return _told("why-everybody", {})


def _told(sentence: str, fields: dict[str, object]) -> Told:
    assert has(sentence, DEFAULT_LANGUAGE), sentence
    return Told(render(sentence, fields), sentence, fields)
