"""Damaged messages are mended or dropped, never raised; what we send is what the firmware reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionkit import unframed
from steadymesh.wire import codec, pb


def sent(frame: bytes):
    [payload] = unframed(frame)
    return pb.ToRadio.FromString(payload)


def test_want_config_carries_the_nonce():
    assert sent(codec.want_config(69420)).want_config_id == 69420


def test_a_heartbeat_has_nonce_0_which_costs_no_airtime():
    message = sent(codec.heartbeat())
    assert message.WhichOneof("payload_variant") == "heartbeat"
    assert message.heartbeat.nonce == 0


def test_goodbye_is_a_disconnect():
    assert sent(codec.disconnect()).disconnect is True


def test_a_packet_goes_out_as_it_is():
    packet = pb.MeshPacket(id=5, to=6)
    assert sent(codec.send_packet(packet)).packet == packet


def broken_user() -> bytes:
    user = pb.User(id="!00000001", long_name="Zo?", short_name="Z", public_key=b"k" * 32)
    return user.SerializeToString().replace(b"Zo?", b"Zo\xff")


def test_a_name_that_is_no_utf8_costs_only_its_bad_bytes():
    user = codec.decode(pb.User, broken_user())
    assert user.long_name == "Zo�"
    assert user.public_key == b"k" * 32


def test_a_broken_name_deep_in_a_frame_does_not_hide_the_frame():
    info = pb.FromRadio()
    info.node_info.num = 7
    info.node_info.user.long_name = "Zo?"
    payload = info.SerializeToString().replace(b"Zo?", b"Zo\xff")
    message = codec.decode_from_radio(payload)
    assert message.node_info.num == 7
    assert message.node_info.user.long_name == "Zo�"


def test_a_broken_string_in_a_repeated_message_is_mended():
    contact = pb.AdminMessage()
    contact.add_contact.user.long_name = "Zo?"
    payload = contact.SerializeToString().replace(b"Zo?", b"Zo\xff")
    assert codec.decode(pb.AdminMessage, payload).add_contact.user.long_name == "Zo�"
    # a repeated message: the neighbours of NeighborInfo
    neighbours = pb.mesh_pb2.NeighborInfo(neighbors=[{"node_id": 1}, {"node_id": 2}])
    assert codec._mended(pb.mesh_pb2.NeighborInfo, neighbours.SerializeToString()) == neighbours


def test_what_is_no_message_at_all_is_none():
    assert codec.decode(pb.User, b"\x0a\xff\xff") is None
    assert codec.decode_from_radio(b"\x0a\xff\xff") is None


def test_a_frame_built_like_a_message_but_broken_inside_is_none():
    assert codec.decode_from_radio(b"\x12\x03\x0a\xff\xff") is None


@pytest.mark.parametrize(("payload", "known"), [(b"\x38\x05", True), (b"\xea\x01\x00", False), (b"", False)])
def test_a_message_is_known_by_its_variant(payload: bytes, known: bool):
    assert codec.is_known(codec.decode_from_radio(payload)) is known


@given(st.binary(max_size=300))
def test_no_bytes_raise(payload: bytes):
    codec.decode_from_radio(payload)
    codec.decode(pb.User, payload)
    codec.decode(pb.Telemetry, payload)
