"""What a peer's own node answers by itself: NodeInfo, traceroute, telemetry, position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.sim import compose
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
    """Return the peer's NodeInfo, unless it was asked too lately: every request restarts the silence (2.7.17)."""
    now, last = radio.clock.now(), peer.asked_at_s
    peer.asked_at_s = now
    if last is not None and now - last < radio.profile.silences_node_info_s:
        return None
    user = compose.user_of(peer)
    radio.nodes.put_user(peer.num, user)
    return pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=user.SerializeToString(), bitfield=0)


def _traceroute(radio: Radio, peer: Peer) -> Message:
    """Return the route there and back: the nearest peers stand for the relays."""
    relays = [p.num for p in radio.peers.values() if p is not peer and p.hops < peer.hops][: peer.hops]
    told = pb.RouteDiscovery()
    told.route.extend(relays)
    told.snr_towards.extend([UNKNOWN_SNR] * len(relays) + [round(peer.snr_db * 4)])
    told.route_back.extend(reversed(relays))
    told.snr_back.extend([UNKNOWN_SNR] * len(relays) + [round(peer.snr_db * 4)])
    return pb.Data(portnum=pb.PortNum.TRACEROUTE_APP, payload=told.SerializeToString(), bitfield=0)
