"""RouteDiscovery, NeighborInfo → model: the way that packets took, and who hears whom. Both are anybody's word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model import Neighbor, Trace, TraceHop, TraceOutcome
from steadymesh.wire import pb
from steadymesh.wire.codec import decode
from steadymesh.wire.convert.nodes import measured

MAX_RELAYS: Final = 8
"""Longest `route` (firmware `TraceRouteModule.h`, ROUTE_SIZE); a hop limit of 7 allows no more."""

MAX_NEIGHBORS: Final = 10
"""Longest list of neighbours (firmware `NeighborInfoModule.h`, MAX_NUM_NEIGHBORS)."""

_UNKNOWN_SNR: Final = -128
"""What stands for an SNR that nobody measured (firmware `TraceRouteModule.cpp`, INT8_MIN)."""

_STEPS_A_DB: Final = 4
"""An SNR travels as quarters of a dB in a byte with a sign (firmware `TraceRouteModule.cpp`, appendMyIDandSNR)."""

_MOST_DB: Final = 32.0
"""No such byte says more, and no LoRa chip measures more."""


def route_discovery(payload: bytes, *, node: NodeNum, own: NodeNum) -> Trace | None:
    """Return the answer in a TRACEROUTE_APP payload; None if it is none, or longer than a way can be.

    Each relay has added itself and the SNR with which it heard the one before it, also for those before it that did
    not; the node that was asked, and our own radio at the end, add their SNR alone (firmware `TraceRouteModule.cpp`).

    Args:
        payload: As our radio handed it on.
        node: Who was asked.
        own: Our radio's number.
    """
    told = decode(pb.RouteDiscovery, payload)
    if told is None:
        return None
    lists = (told.route, told.snr_towards, told.route_back, told.snr_back)
    if any(len(some) > MAX_RELAYS for some in lists):
        return None
    # Without an SNR of our own radio's it knows nothing of the way back.
    back = _hops(told.route_back, told.snr_back, own) if told.route_back or told.snr_back else ()
    return Trace(outcome=TraceOutcome.ANSWERED, towards=_hops(told.route, told.snr_towards, node), back=back)


def _hops(relays: Sequence[int], quarters: Sequence[int], end: NodeNum) -> tuple[TraceHop, ...]:
    """Return a way that ends with a node; without exactly one SNR for each hop nobody can tell whose they are."""
    nodes = [*(_named(num) for num in relays), end]
    known = [_snr_db(value) for value in quarters] if len(quarters) == len(nodes) else [None] * len(nodes)
    return tuple(TraceHop(node=node, snr_db=snr_db) for node, snr_db in zip(nodes, known, strict=True))


def _named(num: int) -> NodeNum | None:
    """Return a relay's number; None if it did not tell, which is written as the number of everybody."""
    return NodeNum(num) if 0 < num < BROADCAST else None


def _snr_db(quarters: int) -> float | None:
    return quarters / _STEPS_A_DB if _UNKNOWN_SNR < quarters < -_UNKNOWN_SNR else None


def neighbors(payload: bytes, sender: NodeNum) -> tuple[Neighbor, ...] | None:
    """Return whom a NEIGHBORINFO_APP payload tells of, each once; None if it is none, tells of nobody, or of another's.

    Apps ask with a list of one node 0 in it (firmware `NeighborInfoModule.cpp`, "dummy"), which is nobody.

    Args:
        payload: As it came.
        sender: Whose packet it is.
    """
    told = decode(pb.NeighborInfo, payload)
    if told is None or told.node_id not in (0, sender):
        return None
    found: dict[NodeNum, Neighbor] = {}
    for one in told.neighbors[:MAX_NEIGHBORS]:
        num = one.node_id
        if 0 < num < BROADCAST and num != sender and num not in found:
            snr_db = measured(one.snr) if abs(one.snr) < _MOST_DB else None
            found[num] = Neighbor(node=num, snr_db=snr_db)
    return tuple(found.values()) or None
