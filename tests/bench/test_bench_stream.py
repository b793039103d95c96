import pytest
from bench.page import with_part

from bench import stream
from steadymesh.wire import pb


def test_a_dump_is_in_the_firmware_order_and_ends_with_its_nonce():
    told = [pb.FromRadio.FromString(payload) for payload in stream.payloads(stream.Dump(3).answer(1234))]
    kinds = [message.WhichOneof("payload_variant") for message in told]
    assert kinds[:3] == ["my_info", "node_info", "metadata"]
    assert kinds.count("channel") == 8
    assert kinds[-4:] == ["node_info", "node_info", "node_info", "config_complete_id"]
    assert told[-1].config_complete_id == 1234


def test_the_two_phases_share_a_dump():
    dump = stream.Dump(2)
    config = [pb.FromRadio.FromString(p) for p in stream.payloads(dump.answer(69420))]
    nodes = [pb.FromRadio.FromString(p) for p in stream.payloads(dump.answer(69421))]
    assert [m.node_info.num for m in config if m.HasField("node_info")] == [stream.OWN]
    assert [m.node_info.num for m in nodes if m.HasField("node_info")] == [stream.OWN + i for i in range(3)]


@pytest.mark.parametrize("kind", stream.KINDS)
def test_traffic_has_ids_of_its_own_and_fits_frames(kind):
    payloads = stream.payloads(b"".join(stream.traffic(kind, 200, nodes=7)))
    packets = [pb.FromRadio.FromString(payload).packet for payload in payloads]
    assert len({packet.id for packet in packets}) == 200
    assert {getattr(packet, "from") for packet in packets} == {stream.OWN + 1 + i for i in range(7)}
    assert max(map(len, payloads)) <= stream.MTU


def test_texts_are_valid_utf_8():
    for payload in stream.payloads(b"".join(stream.traffic("text", 80))):
        pb.FromRadio.FromString(payload).packet.decoded.payload.decode()


def test_a_question_is_a_direct_message_that_our_radio_decrypted():
    (payload,) = stream.payloads(stream.question(1, sender=stream.OWN + 1, said="/help", at=5))
    packet = pb.FromRadio.FromString(payload).packet
    assert (packet.to, packet.pki_encrypted, packet.rx_time) == (stream.OWN, True, 5)
    assert packet.decoded.payload == b"/help"


@pytest.mark.parametrize("name", stream.GARBAGE)
def test_garbage_is_as_long_as_asked_and_the_same_each_time(name):
    made = stream.GARBAGE[name](10_001)
    assert len(made) == 10_001
    assert made == stream.GARBAGE[name](10_001)


def test_a_part_of_a_page_is_made_anew():
    page = "before\n<!-- generated: speed -->\nold\n<!-- end -->\nafter\n"
    assert with_part(page, "speed", "new \\1\n") == "before\n<!-- generated: speed -->\nnew \\1\n<!-- end -->\nafter\n"


def test_a_page_without_the_part_is_an_error():
    with pytest.raises(ValueError, match="no “<!-- generated: speed -->”"):
        with_part("nothing", "speed", "new")
