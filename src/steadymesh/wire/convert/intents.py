"""Intents → MeshPacket: what we may ask of the radio, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from steadymesh.errors import InvalidIdError, UsageError
from steadymesh.ids import BROADCAST, NodeNum, PacketId, format_node_num
from steadymesh.model import (
    AdminIntent,
    AskNodeInfo,
    Intent,
    PushContact,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    SendData,
    SendRaw,
    SendText,
)
from steadymesh.wire import pb
from steadymesh.wire.codec import Message, decode
from steadymesh.wire.convert.identity import admin_message
from steadymesh.wire.convert.names import HARDWARE, ROLES
from steadymesh.wire.convert.packets import ADMIN, NODEINFO, TEXT
from steadymesh.wire.convert.radio import MAX_HOP_LIMIT
from steadymesh.wire.limits import MAX_DATA_PAYLOAD, MAX_FRAME_PAYLOAD

PacketIntent = (
    SendText | SendData | PushContact | RemoveFavorite | AskNodeInfo | RequestMetadata | AdminIntent | SendRaw
)
"""Every intent but RefreshNodes, which is no packet."""

TO_RADIO_BYTES: Final = 3
"""What ToRadio adds to a packet: a tag and a length of two bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Our own radio, as far as what it sends depends on it."""

    num: NodeNum
    hop_limit: int
    user: bytes
    """Our own User, serialized; empty: not known."""


def port_of(intent: Intent) -> int | None:
    """Return the `PortNum` that an intent goes out on; None: no packet, or one that can't be read."""
    if isinstance(intent, AdminIntent | PushContact | RemoveFavorite | RequestMetadata):
        return ADMIN
    match intent:
        case SendText():
            return TEXT
        case SendData():
            return intent.port
        case AskNodeInfo():
            return NODEINFO
        case SendRaw():
            packet = decode(pb.MeshPacket, intent.packet)
            return packet.decoded.portnum if packet is not None and packet.HasField("decoded") else None
        case RefreshNodes():
            return None
        case _:
            assert_never(intent)


def mesh_packet(intent: PacketIntent, packet_id: PacketId, sender: Sender) -> Message:
    """Return the packet that carries an intent.

    `from` is always set: with 0 the radio's own refusals would go out over LoRa to node 0 (firmware `PhoneAPI.cpp`).

    Raises:
        InvalidIdError: A contact without a key, of ourselves or of everybody: the radio would obey, and lose a key.
        UsageError: A raw packet, or settings of the radio, that can't be read.
    """
    if isinstance(intent, AdminIntent):
        return _admin(admin_message(intent), packet_id, sender)
    match intent:
        case SendText():
            packet = _text(intent, packet_id, sender)
        case SendData():
            packet = _data(intent, packet_id, sender)
        case AskNodeInfo():
            packet = _packet(packet_id, sender, to=intent.node, port=NODEINFO, payload=sender.user)
            packet.channel = intent.channel
            packet.decoded.want_response = intent.node != BROADCAST
        case PushContact():
            packet = _admin(pb.AdminMessage(add_contact=_contact(intent, sender)), packet_id, sender)
        case RemoveFavorite():
            packet = _admin(pb.AdminMessage(remove_favorite_node=intent.node), packet_id, sender)
        case RequestMetadata():
            packet = _admin(pb.AdminMessage(get_device_metadata_request=True), packet_id, sender)
        case SendRaw():
            packet = _raw(intent, packet_id, sender)
        case _:
            assert_never(intent)
    return packet


def is_too_large(packet: Message) -> bool:
    """Return whether the radio would drop the packet without an answer: its buffers have fixed sizes."""
    return len(packet.decoded.payload) > MAX_DATA_PAYLOAD or packet.ByteSize() > MAX_FRAME_PAYLOAD - TO_RADIO_BYTES


def _text(intent: SendText, packet_id: PacketId, sender: Sender) -> Message:
    """Return the packet of a text; one to a node is always encrypted for that node only."""
    packet = _packet(packet_id, sender, to=intent.to, port=TEXT, payload=intent.text.encode("utf-8", "replace"))
    packet.want_ack = intent.want_ack
    if intent.to == BROADCAST:
        packet.channel = intent.channel
    else:
        packet.pki_encrypted = True
        packet.public_key = b"" if intent.public_key is None else intent.public_key.raw
    if intent.reply_id is not None:
        packet.decoded.reply_id = intent.reply_id
    if intent.is_tapback:
        packet.decoded.emoji = 1
    return packet


def _data(intent: SendData, packet_id: PacketId, sender: Sender) -> Message:
    packet = _packet(packet_id, sender, to=intent.to, port=intent.port, payload=intent.payload)
    packet.channel = intent.channel
    packet.want_ack = intent.want_ack
    # A response wanted of everybody would be a storm.
    packet.decoded.want_response = intent.want_response and intent.to != BROADCAST
    if intent.hop_limit is not None:
        packet.hop_limit = min(max(intent.hop_limit, 0), MAX_HOP_LIMIT)
    return packet


def _raw(intent: SendRaw, packet_id: PacketId, sender: Sender) -> Message:
    packet = decode(pb.MeshPacket, intent.packet)
    if packet is None:
        raise UsageError(
            "The packet can't be sent: it is no MeshPacket.", remedy="Hand over one MeshPacket, serialized."
        )
    packet.id = packet_id
    if getattr(packet, "from") == 0:
        setattr(packet, "from", sender.num)
    return packet


def _packet(packet_id: PacketId, sender: Sender, *, to: NodeNum, port: int, payload: bytes) -> Message:
    packet = pb.MeshPacket(id=packet_id, to=to, hop_limit=sender.hop_limit)
    setattr(packet, "from", sender.num)
    packet.decoded.portnum = port
    packet.decoded.payload = payload
    return packet


def _admin(message: Message, packet_id: PacketId, sender: Sender) -> Message:
    """Return the packet of a local admin message: to ourselves, no passkey needed (firmware `AdminModule.cpp`)."""
    packet = _packet(packet_id, sender, to=sender.num, port=ADMIN, payload=message.SerializeToString())
    packet.decoded.want_response = True
    return packet


_CONTACT_REMEDY: Final = "Push contacts of other nodes, with their keys."


def _contact(intent: PushContact, sender: Sender) -> Message:
    """Return the SharedContact: names that we don't know are the firmware's own defaults, it would blank them."""
    node = intent.node
    shown = format_node_num(node.num)
    if node.public_key is None:
        # The radio takes an empty key for an order to erase its own (firmware `NodeDB.cpp`, addFromContact).
        raise InvalidIdError(f"The contact {shown} has no key.", remedy=_CONTACT_REMEDY)
    if node.num in (sender.num, BROADCAST) or not 0 < node.num < BROADCAST:
        raise InvalidIdError(f"{shown} can't be a contact of {format_node_num(sender.num)}.", remedy=_CONTACT_REMEDY)
    suffix = shown[-4:]
    user = pb.User(
        id=shown,
        long_name=node.long_name or f"Meshtastic {suffix}",
        short_name=node.short_name or suffix,
        hw_model=HARDWARE.number(node.hw_model),
        role=ROLES.number(node.role),
        public_key=node.public_key.raw,
        is_licensed=node.is_licensed,
        is_unmessagable=node.is_unmessagable,
    )
    return pb.SharedContact(node_num=node.num, user=user, manually_verified=intent.manually_verified)
