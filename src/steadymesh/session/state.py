"""The states of a session and the one table of how they follow each other; `docs/` draws its picture from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class SessionState(Enum):
    """Where a session stands."""

    NEW = "new"
    """Connected; nothing was asked yet."""
    CONFIG = "config"
    """The radio is sending its configuration (`want_config_id` 69420)."""
    NODES = "nodes"
    """The radio is sending its node table (69421, or everything once more on firmware below 2.6.8)."""
    READY = "ready"
    """Both are complete: packets may be sent."""
    REFRESHING = "refreshing"
    """READY, but the node table was asked for again: sends wait."""
    CLOSING = "closing"
    """Goodbye was said; what still comes is taken."""
    OVER = "over"
    """Nothing more will happen; `Session.failure` says why, or is None after a goodbye."""


class Trigger(Enum):
    """What moves a session from one state to another."""

    START = "start"
    CONFIG_COMPLETE = "config complete"
    NODES_COMPLETE = "nodes complete"
    REFRESH = "refresh"
    REFRESHED = "refreshed"
    REFRESH_STALLED = "refresh stalled"
    RESTART = "radio restarted"
    GOODBYE = "goodbye"
    END = "end"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    source: SessionState
    trigger: Trigger
    target: SessionState
    sentence: str
    """Why, for a reader of the documentation."""


_S = SessionState
_T = Trigger

TRANSITIONS: Final = (
    Transition(_S.NEW, _T.START, _S.CONFIG, "The link has settled: 69420, which every firmware knows, is asked for."),
    Transition(_S.CONFIG, _T.CONFIG_COMPLETE, _S.NODES, "The firmware is known: the node table is asked for its way."),
    Transition(_S.NODES, _T.NODES_COMPLETE, _S.READY, "The handshake is complete: reconnection is over."),
    Transition(_S.READY, _T.REFRESH, _S.REFRESHING, "Somebody wants to know which keys the radio holds now."),
    Transition(_S.REFRESHING, _T.REFRESHED, _S.READY, "The node table has come again."),
    Transition(_S.REFRESHING, _T.REFRESH_STALLED, _S.READY, "It has not; the link itself is judged by probes."),
    Transition(_S.CONFIG, _T.RESTART, _S.CONFIG, "The radio restarted behind an open link: it is asked anew."),
    Transition(_S.NODES, _T.RESTART, _S.CONFIG, "The radio restarted behind an open link: it is asked anew."),
    Transition(_S.READY, _T.RESTART, _S.CONFIG, "The radio restarted, or has another number: it is asked anew."),
    Transition(_S.REFRESHING, _T.RESTART, _S.CONFIG, "The radio restarted, or has another number: it is asked anew."),
    Transition(_S.READY, _T.GOODBYE, _S.CLOSING, "We leave in good order, so that the radio keeps what comes later."),
    Transition(_S.REFRESHING, _T.GOODBYE, _S.CLOSING, "We leave in good order, in the middle of a refresh."),
    Transition(_S.NEW, _T.END, _S.OVER, "The other side closed before anything was asked."),
    Transition(_S.CONFIG, _T.END, _S.OVER, "The dump stalled twice, or the other side closed."),
    Transition(_S.NODES, _T.END, _S.OVER, "The dump stalled twice, or the other side closed."),
    Transition(_S.READY, _T.END, _S.OVER, "The radio stopped answering, or the other side closed."),
    Transition(_S.REFRESHING, _T.END, _S.OVER, "The other side closed."),
    Transition(_S.CLOSING, _T.END, _S.OVER, "The other side closed, as we had asked it to."),
)
"""Every way from one state to another; what is not in here does not happen."""

NEXT: Final[Mapping[tuple[SessionState, Trigger], SessionState]] = {
    (row.source, row.trigger): row.target for row in TRANSITIONS
}
"""The table as a look-up."""
