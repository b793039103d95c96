"""`dist`: how far it is from one node to another, and in which direction."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from steadymesh.bot.plugin import Context, NodeRef, Reply, command
from steadymesh.model import Position

OLD: Final = timedelta(days=1)
"""From then on a position's age is worth saying: a node that stands still tells it twice a day."""


@command("dist", aliases=("distance",), help="help-dist")
async def dist(context: Context, who: NodeRef, other: NodeRef | None = None) -> Reply:
    """Answer with the great circle between two nodes; with one, from the asker, else from our own radio."""
    start, end = (_start(context, who), who) if other is None else (who, other)
    if start is None and context.position_of(end.num) is None:
        return Reply(context.say("dist-unknown", name=end.name))
    if start is None:
        return Reply(context.say("dist-no-start"))
    if start.num == end.num:
        return Reply(context.say("dist-same"))
    here, there = context.position_of(start.num), context.position_of(end.num)
    if here is None or there is None:
        lost = [one for one, place in ((start, here), (end, there)) if place is None]
        return Reply("\n".join(context.say("dist-unknown", name=one.name) for one in lost))
    told = context.say("dist-between", start=start.name, end=end.name, way=context.way(here, there))
    return Reply(context.fitting([told, *_old(context, [(start, here), (end, there)])]))


def _start(context: Context, end: NodeRef) -> NodeRef | None:
    """Return from where one node alone is meant to be looked at; None: nobody knows where that is."""
    own = context.own_num
    for num in (context.sender, own):
        if num is not None and num != end.num and context.position_of(num) is not None:
            return context.ref(num)
    # There is nowhere to start from; where the one place is the asker's own or ours, say that it is the same.
    return end if end.num in (context.sender, own) and context.position_of(end.num) is not None else None


def _old(context: Context, places: list[tuple[NodeRef, Position]]) -> list[str]:
    """Return whose position is old, as far as they told when they took it."""
    at = context.at()
    return [
        context.say("dist-old", name=one.name, age=context.duration((at - place.at).total_seconds()))
        for one, place in places
        if place.at is not None and at - place.at > OLD
    ]
