"""Traceroutes over the mesh: what relays, the node that is asked and our own radio write into them on their way.

Source: firmware `TraceRouteModule.cpp` (alterReceivedProtobuf, insertUnknownHops, appendMyIDandSNR, allocReply).
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import TYPE_CHECKING

from steadymesh.ids import BROADCAST
from steadymesh.sim import compose
from steadymesh.sim.station import Message
from steadymesh.sim.terrain.node import Arrival
from steadymesh.sim.terrain.packet import Step
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther


def asked(ether: MeshEther, question: Message, arrival: Arrival) -> Message:
    """Return the RouteDiscovery that a node finds in a question (protobuf `Data`), its own signal included.

    What is no RouteDiscovery is answered as if it were empty.
    """
    try:
        told = pb.RouteDiscovery.FromString(question.payload)
    except pb.DecodeError:
        told = pb.RouteDiscovery()
    _write(ether, told.route, told.snr_towards, arrival.trail, arrival.snr_db)
    return told


def answered(ether: MeshEther, answer: Message, arrival: Arrival, snr_db: float) -> Message:
    """Return an answer (protobuf `Data`) as our radio hands it on: with the way back.

    Args:
        ether: The mesh.
        answer: As the node that was asked sent it.
        arrival: How it came.
        snr_db: How well our radio heard the last relay.
    """
    told = pb.RouteDiscovery.FromString(answer.payload)
    _write(ether, told.route_back, told.snr_back, arrival.trail, snr_db)
    made = pb.Data()
    made.CopyFrom(answer)
    made.payload = told.SerializeToString()
    return made


def _write(
    ether: MeshEther,
    route: MutableSequence[int],
    quarters: MutableSequence[int],
    trail: Sequence[Step],
    snr_db: float,
) -> None:
    """Write who relayed it, and how well each heard the one before; the last one writes its signal alone."""
    for step in trail[: max(0, compose.MAX_ROUTE - len(route))]:
        num = None if step.node is None else ether.num_at(step.node.index)
        route.append(BROADCAST if num is None else num)
        quarters.append(compose.UNKNOWN_SNR if num is None else compose.quarters(step.snr_db))
    if len(quarters) < compose.MAX_ROUTE:
        quarters.append(compose.quarters(snr_db))
