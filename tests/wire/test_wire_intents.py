"""Intents become the packets that the firmware wants: from set, hops filled, private where private."""

from __future__ import annotations

import pytest

from sessionkit import ADMIN, ALL, NODEINFO, OTHER, OWN, PEER, TEXT, TRACEROUTE, key
from steadymesh.errors import InvalidIdError, UsageError
from steadymesh.ids import PublicKey
from steadymesh.model import (
    AskNodeInfo,
    Node,
    PushContact,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    SendData,
    SendRaw,
    SendText,
)
from steadymesh.wire import pb
from steadymesh.wire.convert.intents import Sender, is_too_large, mesh_packet, port_of

USER = pb.User(id="!abcdef01", long_name="Own", macaddr=b"macmac", public_key=key(1)).SerializeToString()
SENDER = Sender(num=OWN, hop_limit=4, user=USER)


def made(intent):
    return mesh_packet(intent, 77, SENDER)


def test_every_packet_has_our_number_its_id_and_the_radios_hop_limit():
    for intent in (
        SendText(to=PEER, text="x"), SendData(to=PEER, port=70, payload=b""), AskNodeInfo(node=PEER),
        RemoveFavorite(node=PEER), RequestMetadata(), PushContact(node=Node(num=PEER, public_key=PublicKey(key(2)))),
    ):  # fmt: skip
        packet = made(intent)
        assert (getattr(packet, "from"), packet.id, packet.hop_limit) == (OWN, 77, 4)


def test_a_direct_message_is_encrypted_for_its_reader():
    packet = made(SendText(to=PEER, text="é", channel=2, reply_id=5))
    assert (packet.to, packet.pki_encrypted, packet.want_ack, packet.channel) == (PEER, True, True, 0)
    assert (packet.decoded.portnum, packet.decoded.payload) == (TEXT, "é".encode())
    assert (packet.decoded.reply_id, packet.decoded.emoji) == (5, 0)


def test_a_direct_message_may_insist_on_its_readers_key():
    assert made(SendText(to=PEER, text="x", public_key=PublicKey(key(2)))).public_key == key(2)
    assert made(SendText(to=PEER, text="x")).public_key == b""
    assert made(SendText(to=ALL, text="x", public_key=PublicKey(key(2)))).public_key == b""


def test_a_channel_text_is_not():
    packet = made(SendText(to=ALL, text="x", channel=2, want_ack=False, is_tapback=True))
    assert (packet.pki_encrypted, packet.channel, packet.want_ack, packet.decoded.emoji) == (False, 2, False, 1)


def test_data_goes_out_as_asked():
    packet = made(SendData(to=PEER, port=TRACEROUTE, payload=b"p", channel=1, want_ack=True, want_response=True))
    assert (packet.to, packet.channel, packet.want_ack, packet.decoded.want_response) == (PEER, 1, True, True)
    assert (packet.decoded.portnum, packet.decoded.payload) == (TRACEROUTE, b"p")


@pytest.mark.parametrize(("asked", "used"), [(0, 0), (7, 7), (20, 7), (-1, 0)])
def test_a_hop_limit_of_its_own_stays_within_the_firmwares(asked: int, used: int):
    assert made(SendData(to=PEER, port=70, payload=b"", hop_limit=asked)).hop_limit == used


def test_nobody_asks_everybody_for_a_response():
    assert not made(SendData(to=ALL, port=70, payload=b"", want_response=True)).decoded.want_response
    assert not made(AskNodeInfo(node=ALL)).decoded.want_response


def test_asking_for_a_node_info_shows_our_own_complete():
    packet = made(AskNodeInfo(node=PEER, channel=1))
    assert (packet.to, packet.channel, packet.decoded.portnum, packet.decoded.want_response) == (
        PEER,
        1,
        NODEINFO,
        True,
    )
    assert packet.decoded.payload == USER
    assert not packet.pki_encrypted


def admin(intent):
    packet = made(intent)
    assert (packet.to, packet.decoded.portnum, packet.decoded.want_response) == (OWN, ADMIN, True)
    return pb.AdminMessage.FromString(packet.decoded.payload)


def test_orders_to_our_radio_are_local_admin():
    assert admin(RequestMetadata()).get_device_metadata_request
    assert admin(RemoveFavorite(node=PEER)).remove_favorite_node == PEER


def test_a_contact_is_pushed_whole():
    node = Node(
        num=PEER, long_name="Peer", short_name="P", hw_model="HELTEC_V3", role="ROUTER", public_key=PublicKey(key(2)),
        is_licensed=True, is_unmessagable=True,
    )  # fmt: skip
    contact = admin(PushContact(node=node, manually_verified=True)).add_contact
    assert (contact.node_num, contact.manually_verified, contact.should_ignore) == (PEER, True, False)
    user = contact.user
    assert (user.id, user.long_name, user.short_name) == ("!abcdef02", "Peer", "P")
    assert (user.hw_model, user.role, user.public_key) == (43, 2, key(2))
    assert (user.is_licensed, user.is_unmessagable) == (True, True)


def test_a_contact_without_a_name_gets_the_firmwares_default():
    contact = admin(PushContact(node=Node(num=PEER, public_key=PublicKey(key(2))))).add_contact
    assert (contact.user.long_name, contact.user.short_name) == ("Meshtastic ef02", "ef02")


@pytest.mark.parametrize(
    "node",
    [
        Node(num=PEER),
        Node(num=OWN, public_key=PublicKey(key(1))),
        Node(num=ALL, public_key=PublicKey(key(1))),
        Node(num=0, public_key=PublicKey(key(1))),
    ],
)
def test_a_contact_that_would_do_harm_is_refused(node: Node):
    with pytest.raises(InvalidIdError, match="contact"):
        made(PushContact(node=node))


def test_a_raw_packet_is_passed_on_with_its_id_and_our_number():
    raw = pb.MeshPacket(id=5, to=OTHER, want_ack=True)
    raw.decoded.portnum = 1
    packet = made(SendRaw(packet=raw.SerializeToString()))
    assert (packet.id, packet.to, packet.want_ack, getattr(packet, "from")) == (77, OTHER, True, OWN)


def test_a_raw_packet_that_names_its_sender_keeps_it():
    raw = pb.MeshPacket(to=OTHER)
    setattr(raw, "from", PEER)
    assert getattr(made(SendRaw(packet=raw.SerializeToString())), "from") == PEER


def test_a_raw_packet_that_is_none_is_refused():
    with pytest.raises(UsageError, match="MeshPacket"):
        made(SendRaw(packet=b"\x0a\xff"))


def test_ports():
    raw = pb.MeshPacket(to=OTHER)
    assert port_of(SendRaw(packet=raw.SerializeToString())) is None
    raw.decoded.portnum = TRACEROUTE
    assert port_of(SendRaw(packet=raw.SerializeToString())) == TRACEROUTE
    assert port_of(SendRaw(packet=b"\x0a\xff")) is None
    assert port_of(SendText(to=PEER, text="x")) == TEXT
    assert port_of(SendData(to=PEER, port=70, payload=b"")) == 70
    assert port_of(AskNodeInfo(node=PEER)) == NODEINFO
    assert port_of(RequestMetadata()) == port_of(RemoveFavorite(node=PEER)) == ADMIN
    assert port_of(PushContact(node=Node(num=PEER))) == ADMIN
    assert port_of(RefreshNodes()) is None


def test_what_the_radio_would_drop_in_silence_is_too_large():
    assert not is_too_large(made(SendText(to=PEER, text="x" * 233)))
    assert is_too_large(made(SendText(to=PEER, text="x" * 234)))
    assert is_too_large(pb.MeshPacket(encrypted=b"x" * 510))
