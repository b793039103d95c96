"""What a peer's node makes of a packet of ours: it reads it, says why it can't, or says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.ids import PacketId
from steadymesh.model import RoutingError
from steadymesh.sim import pki
from steadymesh.sim.people import Peer
from steadymesh.sim.sent import Flight, ReadText
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio


def read(radio: Radio, peer: Peer, flight: Flight) -> RoutingError | None:
    """Return the peer's verdict on a unicast of ours, and note the text that it read.

    NONE: it has read it; None: it can't and does not say so. A peer says why only to who asked for an ack, and not at
    all on 2.8 (`ReliableRouter::sniffReceived`, behind `Router::handleReceived`).
    """
    firmware = radio.firmware_of(peer)
    error, data = _opened(radio, peer, flight)
    if error is not RoutingError.NONE:
        return error if flight.packet.want_ack and firmware.forwards_sealed else None
    if peer.refuses is not RoutingError.NONE:
        return peer.refuses
    if flight.text is not None:
        flight.text.read = True
        radio.read_texts.append(
            ReadText(
                peer=peer.num,
                text=data.payload.decode("utf-8", "replace"),
                packet_id=PacketId(flight.packet.id),
                pki=flight.sealed is not None,
                at_s=radio.clock.now(),
                repeated=flight.repeated,
            )
        )
    return RoutingError.NONE


def _opened(radio: Radio, peer: Peer, flight: Flight) -> tuple[RoutingError, Message]:
    """Return whether the peer can decrypt it, and what it reads then (`Router.cpp`, perhapsDecode)."""
    if flight.sealed is None:
        is_text = flight.text is not None
        rejected = is_text and radio.firmware_of(peer).rejects_channel_dms
        return (RoutingError.NO_CHANNEL if rejected else RoutingError.NONE), flight.packet.decoded
    known = radio.key_known_to(peer)
    if not known:
        return RoutingError.PKI_UNKNOWN_PUBKEY, None
    plain = peer.private_key and pki.unseal(
        flight.sealed,
        private=peer.private_key,
        public=known,
        sender=radio.num,
        packet_id=flight.packet.id,
    )
    if not plain:
        return RoutingError.NO_CHANNEL, None
    return RoutingError.NONE, pb.Data.FromString(plain)


def learn(peer: Peer, packet: Message) -> None:
    """Let a peer hear a NodeInfo of ours: what is no User teaches nothing."""
    try:
        peer.hear_of_us(bytes(pb.User.FromString(packet.decoded.payload).public_key))
    except pb.DecodeError:
        return
