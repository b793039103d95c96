"""What `stats` answers, each in one message."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Context
from steadymesh.ids import NodeNum
from steadymesh.model import Node
from steadymesh.plugins.stats.counts import Counts, Hour
from steadymesh.plugins.stats.sparkline import sparkline

MOST_NAMES: Final = 12
"""More than ever fit one message."""

DAY: Final = timedelta(days=1)


def summary(context: Context, counts: Counts) -> str:
    """Return all of it at a glance."""
    kinds, nodes = counts.kinds(), counts.nodes()
    lines = [
        context.say("stats-heard", hours=counts.span(), packets=sum(kinds.values()), nodes=len(nodes)),
        sparkline(_packets(counts)),
    ]
    if (use := _use(context, counts)) is not None:
        lines.append(context.say("stats-use", percent=_percent(use)))
    if nodes:
        num, count = max(nodes.items(), key=lambda one: one[1])
        lines.append(context.say("stats-most", name=context.name_of(NodeNum(num)), packets=count))
    lines.append(context.say("stats-more", prefix=context.prefix))
    return context.fitting(lines)


def top(context: Context, counts: Counts) -> str:
    """Return who was heard most."""
    nodes = counts.nodes()
    if not nodes:
        return context.say("stats-nothing")
    whole = sum(counts.kinds().values())
    lines = [context.say("stats-top", hours=counts.span(), packets=whole)]
    for num, count in heapq.nlargest(MOST_NAMES, nodes.items(), key=lambda one: one[1]):
        percent = _percent(100 * count / whole) if whole else 0
        lines.append(context.say("stats-top-one", name=context.name_of(NodeNum(num)), packets=count, percent=percent))
    return context.fitting(lines)


def types(context: Context, counts: Counts) -> str:
    """Return of what kinds the packets were."""
    kinds = counts.kinds()
    whole = sum(kinds.values())
    if not whole:
        return context.say("stats-nothing")
    told = [
        context.say("stats-type-one", kind=context.say(f"stats-kind-{kind}"), percent=_percent(100 * count / whole))
        for kind, count in sorted(kinds.items(), key=lambda one: -one[1])
    ]
    head = context.say("stats-types", hours=counts.span(), packets=whole)
    return context.fitting([f"{head}\n{told[0]}", *told[1:]], between=", ")


def channel(context: Context, counts: Counts) -> str:
    """Return how much the channel was used, hour by hour, and how much of it by us."""
    uses = [None if hour is None else hour.use_percent for hour in counts.hours()]
    known = [use for use in uses if use is not None]
    now = _use(context, counts)
    if not known and now is None:
        return context.say("stats-no-use")
    lines = [] if now is None else [context.say("stats-use", percent=_percent(now))]
    if known:
        most = max(known)
        hour = _begin(context, counts, uses.index(most))
        lines += [
            sparkline(uses),
            context.say("stats-uses", average=_percent(sum(known) / len(known)), most=_percent(most), hour=hour),
        ]
    air = None if context.services.air is None else context.services.air.air_use()
    if air is not None and air.is_known and air.budget_s > 0:
        lines.append(
            context.say("stats-own", percent=round(100 * air.used_s / air.budget_s), minutes=_tenths(air.budget_s / 60))
        )
    return context.fitting(lines)


def hops(context: Context) -> str:
    """Return over how many hops the nodes of the last day are heard."""
    # `last_heard` is by the radio's clock, and so is the arrival of this very question.
    at = context.message.at or context.at()
    heard = [node for node in context.directory.snapshot().values() if _is_recent(node, at, context.own_num)]
    if not heard:
        return context.say("stats-nothing")
    by_air = Counter(node.hops_away for node in heard if not node.via_mqtt)
    told = {number: count for number, count in by_air.items() if number is not None and number >= 0}
    lines = [context.say("stats-hops", nodes=len(heard))]
    if told:
        lines.append(sparkline([told.get(number, 0) for number in range(max(7, *told) + 1)][:8]))
        lines.append(", ".join(f"{number}: {told[number]}" for number in sorted(told)[:8]))
    if by_air[None]:
        lines.append(context.say("stats-hops-unknown", nodes=by_air[None]))
    if by_mqtt := len(heard) - by_air.total():
        lines.append(context.say("stats-hops-mqtt", nodes=by_mqtt))
    return context.fitting(lines)


def hour(context: Context, counts: Counts) -> str:
    """Return how many packets came in each hour."""
    packets = _packets(counts)
    whole = sum(counts.kinds().values())
    if not whole:
        return context.say("stats-nothing")
    most = max(count for count in packets if count is not None)
    lines = [
        context.say("stats-hours", hours=counts.span(), packets=whole),
        sparkline(packets),
        context.say("stats-hours-most", packets=most, hour=_begin(context, counts, packets.index(most))),
        context.say("stats-hours-now", packets=packets[-1] or 0),
    ]
    return context.fitting(lines)


# --- figures --------------------------------------------------------------------------------


def _packets(counts: Counts) -> Sequence[int | None]:
    return [None if hour is None else hour.packets for hour in counts.hours()]


def _use(context: Context, counts: Counts) -> float | None:
    """Return how much the channel is used now; None: the radio has not told within the hour."""
    air = None if context.services.air is None else context.services.air.air_use()
    if air is not None and air.channel_use_percent is not None:
        return air.channel_use_percent
    return _last(counts.hours())


def _last(hours: Iterable[Hour | None]) -> float | None:
    *_, now = hours
    return None if now is None else now.use_percent


def _begin(context: Context, counts: Counts, index: int) -> str:
    """Return when one of the 24 hours began, on the house's clock, such as `14:00`."""
    begin = context.at().replace(minute=0, second=0, microsecond=0) - timedelta(hours=len(counts.hours()) - 1 - index)
    return f"{context.local(begin):%H:%M}"


def _is_recent(node: Node, at: datetime, own: NodeNum | None) -> bool:
    return node.num != own and node.last_heard is not None and at - node.last_heard <= DAY


def _percent(value: float) -> float:
    """Return percent as people read them: whole ones, and small ones with a tenth."""
    return round(value) if value >= 10 else _tenths(value)


def _tenths(value: float) -> float:
    return round(value, 1)
