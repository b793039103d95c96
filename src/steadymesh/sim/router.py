"""What becomes of a packet that the client sends: taken or refused, on the air, heard, acknowledged or given up.

Sources: firmware `Router.cpp` (sendLocal, send, perhapsEncode), `ReliableRouter.cpp`, `NextHopRouter.cpp`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId
from steadymesh.model import RoutingError
from steadymesh.sim import admin, air, answers, compose
from steadymesh.sim.agenda import Appointment
from steadymesh.sim.people import Peer
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

TURNAROUND_S: Final = 0.05
"""What a node takes from the last byte of a packet to the first of its answer."""

ACK_BYTES: Final = 12
"""About what an acknowledgement carries."""

BITFIELD_BYTES: Final = 2
"""`Data.bitfield`, which the node adds before it measures (`Router.cpp`, perhapsEncode)."""

REMEMBERED_PACKETS: Final = 1000
"""(from, id) pairs that the mesh remembers to drop repetitions (`PacketHistory.h`)."""

QUEUE_FULL: Final = 32
"""`res` of a queueStatus when there was no room (`RadioLibInterface::send`, ERRNO_UNKNOWN)."""

NEVER_PKI: Final = ("TRACEROUTE_APP", "NODEINFO_APP", "ROUTING_APP", "POSITION_APP")
"""Unicasts that are channel-encrypted all the same (`Router.cpp`, wouldEncryptWithPKC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """A text of the client's that the radio put on the air."""

    to: NodeNum
    channel: ChannelIndex
    text: str = field(repr=False)
    reply_id: PacketId | None
    packet_id: PacketId
    pki: bool
    at_s: float
    """Loop time when the radio took it."""
    repeated: bool
    """The mesh had this id before: nobody reads it twice."""


class Router:
    """The transmit side of one radio (`Router.cpp`).

    Attributes:
        blocked: The transmit queue is full and stays so.
    """

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._queued = 0
        self._told_full = False
        self.blocked = False
        self._air_free_at = 0.0
        self._air_used_s = 0.0
        self._known_ids: deque[int] = deque(maxlen=REMEMBERED_PACKETS)
        self._in_flight: list[Appointment] = []

    @property
    def free(self) -> int:
        """Room in the transmit queue, packets."""
        return 0 if self.blocked else max(0, self._radio.profile.tx_queue - self._queued)

    def air_percent(self) -> float:
        """Return how much of the last hour we were sending, roughly: all of our airtime over the uptime."""
        return 100 * self._air_used_s / max(3600.0, self._radio.uptime_s)

    def forget(self) -> None:
        """Lose what was queued or awaited: the radio restarts. What the mesh heard stays heard."""
        for appointment in self._in_flight:
            appointment.cancel()
        self._in_flight.clear()
        self._queued = 0
        self._air_free_at = 0.0
        self.blocked = False

    def status(self, res: int = 0, packet_id: int = 0) -> bytes:
        """Return a `queueStatus` payload as the transmit queue is now."""
        told = pb.FromRadio()
        status = told.queueStatus
        status.res = res
        status.free = self.free
        status.maxlen = self._radio.profile.tx_queue
        status.mesh_packet_id = packet_id
        return bytes(told.SerializeToString())

    def report(self, res: int, packet_id: int) -> None:
        """Tell the client how a packet of its was taken, and what room there is."""
        self._radio.outlet.put_status(self.status(res, packet_id))

    def send(self, packet: Message) -> None:
        """Take a packet of the client's."""
        radio = self._radio
        setattr(packet, "from", radio.num)
        packet.id = packet.id or radio.dice.number()
        if packet.to == radio.num:
            self.report(0, packet.id)
            self._local(packet)
            return
        if packet.want_ack and packet.hop_limit == 0:
            packet.hop_limit = radio.settings.hop_limit
        error = self._encodes(packet)
        if error is not RoutingError.NONE:
            self.report(error.value, packet.id)
            self.verdict(packet.id, error)
            return
        if self.free == 0:
            self._told_full = True
            self.report(QUEUE_FULL, packet.id)
            return
        self._transmit(packet)
        self.report(0, packet.id)

    def verdict(self, request_id: int, error: RoutingError) -> None:
        """Tell the client a verdict in our own name: relayed, refused or given up (`Router::sendAckNak`)."""
        radio = self._radio
        told = compose.packet(
            sender=radio.num, to=radio.num, packet_id=radio.dice.number(), data=compose.routing(request_id, error.value)
        )
        told.rx_time = radio.wall_s()
        told.priority = compose.PRIORITY_ACK
        radio.outlet.put_packet(told)

    def acknowledge(self, peer: Peer, packet: Message) -> None:
        """Ack a direct message that came in; the sender's own node confirms our ack, which the client sees (seen)."""
        if packet.want_ack:
            self._later(0.4, lambda: self._confirm(peer))

    def broadcast_node_info(self) -> None:
        """Broadcast who we are (heartbeat nonce 1)."""
        radio = self._radio
        record = radio.nodes.get(radio.num)
        assert record is not None
        data = pb.Data(portnum=pb.PortNum.NODEINFO_APP, payload=record.user.SerializeToString(), bitfield=0)
        packet = compose.packet(sender=radio.num, to=BROADCAST, packet_id=radio.dice.number(), data=data)
        packet.hop_limit = radio.settings.hop_limit
        self._transmit(packet)
        self.report(0, packet.id)

    # --- taking ---------------------------------------------------------------------------

    def _local(self, packet: Message) -> None:
        """Handle a packet to ourselves: administration, answered by a packet with a queueStatus of its own (seen)."""
        radio = self._radio
        answer: Message = None
        if packet.decoded.portnum == pb.PortNum.ADMIN_APP:
            answer = admin.answer(radio, packet.decoded)
        elif packet.want_ack:
            answer = compose.routing(packet.id, RoutingError.NONE.value)
        if answer is None:
            return
        answer.request_id = packet.id
        told = compose.packet(sender=radio.num, to=radio.num, packet_id=radio.dice.number(), data=answer)
        told.hop_limit = radio.settings.hop_limit
        told.rx_time = radio.wall_s()
        told.priority = compose.PRIORITY_ACK if answer.portnum == pb.PortNum.ROUTING_APP else compose.PRIORITY_RELIABLE
        self.report(0, told.id)
        radio.outlet.put_packet(told)

    def _encodes(self, packet: Message) -> RoutingError:
        """Return what `perhapsEncode` says of a packet: too large, without a key, on no channel, or NONE."""
        radio = self._radio
        data = packet.decoded
        has_bitfield = data.HasField("bitfield")
        size = data.ByteSize() + air.LORA_HEADER_BYTES + (0 if has_bitfield else BITFIELD_BYTES)
        if size > air.MAX_LORA_BYTES:
            return RoutingError.TOO_LARGE
        if self._wants_pki(packet):
            record = radio.nodes.get(NodeNum(packet.to))
            has_key = record is not None and bool(record.public_key)
            if not has_key and radio.profile.falls_back_to_channel and not packet.pki_encrypted:
                return RoutingError.NONE
            if size + air.PKC_OVERHEAD_BYTES > air.MAX_LORA_BYTES:
                return RoutingError.TOO_LARGE
            return RoutingError.NONE if has_key else radio.profile.missing_key
        if packet.pki_encrypted:
            return RoutingError.PKI_FAILED
        return RoutingError.NONE if packet.channel < len(radio.settings.channels) else RoutingError.NO_CHANNEL

    def _wants_pki(self, packet: Message) -> bool:
        return packet.to != BROADCAST and packet.decoded.portnum not in {pb.PortNum.Value(n) for n in NEVER_PKI}

    # --- on the air -----------------------------------------------------------------------

    def _transmit(self, packet: Message) -> None:
        """Queue a packet for the air and make the appointments for what follows from it."""
        radio, now = self._radio, self._radio.clock.now()
        airtime_s = air.airtime_s(radio.settings.preset, packet.decoded.ByteSize())
        self._air_used_s += airtime_s
        self._queued += 1
        gone_at = self._air_free_at = max(now, self._air_free_at) + TURNAROUND_S + airtime_s
        repeated = packet.id in self._known_ids
        self._known_ids.append(packet.id)
        self._note_text(packet, repeated=repeated)
        self._later(gone_at - now, lambda: self._gone(packet, airtime_s, repeated=repeated))

    def _note_text(self, packet: Message, *, repeated: bool) -> None:
        if packet.decoded.portnum == pb.PortNum.TEXT_MESSAGE_APP:
            self._radio.sent_texts.append(
                SentText(
                    to=NodeNum(packet.to),
                    channel=ChannelIndex(packet.channel),
                    text=packet.decoded.payload.decode("utf-8", "replace"),
                    reply_id=PacketId(packet.decoded.reply_id) if packet.decoded.reply_id else None,
                    packet_id=PacketId(packet.id),
                    pki=packet.pki_encrypted,
                    at_s=self._radio.clock.now(),
                    repeated=repeated,
                )
            )

    def _gone(self, packet: Message, airtime_s: float, *, repeated: bool) -> None:
        """The packet is out: make room, let the mesh react."""
        radio = self._radio
        self._queued -= 1
        if self._told_full and not self.blocked:
            self._told_full = False
            self.report(0, 0)
        if packet.to == BROADCAST:
            relayed = any(p.in_range for p in radio.peers.values())
            if packet.want_ack:
                self._await(packet, RoutingError.NONE if relayed else None, airtime_s)
            self._reach(packet, repeated=repeated)
            return
        peer = radio.peers.get(NodeNum(packet.to))
        if peer is None or not peer.in_range:
            if packet.want_ack:
                self._await(packet, None, airtime_s)
            return
        if packet.want_ack and peer.hops > 0:
            self._await(packet, RoutingError.NONE, airtime_s)
        self._later(airtime_s * peer.hops, lambda: self._arrived(peer, packet, repeated=repeated))

    def _await(self, packet: Message, error: RoutingError | None, airtime_s: float) -> None:
        """Have our own radio speak: NONE when a neighbour relays it; None: nobody does, MAX_RETRANSMIT in the end."""
        if error is None:
            patience_s = air.give_up_s(self._radio.settings.preset)
            self._later(patience_s, lambda: self.verdict(packet.id, RoutingError.MAX_RETRANSMIT))
        else:
            self._later(TURNAROUND_S + airtime_s, lambda: self.verdict(packet.id, RoutingError.NONE))

    def _arrived(self, peer: Peer, packet: Message, *, repeated: bool) -> None:
        """A unicast reached its recipient, who acks, refuses or answers."""
        radio = self._radio
        back_s = TURNAROUND_S + air.airtime_s(radio.settings.preset, ACK_BYTES) * (peer.hops + 1)
        error = peer.refuses
        if packet.pki_encrypted and not peer.knows_our_key:
            # Our node answers a 35 with its NodeInfo: then the peer can read us (`ReliableRouter::sniffReceived`)
            error = RoutingError.PKI_UNKNOWN_PUBKEY
            self._later(back_s + 1, lambda: setattr(peer, "knows_our_key", True))
        if error is not RoutingError.NONE:
            self._later(back_s, lambda: self._hear_routing(peer, packet.id, error))
            return
        reply = None if repeated else answers.answer(radio, peer, packet)
        if reply is not None:
            reply.request_id = packet.id
            self._later(back_s, lambda: radio.hear_data(peer, reply))
        elif packet.want_ack and peer.acks:
            # The ack of a text wants an ack itself (`ReliableRouter::shouldSuccessAckWithWantAck`)
            reliable = packet.decoded.portnum == pb.PortNum.TEXT_MESSAGE_APP and not repeated
            self._later(back_s, lambda: self._hear_routing(peer, packet.id, RoutingError.NONE, want_ack=reliable))
        elif packet.want_ack:
            self._await(packet, None, 0.0)
        self._reach(packet, repeated=repeated)

    def _confirm(self, peer: Peer) -> None:
        """Hear a peer's node confirm an ack of ours, of an id that the client can't know; it goes no hop further."""
        self._hear_routing(peer, self._radio.dice.number(), RoutingError.NONE, hop_start=0, hop_limit=0)

    def _hear_routing(
        self,
        peer: Peer,
        request_id: int,
        error: RoutingError,
        *,
        want_ack: bool = False,
        hop_start: int | None = None,
        hop_limit: int = 2,
    ) -> None:
        radio = self._radio
        data = compose.routing(request_id, error.value)
        data.bitfield = 0
        packet = compose.packet(sender=peer.num, to=radio.num, packet_id=radio.dice.number(), data=data)
        hop_start = hop_limit + peer.hops if hop_start is None else hop_start
        compose.add_reception(packet, peer, at_s=radio.wall_s(), hop_start=hop_start, hop_limit=hop_limit)
        packet.want_ack = want_ack
        radio.hear(packet)

    def _reach(self, packet: Message, *, repeated: bool) -> None:
        for listener in tuple(self._radio.on_sent):
            listener(packet, repeated)

    def _later(self, delay_s: float, act: Callable[[], object]) -> None:
        self._in_flight = [a for a in self._in_flight if not a.cancelled and a.when >= self._radio.clock.now()]
        self._in_flight.append(self._radio.agenda.at(self._radio.clock.now() + delay_s, act))
