"""What a peer's own node answers by itself: NodeInfo, traceroute, telemetry, position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import BROADCAST
from steadymesh.sim import compose
from steadymesh.sim.introduction import HARD_LIMIT_PERCENT
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


def answer(radio: Radio, peer: Peer, packet: Message, route: Message = None) -> Message:
    """Return the Data of the answer to a request (its request_id is not set yet); None: the peer stays silent.

    Args:
        radio: Who asks.
        peer: Who is asked.
        packet: The request.
        route: Of a traceroute what the nodes on its way wrote into it (protobuf `RouteDiscovery`); None: they are made
            up, and those on the way back too.
    """
    request = packet.decoded
    if not request.want_response:
        return None
    ports = pb.PortNum
    match request.portnum:
        case ports.NODEINFO_APP:
            return _node_info(radio, peer)
        case ports.TRACEROUTE_APP:
            told = _made_up(radio, peer) if route is None else route
            return pb.Data(portnum=request.portnum, payload=told.SerializeToString(), bitfield=0)
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


def _made_up(radio: Radio, peer: Peer) -> Message:
    """Return the route there and back: the nearest peers stand for the relays, without signals."""
    relays = [p.num for p in radio.peers.values() if p is not peer and p.hops < peer.hops][: peer.hops]
    relays += [BROADCAST] * (peer.hops - len(relays))
    signals = [compose.UNKNOWN_SNR] * len(relays) + [compose.quarters(peer.snr_db)]
    return pb.RouteDiscovery(route=relays, snr_towards=signals, route_back=reversed(relays), snr_back=signals)
