"""A packet that was decrypted above the wire goes on as any other, marked; recorded from firmware 2.7.26."""

from __future__ import annotations

import pytest

from sessionkit import recorded, unframed
from steadymesh.events import PacketReceived, SealedReceived, TextReceived
from steadymesh.ids import PublicKey
from steadymesh.session.opened import opened_event
from steadymesh.wire import pb
from steadymesh.wire.convert.packets import sealed_packet

KEY = PublicKey(bytes(range(1, 33)))


def sealed() -> SealedReceived:
    for payload in unframed(recorded("v2_7-forgotten-key")):
        packet = pb.FromRadio.FromString(payload).packet
        if packet.encrypted:
            return SealedReceived(
                generation=7, packet=sealed_packet(packet), raw=payload, late=True, age_s=12.5, now=99.0
            )
    raise AssertionError("the recording has no sealed packet")


def data(port: str, payload: bytes, **fields: object) -> bytes:
    return pb.Data(portnum=pb.PortNum.Value(port), payload=payload, **fields).SerializeToString()


def test_text_keeps_everything_that_the_packet_told_and_is_marked_as_opened_here():
    event = sealed()
    opened = opened_event(event, data("TEXT_MESSAGE_APP", "Grüße".encode(), reply_id=5), KEY)
    assert isinstance(opened, TextReceived)
    message = opened.message
    assert (message.text, message.reply_id, message.public_key) == ("Grüße", 5, KEY)
    assert message.opened_here
    assert not message.pki_encrypted
    assert (message.id, message.sender, message.to) == (event.packet.id, event.packet.sender, event.packet.to)
    assert message.want_ack
    assert message.hops is not None
    assert (opened.generation, opened.late, opened.age_s, opened.now, opened.raw) == (7, True, 12.5, 99.0, event.raw)


def test_other_payloads_become_plain_packets():
    opened = opened_event(sealed(), data("TELEMETRY_APP", b"\x08\x01", request_id=4), KEY)
    assert isinstance(opened, PacketReceived)
    assert (opened.port, opened.payload, opened.request_id, opened.replayed) == (67, b"\x08\x01", 4, False)
    assert opened.sender == sealed().packet.sender


@pytest.mark.parametrize("plaintext", [b"", b"\xff\xff\xff", b"\x12\x03abc"])
def test_plaintext_that_is_no_data_becomes_nothing(plaintext):
    assert opened_event(sealed(), plaintext, KEY) is None
