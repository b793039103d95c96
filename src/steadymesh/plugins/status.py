"""`status`: how the link and the bot stand."""

from __future__ import annotations

from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.model import LinkState


@command("status", help="help-status")
async def status(context: Context) -> Reply:
    """Answer with the link's state and since when, today's reconnections, the keys, the air, and a disk that fails."""
    services = context.services
    link = services.link.status()
    since = link.ready_since if link.state is LinkState.READY and link.ready_since is not None else link.since
    told = context.say(
        "status-all",
        state=context.say(f"status-link-{link.state.value}"),
        duration=context.duration((services.clock.at() - since).total_seconds()),
        reconnections=link.reconnections_today,
        known=len(services.keys),
        held=services.radio.held_keys(),
        uptime=context.duration(context.uptime_s),
    )
    return Reply("\n".join(line for line in (told, _air(context), _storage(context)) if line))


def _storage(context: Context) -> str:
    """Return that nothing can be written down, and why; empty: it can."""
    storage = context.services.storage
    cause = storage.failing() if storage is not None else ""
    return context.say("status-storage", cause=cause) if cause else ""


def _air(context: Context) -> str:
    """Return what we use of the air, and how much the channel is used; empty: nobody can tell."""
    facts = context.services.air
    use = facts.air_use() if facts is not None else None
    if use is None or not use.is_known or use.budget_s <= 0:
        return ""
    channel = use.channel_use_percent
    return context.say(
        "status-air",
        used=min(round(100 * use.used_s / use.budget_s), 999),
        channel="none" if channel is None else min(round(channel), 100),
    )
