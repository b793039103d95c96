"""A duration, a choice, the rest of the line, and something done later: `/timer 10m loud The tea is ready`."""

from datetime import timedelta
from typing import Literal

from steadymesh.bot.plugin import Context, PluginContext, Rest, Scope, Who, command
from steadymesh.model import Priority

LONGEST = timedelta(days=1)


@command(
    "timer",
    help={"en": "Reminds you after a while.", "fr": "Vous rappelle quelque chose plus tard."},
    aliases={"fr": ["minuteur"]},
    scope=Scope.DM,
    who=Who.PROVED,
)
async def timer(context: Context, wait: timedelta, how: Literal["quiet", "loud"] = "quiet", text: Rest = "") -> str:
    """Make an appointment; it ends with the process (the store is for what must outlive that)."""
    if wait > LONGEST:
        return context.pick(en="A day at most.", fr="Un jour au plus.")
    sender, priority = context.sender, Priority.ALERT if how == "loud" else Priority.MESSAGE

    async def remind(later: PluginContext) -> None:
        await later.post(sender, f"⏰ {text}".strip(), priority=priority, lifetime=timedelta(hours=1))

    context.schedule.after(wait, remind)
    left = context.duration(wait.total_seconds())
    return context.pick(en=f"I'll write in {left}.", fr=f"J'écrirai dans {left}.")
