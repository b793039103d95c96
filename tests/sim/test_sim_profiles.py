"""The firmware profiles against the table of what came when (PROTOCOL.md, section 0)."""

import pytest

from sim.sim_kit import Desk, packets, verdicts
from steadymesh.sim.profile import PROFILES
from steadymesh.wire import pb

VERSIONS = [(2, 5, 23), (2, 6, 8), (2, 7, 10), (2, 7, 19), (2, 7, 26), (2, 8, 0)]

SINCE = {
    "knows_nodes_only": (2, 6, 8),
    "knows_add_contact": (2, 6, 8),
    "answers_heartbeat": (2, 7, 4),
    "rate_limit_nak": (2, 7, 4),
    "drops_other_keys": (2, 7, 6),
    "honours_verified": (2, 7, 12),
    "ack_wants_ack": (2, 7, 12),
    "rejects_channel_dms": (2, 7, 14),
    "base_has_own_favorites": (2, 7, 14),
    "silences_node_info_s": (2, 7, 17),
    "tcp_idle_s": (2, 7, 21),
    "node_info_ping": (2, 7, 23),
    "number_from_key": (2, 8, 0),
    "warm_capacity": (2, 8, 0),
    "thin_node_info": (2, 8, 0),
    "reserved_nodes": (2, 8, 0),
    "security_reboots": (2, 8, 0),
}

UNTIL = {
    "keyless_erases": (2, 6, 0),
    "pki_on_primary_only": (2, 7, 5),
    "falls_back_to_channel": (2, 7, 19),
    "forwards_sealed": (2, 8, 0),
    "resets_lora": (2, 8, 0),
    "ignoring_erases_key": (2, 8, 0),
}


def test_there_is_a_profile_for_each():
    assert [tuple(map(int, name.split("."))) for name in PROFILES] == VERSIONS
    assert all(p.firmware_version.startswith(f"{name}.") for name, p in PROFILES.items())


@pytest.mark.parametrize(("field", "since"), SINCE.items())
def test_what_came_is_there_since_then(field, since):
    assert [bool(getattr(p, field)) for p in PROFILES.values()] == [v >= since for v in VERSIONS]


@pytest.mark.parametrize(("field", "until"), UNTIL.items())
def test_what_went_is_there_until_then(field, until):
    assert [bool(getattr(p, field)) for p in PROFILES.values()] == [v < until for v in VERSIONS]


def test_a_message_without_a_key_is_39_since_2_7_19_and_34_before():
    assert [p.missing_key.value for p in PROFILES.values()] == [34, 34, 34, 39, 39, 39]


@pytest.mark.parametrize("name", list(PROFILES))
def test_every_firmware_shakes_hands_and_talks(still, name):
    desk = Desk(still, profile=PROFILES[name])
    frames = desk.reconnect(1)
    assert frames[-1].config_complete_id == 1
    metadata = next(f.metadata for f in frames if f.HasField("metadata"))
    assert metadata.firmware_version == PROFILES[name].firmware_version
    desk.radio.hear_text(desk.peer, "hello")
    assert len(packets(desk.after(5), "TEXT_MESSAGE_APP")) == 1
    assert desk.dm(1) == [0]


@pytest.mark.parametrize(("peer", "hops", "acked"), [("2.7.10", 2, False), ("2.7.10", 0, True), ("2.7.19", 2, True)])
def test_2_7_10_does_not_ack_a_reply_that_came_over_a_relay(still, peer, hops, acked):
    desk = Desk(still)
    desk.peer.firmware, desk.peer.hops = PROFILES[peer], hops
    packet = pb.MeshPacket(to=desk.peer.num, id=1, want_ack=True, pki_encrypted=True)
    packet.decoded.portnum, packet.decoded.payload, packet.decoded.reply_id = 1, b"hello", 5
    desk.say(packet=packet)
    got = verdicts(desk.after(120))
    assert ((desk.peer.num, 1, 0) in got) is acked
    assert ((desk.radio.num, 1, 0) in got) is (hops > 0)
    assert desk.radio.read_texts


@pytest.mark.parametrize(("peer", "wants"), [("2.7.10", False), ("2.7.19", True)])
def test_the_ack_of_a_text_wants_an_ack_since_2_7_12(still, peer, wants):
    desk = Desk(still)
    desk.peer.firmware = PROFILES[peer]
    desk.send(packet_id=1, want_ack=True, pki_encrypted=True)
    (ack,) = packets(desk.after(20), "ROUTING_APP")
    assert ack.want_ack is wants
