"""`stats`: who and what uses the channel, hour by hour; counts what is heard, and keeps it over restarts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final, Literal

from steadymesh.bot.plugin import Context, PluginContext, Reply, command, every, on, on_start, on_stop
from steadymesh.events import (
    NeighborsTold,
    NodeSeen,
    PacketReceived,
    PositionReceived,
    SealedReceived,
    TelemetryReceived,
    TextReceived,
    VerdictReceived,
)
from steadymesh.ids import NodeNum
from steadymesh.plugins.stats import answers
from steadymesh.plugins.stats.counts import Counts, Hour, hour_of

SAVE_EVERY: Final = timedelta(minutes=5)
"""What a killed process loses at most; an hour of a busy mesh is some kilobytes."""

HOUR_KEY: Final = "hour/"

PORTS: Final = {0: "sealed", 5: "ack", 70: "trace"}
"""What packets of ports are counted as (`portnums.proto`); all others are `other`."""


@command("stats", help="help-stats")
async def stats(context: Context, what: Literal["top", "types", "channel", "hops", "hour"] | None = None) -> Reply:
    """Answer with what was heard in the last 24 hours, as a whole or in one respect."""
    counts = context.memory(Counts)
    counts.roll(hour_of(context.at()))
    match what:
        case "top":
            return Reply(answers.top(context, counts))
        case "types":
            return Reply(answers.types(context, counts))
        case "channel":
            return Reply(answers.channel(context, counts))
        case "hops":
            return Reply(answers.hops(context))
        case "hour":
            return Reply(answers.hour(context, counts))
        case None:
            return Reply(answers.summary(context, counts))


# --- what is counted ------------------------------------------------------------------------


def _count(context: PluginContext, kind: str, senders: Iterable[NodeNum]) -> None:
    """Count packets of others: what our own radio tells us costs no air."""
    own = context.own_num
    heard = [sender for sender in senders if sender != own]
    if heard:
        _now(context).count(kind, heard)


def _now(context: PluginContext) -> Hour:
    return context.memory(Counts).roll(hour_of(context.at()))


@on(TextReceived, batch=True)
async def count_texts(context: PluginContext, batch: Sequence[TextReceived]) -> None:
    """Count texts."""
    _count(context, "text", [event.message.sender for event in batch])


@on(PositionReceived, batch=True)
async def count_positions(context: PluginContext, batch: Sequence[PositionReceived]) -> None:
    """Count positions."""
    _count(context, "position", [event.sender for event in batch if not event.replayed])


@on(TelemetryReceived, batch=True)
async def count_telemetry(context: PluginContext, batch: Sequence[TelemetryReceived]) -> None:
    """Count telemetry of others, and note what our own radio says of the channel."""
    live = [event for event in batch if not event.replayed]
    _count(context, "telemetry", [event.sender for event in live])
    own = context.own_num
    for event in live:
        if event.sender == own and (used := event.telemetry.channel_utilization_percent) is not None:
            _now(context).note_use(used)


@on(NodeSeen, batch=True)
async def count_nodes(context: PluginContext, batch: Sequence[NodeSeen]) -> None:
    """Count who told who they are."""
    _count(context, "node", [event.node.num for event in batch])


@on(NeighborsTold, batch=True)
async def count_neighbors(context: PluginContext, batch: Sequence[NeighborsTold]) -> None:
    """Count who told whom they hear."""
    _count(context, "neighbors", [event.sender for event in batch if not event.replayed])


@on(VerdictReceived, batch=True)
async def count_verdicts(context: PluginContext, batch: Sequence[VerdictReceived]) -> None:
    """Count acknowledgements of what we sent."""
    _count(context, "ack", [event.sender for event in batch if not event.own])


@on(SealedReceived, batch=True)
async def count_sealed(context: PluginContext, batch: Sequence[SealedReceived]) -> None:
    """Count what our radio could not read."""
    _count(context, "sealed", [event.packet.sender for event in batch])


@on(PacketReceived, batch=True)
async def count_others(context: PluginContext, batch: Sequence[PacketReceived]) -> None:
    """Count everything else, by its port."""
    kinds: dict[str, list[NodeNum]] = {}
    for event in batch:
        if not event.replayed:
            kinds.setdefault(PORTS.get(event.port, "other"), []).append(event.sender)
    for kind, senders in kinds.items():
        _count(context, kind, senders)


# --- over restarts --------------------------------------------------------------------------


@on_start
async def load(context: PluginContext) -> None:
    """Read the hours that were kept; where that fails it is tried again before anything is kept."""
    counts = context.memory(Counts)
    if counts.is_loaded:
        return
    kept = await context.store.items(HOUR_KEY)
    now = hour_of(context.at())
    for number in counts.take(((key.removeprefix(HOUR_KEY), value) for key, value in kept), now):
        await context.store.delete(f"{HOUR_KEY}{number}")


@every(SAVE_EVERY)
async def save(context: PluginContext) -> None:
    """Keep what has changed, and forget the hours that are over."""
    await load(context)
    counts = context.memory(Counts)
    counts.roll(hour_of(context.at()))
    for number in counts.take_gone():
        await context.store.delete(f"{HOUR_KEY}{number}")
    _keep(context)


@on_stop
async def keep_at_last(context: PluginContext) -> None:
    """Keep what has changed, without waiting for anything."""
    _keep(context)


def _keep(context: PluginContext) -> None:
    counts = context.memory(Counts)
    if not counts.is_loaded:  # what is on the disk would be lost for what was counted since
        return
    for number, hour in counts.changed():
        context.store.keep(f"{HOUR_KEY}{number}", hour.as_json())
        hour.is_changed = False
