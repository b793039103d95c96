"""Sealed direct messages, decrypted byte for byte: recorded from firmware 2.7.26, and what must not open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessionkit import recorded, unframed
from steadymesh.ids import PublicKey
from steadymesh.keys.custody.crypto import Opener
from steadymesh.model import PrivateKey, SealedPacket
from steadymesh.wire import pb
from steadymesh.wire.convert.packets import sealed_packet


def frames() -> list:
    return [pb.FromRadio.FromString(payload) for payload in unframed(recorded("v2_7-forgotten-key"))]


def private_key() -> PrivateKey:
    configs = [m.config for m in frames() if m.WhichOneof("payload_variant") == "config"]
    return PrivateKey(next(c.security.private_key for c in configs if c.HasField("security")))


def sealed() -> SealedPacket:
    packets = [m.packet for m in frames() if m.WhichOneof("payload_variant") == "packet"]
    [found] = [p for p in packets if p.encrypted]
    return sealed_packet(found)


def sender_key() -> PublicKey:
    """Return the peer's key as its own NodeInfo told it right after."""
    packets = [m.packet for m in frames() if m.WhichOneof("payload_variant") == "packet"]
    users = [p.decoded.payload for p in packets if p.decoded.portnum == pb.PortNum.NODEINFO_APP]
    return PublicKey(pb.User.FromString(users[0]).public_key)


def test_recorded_message_opens_byte_for_byte():
    plaintext = Opener(private_key()).open(sealed(), sender_key())
    data = pb.Data.FromString(plaintext)
    assert data.portnum == pb.PortNum.TEXT_MESSAGE_APP
    assert data.payload.decode()
    assert data.SerializeToString() == plaintext
    assert len(sealed().ciphertext) == len(plaintext) + 12


def test_recorded_message_opens_with_no_other_key():
    assert Opener(private_key()).open(sealed(), PublicKey(bytes(range(32)))) is None
    assert Opener(PrivateKey(bytes(range(32)))).open(sealed(), sender_key()) is None


@pytest.mark.parametrize("place", [0, 5, -13, -12, -5, -4, -1])
def test_one_changed_byte_closes_it(place):
    packet = sealed()
    changed = bytearray(packet.ciphertext)
    changed[place] ^= 1
    assert Opener(private_key()).open(replace(packet, ciphertext=bytes(changed)), sender_key()) is None


@pytest.mark.parametrize("field", ["id", "sender"])
def test_header_is_part_of_the_seal(field):
    packet = sealed()
    other = replace(packet, **{field: getattr(packet, field) + 1})
    assert Opener(private_key()).open(other, sender_key()) is None


@pytest.mark.parametrize("size", [0, 4, 8, 12, 257, 4096])
def test_nonsense_of_any_length_is_closed(size):
    assert Opener(private_key()).open(replace(sealed(), ciphertext=bytes(size)), sender_key()) is None


def test_key_of_low_order_opens_nothing():
    """X25519 with the point of order 1 gives zero: anybody could have sealed with that."""
    assert Opener(private_key()).open(sealed(), PublicKey(b"\x01" + bytes(31))) is None


def test_nothing_that_is_printed_shows_the_key():
    key = private_key()
    assert key.raw.hex() not in repr(Opener(key)) + str(Opener(key))
