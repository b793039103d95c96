"""`neighbors`: whom our own radio hears directly, and whom another node says that it hears."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from steadymesh.bot.plugin import Context, NodeRef, PluginContext, Reply, command, on
from steadymesh.events import NeighborsTold
from steadymesh.ids import NodeNum
from steadymesh.model import Neighbor

MOST_TELLERS: Final = 500
"""Nodes whose last word is remembered, ten neighbours each: half a megabyte."""

MOST_SHOWN: Final = 30
"""More than ever fit one message; a terminal shows them all."""

FRESH: Final = timedelta(days=1)
"""Whoever was not heard for so long is no neighbour any more."""


class Told:
    """Whom each node said last that it hears; who told longest ago is forgotten first."""

    def __init__(self) -> None:
        self._last: OrderedDict[NodeNum, tuple[float, tuple[Neighbor, ...]]] = OrderedDict()

    def note(self, teller: NodeNum, neighbors: tuple[Neighbor, ...], now: float) -> None:
        """Remember what a node has told at loop time `now`."""
        self._last[teller] = (now, neighbors)
        self._last.move_to_end(teller)
        if len(self._last) > MOST_TELLERS:
            self._last.popitem(last=False)

    def get(self, teller: NodeNum) -> tuple[float, tuple[Neighbor, ...]] | None:
        """Return when a node told, loop time, and whom; None: it has not, or long ago."""
        return self._last.get(teller)


@on(NeighborsTold)
async def remember(context: PluginContext, event: NeighborsTold) -> None:
    """Remember what comes live; how old anything else is nobody knows."""
    if not event.replayed:
        context.memory(Told).note(event.sender, event.neighbors, event.now)


@command("neighbors", aliases=("neighbours",), help="help-neighbors")
async def neighbors(context: Context, who: NodeRef | None = None) -> Reply:
    """Answer with as many neighbours as one message holds, those who are heard best first."""
    if who is None or who.num == context.own_num:
        return Reply(_ours(context))
    told = context.memory(Told).get(who.num)
    if told is None:
        return Reply(context.say("neighbors-silent", name=who.name))
    since, some = told
    head = context.say("neighbors-theirs", name=who.name, age=context.duration(context.now() - since))
    return Reply(context.fitting([head, *_lines(context, some)]))


def _ours(context: Context) -> str:
    # By the radio's clock, as `last_heard` is: our own may be wrong.
    at, own = context.message.at or context.at(), context.own_num
    some = [
        Neighbor(node=node.num, snr_db=node.snr_db)
        for node in context.directory.snapshot().values()
        if node.hops_away == 0 and not node.via_mqtt and node.num != own and _is_fresh(node.last_heard, at)
    ]
    if not some:
        return context.say("neighbors-nobody")
    return context.fitting([context.say("neighbors-ours", count=len(some)), *_lines(context, some)])


def _is_fresh(heard: datetime | None, at: datetime) -> bool:
    return heard is not None and at - heard <= FRESH


def _lines(context: Context, some: Iterable[Neighbor]) -> Iterator[str]:
    best = sorted(some, key=lambda one: -200.0 if one.snr_db is None else one.snr_db, reverse=True)
    for one in best[:MOST_SHOWN]:
        name = context.name_of(one.node)
        yield name if one.snr_db is None else context.say("neighbors-one", name=name, snr_db=one.snr_db)
