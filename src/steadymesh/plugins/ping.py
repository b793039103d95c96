"""`ping`: how well we hear whoever asks, and how the question came."""

from __future__ import annotations

from steadymesh.bot.plugin import Chatter, Context, How, Reply, Scope, command


@command("ping", help="help-ping", scope=Scope.MESH)
async def ping(context: Context, _chatter: Chatter = "") -> Reply:
    """Answer with the way the question took, its signal, and what proves who asked."""
    lines = [context.say("ping-pong", name=context.name), _way(context)]
    signal = _signal(context)
    if signal:
        lines.append(signal)
    lines.append(_proof(context))
    return Reply("\n".join(lines))


def _way(context: Context) -> str:
    message = context.message
    if message.via_mqtt:
        return context.say("ping-way-mqtt")
    if message.hops is None:
        return context.say("ping-way-unknown")
    return context.say("ping-way-relayed", hops=message.hops) if message.hops else context.say("ping-way-direct")


def _signal(context: Context) -> str:
    """Return SNR and RSSI, as far as the radio told them; they belong to the last hop."""
    message = context.message
    snr = "" if message.snr_db is None else context.say("ping-snr", snr_db=message.snr_db)
    rssi = "" if message.rssi_dbm is None else context.say("ping-rssi", rssi_dbm=message.rssi_dbm)
    return ", ".join(part for part in (snr, rssi) if part)


def _proof(context: Context) -> str:
    if context.how is How.CHANNEL:
        return context.say("ping-how-channel", channel=context.message.channel)
    if context.how is How.DIRECT:
        return context.say("ping-how-mqtt" if context.message.pki_encrypted else "ping-how-direct")
    key = context.key
    return context.say("ping-how-pki", fingerprint=None if key is None else key.fingerprint)
