"""`lheard`: whom we heard last, how long ago, and how well or over how many hops."""

from __future__ import annotations

import heapq
from datetime import datetime
from typing import Final

from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.model import Node

MOST: Final = 20
"""More than ever fit one message; a terminal shows them all."""


@command("lheard", help="help-lheard")
async def lheard(context: Context) -> Reply:
    """Answer with as many of them as one message holds, the latest first."""
    own = context.own_num
    heard = [
        (node.last_heard, node.num, node)
        for node in context.directory.snapshot().values()
        if node.last_heard is not None and node.num != own
    ]
    if not heard:
        return Reply(context.say("lheard-nobody"))
    # By the radio's clock, as `last_heard` is: our own may be wrong.
    at = context.message.at or context.at()
    latest = heapq.nlargest(MOST, heard, key=lambda one: one[:2])
    lines = (_line(context, node, at, when) for when, _, node in latest)
    return Reply(context.fitting([context.say("lheard-header"), *lines]))


def _line(context: Context, node: Node, at: datetime, when: datetime) -> str:
    """Return one node; the SNR belongs to the last hop, so it is told only of those whom our own radio hears."""
    said = {"name": context.name_of(node.num), "age": context.duration((at - when).total_seconds())}
    if node.via_mqtt:
        return context.say("lheard-mqtt", **said)
    if node.hops_away is None:
        return context.say("lheard-plain", **said)
    if node.hops_away == 0 and node.snr_db is not None:
        return context.say("lheard-direct", snr_db=node.snr_db, **said)
    return context.say("lheard-hops", hops=node.hops_away, **said)
