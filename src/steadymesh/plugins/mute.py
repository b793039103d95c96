"""`mute` and `unmute`: whether anybody but administrators is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from steadymesh.bot.plugin import Context, Reply, Scope, Who, command
from steadymesh.errors import StoreError

MUTED: Final = timedelta(hours=1)
"""Unless said otherwise: whoever forgets it has a bot that answers again."""

LONGEST: Final = timedelta(days=7)


@command("mute", help="help-mute", who=Who.ADMIN, scope=Scope.PRIVATE)
async def mute(context: Context, duration: timedelta = MUTED) -> Reply:
    """Answer administrators only, for a while."""
    if not timedelta() < duration <= LONGEST:
        return Reply(context.say("mute-out-of-range", most=context.duration(LONGEST.total_seconds())))
    shown = context.duration(duration.total_seconds())
    context.log.info("bot-silenced", by=context.asker, duration=shown)
    return await _said(context, duration, context.say("mute-done", duration=shown, prefix=context.prefix))


@command("unmute", help="help-unmute", who=Who.ADMIN, scope=Scope.PRIVATE)
async def unmute(context: Context) -> Reply:
    """Answer everybody again."""
    if not context.services.people.silent_s():
        return Reply(context.say("mute-was-not"))
    context.log.info("bot-unsilenced", by=context.asker)
    return await _said(context, None, context.say("mute-over"))


async def _said(context: Context, duration: timedelta | None, done: str) -> Reply:
    try:
        await context.services.people.be_silent(duration)
    except StoreError as exc:
        return Reply(f"{done} {context.not_kept(exc)}")
    return Reply(done)
