"""The simple air around one radio: what is sent is heard, relayed, read, acknowledged, refused, given up or lost.

What becomes of a packet follows from its recipient's attributes alone: nobody else is on the air, and nothing collides.
The shared channel of a whole mesh is `village.ether`'s.

Sources: firmware `ReliableRouter.cpp`, `NextHopRouter.cpp`, `RadioLibInterface.cpp`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import RoutingError
from steadymesh.sim import air, answers, compose, reading
from steadymesh.sim.agenda import Appointment
from steadymesh.sim.people import Peer
from steadymesh.sim.sent import Flight, note_text
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

TURNAROUND_S: Final = 0.05
"""What a node takes from the last byte of a packet to the first of its answer."""

ACK_BYTES: Final = 12
"""About what an acknowledgement carries."""

CONFIRMED_S: Final = 0.4
"""Seen: what passes between a direct message that comes in and the confirmation of our ack."""

ANSWERED_S: Final = 0.2
"""Seen: our 35 goes out, and the peer's NodeInfo is there."""

REMEMBERED_PACKETS: Final = 1000
"""(from, id) pairs that the mesh remembers to drop repetitions (`PacketHistory.h`)."""


@dataclass(frozen=True, slots=True)
class _Sending:
    """A packet that waits for the air or is on it."""

    flight: Flight
    begins_at: float
    ends_at: float
    appointment: Appointment


class Ether:
    """What happens between our antenna and everybody else's.

    Attributes:
        queued: Packets that wait for the air or are on it.
        lost: Packets that a reset of the LoRa chip took off the air, by id.
    """

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self.queued = 0
        self.lost: list[PacketId] = []
        self._free_at = 0.0
        self._used_s = 0.0
        self._known_ids: deque[int] = deque(maxlen=REMEMBERED_PACKETS)
        self._appointments: list[Appointment] = []
        self._sending: list[_Sending] = []

    def air_percent(self) -> float:
        """Return how much of the last hour we were sending, roughly: all of our airtime over the uptime."""
        return 100 * self._used_s / max(3600.0, self._radio.uptime_s)

    def utilization(self) -> float | None:
        """Return None: nobody else is on the air, and what the radio measures of the channel is drawn."""
        return None

    def silent_minutes(self) -> int | None:
        """Return None: no duty cycle is kept."""
        return None

    def forget(self) -> None:
        """Lose what was queued or awaited: the radio restarts. What the mesh heard stays heard."""
        for appointment in self._appointments:
            appointment.cancel()
        self._appointments.clear()
        self._sending.clear()
        self.queued = 0
        self._free_at = 0.0

    # --- sending --------------------------------------------------------------------------

    def transmit(self, packet: Message, sealed: bytes | None) -> None:
        """Queue a packet for the air and make the appointments for what follows from it.

        Args:
            packet: As the client made it.
            sealed: What is on the air where that is PKI; None: the channel's key.
        """
        size = len(sealed) if sealed is not None else packet.decoded.ByteSize()
        under_way = (sending.flight.packet.id for sending in self._sending)
        repeated = packet.id in self._known_ids or packet.id in under_way
        flight = Flight(
            packet=packet,
            sealed=sealed,
            airtime_s=air.airtime_s(self._radio.settings.preset, size),
            repeated=repeated,
            text=note_text(self._radio, packet, pki=sealed is not None, repeated=repeated),
        )
        self._fly(flight)

    def _fly(self, flight: Flight) -> None:
        now = self._radio.clock.now()
        flight.tries += 1
        self._used_s += flight.airtime_s
        self.queued += 1
        begins_at = max(now, self._free_at) + TURNAROUND_S
        ends_at = self._free_at = begins_at + flight.airtime_s
        gone = self.later(ends_at - now, lambda: self._gone(flight))
        self._sending = [s for s in self._sending if s.ends_at > now]
        self._sending.append(_Sending(flight, begins_at, ends_at, gone))

    def reset(self) -> None:
        """Put the LoRa chip into standby and start it anew: what is on the air at this moment is lost.

        Nobody hears the rest of it; a packet that wants an ack is transmitted again like one that nobody heard.
        Source: `SX126xInterface::setStandby` and `completeSending`, called by reconfigure.
        """
        radio, now = self._radio, self._radio.clock.now()
        for sending in self._sending:
            if not sending.begins_at <= now < sending.ends_at or sending.appointment.cancelled:
                continue
            flight = sending.flight
            sending.appointment.cancel()
            self.queued -= 1
            self._free_at = max([now, *(other.ends_at for other in self._sending if other is not sending)])
            self.lost.append(PacketId(flight.packet.id))
            if flight.packet.want_ack:
                patience_s = air.give_up_s(radio.settings.preset) / air.TRIES
                again = self._fly if flight.tries < air.TRIES else self._give_up
                self.later(patience_s, partial(again, flight))

    def _give_up(self, flight: Flight) -> None:
        self._radio.router.verdict(flight.packet.id, RoutingError.MAX_RETRANSMIT)

    def _gone(self, flight: Flight) -> None:
        """The packet is out: make room, let the mesh react."""
        radio, packet = self._radio, flight.packet
        self._known_ids.append(packet.id)  # not before: what a restart cut off, nobody has heard
        self.queued -= 1
        radio.router.freed()
        if packet.to == BROADCAST:
            near = [p for p in radio.peers.values() if p.in_range]
            if packet.want_ack:
                self._await(flight, RoutingError.NONE if near else None)
            if flight.text is not None:
                flight.text.read = bool(near)
            if packet.decoded.portnum == pb.PortNum.NODEINFO_APP:
                for hearer in near:
                    reading.learn(hearer, packet)
            self._reach(flight)
            return
        peer = radio.peers.get(NodeNum(packet.to))
        if peer is None or not peer.in_range:
            if packet.want_ack:
                self._await(flight, None)
            return
        if packet.want_ack and peer.hops > 0:
            self._await(flight, RoutingError.NONE)
        self.later(flight.airtime_s * peer.hops, lambda: self._arrived(peer, flight))

    def _await(self, flight: Flight, error: RoutingError | None) -> None:
        """Have our own radio speak: NONE when a neighbour relays it; None: nobody does, MAX_RETRANSMIT in the end."""
        if error is None:
            self.later(air.give_up_s(self._radio.settings.preset), lambda: self._give_up(flight))
        else:
            self.later(
                TURNAROUND_S + flight.airtime_s,
                lambda: self._radio.router.verdict(flight.packet.id, RoutingError.NONE),
            )

    def _unanswered(self, peer: Peer, flight: Flight) -> None:
        """The recipient is silent. Whoever heard a relay repeat it has stopped trying, and never says more.

        Source: `ReliableRouter::shouldFilterReceived`, "Generate implicit ack", stopRetransmission.
        """
        if flight.packet.want_ack and peer.hops == 0:
            self._await(flight, None)

    # --- at the other end -----------------------------------------------------------------

    def _arrived(self, peer: Peer, flight: Flight) -> None:
        """A unicast reached its recipient, who acks, refuses, answers or says nothing."""
        radio, packet, firmware = self._radio, flight.packet, self._radio.firmware_of(peer)
        back_s = TURNAROUND_S + air.airtime_s(radio.settings.preset, ACK_BYTES) * (peer.hops + 1)
        error = reading.read(radio, peer, flight)
        if error is None:
            self._unanswered(peer, flight)
            return
        if error is not RoutingError.NONE:
            self.later(back_s, lambda: self._hear_routing(peer, packet.id, error))
            return
        if packet.decoded.portnum == pb.PortNum.NODEINFO_APP:
            reading.learn(peer, packet)
        reply = None if flight.repeated else answers.answer(radio, peer, packet)
        if reply is not None:
            reply.request_id = packet.id
            self.later(back_s, lambda: radio.hear_data(peer, reply))
        elif (
            packet.want_ack
            and peer.acks
            and (firmware.acks_far_replies or not packet.decoded.reply_id or not peer.hops)
        ):
            reliable = firmware.ack_wants_ack and flight.text is not None and not flight.repeated
            self.later(back_s, lambda: self._hear_routing(peer, packet.id, RoutingError.NONE, want_ack=reliable))
        else:
            self._unanswered(peer, flight)
        self._reach(flight)

    def answer(self, peer: Peer, packet: Message, error: RoutingError) -> None:
        """Tell a peer at once what our node made of its direct message. See `Medium.answer`."""
        peer.told.append((PacketId(packet.id), error))
        if error is RoutingError.NONE:
            self.later(CONFIRMED_S, lambda: self._confirm(peer))
        elif error is RoutingError.PKI_UNKNOWN_PUBKEY:
            self._radio.agenda.at(self._radio.clock.now() + ANSWERED_S, lambda: self._radio.introduce(peer))

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
        if error is RoutingError.PKI_UNKNOWN_PUBKEY:
            # It lacks our key: it is told at once (`ReliableRouter::sniffReceived`)
            radio.introduction.send(to=peer.num, is_urgent=True)

    def _reach(self, flight: Flight) -> None:
        for listener in tuple(self._radio.on_sent):
            listener(flight.packet, flight.repeated)

    def later(self, delay_s: float, act: Callable[[], object]) -> Appointment:
        """Have something happen on the air later, unless the radio restarts before."""
        self._appointments = [a for a in self._appointments if not a.cancelled and a.when >= self._radio.clock.now()]
        appointment = self._radio.agenda.at(self._radio.clock.now() + delay_s, act)
        self._appointments.append(appointment)
        return appointment
