"""PURE: how a text was heard, as people read it on the mesh: its way, and the signal of its last hop."""

from __future__ import annotations

from steadymesh import words
from steadymesh.model import TextMessage


def say(message: TextMessage, relay: str | None, language: str) -> str:
    """Return the way that a text took, and the signal of its last hop as far as the radio told it.

    Args:
        message: The text.
        relay: The name of who passed it on; None: not known, then the byte of its number is told, if there is one.
        language: The reader's.
    """
    fields: dict[str, object] = {"way": _way(message, relay, language), "signal": signal(message, language)}
    return words.render("heard-signal", fields, language) if fields["signal"] else str(fields["way"])


def signal(message: TextMessage, language: str) -> str:
    """Return SNR and RSSI, such as `SNR 6.25 dB, RSSI -87 dBm`; empty: the radio told neither."""
    snr = "" if message.snr_db is None else words.render("heard-snr", {"snr_db": message.snr_db}, language)
    rssi = "" if message.rssi_dbm is None else words.render("heard-rssi", {"rssi_dbm": message.rssi_dbm}, language)
    return ", ".join(part for part in (snr, rssi) if part)


def _way(message: TextMessage, relay: str | None, language: str) -> str:
    if message.via_mqtt:
        return words.render("heard-mqtt", {}, language)
    if message.hops is None:
        return words.render("heard-unknown", {}, language)
    if message.hops == 0:
        return words.render("heard-direct", {}, language)
    if relay is None and message.relay_node:
        relay = f"!…{message.relay_node:02x}"
    if relay is None:
        return words.render("heard-relayed", {"hops": message.hops}, language)
    return words.render("heard-relayed-by", {"hops": message.hops, "relay": relay}, language)
