"""Where our radio joins the mesh: its packets go on the shared air, and what its antenna decodes becomes protobuf."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import RoutingError
from steadymesh.sim.people import Peer
from steadymesh.sim.sent import Flight, note_text
from steadymesh.sim.station import Message
from steadymesh.sim.terrain.node import Arrival, MeshNode
from steadymesh.sim.terrain.packet import ACK, ACK_BYTES, DEFAULT, HIGH, RELIABLE, Packet
from steadymesh.sim.terrain.terrain import Terrain
from steadymesh.sim.village.ledger import Ledger, Question
from steadymesh.sim.village.pulse import Pulse
from steadymesh.sim.village.reception import receive
from steadymesh.sim.village.resident import Resident
from steadymesh.sim.village.signals import Signals
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

OURS: Final = 0
"""The place of our radio."""

REMEMBERED: Final = 1000
"""Ids of ours that somebody has heard, to tell repetitions; and questions that are under way."""


class MeshEther:
    """The air of a whole mesh: a `Medium`.

    Make the terrain, then `Radio(ether=MeshEther(terrain).join)`, then `settle` the radio's peers at their places.

    Args:
        terrain: The mesh; our radio has its place 0.
        stride_s: See `Pulse`.

    Attributes:
        terrain: See there.
        pulse: Its time.
        signals: What peers' nodes send by themselves.
        ledger: What happened to people.
        lost: Packets that a reset of the LoRa chip took off the air, by id.
        on_received: Called with every packet that our radio's client is told of, as it is told, and who sent it.
    """

    def __init__(self, terrain: Terrain, *, stride_s: float = 0.0) -> None:
        self.terrain = terrain
        self.pulse = Pulse(terrain, stride_s=stride_s)
        self.signals = Signals(self)
        self.ledger = Ledger()
        self.lost: list[PacketId] = []
        self.on_received: list[Callable[[Peer, Message], None]] = []
        self._node: MeshNode = terrain.nodes[OURS]
        self._node.app = self
        self._residents: dict[int, Resident] = {}
        self._places: dict[int, int] = {}
        self._asked: dict[PacketId, Question] = {}
        self._known_ids: deque[int] = deque(maxlen=REMEMBERED)
        self._arrival: Arrival | None = None

    def join(self, radio: Radio) -> MeshEther:
        """Be the air of that radio: what its constructor is given as `ether`."""
        self.radio = radio
        self.pulse.follow(radio)
        self._configure()
        return self

    def _configure(self) -> None:
        """Let the node behave as the radio is set; the preset is that of the terrain, whatever the client sets."""
        radio = self.radio
        self._node.hop_limit = radio.settings.hop_limit
        self._node.ack_wants_ack = radio.profile.ack_wants_ack
        self._node.relays = radio.role != "CLIENT_MUTE"
        self._node.is_router = radio.role == "ROUTER"

    def settle(self, peer: Peer, index: int) -> Resident:
        """Let a peer of the radio's live at a place; return who lives there now.

        Raises:
            UsageError: There is no such place, or it is ours or somebody else's.
        """
        if not 0 < index < len(self.terrain.nodes) or index in self._residents:
            raise UsageError(f"Nobody can settle at place {index}.", remedy="Take a free one, from 1 on.")
        resident = Resident(self, peer, self.terrain.nodes[index])
        resident.node.ack_wants_ack = self.radio.firmware_of(peer).ack_wants_ack
        self._residents[index] = resident
        self._places[id(peer)] = index
        return resident

    def resident(self, peer: Peer) -> Resident:
        """Return who lives with that peer's node.

        Raises:
            UsageError: It has no place.
        """
        index = self._places.get(id(peer))
        if index is None:
            raise UsageError(f"“{peer.long_name}” has no place in the mesh.", remedy="`settle` it first.")
        return self._residents[index]

    @property
    def residents(self) -> list[Resident]:
        """Everybody who has settled, by place."""
        return [self._residents[index] for index in sorted(self._residents)]

    def place_of(self, num: NodeNum) -> int | None:
        """Return where the peer of that number lives; None: there is nobody, or without a place."""
        peer = self.radio.peers.get(num)
        return None if peer is None else self._places.get(id(peer))

    # --- what our radio asks --------------------------------------------------------------

    @property
    def queued(self) -> int:
        """Packets that wait for the air or are on it, relays included."""
        return len(self._node.queue) + (self._node.sending is not None)

    def air_percent(self) -> float:
        """Return how much of the last hour we were sending."""
        self.pulse.act(_nothing)
        return self.terrain.sent_percent(OURS)

    def utilization(self) -> float:
        """Return the channel's utilisation as our radio measures it, per cent."""
        self.pulse.act(_nothing)
        return round(self.terrain.channel_percent(OURS), 2)

    def silent_minutes(self) -> int | None:
        """Return for how many minutes the duty cycle forbids us to send; None: it does not."""
        self.pulse.act(_nothing)
        return self.terrain.silent_minutes(OURS)

    def transmit(self, packet: Message, sealed: bytes | None) -> None:
        """Queue a packet of our radio's for the air. See `Medium.transmit`."""
        size = len(sealed) if sealed is not None else packet.decoded.ByteSize()
        repeated = packet.id in self._known_ids
        flight = Flight(
            packet=packet,
            sealed=sealed,
            airtime_s=self.terrain.modem.airtime_s(size),
            repeated=repeated,
            text=note_text(self.radio, packet, pki=sealed is not None, repeated=repeated),
        )
        to_all = packet.to == BROADCAST
        self.pulse.act(
            lambda: self.terrain.send(
                OURS,
                None if to_all else self.place_of(NodeNum(packet.to)),
                size_bytes=size,
                packet_id=packet.id,
                to_all=to_all,
                want_ack=packet.want_ack,
                is_text=flight.text is not None,
                hop_limit=packet.hop_limit,
                priority=_priority(packet),
                is_traced=packet.decoded.portnum == pb.PortNum.TRACEROUTE_APP,
                content=flight,
            )
        )

    def answer(self, peer: Peer, packet: Message, error: RoutingError) -> None:
        """Send a peer's node an ack, or a refusal. See `Medium.answer`."""
        place = self._places.get(id(peer))
        arrival, node = self._arrival, self._node
        if arrival is not None and arrival.packet.id == packet.id:
            if error is RoutingError.NONE:
                node.accepted.add(arrival.packet.key)
            hop_limit = self.terrain.reliable.hops_back(node, arrival)
        else:
            hop_limit = node.hop_limit
        is_text = packet.decoded.portnum == pb.PortNum.TEXT_MESSAGE_APP
        self.pulse.act(
            lambda: self.terrain.send(
                OURS,
                place,
                size_bytes=ACK_BYTES,
                want_ack=error is RoutingError.NONE and is_text and node.ack_wants_ack,
                hop_limit=hop_limit,
                priority=ACK,
                request_id=packet.id,
                error=error.value,
            )
        )

    def reset(self) -> None:
        """Start the LoRa chip anew: what is on the air at this moment is lost, also what is being received."""
        self.pulse.act(self._reset)

    def _reset(self) -> None:
        cut = self.terrain.reset(OURS)
        if cut is not None and isinstance(cut.packet.content, Flight):
            self.lost.append(PacketId(cut.packet.id))

    def forget(self) -> None:
        """Restart our node: its queue, its memory and what it awaited are gone; settings that were changed hold."""
        self._configure()
        self.pulse.act(lambda: self.terrain.forget(OURS))

    # --- what comes to our antenna --------------------------------------------------------

    def take(self, arrival: Arrival) -> int | None:
        """Take a packet that our radio has decoded, and hand it to its client."""
        self._arrival = arrival
        try:
            return receive(self, arrival)
        finally:
            self._arrival = None

    def note_question(self, packet_id: PacketId, question: Question) -> None:
        """Remember a try of a question, to note when our radio receives it."""
        if len(self._asked) >= REMEMBERED:
            del self._asked[next(iter(self._asked))]
        self._asked[packet_id] = question

    def received(self, peer: Peer, packet: Message) -> None:
        """Note that our radio's client was told of a packet of a peer's."""
        if packet.id in self._asked:
            self._asked.pop(PacketId(packet.id)).reached = True
        for listener in self.on_received:
            listener(peer, packet)

    def peer_at(self, index: int) -> Peer | None:
        """Return who lives at a place; None: nobody whom our radio could know."""
        resident = self._residents.get(index)
        return None if resident is None else resident.peer

    def num_at(self, index: int) -> NodeNum | None:
        """Return the number of the node at a place, ours included; None: nobody whom our radio could know."""
        peer = self.peer_at(index)
        if peer is not None:
            return peer.num
        return self.radio.num if index == OURS else None

    def relayed(self, packet: Packet) -> None:
        """Tell the client that a neighbour relayed a packet of ours."""
        self.radio.router.verdict(packet.id, RoutingError.NONE)

    def given_up(self, packet: Packet) -> None:
        """Tell the client that nobody acknowledged a packet of ours."""
        self.radio.router.verdict(packet.id, RoutingError.MAX_RETRANSMIT)

    def freed(self) -> None:
        """Tell the client that there is room again, if it waits for that."""
        self.radio.router.freed()

    # --- what becomes of ours -------------------------------------------------------------

    def heard_somewhere(self, flight: Flight) -> bool:
        """Note that somebody has decoded a packet of ours; return whether nobody had before."""
        if flight.packet.id in self._known_ids:
            return False
        self._known_ids.append(flight.packet.id)
        return True

    def reach(self, flight: Flight) -> None:
        """Tell whoever listens that a packet of ours has reached somebody."""
        for listener in tuple(self.radio.on_sent):
            listener(flight.packet, flight.repeated)


def _nothing() -> None:
    return


def _priority(packet: Message) -> int:
    """Return what the firmware gives a packet (`MeshPacketQueue.cpp`, fixPriority)."""
    ports = pb.PortNum
    match packet.decoded.portnum:
        case ports.ROUTING_APP:
            return ACK
        case ports.TEXT_MESSAGE_APP | ports.ADMIN_APP:
            return HIGH
        case _:
            return RELIABLE if packet.want_ack or packet.decoded.want_response else DEFAULT
