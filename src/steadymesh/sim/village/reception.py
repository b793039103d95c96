"""A packet that our antenna has decoded, as the radio's firmware hands it on: protobuf, signal, hops, relay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.model import RoutingError
from steadymesh.sim import compose
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message
from steadymesh.sim.terrain.node import Arrival
from steadymesh.sim.village.said import Said
from steadymesh.sim.village.ways import answered
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio
    from steadymesh.sim.village.ether import MeshEther

STEP_DB: Final = 4
"""Radios tell the signal in quarters of a dB."""


def receive(ether: MeshEther, arrival: Arrival) -> int | None:
    """Hand a packet to our radio; return what its sender is to be told. See `terrain.node.App.take`."""
    packet = arrival.packet
    peer = ether.peer_at(packet.source.index)
    if peer is None:
        return 0
    _place(ether, peer, arrival)
    if isinstance(packet.content, Said):
        return _said(ether, packet.content, arrival)
    if packet.request_id:
        return _verdict(ether, peer, arrival)
    return 0


def _place(ether: MeshEther, peer: Peer, arrival: Arrival) -> None:
    """Note how the peer is heard this time: its attributes are what the radio writes into packet and node DB."""
    modem, jitter = ether.terrain.modem, ether.radio.dice.between(-1, 1)
    peer.hops = arrival.hops
    peer.snr_db = round((arrival.snr_db + jitter) * STEP_DB) / STEP_DB
    peer.rssi_dbm = round(modem.noise_dbm + peer.snr_db)
    peer.utilization = ether.terrain.channel_percent(arrival.packet.source.index)


def _composed(ether: MeshEther, peer: Peer, arrival: Arrival, data: Message) -> Message:
    """Return a MeshPacket as our radio hands it to its client."""
    radio, header = ether.radio, arrival.packet
    to = BROADCAST if header.to_all else radio.num
    packet = compose.packet(sender=peer.num, to=to, packet_id=header.id, data=data)
    compose.add_reception(packet, peer, at_s=radio.wall_s(), hop_start=header.hop_start, hop_limit=arrival.hop_limit)
    relay = ether.peer_at(arrival.relay.index)
    packet.relay_node = last_byte(peer.num if relay is None else relay.num)
    packet.want_ack = header.want_ack and not header.to_all
    return packet


def last_byte(num: NodeNum) -> int:
    """Return what a packet tells of its relay (`NodeDB::getLastByteOfNodeNum`)."""
    return num & 0xFF or 0xFF


def _said(ether: MeshEther, said: Said, arrival: Arrival) -> int | None:
    """Take what a peer said, to all or to us."""
    radio, ports = ether.radio, pb.PortNum
    data = said.make()
    if arrival.packet.is_traced:
        data = answered(ether, data, arrival, said.peer.snr_db)
    packet = _composed(ether, said.peer, arrival, data)
    packet.channel = said.channel
    if data.portnum == ports.TEXT_MESSAGE_APP:
        radio.hear_from(said.peer, packet, by_pki=said.by_pki)
    else:
        _keep(radio, said.peer, data)
        radio.hear(packet)
        if data.portnum == ports.NODEINFO_APP and data.want_response and packet.to == radio.num:
            radio.introduction.send(to=said.peer.num)
    ether.received(said.peer, packet)
    # Texts to us are answered by what opened them, or could not (`inbox`)
    return None if data.portnum == ports.TEXT_MESSAGE_APP else 0


def _keep(radio: Radio, peer: Peer, data: Message) -> None:
    """Keep a position or metrics in the node DB (`NodeDB::updatePosition`, `updateTelemetry`)."""
    if peer.num not in radio.nodes:
        return
    if data.portnum == pb.PortNum.POSITION_APP:
        radio.nodes.touch(peer.num).position = pb.Position.FromString(data.payload)
    elif data.portnum == pb.PortNum.TELEMETRY_APP:
        radio.nodes.touch(peer.num).metrics = pb.Telemetry.FromString(data.payload).device_metrics


def _verdict(ether: MeshEther, peer: Peer, arrival: Arrival) -> int:
    """Hand on what a peer's node says of a packet of ours; told that it lacks our key, say who we are."""
    error = RoutingError(arrival.packet.error)
    data = compose.routing(arrival.packet.request_id, error.value)
    data.bitfield = 0
    ether.radio.hear(_composed(ether, peer, arrival, data))
    if error is RoutingError.PKI_UNKNOWN_PUBKEY:
        ether.radio.introduction.send(to=peer.num, is_urgent=True)
    return 0
