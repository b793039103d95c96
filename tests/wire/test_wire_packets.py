"""MeshPackets become texts, sealed packets, verdicts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessionkit import ALL, OWN, PEER, POSITION, TELEMETRY, TEXT, key, packet, recorded, unframed
from steadymesh.ids import PublicKey
from steadymesh.model import RoutingError, SealedPacket, TextMessage
from steadymesh.wire import pb
from steadymesh.wire.convert import packets


def message(**fields):
    mesh = packet(TEXT, **fields).packet
    return packets.text_message(mesh, mesh.decoded)


def test_a_direct_message_with_everything_known():
    assert message(
        payload="é 👋".encode(), id=9, channel=1, rx_time=1_700_000_000, rx_snr=-7.5, rx_rssi=-110, hop_limit=2,
        hop_start=3, relay_node=2, via_mqtt=True, pki_encrypted=True, public_key=key(2), reply_id=8, want_ack=True,
    ) == TextMessage(
        id=9, sender=PEER, to=OWN, channel=1, text="é 👋", at=datetime.fromtimestamp(1_700_000_000, UTC), snr_db=-7.5,
        rssi_dbm=-110, hop_limit=2, hop_start=3, relay_node=2, via_mqtt=True, pki_encrypted=True,
        public_key=PublicKey(key(2)), reply_id=8, want_ack=True,
    )  # fmt: skip


def test_0_means_not_known_wherever_the_firmware_says_so():
    told = message(payload=b"x")
    assert (told.at, told.rssi_dbm, told.snr_db, told.hop_start, told.relay_node, told.reply_id) == (None,) * 6


def test_a_strength_of_0_makes_the_snr_unknown_too():
    assert message(rx_snr=5.0).snr_db is None
    assert message(rx_snr=0.0, rx_rssi=-70).snr_db == 0.0


def test_hops_that_were_not_allowed_are_none_where_the_senders_firmware_tells_so():
    mesh = packet(TEXT, b"x").packet
    assert packets.text_message(mesh, mesh.decoded).hops is None
    mesh.decoded.bitfield = 0
    assert packets.text_message(mesh, mesh.decoded).hops == 0
    mesh.hop_limit = 3
    assert packets.text_message(mesh, mesh.decoded).hops is None


@pytest.mark.parametrize("name", ["v2_7-messages", "v2_7-while-away", "v2_8-messages", "v2_8-while-away"])
def test_how_real_firmware_says_that_somebody_is_heard(name):
    told = [pb.FromRadio.FromString(payload).packet for payload in unframed(recorded(name))]
    heard = [packets.text_message(p, p.decoded) for p in told if p.decoded.portnum == TEXT]
    assert heard
    for text in heard:
        assert (text.hops, text.snr_db, text.rssi_dbm, text.via_mqtt) == (0, 6.25, -70, False)
        assert text.relay_node == text.sender & 0xFF, "heard directly, it is the sender that we heard"


def test_invalid_utf8_is_replaced():
    assert message(payload=b"a\xff\xfeb").text == "a��b"


def test_a_tapback_is_marked():
    mesh = packet(TEXT, b"x").packet
    mesh.decoded.emoji = 1
    assert packets.text_message(mesh, mesh.decoded).is_tapback


def test_a_sealed_packet_is_kept_as_it_was():
    mesh = packet(None, encrypted=b"cipher", channel=0, rx_time=5).packet
    assert packets.sealed_packet(mesh) == SealedPacket(
        id=4711, sender=PEER, to=OWN, channel_hash=0, ciphertext=b"cipher", at=datetime.fromtimestamp(5, UTC)
    )


@pytest.mark.parametrize("error", [e for e in RoutingError if e is not RoutingError.UNKNOWN])
def test_every_verdict_has_its_name(error: RoutingError):
    assert packets.routing_error(pb.Routing(error_reason=error.value).SerializeToString()) == (error, error.value)


def test_a_verdict_of_later_firmware_keeps_its_number():
    assert packets.routing_error(pb.Routing(error_reason=77).SerializeToString()) == (RoutingError.UNKNOWN, 77)


@pytest.mark.parametrize("payload", [b"", b"\x0a\xff", pb.Routing(route_reply={}).SerializeToString()])
def test_a_routing_packet_without_a_verdict_has_none(payload: bytes):
    assert packets.routing_error(payload) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"rx_rssi": -70}, False),
        ({"via_mqtt": True}, False),
        ({"transport_mechanism": 6}, False),
        ({"to": OWN}, False),
    ],
)
def test_a_cached_packet_is_one_from_the_air_that_nobody_measured(fields: dict[str, int], expected: bool):
    shaped = {"to": ALL, "transport_mechanism": 1, "rx_time": 5, "hop_limit": 3, "hop_start": 3} | fields
    assert packets.looks_replayed(packet(POSITION, **shaped).packet) is expected
    assert packets.looks_replayed(packet(TELEMETRY, **shaped).packet) is expected
    assert packets.looks_replayed(packet(TEXT, **shaped).packet) is False
