"""`whoami`, `my`: who the asker is to us and how we hear them, with all that the radio told of this one message."""

from __future__ import annotations

from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.ids import NodeNum, format_node_num


@command("whoami", aliases=("my",), help="help-whoami")
async def whoami(context: Context) -> Reply:
    """Answer with the asker's name and number, signal, hops, relay, distance and bearing, and when it was received."""
    if context.is_console:
        return Reply(_at_console(context))
    lines = [context.say("whoami-you", who=_who(context, context.sender)), context.heard(), *_where(context)]
    at = context.message.at
    if at is not None:
        lines.append(context.say("whoami-when", time=f"{context.local(at):%H:%M:%S}"))
    return Reply(context.fitting(lines))


def _where(context: Context) -> list[str]:
    """Return how far away the asker is, as far as both positions are known."""
    own = context.own_num
    here = None if own is None else context.position_of(own)
    there = context.position_of(context.sender)
    if here is None or there is None:
        return []
    return [context.say("whoami-way", way=context.way(here, there))]


def _at_console(context: Context) -> str:
    own = context.own_num
    if own is None:
        return context.say("whoami-console-none")
    return context.say("whoami-console", who=_who(context, own))


def _who(context: Context, num: NodeNum) -> str:
    name, number = context.name_of(num), format_node_num(num)
    return number if name == number else f"{name} {number}"
