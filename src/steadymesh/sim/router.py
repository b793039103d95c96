"""What becomes of a packet that the client sends: taken or refused. What follows on the air is `ether`'s.

Sources: firmware `Router.cpp` (sendLocal, send, perhapsEncode), `MeshService.cpp`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST, KEY_BYTES, NodeNum
from steadymesh.model import RoutingError
from steadymesh.sim import admin, air, compose, pki
from steadymesh.sim.dice import Dice
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

BITFIELD_BYTES: Final = 2
"""`Data.bitfield`, which the node adds before it measures (`Router.cpp`, perhapsEncode)."""

QUEUE_FULL: Final = 32
"""`res` of a queueStatus when there was no room (`RadioLibInterface::send`, ERRNO_UNKNOWN)."""

NEVER_PKI: Final = frozenset(
    pb.PortNum.Value(name) for name in ("TRACEROUTE_APP", "NODEINFO_APP", "ROUTING_APP", "POSITION_APP")
)
"""Unicasts that are channel-encrypted all the same (`Router.cpp`, perhapsEncode)."""


class Router:
    """The transmit side of one radio, as its client sees it (`Router.cpp`).

    Attributes:
        blocked: The transmit queue is full and stays so.
    """

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._told_full = False
        self.blocked = False

    @property
    def free(self) -> int:
        """Room in the transmit queue, packets."""
        return 0 if self.blocked else max(0, self._radio.profile.tx_queue - self._radio.ether.queued)

    def forget(self) -> None:
        """Lose what was queued or awaited: the radio restarts."""
        self._radio.ether.forget()
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

    def freed(self) -> None:
        """Tell the client that there is room again, if it was told that there was none."""
        if self._told_full and not self.blocked:
            self._told_full = False
            self.report(0, 0)

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
        error = self._too_much(packet) or self._encodes(packet)
        if error is not RoutingError.NONE:
            self.report(error.value, packet.id)
            self.verdict(packet.id, error)
            return
        if self.free == 0:
            self._told_full = True
            self.report(QUEUE_FULL, packet.id)
            return
        radio.ether.transmit(packet, self._sealed(packet))
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

    # --- taking ---------------------------------------------------------------------------

    def _local(self, packet: Message) -> None:
        """Handle a packet to ourselves: administration, answered by a packet with a queueStatus of its own (seen)."""
        radio = self._radio
        answer: Message = None
        if packet.decoded.portnum == pb.PortNum.ADMIN_APP:
            answer = admin.answer(radio, packet.decoded)
        if packet.want_ack and (answer is None or not packet.decoded.want_response):
            answer = compose.routing(packet.id, RoutingError.NONE.value)
        elif not packet.decoded.want_response:
            answer = None  # it is done all the same
        if answer is None:
            return
        answer.request_id = packet.id
        told = compose.packet(sender=radio.num, to=radio.num, packet_id=radio.dice.number(), data=answer)
        told.hop_limit = radio.settings.hop_limit
        told.rx_time = radio.wall_s()
        told.priority = compose.PRIORITY_ACK if answer.portnum == pb.PortNum.ROUTING_APP else compose.PRIORITY_RELIABLE
        self.report(0, told.id)
        radio.outlet.put_packet(told)

    def _too_much(self, packet: Message) -> RoutingError | None:
        """Return DUTY_CYCLE_LIMIT if the hour is used up, and warn of it (`Router::send`); None: it is not."""
        minutes = self._radio.ether.silent_minutes()
        if minutes is None:
            return None
        warning = f"Duty cycle limit exceeded. You can send again in {minutes} mins"
        self._radio.outlet.put_notification(warning, reply_id=packet.id, at_s=self._radio.wall_s())
        return RoutingError.DUTY_CYCLE_LIMIT

    def _encodes(self, packet: Message) -> RoutingError:
        """Return what `perhapsEncode` says of a packet: too large, without a key, on no channel, or NONE."""
        radio = self._radio
        data = packet.decoded
        size = data.ByteSize() + air.LORA_HEADER_BYTES + (0 if data.HasField("bitfield") else BITFIELD_BYTES)
        if size > air.MAX_LORA_BYTES:
            return RoutingError.TOO_LARGE
        if self._wants_pki(packet):
            key = radio.nodes.key_of(NodeNum(packet.to))
            if key or not radio.profile.falls_back_to_channel:
                return self._encodes_pki(packet, size, key)
            if packet.pki_encrypted:
                return radio.profile.missing_key
        elif packet.pki_encrypted:
            return RoutingError.PKI_FAILED
        return RoutingError.NONE if radio.prefs.has_channel(packet.channel) else RoutingError.NO_CHANNEL

    def _encodes_pki(self, packet: Message, size: int, key: bytes) -> RoutingError:
        """Return the same of a packet that is to be encrypted for its recipient, with this key."""
        if size + pki.OVERHEAD_BYTES > air.MAX_LORA_BYTES:
            return RoutingError.TOO_LARGE
        if not key:
            return self._radio.profile.missing_key
        asked = bytes(packet.public_key)  # only compared, it never supplies a key
        is_another = packet.pki_encrypted and any(asked) and asked != key
        return RoutingError.PKI_FAILED if is_another else RoutingError.NONE

    def _wants_pki(self, packet: Message) -> bool:
        if packet.to == BROADCAST or packet.decoded.portnum in NEVER_PKI:
            return False
        return packet.pki_encrypted or not (packet.channel > 0 and self._radio.profile.pki_on_primary_only)

    def _sealed(self, packet: Message) -> bytes | None:
        """Return what goes on the air of a packet for one recipient; None: it goes out with the channel's key."""
        radio = self._radio
        key = radio.nodes.key_of(NodeNum(packet.to))
        if not self._wants_pki(packet) or len(key) != KEY_BYTES:
            return None
        data = pb.Data()
        data.CopyFrom(packet.decoded)
        data.bitfield = data.bitfield  # the node always writes it
        return pki.seal(
            data.SerializeToString(),
            private=radio.private_key,
            public=key,
            sender=radio.num,
            packet_id=packet.id,
            extra=extra_nonce(radio.seed, packet.id),
        )


def extra_nonce(seed: int, packet_id: int) -> int:
    """Return the drawn part of a nonce (`CryptoEngine::encryptCurve25519`, random()): the same for the same packet."""
    return Dice(seed, f"nonce/{packet_id}").number() & 0x7FFFFFFF
