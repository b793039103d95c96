"""`time`: the house's time and zone, and how far the radio's clock is off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Context, Reply, command

SAME_S: Final = 2.5
"""The radio tells whole seconds, and a packet takes a moment to us."""


@command("time", help="help-time")
async def time(context: Context) -> Reply:
    """Answer with date, time and zone, and what the date of the question's own arrival tells of the radio's clock."""
    at = context.at()
    told = context.say("time-now", date=f"{at:%Y-%m-%d}", clock=f"{at:%H:%M:%S}", zone=_zone(at))
    return Reply(context.fitting([told, *_radio(context, at)]))


def _radio(context: Context, at: datetime) -> list[str]:
    if context.is_console:
        return []
    received = context.message.at
    if received is None:
        return [context.say("time-radio-none")]
    if context.age_s is None:  # it waited nobody knows how long
        return []
    ahead_s = (received + timedelta(seconds=context.age_s) - at).total_seconds()
    if abs(ahead_s) <= SAME_S:
        return [context.say("time-radio-same")]
    message_id = "time-radio-ahead" if ahead_s > 0 else "time-radio-behind"
    return [context.say(message_id, duration=context.duration(abs(ahead_s)))]


def _zone(at: datetime) -> str:
    """Return the zone's name and what it is ahead of UTC, such as `CET (UTC+01:00)`."""
    name, offset = f"{at:%Z}", f"{at:%z}"
    if name == "UTC":
        return name
    behind = f"UTC{offset[:3]}:{offset[3:5]}"
    return behind if name[:1] in "+-" or name.startswith("UTC") else f"{name} ({behind})"
