"""`why`: what became of our last message to whoever asks, if it did not arrive, and what helps.

The sentences are delivery's own (`locale/<language>/why.ftl`): `why-short-` and the cause, which is an outbox entry's
reason as it stands, or one of the five here.
"""

from __future__ import annotations

from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.ids import PublicKey, format_node_num
from steadymesh.model import Entry, Outcome

UNKNOWN: Final = "UNKNOWN"
"""Cause behind `UNKNOWN_<n>`, a verdict without a name."""

UNSENT: Final = "UNSENT"
"""Cause of what the radio never took."""

EXPIRED: Final = "EXPIRED"
"""Cause of what the radio took, and nobody said anything about."""

RELAYED: Final = "RELAYED"
"""Cause of what a neighbour passed on and nobody confirmed."""

OTHER: Final = "OTHER"
"""Cause behind a reason without a sentence."""

NOT_KNOWN: Final = "?"


@command("why", help="help-why")
async def why(context: Context) -> Reply:
    """Answer with the reason and the remedy of the last message to the asker that failed."""
    services = context.services
    entry = services.failures.last_failed(context.sender)
    if entry is None:
        return Reply(context.say("failed-nothing"))
    duration = context.duration((services.clock.at() - entry.created).total_seconds())
    known, held = services.keys.get(context.sender), services.keys.held(context.sender)
    radio = services.radio.radio()
    reason = context.say(
        f"why-short-{cause_of(entry)}",
        name=context.name,
        node=format_node_num(context.sender),
        fingerprint=_shown(None if known is None else known.key),
        held=_shown(None if held is None else held.key),
        own=_shown(None if radio is None else radio.node.public_key),
        reason=entry.reason,
        number=entry.reason.removeprefix(f"{UNKNOWN}_"),
    )
    return Reply(f"{context.say('failed-last', duration=duration)}\n{reason}")


def cause_of(entry: Entry) -> str:
    """Return under which cause the sentence of a refused or expired message stands."""
    if entry.outcome is Outcome.RELAYED:
        return RELAYED
    if not entry.reason:
        return UNSENT if entry.first_sent is None and not entry.earlier_ids else EXPIRED
    if entry.reason.startswith(f"{UNKNOWN}_"):
        return UNKNOWN
    return entry.reason if words.has(f"why-short-{entry.reason}", words.DEFAULT_LANGUAGE) else OTHER


def _shown(key: PublicKey | None) -> str:
    return NOT_KNOWN if key is None else key.fingerprint
