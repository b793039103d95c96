"""Mail: letters for whoever is away, handed over when they are heard. What it does at events stands here.

How a letter goes from hand to hand is told in `carrier`; what people say to it in `commands`.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from steadymesh.bot.plugin import PluginContext, every, on, on_start
from steadymesh.errors import StoreError
from steadymesh.events import (
    Delivered,
    NeighborsTold,
    NodeRenumbered,
    NodeSeen,
    PacketReceived,
    PositionReceived,
    TelemetryReceived,
    TextReceived,
)
from steadymesh.ids import NodeNum
from steadymesh.plugins.mail.commands import delete, inbox, msg, read, sent
from steadymesh.plugins.mail.house import House, desk_of
from steadymesh.plugins.mail.options import MailSettings
from steadymesh.plugins.mail.visits import HERE_S

__all__ = ["MailSettings", "delete", "inbox", "msg", "read", "sent"]


AFTER_THEIR_WORDS: Final = timedelta(seconds=3)
"""Whoever writes may have asked for the mail, or thrown some away: that comes first."""


@on_start
async def begin(context: PluginContext) -> None:
    """Read what is there; what was on its way when the process ended is asked for at the first look."""
    house = House(context)
    try:
        await desk_of(context).open(house)
    except StoreError as exc:
        house.failed("mail-not-read", exc)


@every(timedelta(minutes=5))
async def look(context: PluginContext) -> None:
    """Do what time brings."""
    await desk_of(context).look(House(context))


@on(Delivered)
async def ended(context: PluginContext, event: Delivered) -> None:
    """Note how an attempt ended."""
    await desk_of(context).ended(House(context), event.entry)


@on(NodeRenumbered)
async def renumbered(context: PluginContext, event: NodeRenumbered) -> None:
    """Let somebody who has another number keep their mail."""
    await desk_of(context).renumbered(House(context), event.before, event.after)


# --- who is here ----------------------------------------------------------------------------


@on(TextReceived)
async def text(context: PluginContext, event: TextReceived) -> None:
    """Note that somebody wrote; what waited in the radio's queue tells nothing of where they are now."""
    is_old = event.late if event.age_s is None else event.age_s > HERE_S
    sender = event.message.sender
    if is_old or event.message.via_mqtt or sender == context.own_num:
        return
    if desk_of(context).note(House(context), sender):
        context.schedule.after(AFTER_THEIR_WORDS, partial(_heard, num=sender))


@on(NodeSeen)
async def seen(context: PluginContext, event: NodeSeen) -> None:
    """Note that somebody said who they are."""
    if not event.node.via_mqtt:
        await _heard(context, event.node.num)


@on(PositionReceived)
async def placed(context: PluginContext, event: PositionReceived) -> None:
    """Note that somebody said where they are."""
    await _packet(context, event)


@on(TelemetryReceived)
async def measured(context: PluginContext, event: TelemetryReceived) -> None:
    """Note that somebody said how they are."""
    await _packet(context, event)


@on(NeighborsTold)
async def neighbors(context: PluginContext, event: NeighborsTold) -> None:
    """Note that somebody said whom they hear."""
    await _packet(context, event)


@on(PacketReceived)
async def packet(context: PluginContext, event: PacketReceived) -> None:
    """Note that somebody sent anything else."""
    await _packet(context, event)


async def _packet(
    context: PluginContext, event: PositionReceived | TelemetryReceived | NeighborsTold | PacketReceived
) -> None:
    """Note a packet that does not tell how it came: its sender is near if the directory does not say otherwise."""
    node = context.directory.get(event.sender)
    if not event.replayed and (node is None or not node.via_mqtt):
        await _heard(context, event.sender)


async def _heard(context: PluginContext, num: NodeNum) -> None:
    """Hand somebody their mail; our own radio is no person: the operator reads theirs at the console."""
    if num != context.own_num:
        await desk_of(context).heard(House(context), num)
