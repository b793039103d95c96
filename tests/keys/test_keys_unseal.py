"""Direct messages that the radio forwarded unread: opened here, marked, and waited for where the key is not known yet."""

from __future__ import annotations

import asyncio
import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from keyskit import ANNA, BERT, OWN, START, House
from steadymesh.events import SealedReceived
from steadymesh.ids import NodeNum, PacketId, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.unseal import MAX_WAITING, PATIENCE_S, REMEMBERED, STALE_S, Unsealer
from steadymesh.model import KeySource, Node, NodeKey, PrivateKey, RadioInfo, SealedPacket, Standing


def pair(n: int) -> tuple[X25519PrivateKey, PublicKey]:
    private = X25519PrivateKey.from_private_bytes(bytes([n]) * 32)
    return private, PublicKey(private.public_key().public_bytes_raw())


OURS, OUR_KEY = pair(1)
ANNAS, ANNAS_KEY = pair(2)
NEW, NEW_KEY = pair(3)


def seal(
    private: X25519PrivateKey, *, sender: NodeNum = ANNA, packet_id: int = 7, text: bytes = b"hello"
) -> SealedPacket:
    secret = hashlib.sha256(private.exchange(OURS.public_key())).digest()
    nonce = packet_id.to_bytes(4, "little") + b"\x01\x02\x03\x04" + sender.to_bytes(4, "little") + b"\0"
    sealed = AESCCM(secret, tag_length=8).encrypt(nonce, text, None) + b"\x01\x02\x03\x04"
    return SealedPacket(id=PacketId(packet_id), sender=sender, to=OWN, channel_hash=0, ciphertext=sealed)


class Desk(House):
    """An unsealer, and who hears of what it opens."""

    def __init__(self, private_key: bytes | None = bytes([1]) * 32) -> None:
        super().__init__()
        self.book = Book()
        self.opened: list[tuple[PacketId, bytes, PublicKey]] = []
        self.bindings: list[NodeKey] = []
        self.facts = RadioInfo(
            num=OWN, node=Node(num=OWN), private_key=None if private_key is None else PrivateKey(private_key)
        )
        self.unsealer = Unsealer(
            book=self.book, reception=self, radio=self, bus=self.bus, clock=self.clock, on_opened=self.bindings.append
        )

    def radio(self) -> RadioInfo:
        return self.facts

    def held_keys(self) -> int:
        return 0

    def receive_opened(self, sealed: SealedReceived, plaintext: bytes, key: PublicKey) -> bool:
        self.opened.append((sealed.packet.id, plaintext, key))
        return True

    def sealed(self, packet: SealedPacket, age_s: float | None = None) -> None:
        self.told(SealedReceived(generation=1, packet=packet, raw=b"", age_s=age_s, now=self.clock.now()))

    def learns(self, key: PublicKey, num: NodeNum = ANNA) -> None:
        self.told(*self.book.observe(num, key, KeySource.HEARD, self.clock.at()))


async def test_message_under_the_current_key_is_opened_and_its_key_told():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS))
        await asyncio.sleep(0.01)
    assert desk.opened == [(7, b"hello", ANNAS_KEY)]
    assert [one.standing for one in desk.bindings] == [Standing.CURRENT]
    assert desk.unsealer.opened == 1


async def test_message_under_a_key_that_waits_for_a_decision_is_opened_under_that_key():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    desk.book.verify(ANNA, START)
    desk.learns(NEW_KEY)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(NEW))
        await asyncio.sleep(0.01)
    assert desk.opened == [(7, b"hello", NEW_KEY)]
    assert [one.standing for one in desk.bindings] == [Standing.HELD]


async def test_message_under_a_former_key_is_opened_under_that_key():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    desk.learns(NEW_KEY)
    assert desk.book.get(ANNA).key == NEW_KEY
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS))
        await asyncio.sleep(0.01)
    assert [one.standing for one in desk.bindings] == [Standing.FORMER]


async def test_message_under_a_revoked_key_stays_closed():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    desk.book.revoke(ANNAS_KEY, START)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS))
        await asyncio.sleep(PATIENCE_S + 1)
    assert desk.opened == []
    assert desk.unsealer.unreadable == 1


async def test_message_of_another_with_this_key_stays_closed():
    """The sender's number is part of the seal, and the key must be that number's."""
    desk = Desk()
    desk.learns(ANNAS_KEY, ANNA)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS, sender=BERT))
        await asyncio.sleep(0.01)
    assert desk.opened == []


async def test_message_of_a_stranger_is_opened_when_the_nodeinfo_comes():
    desk = Desk()
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS))
        await asyncio.sleep(3)
        assert desk.opened == []
        desk.learns(ANNAS_KEY)
        await asyncio.sleep(0.01)
        assert desk.opened == [(7, b"hello", ANNAS_KEY)]
        await asyncio.sleep(2 * PATIENCE_S)
    assert desk.unsealer.unreadable == 0


async def test_message_whose_key_never_comes_is_given_up_after_a_minute():
    desk = Desk()
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS))
        await asyncio.sleep(PATIENCE_S - 1)
        assert desk.unsealer.unreadable == 0
        await asyncio.sleep(1.1)
        assert desk.unsealer.unreadable == 1
        desk.learns(ANNAS_KEY)
        await asyncio.sleep(1)
    assert desk.opened == []


async def test_flood_of_sealed_packets_is_bounded():
    desk = Desk()
    async with desk.running(desk.unsealer.run):
        for n in range(150):
            desk.sealed(seal(ANNAS, packet_id=n + 1))
        await asyncio.sleep(1)
        desk.learns(ANNAS_KEY)
        await asyncio.sleep(1)
    assert len(desk.opened) == MAX_WAITING
    assert desk.opened[-1][0] == 150


async def test_radio_that_tells_no_private_key_opens_nothing():
    desk = Desk(private_key=None)
    desk.learns(ANNAS_KEY)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS))
        await asyncio.sleep(1)
    assert desk.opened == []


async def test_radio_with_a_new_private_key_opens_with_that():
    desk = Desk(private_key=bytes([9]) * 32)
    desk.learns(ANNAS_KEY)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS, packet_id=1))
        await asyncio.sleep(1)
        assert desk.opened == []
        desk.facts = RadioInfo(num=OWN, node=Node(num=OWN), private_key=PrivateKey(bytes([1]) * 32))
        desk.sealed(seal(ANNAS, packet_id=2))
        await asyncio.sleep(1)
        assert [packet_id for packet_id, _, _ in desk.opened] == [2]


async def test_copies_of_a_packet_that_was_opened_are_not_opened_again():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    async with desk.running(desk.unsealer.run):
        for _ in range(3):
            desk.sealed(seal(ANNAS))
            await asyncio.sleep(1)
        desk.sealed(seal(ANNAS, packet_id=8))
        await asyncio.sleep(PATIENCE_S + 1)
    assert [packet_id for packet_id, _, _ in desk.opened] == [7, 8]
    assert len(desk.bindings) == 2
    assert desk.unsealer.unreadable == 0


async def test_what_our_radio_received_half_a_day_ago_is_opened_and_brings_no_key_along():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    async with desk.running(desk.unsealer.run):
        desk.sealed(seal(ANNAS), age_s=STALE_S + 1)
        await asyncio.sleep(0.01)
    assert (len(desk.opened), desk.bindings) == (1, [])


async def test_opened_packets_are_remembered_up_to_a_bound():
    desk = Desk()
    desk.learns(ANNAS_KEY)
    async with desk.running(desk.unsealer.run):
        for n in range(REMEMBERED + 5):
            desk.sealed(seal(ANNAS, packet_id=n + 1))
            await asyncio.sleep(0.001)
    assert len(desk.opened) == REMEMBERED + 5
    assert len(desk.unsealer._known) == REMEMBERED
