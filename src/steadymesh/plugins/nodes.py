"""`nodes`: how many nodes we know, how many were heard lately, and who was heard last."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.model import Node

MOST_NAMES: Final = 12
"""More than ever fit one message."""


@command("nodes", help="help-nodes")
async def nodes(context: Context) -> Reply:
    """Answer with the numbers, and as many of the latest names as the message holds."""
    radio = context.services.radio.radio()
    own = None if radio is None else radio.num
    others = [node for node in context.services.nodes.snapshot().values() if node.num != own]
    if not others:
        return Reply(context.say("nodes-none"))
    # `last_heard` is by the radio's clock, and so is the arrival of this very question: our own clock may be wrong.
    at = context.message.at or context.services.clock.at()
    heard = [(node.last_heard, node) for node in others if node.last_heard is not None]
    counts = context.say(
        "nodes-known",
        known=len(others),
        hour=sum(at - when <= timedelta(hours=1) for when, _ in heard),
        day=sum(at - when <= timedelta(days=1) for when, _ in heard),
    )
    latest = heapq.nlargest(MOST_NAMES, heard, key=lambda pair: pair[0])
    return Reply(_with_names(context, counts, latest, at))


def _with_names(context: Context, counts: str, latest: Sequence[tuple[datetime, Node]], at: datetime) -> str:
    """Return the longest text whose names are whole."""
    text, names = counts, ""
    for when, node in latest:
        one = f"{context.name_of(node.num)} {context.duration((at - when).total_seconds())}"
        names = f"{names}, {one}" if names else one
        longer = f"{counts}\n{context.say('nodes-latest', names=names)}"
        if len(longer.encode()) > context.limit_bytes:
            break
        text = longer
    return text
