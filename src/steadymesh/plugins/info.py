"""`info`: what we know of one node, the most important first."""

from __future__ import annotations

from typing import Final

from steadymesh import words
from steadymesh.bot.plugin import Context, NodeRef, Reply, command
from steadymesh.ids import format_node_num
from steadymesh.model import Node

POWERED: Final = 101
"""What a node tells instead of its battery's charge when it has power from outside (firmware `PowerStatus`)."""

SIGN: Final = "👤"
"""Before what a node calls itself: no bot takes an answer for a command that begins with a node's name."""

LONGEST_KIND: Final = 32
"""Characters of the longest name of a hardware model or role that the firmware has."""


@command("info", help="help-info")
async def info(context: Context, who: NodeRef) -> Reply:
    """Answer with name, number, last heard, key, distance, hardware, role and battery, as much as one message holds."""
    node = _known(context, who)
    lines = [_title(context, who, node), *_heard(context, who, node), _key(context, who), *_where(context, who)]
    if node is not None:
        lines += _hardware(node) + _power(context, node)
    return Reply(context.fitting(lines))


def _known(context: Context, who: NodeRef) -> Node | None:
    radio = context.services.radio.radio()
    return radio.node if who.node is None and radio is not None and radio.num == who.num else who.node


def _title(context: Context, who: NodeRef, node: Node | None) -> str:
    number = format_node_num(who.num)
    short = "" if node is None else context.short(node.short_name).strip()
    name = "" if who.name == number else who.name
    return " ".join(part for part in (SIGN, name, f"({short})" if short and short != name else "", number) if part)


def _heard(context: Context, who: NodeRef, node: Node | None) -> list[str]:
    """Return when it was heard and how; the SNR belongs to the last hop: told only where that is the node's own."""
    if who.num == context.own_num:
        return [context.say("info-ours")]
    if node is None or node.last_heard is None:
        return [context.say("info-never")]
    at = context.message.at or context.at()
    age = context.duration((at - node.last_heard).total_seconds())
    if node.via_mqtt:
        return [context.say("info-heard-mqtt", age=age)]
    if node.hops_away is None:
        return [context.say("info-heard-plain", age=age)]
    if node.hops_away == 0 and node.snr_db is not None:
        return [context.say("info-heard-direct", age=age, snr_db=node.snr_db)]
    return [context.say("info-heard-hops", age=age, hops=node.hops_away)]


def _key(context: Context, who: NodeRef) -> str:
    """Return the key that we use for it, by its fingerprint, and how far we trust it."""
    radio = context.services.radio.radio()
    if radio is not None and who.num == radio.num:
        own = radio.node.public_key
        if own is None:
            return context.say("info-key-none")
        return context.say("info-key", fingerprint=own.fingerprint, trust="ours", held=False)
    known, held = context.keys.get(who.num), context.keys.held(who.num)
    if known is None:
        return context.say("info-key-none")
    return context.say("info-key", fingerprint=known.key.fingerprint, trust=known.trust.value, held=held is not None)


def _where(context: Context, who: NodeRef) -> list[str]:
    own = context.own_num
    here = None if own is None or own == who.num else context.position_of(own)
    there = context.position_of(who.num)
    if here is None or there is None:
        return []
    return [context.say("info-way", way=context.way(here, there))]


def _hardware(node: Node) -> list[str]:
    shown = [words.clean(one, LONGEST_KIND) for one in (node.hw_model, node.role) if one]
    return [", ".join(shown)] if shown else []


def _power(context: Context, node: Node) -> list[str]:
    percent = None if node.telemetry is None else node.telemetry.battery_percent
    if percent is None:
        return []
    return [context.say("info-powered") if percent >= POWERED else context.say("info-battery", percent=percent)]
