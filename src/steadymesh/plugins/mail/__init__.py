"""Mail: letters for whoever is away, handed over when they are heard. What it does at events stands here.

How a letter goes from hand to hand is told in `carrier`; what people say to it in `commands`.
"""

from __future__ import annotations

from collections.abc import Sequence
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


# Packets come by the hundred in a second: they are looked at once in one, and a sender once.


@on(NodeSeen, batch=True)
async def seen(context: PluginContext, batch: Sequence[NodeSeen]) -> None:
    """Note who said who they are."""
    for num in dict.fromkeys(event.node.num for event in batch if not event.node.via_mqtt):
        await _heard(context, num)


@on(PositionReceived, batch=True)
async def placed(context: PluginContext, batch: Sequence[PositionReceived]) -> None:
    """Note who said where they are."""
    await _packets(context, batch)


@on(TelemetryReceived, batch=True)
async def measured(context: PluginContext, batch: Sequence[TelemetryReceived]) -> None:
    """Note who said how they are."""
    await _packets(context, batch)


@on(NeighborsTold, batch=True)
async def neighbors(context: PluginContext, batch: Sequence[NeighborsTold]) -> None:
    """Note who said whom they hear."""
    await _packets(context, batch)


@on(PacketReceived, batch=True)
async def packets(context: PluginContext, batch: Sequence[PacketReceived]) -> None:
    """Note who sent anything else."""
    await _packets(context, batch)


async def _packets(
    context: PluginContext, batch: Sequence[PositionReceived | TelemetryReceived | NeighborsTold | PacketReceived]
) -> None:
    """Note packets that do not tell how they came: a sender is near if the directory does not say otherwise."""
    for num in dict.fromkeys(event.sender for event in batch if not event.replayed):
        node = context.directory.get(num)
        if node is None or not node.via_mqtt:
            await _heard(context, num)


async def _heard(context: PluginContext, num: NodeNum) -> None:
    """Hand somebody their mail; our own radio is no person: the operator reads theirs at the console."""
    if num != context.own_num:
        await desk_of(context).heard(House(context), num)
