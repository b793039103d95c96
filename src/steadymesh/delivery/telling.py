"""What the log says of the texts: one line a step that matters, never the text itself."""

from __future__ import annotations

import structlog

from steadymesh.delivery.changes import Change, Step
from steadymesh.delivery.judging import UNREAD
from steadymesh.delivery.why import CANCELLED, CANCELLED_LATE, explain
from steadymesh.ids import format_node_num
from steadymesh.model import Entry, Outcome

_log = structlog.get_logger("delivery")


def tell(change: Change, now: float) -> None:
    """Tell of one step.

    Args:
        change: What became of which text.
        now: Loop time.
    """
    entry = change.entry
    to = format_node_num(entry.intent.to)
    seconds = 0.0 if change.since is None else round(now - change.since, 1)
    match change.step:
        case Step.MOVED:
            pass
        case Step.SENT:
            _log.debug("message-sent", to=to, id=entry.packet_id, seconds=seconds)
        case Step.PAUSED:
            _log.info("message-again", to=to, id=entry.packet_id, reason=entry.reason)
        case Step.UNHEARD:
            _log.info("message-unheard", to=to, id=entry.packet_id)
        case Step.AWAITS_KEY if entry.reason in UNREAD:
            _log.info("message-unread", to=to, id=entry.packet_id, reason=entry.reason)
        case Step.AWAITS_KEY:
            _log.info("message-awaits-key", to=to, id=entry.packet_id, reason=entry.reason)
        case Step.IMPROVED:
            _log.info("message-acknowledged-late", to=to, id=entry.packet_id, outcome=entry.outcome.value)
        case Step.ENDED:
            _tell_end(entry, to=to, seconds=seconds)


def _tell_end(entry: Entry, *, to: str, seconds: float) -> None:
    if entry.outcome is Outcome.ACKNOWLEDGED:
        _log.info("message-acknowledged", to=to, id=entry.packet_id, seconds=seconds)
    elif entry.outcome is Outcome.RELAYED:
        _log.info("message-relayed", to=to, id=entry.packet_id, seconds=seconds)
    else:
        _tell_failure(entry, to=to, seconds=seconds)


def _tell_failure(entry: Entry, *, to: str, seconds: float) -> None:
    """Say why a text did not arrive, and what to do about it."""
    if entry.reason in (CANCELLED, CANCELLED_LATE):
        _log.info("message-cancelled", to=to, id=entry.packet_id, seconds=seconds)
        return
    why = explain(entry)
    if entry.outcome is Outcome.REFUSED:
        _log.warning(
            "message-refused",
            to=to,
            id=entry.packet_id,
            reason=entry.reason,
            seconds=seconds,
            why=why.what,
            remedy=why.remedy,
        )
    else:
        _log.warning(
            "message-expired",
            to=to,
            id=entry.packet_id,
            reason=entry.reason,
            attempts=entry.attempts,
            seconds=seconds,
            why=why.what,
            remedy=why.remedy,
        )
