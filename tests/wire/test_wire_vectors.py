"""Real firmware's bytes: every frame is found and decoded, however the stream is cut, and nothing is skipped."""

from __future__ import annotations

import pytest

from sessionkit import framed, recorded, unframed, vector, vector_names
from steadymesh.wire import codec, pb
from steadymesh.wire.convert.nodes import node_from_info
from steadymesh.wire.framing import Framer


@pytest.mark.parametrize("size", [1, 7, 64, 1460, 1 << 20])
@pytest.mark.parametrize("name", vector_names())
def test_every_frame_of_a_recording_is_found(name: str, size: int):
    stream = recorded(name)
    framer = Framer(codec.decode_from_radio, codec.is_known)
    found = [payload for at in range(0, len(stream), size) for _m, payload in framer.feed(stream[at : at + size])]
    assert found == list(unframed(stream))
    assert (framer.skipped_bytes, framer.undecodable, framer.held_at) == (0, 0, None)


@pytest.mark.parametrize("name", vector_names())
def test_what_we_send_of_a_kind_is_what_the_recording_sent(name: str):
    for payload in unframed(recorded(name, "client")):
        message = pb.ToRadio.FromString(payload)
        match message.WhichOneof("payload_variant"):
            case "want_config_id":
                assert codec.want_config(message.want_config_id) == framed(payload)
            case "heartbeat":
                assert codec.heartbeat() == framed(payload)
            case "disconnect":
                assert codec.disconnect() == framed(payload)
            case "packet":
                assert codec.send_packet(message.packet) == framed(payload)


@pytest.mark.parametrize("name", vector_names())
def test_every_recorded_node_is_told_as_it_is(name: str):
    for payload in unframed(recorded(name)):
        message = pb.FromRadio.FromString(payload)
        if message.WhichOneof("payload_variant") != "node_info":
            continue
        info, node = message.node_info, node_from_info(message.node_info)
        assert node.num == info.num
        assert (node.long_name, node.short_name) == (info.user.long_name, info.user.short_name)
        assert (node.public_key.raw if node.public_key else b"") == info.user.public_key
        assert (node.is_favorite, node.is_ignored) == (info.is_favorite, info.is_ignored)
        assert node.hw_model == pb.mesh_pb2.HardwareModel.Name(info.user.hw_model)
        assert node.role == pb.Config.DeviceConfig.Role.Name(info.user.role)


def test_a_recording_names_its_firmware():
    assert {vector(name)[0]["firmware"] for name in vector_names()} == {"2.7.26", "2.8.0"}
