"""Acks: awaited, given, implied by a relay, given up (firmware `ReliableRouter.cpp`, `NextHopRouter.cpp`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from steadymesh.sim import air
from steadymesh.sim.terrain.antenna import Antenna
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.node import Arrival, MeshNode
from steadymesh.sim.terrain.packet import ACK, ACK_BYTES, Packet
from steadymesh.sim.terrain.schedule import Schedule
from steadymesh.sim.terrain.tally import Tally

MARGIN_HOPS: Final = 2
"""Relays that an ack is allowed more than the packet took (`RoutingModule::getHopLimitForResponse`)."""


class Pending:
    """A packet whose ack is awaited.

    Attributes:
        packet: Which.
        left: Transmissions that are left.
        due: When the next one is, or the end; it moves while the node sends or hears something else.
    """

    __slots__ = ("due", "left", "node", "packet")

    def __init__(self, node: MeshNode, packet: Packet, due: float) -> None:
        self.node = node
        self.packet = packet
        self.left = air.TRIES - 1
        self.due = due


class Reliable:
    """Sends, awaits and gives acks.

    Args:
        schedule: Virtual time.
        antenna: The way onto the air.
        modem: The preset.
        next_id: Draws a packet id.
        tally: Where it is counted.
    """

    def __init__(
        self,
        *,
        schedule: Schedule,
        antenna: Antenna,
        modem: Modem,
        next_id: Callable[[], int],
        tally: Tally,
    ) -> None:
        self._schedule = schedule
        self._antenna = antenna
        self._modem = modem
        self._next_id = next_id
        self._tally = tally

    def send(self, packet: Packet) -> bool:
        """Send a packet of a node's own; return whether it was taken."""
        node = packet.source
        if node.pending:
            self.postpone(node, packet.airtime_s)
        if not self._antenna.put(node, packet, packet.hop_start):
            return False
        node.remember(packet.key, packet.hop_start)
        if packet.want_ack:
            self._await(Pending(node, packet, self._schedule.now + self._patience_s(packet)))
        return True

    def _await(self, pending: Pending) -> None:
        pending.node.pending[pending.packet.id] = pending
        self._schedule.at(pending.due, self._retry, pending)

    def _patience_s(self, packet: Packet) -> float:
        utilization = packet.source.usage.channel_percent(self._schedule.now)
        return self._modem.retransmission_s(packet.airtime_s, utilization)

    def _retry(self, pending: Pending) -> None:
        """Transmit once more, or give up (`NextHopRouter::doRetransmissions`)."""
        node, packet, now = pending.node, pending.packet, self._schedule.now
        if node.pending.get(packet.id) is not pending:
            return
        if pending.due > now:
            self._schedule.at(pending.due, self._retry, pending)
            return
        if pending.left == 0:
            del node.pending[packet.id]
            self._tally.given_up += 1
            if node.app is not None:
                node.app.given_up(packet)
            return
        pending.left -= 1
        pending.due = now + self._patience_s(packet)
        self._schedule.at(pending.due, self._retry, pending)
        if node.queued(packet.key) is None:
            self._tally.retries += 1
            self._antenna.put(node, packet, packet.hop_start)

    def postpone(self, node: MeshNode, airtime_s: float) -> None:
        """Wait longer for every ack: while the node sends or hears something else none can come (`send`)."""
        for pending in node.pending.values():
            pending.due += airtime_s

    def heard_again(self, node: MeshNode, packet: Packet) -> None:
        """Take a relay of the node's own packet as an ack (`shouldFilterReceived`, "Generate implicit ack")."""
        if self._stop(node, packet.id):
            self._tally.implicit_acks += 1
            if node.app is not None:
                node.app.relayed(packet)

    def _stop(self, node: MeshNode, packet_id: int) -> bool:
        """Stop to repeat a packet; return whether its ack was awaited (`NextHopRouter::stopRetransmission`)."""
        pending = node.pending.pop(packet_id, None)
        if pending is None:
            return False
        if pending.left < air.TRIES - 1:
            node.unqueue(pending.packet.key)
        return True

    # --- at the other end -----------------------------------------------------------------

    def arrived(self, node: MeshNode, arrival: Arrival) -> None:
        """Hand a packet to what lives on the node, and answer for it (`ReliableRouter::sniffReceived`)."""
        packet = arrival.packet
        if packet.dest is not node:
            if node.app is not None:
                node.app.take(arrival)
            return
        if packet.request_id:
            self._tally.acks += 1
            self._stop(node, packet.request_id)
        error = node.app.take(arrival) if node.app is not None else 0
        if not packet.want_ack or error is None:
            return
        if packet.request_id:
            # An ack of an answer only stops whoever sent it; over relays it has heard them (`sniffReceived`)
            if arrival.hops == 0:
                self.answer(node, packet, hop_limit=0)
            return
        if error == 0:
            node.accepted.add(packet.key)
        self.answer(node, packet, error=error, hop_limit=self.hops_back(node, arrival), wants_ack=error == 0)

    def hops_back(self, node: MeshNode, arrival: Arrival) -> int:
        """Return how many relays an answer is allowed (`RoutingModule::getHopLimitForResponse`)."""
        if arrival.hops > node.hop_limit:
            return arrival.hops
        if arrival.packet.hop_start == 0:
            return 0
        return min(arrival.hops + MARGIN_HOPS, node.hop_limit)

    def accept_again(self, node: MeshNode, packet: Packet) -> None:
        """Ack a packet once more that its source repeats: the first ack was lost (`NextHopRouter.cpp`)."""
        if packet.want_ack and packet.key in node.accepted:
            self.answer(node, packet, hop_limit=0)

    def answer(
        self, node: MeshNode, packet: Packet, *, hop_limit: int, error: int = 0, wants_ack: bool = False
    ) -> Packet:
        """Acknowledge or refuse a packet; return what says so (`Router::sendAckNak`).

        Args:
            node: Who answers.
            packet: What is answered.
            hop_limit: Relays that the answer is allowed.
            error: `Routing.Error`.
            wants_ack: If it is a text, the ack is to be acked itself.
        """
        answer = Packet(
            node,
            packet.source,
            self._next_id(),
            size_bytes=ACK_BYTES,
            airtime_s=self._modem.airtime_s(ACK_BYTES),
            hop_start=hop_limit,
            want_ack=wants_ack and packet.is_text and node.ack_wants_ack,
            request_id=packet.id,
            error=error,
            priority=ACK,
        )
        self.send(answer)
        return answer
