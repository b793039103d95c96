"""`trace`: the way to a node and back; without a node, how the asker's own message came, which costs no air."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from steadymesh.bot.plugin import Context, Cost, NodeRef, Reply, command
from steadymesh.ids import NodeNum
from steadymesh.model import LinkState, Trace, TraceHop, TraceOutcome

SHORT_NAME_BYTES: Final = 4
"""Of a short name; a longer one is none, and the end of the number stands for it."""

SETTLE_S: Final = 5.0
"""Until the question itself has been passed on by everybody: a traceroute in its wake collides with it (seen in the
simulator), and beyond the first hop nobody repeats one."""

AGAIN_S: Final = 60.0
"""After which it is worth trying whether the link is back, or the air is free."""

UNKNOWN: Final = "?"


@command("trace", aliases=("traceroute",), help="help-trace", cost=Cost.AIR)
async def trace(context: Context, who: NodeRef | None = None) -> Reply:
    """Answer with both ways and the SNR of each hop, or with why there are none and how long to wait."""
    if who is None:
        return Reply(_passive(context))
    if who.num == context.own_num:
        return Reply(context.say("trace-ours"))
    if context.services.link.status().state is not LinkState.READY:  # it would only use up the asker's share
        return Reply(context.say("trace-unavailable", wait=context.wait(AGAIN_S - 1)))
    wait_s = context.take_trace()
    if wait_s > 0:
        return Reply(context.say("trace-too-soon", wait=context.wait(wait_s)))
    if not context.is_console:
        await asyncio.sleep(SETTLE_S)
    found = await context.services.traceroutes.trace(who.num)
    return Reply(_told(context, who, found))


def _passive(context: Context) -> str:
    """Return how the question itself came."""
    if context.is_console:
        found = context.commands.find("trace")
        return context.say("trace-name-one", usage="" if found is None else context.usage(found, context.word))
    return context.fitting([context.heard(), context.say("trace-passive", prefix=context.prefix)])


def _told(context: Context, who: NodeRef, found: Trace) -> str:
    """Return what came of a traceroute; without a way, when the asker may try again."""
    if found.outcome is TraceOutcome.ANSWERED:
        return _ways(context, found)
    # It has counted for the asker, whatever came of it: asked again, the limit tells for how long (never to an
    # administrator, who has none).
    wait_s = max(found.wait_s, context.take_trace())
    if found.outcome is TraceOutcome.UNANSWERED:
        wait = context.wait(wait_s)
        return context.say("trace-unanswered", name=who.name, again=wait_s > 0, wait=wait)
    if found.outcome is TraceOutcome.REFUSED:
        return context.say("trace-refused", wait=context.wait(wait_s))
    return context.say("trace-unavailable", wait=context.wait(max(wait_s, AGAIN_S - 1)))


# --- the ways ---------------------------------------------------------------------------------


def _ways(context: Context, found: Trace) -> str:
    """Return both ways on a line each, with names and figures as long as one message allows."""
    text = ""
    for name_of, is_whole, arrow in (
        (context.name_of, False, " → "),
        (_short_namer(context), False, " → "),
        (_short_namer(context), True, ">"),
    ):
        text = "\n".join(_lines(context, found, name_of, arrow, is_whole=is_whole))
        if len(text.encode()) <= context.limit_bytes:
            break
    return text


def _lines(
    context: Context, found: Trace, name_of: Callable[[NodeNum], str], arrow: str, *, is_whole: bool
) -> list[str]:
    def line(label: str, hops: Sequence[TraceHop]) -> str:
        said = [_hop(context, hop, name_of, is_whole=is_whole) for hop in hops]
        return f"{context.say(label)} {arrow.join(said)}"

    there = line("trace-there", found.towards)
    return [there, line("trace-back", found.back) if found.back else context.say("trace-no-back")]


def _hop(context: Context, hop: TraceHop, name_of: Callable[[NodeNum], str], *, is_whole: bool) -> str:
    """Return a node with the SNR of the link that leads to it."""
    if hop.node is None:
        name = UNKNOWN
    else:
        name = context.say("trace-me") if hop.node == context.own_num else name_of(hop.node)
    snr_db = UNKNOWN if hop.snr_db is None else round(hop.snr_db) if is_whole else hop.snr_db
    return context.say("trace-hop", name=name, snr_db=snr_db)


def _short_namer(context: Context) -> Callable[[NodeNum], str]:
    def name_of(num: NodeNum) -> str:
        node = context.directory.get(num)
        short = "" if node is None else context.short(node.short_name).strip()
        return short if short and len(short.encode()) <= SHORT_NAME_BYTES else f"{num & 0xFFFF:04x}"

    return name_of
