"""Texts that came in, as the HTTP API shows them: plain rows, ready for JSON."""

from __future__ import annotations

from steadymesh.app.status import as_json
from steadymesh.ids import format_node_num
from steadymesh.model import LogMessage, TextMessage


def text_row(message: TextMessage, name: str) -> dict[str, object]:
    """Return the row of a text.

    Args:
        message: It.
        name: What its sender calls itself, cleaned; empty: not known.
    """
    return {
        "id": f"{message.id:08x}",
        "sender": format_node_num(message.sender),
        "name": name,
        "to": format_node_num(message.to) if message.is_direct else "broadcast",
        "channel": None if message.is_direct else int(message.channel),
        "text": message.text,
        "sent": as_json(message.at),
        "reply_id": None if message.reply_id is None else f"{message.reply_id:08x}",
        "is_tapback": message.is_tapback,
        "is_proved": message.is_proved,
        "via_mqtt": message.via_mqtt,
        "hops": message.hops,
        "snr_db": message.snr_db,
        "rssi_dbm": message.rssi_dbm,
    }


def message_row(kept: LogMessage, name: str) -> dict[str, object]:
    """Return the row of a text of the log."""
    return {**text_row(kept.message, name), "received": as_json(kept.received)}
