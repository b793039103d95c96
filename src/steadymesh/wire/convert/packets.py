"""MeshPacket → model: texts, sealed packets, verdicts, and the marks of a packet that comes out of a cache."""

from __future__ import annotations

from typing import Final

from steadymesh.ids import BROADCAST
from steadymesh.model import RoutingError, SealedPacket, TextMessage
from steadymesh.wire import pb
from steadymesh.wire.codec import Message, decode
from steadymesh.wire.convert.nodes import measured, moment, public_key
from steadymesh.wire.swift import swift

TEXT: Final[int] = pb.PortNum.Value("TEXT_MESSAGE_APP")
POSITION: Final[int] = pb.PortNum.Value("POSITION_APP")
NODEINFO: Final[int] = pb.PortNum.Value("NODEINFO_APP")
ROUTING: Final[int] = pb.PortNum.Value("ROUTING_APP")
ADMIN: Final[int] = pb.PortNum.Value("ADMIN_APP")
WAYPOINT: Final[int] = pb.PortNum.Value("WAYPOINT_APP")
ALERT: Final[int] = pb.PortNum.Value("ALERT_APP")
NODE_STATUS: Final[int] = pb.PortNum.Value("NODE_STATUS_APP")
TELEMETRY: Final[int] = pb.PortNum.Value("TELEMETRY_APP")
TRACEROUTE: Final[int] = pb.PortNum.Value("TRACEROUTE_APP")
NEIGHBORS: Final[int] = pb.PortNum.Value("NEIGHBORINFO_APP")

REPLAYED_PORTS: Final = frozenset((POSITION, TELEMETRY, NODE_STATUS))
"""What firmware 2.8 replays after each dump (`PhoneAPI.cpp`, popReplayPacket)."""

_TextMessage: Final = swift(TextMessage)
_INTERNAL: Final[int] = pb.MeshPacket.TransportMechanism.Value("TRANSPORT_INTERNAL")
_BY_LORA: Final[int] = pb.MeshPacket.TransportMechanism.Value("TRANSPORT_LORA")
_ROUTING_ERRORS: Final = {error.value: error for error in RoutingError if error is not RoutingError.UNKNOWN}


def text_message(packet: Message, data: Message) -> TextMessage:
    """Return the text in a decoded TEXT_MESSAGE_APP packet."""
    rssi = packet.rx_rssi
    return _TextMessage(
        id=packet.id,
        sender=getattr(packet, "from"),
        to=packet.to,
        channel=packet.channel,
        text=data.payload.decode("utf-8", "replace"),
        at=moment(packet.rx_time),
        # 0 dBm is not heard, it is not known: then the SNR is not either (a copy by MQTT or UDP).
        snr_db=measured(packet.rx_snr) if rssi else None,
        rssi_dbm=rssi or None,
        hop_limit=packet.hop_limit,
        hop_start=hop_start(packet),
        relay_node=packet.relay_node or None,
        via_mqtt=packet.via_mqtt,
        pki_encrypted=packet.pki_encrypted,
        public_key=public_key(packet.public_key),
        reply_id=data.reply_id or None,
        is_tapback=data.emoji != 0,
        want_ack=packet.want_ack,
    )


def hop_start(packet: Message) -> int | None:
    """Return how many relays a packet was allowed; None if its sender's firmware did not tell.

    Below 2.3 it does not, which looks like 0; from 2.5 on there is a bitfield, and 0 means 0 (firmware `NodeDB.cpp`,
    getHopsAway).
    """
    start: int = packet.hop_start
    return start if start or packet.decoded.HasField("bitfield") else None


def sealed_packet(packet: Message) -> SealedPacket:
    """Return the packet that the radio could not decrypt."""
    return SealedPacket(
        id=packet.id,
        sender=getattr(packet, "from"),
        to=packet.to,
        channel_hash=packet.channel,
        ciphertext=packet.encrypted,
        at=moment(packet.rx_time),
    )


def routing_error(payload: bytes) -> tuple[RoutingError, int] | None:
    """Return the verdict in a ROUTING_APP payload and the firmware's number for it; None if it is none."""
    routing = decode(pb.Routing, payload)
    if routing is None or routing.WhichOneof("variant") != "error_reason":
        return None
    number: int = routing.error_reason
    return _ROUTING_ERRORS.get(number, RoutingError.UNKNOWN), number


def is_from_inside(packet: Message) -> bool:
    """Return whether our radio has made a packet itself: nobody has received it.

    Seen on 2.7.26 and 2.8: its own verdicts and telemetry have neither signal nor hops nor a way that they came by,
    while whatever comes by the air, by MQTT or by UDP has one of them (`MeshPacket.transport_mechanism`, INTERNAL).
    """
    return bool(
        packet.rx_rssi == 0
        and packet.rx_snr == 0
        and packet.hop_start == 0
        and packet.transport_mechanism == _INTERNAL
        and not packet.via_mqtt
    )


def looks_replayed(packet: Message) -> bool:
    """Return whether a decoded position, telemetry or status comes out of the radio's cache (firmware ≥ 2.8 only).

    It is made to look as if it had come by LoRa, to everybody, but nobody measured it: `rx_rssi` is 0, which no
    packet from the air has (`PhoneAPI.cpp`, makeReplayPositionPacket and its like).
    """
    return bool(
        packet.rx_rssi == 0
        and packet.transport_mechanism == _BY_LORA
        and packet.to == BROADCAST
        and not packet.via_mqtt
        and packet.decoded.portnum in REPLAYED_PORTS
    )
