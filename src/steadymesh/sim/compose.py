"""Protobuf messages as a radio composes them."""

from __future__ import annotations

from typing import Final

from steadymesh.ids import BROADCAST, NodeNum, format_node_num
from steadymesh.sim.people import Peer
from steadymesh.sim.record import Record
from steadymesh.sim.station import Message
from steadymesh.wire import pb

PRIORITY_BACKGROUND: Final = 10
PRIORITY_RELIABLE: Final = 70
PRIORITY_ACK: Final = 120
"""`MeshPacket.Priority`."""

BY_LORA: Final = 1
"""`MeshPacket.TransportMechanism.TRANSPORT_LORA`."""

MAX_ROUTE: Final = 8
"""Entries of each list in a traceroute (`TraceRouteModule.h`, ROUTE_SIZE)."""

UNKNOWN_SNR: Final = -128
"""A hop whose SNR is not known, in quarters of a dB (`TraceRouteModule.cpp`)."""


def quarters(snr_db: float) -> int:
    """Return an SNR as a traceroute carries it: quarters of a dB in a byte (`TraceRouteModule.cpp`)."""
    return max(UNKNOWN_SNR + 1, min(-UNKNOWN_SNR - 1, int(snr_db * 4)))


def user(*, num: NodeNum, long_name: str, short_name: str, hw_model: int, public_key: bytes, role: int = 0) -> Message:
    """Return a User."""
    return pb.User(
        id=format_node_num(num),
        long_name=long_name,
        short_name=short_name,
        macaddr=b"\x80\x00" + int(num).to_bytes(4, "big"),
        hw_model=hw_model,
        role=role,
        public_key=public_key,
    )


def user_of(peer: Peer) -> Message:
    """Return the User that a peer tells."""
    told = user(
        num=peer.num,
        long_name=peer.long_name,
        short_name=peer.short_name,
        hw_model=peer.hw_model,
        public_key=peer.public_key,
        role=peer.role,
    )
    told.is_unmessagable = peer.is_unmessagable
    return told


def packet(*, sender: NodeNum, to: NodeNum, packet_id: int, data: Message) -> Message:
    """Return a decoded MeshPacket; `from` is a word of Python's and has to be set by name."""
    made = pb.MeshPacket()
    setattr(made, "from", sender)
    made.to = to
    made.id = packet_id
    made.decoded.CopyFrom(data)
    return made


def add_reception(packet: Message, peer: Peer, *, at_s: int, hop_start: int, hop_limit: int) -> None:
    """Fill in what the receiver knows of a packet: when, how well, over how many hops, by whom."""
    packet.rx_time = at_s
    packet.rx_snr = peer.snr_db
    packet.rx_rssi = peer.rssi_dbm
    packet.hop_start = hop_start
    packet.hop_limit = hop_limit
    packet.relay_node = peer.num & 0xFF
    packet.transport_mechanism = BY_LORA


def routing(request_id: int, error: int) -> Message:
    """Return the Data of a verdict; the error is written even where it is NONE, as the firmware does (`18 00`)."""
    return pb.Data(
        portnum=pb.PortNum.ROUTING_APP,
        payload=pb.Routing(error_reason=error).SerializeToString(),
        request_id=request_id,
    )


def position(peer: Peer, at_s: int) -> Message:
    """Return where a peer is."""
    return place(peer.latitude, peer.longitude, peer.altitude_m, at_s)


def place(latitude: float, longitude: float, altitude_m: int, at_s: int) -> Message:
    """Return a Position: degrees, metres, Unix seconds."""
    told = pb.Position()
    told.latitude_i = round(latitude * 1e7)
    told.longitude_i = round(longitude * 1e7)
    told.altitude = altitude_m
    told.time = at_s
    told.location_source = 2  # LOC_INTERNAL
    told.precision_bits = 32
    return told


def telemetry(at_s: int, *, battery: int, voltage: float, utilization: float, air_tx: float, uptime_s: int) -> Message:
    """Return device metrics."""
    told = pb.Telemetry(time=at_s)
    metrics = told.device_metrics
    metrics.battery_level = battery
    metrics.voltage = voltage
    metrics.channel_utilization = utilization
    metrics.air_util_tx = air_tx
    metrics.uptime_seconds = uptime_s
    return told


def replay(record: Record, kind: str, hop_limit: int) -> Message:
    """Return a kept position or metrics as 2.8 replays it: like a live broadcast, with an id that follows from it.

    Source: `PhoneAPI.cpp`, makeReplayPositionPacket, makeReplayTelemetryPacket, makeReplayPacketId.
    """
    if kind == "position":
        port, at_s, content = pb.PortNum.POSITION_APP, record.position.time, record.position
        tag = int(port)
    else:
        port, at_s, tag = pb.PortNum.TELEMETRY_APP, record.last_heard, 2
        content = pb.Telemetry(time=at_s)
        content.device_metrics.CopyFrom(record.metrics)
    mixed = ((record.num * 2654435761 + at_s) * 2654435761 + tag) & 0xFFFFFFFF
    data = pb.Data(portnum=port, payload=content.SerializeToString())
    made = packet(sender=record.num, to=BROADCAST, packet_id=mixed or 1, data=data)
    made.rx_time = at_s
    made.rx_snr = record.snr_db
    made.hop_start = hop_limit
    made.hop_limit = max(0, hop_limit - (record.hops_away or 0))
    made.priority = PRIORITY_BACKGROUND
    made.transport_mechanism = BY_LORA
    return made
