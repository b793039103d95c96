"""What of the bus is told to those who listen by HTTP: one word and one row an event, nothing that is secret or huge.

The radio's dump stays out (it holds its private key), and so do raw packets. Names are cleaned; they are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Final

from steadymesh.app.outboxrows import Rows
from steadymesh.app.rows import finding_row, key_row, node_rows
from steadymesh.app.status import as_json
from steadymesh.app.webrows import text_row
from steadymesh.events import (
    AttemptFailed,
    CommandHandled,
    Delivered,
    DutyCycleReached,
    Event,
    KeyChanged,
    KeyDecided,
    KeyFound,
    KeyLearned,
    KeyPlaced,
    KeyRefused,
    KeysSynced,
    LinkAway,
    LinkBack,
    LinkChanged,
    LinkContended,
    LoopMuted,
    NodeRenumbered,
    NodeSeen,
    PluginPaused,
    PositionReceived,
    RadioRebooted,
    Reconnected,
    SessionLost,
    StoreBack,
    StoreFailing,
    TelemetryReceived,
    TextReceived,
)
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.words import clean

Row = dict[str, object]

KINDS: Final[Mapping[type, str]] = {
    LinkChanged: "link_changed",
    SessionLost: "link_lost",
    AttemptFailed: "link_attempt_failed",
    Reconnected: "link_reconnected",
    LinkContended: "link_contended",
    LinkAway: "link_away",
    LinkBack: "link_back",
    RadioRebooted: "radio_rebooted",
    DutyCycleReached: "duty_cycle_reached",
    TextReceived: "text",
    NodeSeen: "node",
    PositionReceived: "position",
    TelemetryReceived: "telemetry",
    KeyLearned: "key_learned",
    KeyChanged: "key_changed",
    KeyDecided: "key_decided",
    KeyFound: "key_found",
    KeyPlaced: "key_placed",
    KeyRefused: "key_refused",
    KeysSynced: "keys_synced",
    NodeRenumbered: "node_renumbered",
    Delivered: "delivered",
    CommandHandled: "command",
    LoopMuted: "node_muted",
    PluginPaused: "plugin_paused",
    StoreFailing: "store_failing",
    StoreBack: "store_back",
}
"""Every event that is told of, with the word for it."""


def event_row(event: Event, at: str, rows: Rows) -> Row:
    """Return what is told of an event.

    Args:
        event: It; one of `KINDS`.
        at: Now, RFC 3339.
        rows: Makes rows of messages, and knows what nodes are called.
    """
    return {"at": at, **_row(event, rows)}


def _who(num: NodeNum, rows: Rows) -> Row:
    return {"node": format_node_num(num), "name": rows.party(num).name}


@singledispatch
def _row(event: object, rows: Rows) -> Row:
    raise TypeError(f"{type(event).__name__} is not told of; rows of {rows}")


# --- the link -------------------------------------------------------------------------------


@_row.register
def _(event: LinkChanged, _rows: Rows) -> Row:
    return {"state": event.state.value}


@_row.register
def _(event: SessionLost, _rows: Rows) -> Row:
    return {"reason": event.reason, "ready_s": round(event.ready_seconds, 1)}


@_row.register
def _(event: AttemptFailed, _rows: Rows) -> Row:
    return {"reason": event.reason, "detail": clean(event.detail)}


@_row.register
def _(event: Reconnected, _rows: Rows) -> Row:
    return {"away_s": round(event.away_seconds, 1), "attempts": event.attempts}


@_row.register
def _(event: LinkContended, _rows: Rows) -> Row:
    return {"yield_s": event.yield_seconds}


@_row.register
def _(event: LinkAway, _rows: Rows) -> Row:
    return {"away_s": round(event.away_seconds, 1), "reason": event.reason}


@_row.register
def _(event: LinkBack, _rows: Rows) -> Row:
    return {"away_s": round(event.away_seconds, 1)}


@_row.register
def _(event: RadioRebooted, _rows: Rows) -> Row:
    return {"what": event.what}


@_row.register
def _(event: DutyCycleReached, _rows: Rows) -> Row:
    return {"silent_s": event.silent_s}


# --- the mesh -------------------------------------------------------------------------------


@_row.register
def _(event: TextReceived, rows: Rows) -> Row:
    return text_row(event.message, rows.party(event.message.sender).name)


@_row.register
def _(event: NodeSeen, _rows: Rows) -> Row:
    return node_rows([event.node])[0]


@_row.register
def _(event: PositionReceived, rows: Rows) -> Row:
    return {**_who(event.sender, rows), "position": as_json(event.position)}


@_row.register
def _(event: TelemetryReceived, rows: Rows) -> Row:
    return {**_who(event.sender, rows), "telemetry": as_json(event.telemetry)}


# --- keys -----------------------------------------------------------------------------------


@_row.register
def _(event: KeyLearned, _rows: Rows) -> Row:
    return key_row(event.key, "unknown")


@_row.register
def _(event: KeyChanged, _rows: Rows) -> Row:
    named = {"node": format_node_num(event.node), "name": clean(event.at_name)}
    return {**named, "before": event.before.fingerprint, "after": event.after.fingerprint, "held": event.held}


@_row.register
def _(event: KeyDecided, rows: Rows) -> Row:
    return {**_who(event.node, rows), "what": event.what}


@_row.register
def _(event: KeyFound, rows: Rows) -> Row:
    return finding_row(event.finding, rows.party(event.finding.node).name)


@_row.register
def _(event: KeyPlaced, rows: Rows) -> Row:
    return _who(event.node, rows)


@_row.register
def _(event: KeyRefused, rows: Rows) -> Row:
    return {**_who(event.node, rows), "reason": event.reason}


@_row.register
def _(event: NodeRenumbered, _rows: Rows) -> Row:
    numbers = {"before": format_node_num(event.before), "after": format_node_num(event.after)}
    return {**numbers, "fingerprint": event.key.fingerprint}


@_row.register
def _(event: KeysSynced, _rows: Rows) -> Row:
    counts = {"known": event.known, "held": event.held, "pushed": event.pushed, "waiting": event.waiting}
    return {"outcome": event.outcome, "reason": event.reason, **counts, "seconds": round(event.seconds, 3)}


# --- the house ------------------------------------------------------------------------------


@_row.register
def _(event: Delivered, rows: Rows) -> Row:
    return rows.row(event.entry)


@_row.register
def _(event: CommandHandled, rows: Rows) -> Row:
    ended = {"outcome": event.outcome, "seconds": round(event.seconds, 4)}
    return {**_who(event.sender, rows), "command": clean(event.name, 40), **ended}


@_row.register
def _(event: LoopMuted, rows: Rows) -> Row:
    return {**_who(event.node, rows), "seconds": event.seconds}


@_row.register
def _(event: PluginPaused, _rows: Rows) -> Row:
    return {"plugin": clean(event.plugin, 80), "what": clean(event.what, 80), "seconds": event.seconds}


@_row.register
def _(event: StoreFailing, _rows: Rows) -> Row:
    return {"reason": event.reason, "seconds": round(event.seconds, 1)}


@_row.register
def _(event: StoreBack, _rows: Rows) -> Row:
    return {"seconds": round(event.seconds, 1)}
