"""`status`: how the link and the bot stand."""

from __future__ import annotations

from steadymesh.bot.plugin import Context, Reply, command
from steadymesh.model import LinkState


@command("status", aliases=("état", "etat"), help="help-status")
async def status(context: Context) -> Reply:
    """Answer with the link's state and since when, today's reconnections, the keys, and how long the bot has run."""
    services = context.services
    link = services.link.status()
    since = link.ready_since if link.state is LinkState.READY and link.ready_since is not None else link.since
    return Reply(
        context.say(
            "status-all",
            state=context.say(f"status-link-{link.state.value}"),
            duration=context.duration((services.clock.at() - since).total_seconds()),
            reconnections=link.reconnections_today,
            known=len(services.keys),
            held=services.radio.held_keys(),
            uptime=context.duration(context.uptime_s),
        )
    )
