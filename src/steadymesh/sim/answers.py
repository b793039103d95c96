"""What a peer's own node answers by itself: NodeInfo, traceroute, telemetry, position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.sim import compose
from steadymesh.sim.introduction import HARD_LIMIT_PERCENT
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

UNKNOWN_SNR: Final = -128
"""A hop whose SNR is not known, in quarters of a dB (`TraceRouteModule.cpp`)."""


def answer(radio: Radio, peer: Peer, packet: Message) -> Message:
    """Return the Data of the answer to a request (its request_id is not set yet); None: the peer stays silent."""
    request = packet.decoded
    if not request.want_response:
        return None
    ports = pb.PortNum
    match request.portnum:
        case ports.NODEINFO_APP:
            return _node_info(radio, peer)
        case ports.TRACEROUTE_APP:
            return _traceroute(radio, peer)
        case ports.TELEMETRY_APP:
            told = compose.telemetry(
                radio.wall_s(), battery=87, voltage=4.02, utilization=4.5, air_tx=0.7, uptime_s=3600
            )
            return pb.Data(portnum=request.portnum, payload=told.SerializeToString(), bitfield=0)
        case ports.POSITION_APP:
            told = compose.position(peer, radio.wall_s())
            return pb.Data(portnum=request.portnum, payload=told.SerializeToString(), bitfield=0)
        case _:
            return None


def _node_info(radio: Radio, peer: Peer) -> Message:
    """Return the peer's NodeInfo, with its key, unless it keeps silent (`NodeInfoModule.cpp`).

    It does so for 12 h after any request, and each request begins them anew (since 2.7.17); for 5 or 10 min after it
    said who it is; and while the channel is full.
    """
    firmware, now, last = radio.firmware_of(peer), radio.clock.now(), peer.asked_at_s
    peer.asked_at_s = now
    if last is not None and now - last < firmware.silences_node_info_s:
        return None
    said = peer.introduced_at_s
    if peer.utilization > HARD_LIMIT_PERCENT or (said is not None and now - said < firmware.node_info_gap_s):
        return None
    peer.introduced_at_s = now
    return pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=compose.user_of(peer).SerializeToString(), bitfield=0)


def _traceroute(radio: Radio, peer: Peer) -> Message:
    """Return the route there and back: the nearest peers stand for the relays."""
    relays = [p.num for p in radio.peers.values() if p is not peer and p.hops < peer.hops][: peer.hops]
    told = pb.RouteDiscovery()
    told.route.extend(relays)
    told.snr_towards.extend([UNKNOWN_SNR] * len(relays) + [round(peer.snr_db * 4)])
    told.route_back.extend(reversed(relays))
    told.snr_back.extend([UNKNOWN_SNR] * len(relays) + [round(peer.snr_db * 4)])
    return pb.Data(portnum=pb.PortNum.TRACEROUTE_APP, payload=told.SerializeToString(), bitfield=0)
