"""A direct message to our radio: sealed by the sender's node, opened by ours, or not (firmware `Router.cpp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import KEY_BYTES, PacketId
from steadymesh.model import RoutingError
from steadymesh.sim import pki
from steadymesh.sim.dice import Dice
from steadymesh.sim.people import Peer
from steadymesh.sim.router import extra_nonce
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


def hear_direct(radio: Radio, peer: Peer, packet: Message, *, by_pki: bool) -> None:
    """Take a direct message as far as both ends' firmware does.

    The sender's node needs a key of ours to seal it: without one it refuses to send (39), or falls back to the channel.
    Ours opens it with the key that its table has of the sender; else it forwards it as it came and says why, or drops
    it without a word (2.8).

    Args:
        radio: Ours.
        peer: The sender.
        packet: What it wrote, in plain.
        by_pki: Whether it means to have it encrypted for us.
    """
    known = radio.key_known_to(peer)
    if by_pki and not known and not radio.firmware_of(peer).falls_back_to_channel:
        peer.told.append((PacketId(packet.id), RoutingError.PKI_SEND_FAIL_PUBLIC_KEY))
    elif by_pki and known:
        _hear_sealed(radio, peer, packet, known)
    elif radio.profile.rejects_channel_dms:
        _turn_away(radio, peer, packet, _by_channel(radio, packet), RoutingError.NO_CHANNEL)
    else:
        radio.hear(packet)
        _acknowledge(radio, peer, packet)


def _hear_sealed(radio: Radio, peer: Peer, packet: Message, known: bytes) -> None:
    """Open what a peer sealed for the key that it knows of us."""
    packet.channel = 0
    sealed = pki.seal(
        packet.decoded.SerializeToString(),
        private=peer.private_key,
        public=known,
        sender=peer.num,
        packet_id=packet.id,
        extra=extra_nonce(radio.seed, packet.id),
    )
    key = radio.nodes.key_of(peer.num)
    opened = pki.unseal(sealed, private=radio.private_key, public=key, sender=peer.num, packet_id=packet.id)
    if opened is None:
        lacks = len(key) != KEY_BYTES
        error = RoutingError.PKI_UNKNOWN_PUBKEY if lacks else RoutingError.NO_CHANNEL
        _turn_away(radio, peer, packet, sealed, error)
        return
    packet.decoded.CopyFrom(pb.Data.FromString(opened))
    packet.pki_encrypted = True
    packet.public_key = key
    radio.hear(packet)
    _acknowledge(radio, peer, packet)


def _acknowledge(radio: Radio, peer: Peer, packet: Message) -> None:
    """Ack a direct message that came in, if its sender asked for it."""
    if packet.want_ack:
        radio.ether.answer(peer, packet, RoutingError.NONE)


def _by_channel(radio: Radio, packet: Message) -> bytes:
    """Return something of the size that the channel's cipher makes of it, and write the channel's hash."""
    size = packet.decoded.ByteSize()
    packet.channel = radio.prefs.channel_hash(packet.channel)
    return Dice(radio.seed, f"channel/{packet.id}").block(size)


def _turn_away(radio: Radio, peer: Peer, packet: Message, sealed: bytes, error: RoutingError) -> None:
    """Forward what can't be decrypted, and tell the sender why if an ack was asked for; 2.8: neither."""
    if not radio.profile.forwards_sealed:
        return
    packet.ClearField("decoded")
    packet.encrypted = sealed
    radio.outlet.put_packet(packet)
    if packet.want_ack:
        radio.ether.answer(peer, packet, error)
