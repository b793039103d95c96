"""`ban`, `unban` and `bans`: whom the bot does not answer, for a while or for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Context, NodeRef, Reply, Scope, Who, command
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import NodeNum, format_node_num

LONGEST: Final = timedelta(days=365)
"""Longer is for good."""


@command("ban", help="help-ban", who=Who.ADMIN, scope=Scope.PRIVATE)
async def ban(context: Context, node: NodeRef, duration: timedelta | None = None) -> Reply:
    """Answer a node no more; administrators are answered under any number."""
    if node.num == context.own_num:
        return Reply(context.say("ban-not-us"))
    if duration is not None and not timedelta() < duration <= LONGEST:
        return Reply(context.say("ban-out-of-range", most=context.duration(LONGEST.total_seconds())))
    shown = None if duration is None else context.duration(duration.total_seconds())
    name = _who(context, node.num)
    said = context.say(
        "ban-done" if shown is None else "ban-done-for", name=name, duration=shown, way=_way(context, node)
    )
    try:
        await context.services.people.ban(node.num, duration)
    except UsageError as exc:
        return Reply(context.say("ban-failed", error=exc))
    except StoreError as exc:
        said = f"{said} {context.not_kept(exc)}"
    if node.num == context.sender and not context.is_console:
        said = f"{said} {context.say('ban-admin')}"
    elif context.is_admins(node.num):
        said = f"{said} {context.say('ban-other-admin')}"
    context.log.info(
        "node-banned", by=context.asker, node=format_node_num(node.num), duration=shown, for_good=shown is None
    )
    return Reply(said)


@command("unban", help="help-unban", who=Who.ADMIN, scope=Scope.PRIVATE)
async def unban(context: Context, node: NodeRef) -> Reply:
    """Answer a node again."""
    note = ""
    was = context.services.people.is_banned(node.num)
    try:
        await context.services.people.unban(node.num)
    except StoreError as exc:
        note = f" {context.not_kept(exc)}"
    if was:
        context.log.info("node-unbanned", by=context.asker, node=format_node_num(node.num))
    return Reply(context.say("ban-over" if was else "ban-was-not", name=_who(context, node.num)) + note)


@command("bans", help="help-bans", who=Who.ADMIN, scope=Scope.PRIVATE)
async def bans(context: Context) -> Reply:
    """Answer with who is not answered, and for how long still: those first whose time is over soonest."""
    banned = context.services.people.banned()
    if not banned:
        return Reply(context.say("bans-none"))
    soonest = sorted(banned.items(), key=lambda one: (one[1] is None, one[1] or context.at(), one[0]))
    return Reply(
        context.fitting([context.say("bans-head", count=len(banned)), *(_line(context, *one) for one in soonest)])
    )


def _line(context: Context, num: NodeNum, until: datetime | None) -> str:
    name = _who(context, num)
    return name if until is None else f"{name} · {context.duration((until - context.at()).total_seconds())}"


def _who(context: Context, num: NodeNum) -> str:
    """Return a node's name and number: names are chosen freely, numbers can be written again."""
    name, number = context.name_of(num), format_node_num(num)
    return number if name == number else f"{name} {number}"


def _way(context: Context, node: NodeRef) -> str:
    return f"{context.written('unban')} {format_node_num(node.num)}"
