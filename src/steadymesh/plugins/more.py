"""`more`: what the last answer had no room for."""

from __future__ import annotations

from steadymesh.bot.plugin import Context, Reply, command


@command("more", help="help-more")
async def more(context: Context) -> Reply:
    """Answer with the next pieces of the last answer to the asker that was too long."""
    leftover = context.take_leftover()
    if leftover is None:
        return Reply(context.say("more-nothing"))
    return Reply(leftover.text, number=leftover.number)
