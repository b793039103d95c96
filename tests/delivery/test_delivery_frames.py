"""Bytes on the air against what protobuf makes of the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.delivery.airtime import MAX_FRAME_BYTES
from steadymesh.delivery.frames import CIPHER_BYTES, MESH_HEADER_BYTES, frame_bytes, signs_channel_texts
from steadymesh.delivery.texts import room_for
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Node, RadioInfo, SendText
from steadymesh.wire.convert.intents import Sender, mesh_packet

PEER = NodeNum(2)


def on_air(intent: SendText, *, ok_to_mqtt: bool) -> bytes:
    """What the radio encrypts: the handed-over Data with the bit field."""
    packet = mesh_packet(intent, PacketId(7), Sender(num=NodeNum(1), hop_limit=3, user=b""))
    packet.decoded.bitfield = int(ok_to_mqtt)
    return packet.decoded.SerializeToString()


@given(
    text=st.text(st.characters(codec=None), max_size=120),
    to=st.sampled_from([PEER, BROADCAST]),
    reply_id=st.sampled_from([None, PacketId(0), PacketId(0xFFFFFFFF)]),
    is_tapback=st.booleans(),
    ok_to_mqtt=st.booleans(),
)
def test_a_frame_is_as_long_as_protobuf_makes_it(text, to, reply_id, is_tapback, ok_to_mqtt):
    intent = SendText(to=to, text=text, reply_id=reply_id, is_tapback=is_tapback)
    cipher = 0 if to == BROADCAST else CIPHER_BYTES
    assert frame_bytes(intent) == MESH_HEADER_BYTES + len(on_air(intent, ok_to_mqtt=ok_to_mqtt)) + cipher


@pytest.mark.parametrize("to", [PEER, BROADCAST])
@pytest.mark.parametrize("reply_id", [None, PacketId(9)])
def test_the_longest_text_makes_the_longest_frame(to: NodeNum, reply_id: PacketId | None):
    longest = SendText(to=to, text="x" * room_for(to, reply_id), reply_id=reply_id)
    assert frame_bytes(longest) == frame_bytes(longest, signs=True) == MAX_FRAME_BYTES


@pytest.mark.parametrize("size", [126, 127, 128, 129])
def test_a_longer_text_has_a_longer_length(size: int):
    intent = SendText(to=PEER, text="x" * size)
    assert frame_bytes(intent) == 16 + 2 + (2 if size < 128 else 3) + size + 2 + 12


def test_a_signature_goes_with_what_has_room_for_it():
    text = SendText(to=BROADCAST, text="x" * 166)
    signature = b"\x52\x40" + bytes(64)
    signed = MESH_HEADER_BYTES + len(on_air(text, ok_to_mqtt=True) + signature)
    assert frame_bytes(text, signs=True) == signed == MAX_FRAME_BYTES
    longer = SendText(to=BROADCAST, text="x" * 167)
    assert frame_bytes(longer, signs=True) == frame_bytes(longer) == 190


def test_a_direct_message_is_never_signed():
    text = SendText(to=PEER, text="hello")
    assert frame_bytes(text, signs=True) == frame_bytes(text) == 39


@pytest.mark.parametrize(
    ("firmware", "has_pkc", "signs"),
    [("2.8.0.abc", True, True), ("2.8.0.abc", False, False), ("2.7.26.54e0d8d", True, False), ("", True, False)],
)
def test_radios_sign_since_2_8(firmware: str, has_pkc: bool, signs: bool):
    radio = RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), firmware=firmware, has_pkc=has_pkc)
    assert signs_channel_texts(radio) is signs
    assert not signs_channel_texts(None)
