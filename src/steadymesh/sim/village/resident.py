"""Somebody with a node in the mesh: what their node makes of packets, what it shows them, what they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import RoutingError
from steadymesh.sim import answers, reading
from steadymesh.sim.introduction import HARD_LIMIT_PERCENT, URGENT_GAP_S
from steadymesh.sim.people import Peer
from steadymesh.sim.pki import OVERHEAD_BYTES
from steadymesh.sim.sent import Flight
from steadymesh.sim.station import Message
from steadymesh.sim.terrain.node import Arrival, MeshNode
from steadymesh.sim.terrain.packet import HIGH, RELIABLE, Packet
from steadymesh.sim.village.ledger import Shown
from steadymesh.sim.village.said import Said
from steadymesh.sim.village.ways import asked
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.village.ether import MeshEther


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text that somebody's node shows them."""

    sender: NodeNum
    is_ours: bool
    """Our radio sent it."""
    text: str = field(repr=False)
    packet_id: PacketId
    reply_id: PacketId | None
    is_direct: bool
    is_emoji: bool = False


class Resident:
    """What lives on a peer's node: an `App`.

    Args:
        ether: Where our radio is.
        peer: Whose node.
        node: The node itself.

    Attributes:
        peer: See there.
        node: See there.
        on_note: Called with each text that is shown.
        on_verdict: Called with the id of a direct message of theirs and what its recipient's node said of it:
            NONE for an ack, MAX_RETRANSMIT if nobody said anything.
    """

    def __init__(self, ether: MeshEther, peer: Peer, node: MeshNode) -> None:
        self.peer = peer
        self.node = node
        self.on_note: Callable[[Note], None] | None = None
        self.on_verdict: Callable[[PacketId, RoutingError], None] | None = None
        self._ether = ether
        node.app = self

    # --- what comes -----------------------------------------------------------------------

    def take(self, arrival: Arrival) -> int | None:
        """Take a packet for this node or for everybody. See `terrain.node.App.take`."""
        packet = arrival.packet
        content = packet.content
        if isinstance(content, Flight):
            return self._take_ours(content, arrival)
        if isinstance(content, Said):
            self._take_said(content, packet)
        elif packet.request_id:
            self._take_verdict(packet)
        return 0

    def _take_ours(self, flight: Flight, arrival: Arrival) -> int | None:
        """Take a packet of our radio's."""
        ether, is_node_info = self._ether, flight.packet.decoded.portnum == pb.PortNum.NODEINFO_APP
        is_first = ether.heard_somewhere(flight)
        if arrival.packet.to_all:
            if flight.text is not None:
                flight.text.read = True
                self._show(flight, arrival)
            elif is_node_info:
                reading.learn(self.peer, flight.packet)
            if is_first:
                ether.reach(flight)
            return None
        self.peer.hops = arrival.hops
        flight.repeated = False  # this node had not seen it; what it has seen does not come here
        error = reading.read(ether.radio, self.peer, flight)
        if error is not RoutingError.NONE:
            return None if error is None else error.value
        if flight.text is not None:
            self._show(flight, arrival)
        elif is_node_info:
            reading.learn(self.peer, flight.packet)
        says = self._answered(flight, arrival)
        ether.reach(flight)
        return says

    def _answered(self, flight: Flight, arrival: Arrival) -> int | None:
        """Answer a request by data; return 0 if it is to be acked instead, None if it is not."""
        ether, request = self._ether, flight.packet
        route = asked(ether, request.decoded, arrival) if arrival.packet.is_traced else None
        reply = answers.answer(ether.radio, self.peer, request, route)
        if reply is not None:
            reply.request_id = request.id
            self._send_data(reply, request, arrival)
            return None
        is_far_reply = bool(request.decoded.reply_id) and arrival.hops > 0
        if not self.peer.acks or (is_far_reply and not ether.radio.firmware_of(self.peer).acks_far_replies):
            return None
        return 0

    def _show(self, flight: Flight, arrival: Arrival) -> None:
        assert flight.text is not None
        text, ether = flight.text, self._ether
        ether.ledger.shown.append(
            Shown(
                to=self.peer.num,
                text=text.text,
                packet_id=text.packet_id,
                reply_id=text.reply_id,
                direct=not arrival.packet.to_all,
                at_s=ether.terrain.now,
                hops=arrival.hops,
            )
        )
        if self.on_note is not None:
            self.on_note(
                Note(
                    sender=ether.radio.num,
                    is_ours=True,
                    text=text.text,
                    packet_id=text.packet_id,
                    reply_id=text.reply_id,
                    is_direct=not arrival.packet.to_all,
                    is_emoji=bool(flight.packet.decoded.emoji),
                )
            )

    def _take_said(self, said: Said, packet: Packet) -> None:
        """Take what another peer said; only texts are shown."""
        if self.on_note is None or not packet.is_text:
            return
        data = said.make()
        self.on_note(
            Note(
                sender=said.peer.num,
                is_ours=False,
                text=data.payload.decode("utf-8", "replace"),
                packet_id=PacketId(packet.id),
                reply_id=PacketId(data.reply_id) if data.reply_id else None,
                is_direct=not packet.to_all,
                is_emoji=bool(data.emoji),
            )
        )

    def _take_verdict(self, packet: Packet) -> None:
        """Take what our radio (or another peer) says of a direct message of theirs."""
        error = RoutingError(packet.error)
        if packet.source.index == 0:
            self.peer.told.append((PacketId(packet.request_id), error))
            if error is RoutingError.PKI_UNKNOWN_PUBKEY:
                self._introduce()
        if self.on_verdict is not None:
            self.on_verdict(PacketId(packet.request_id), error)

    def _introduce(self) -> None:
        """Say who they are to our radio, which lacks their key: not twice in a minute (`NodeInfoModule.cpp`)."""
        said, now = self.peer.introduced_at_s, self._ether.radio.clock.now()
        if self._ether.terrain.channel_percent(self.node.index) > HARD_LIMIT_PERCENT:
            return
        if said is None or now - said >= URGENT_GAP_S:
            self._ether.signals.node_info(self.peer, to_us=True)

    def relayed(self, packet: Packet) -> None:
        """Nothing: the app shows a cloud with a tick."""

    def given_up(self, packet: Packet) -> None:
        """Hear that nobody acknowledged a message."""
        if self.on_verdict is not None and packet.is_text:
            self.on_verdict(PacketId(packet.id), RoutingError.MAX_RETRANSMIT)

    def freed(self) -> None:
        """Nothing: the queue has room."""

    # --- what they write ------------------------------------------------------------------

    def write(
        self,
        text: str,
        *,
        to: Peer | None = None,
        to_all: bool = False,
        channel: int = 0,
        reply_id: PacketId | None = None,
        emoji: bool = False,
        by_pki: bool = True,
    ) -> PacketId | None:
        """Send a text; return its id, or None if the node did not take it.

        Args:
            text: What it says.
            to: Another peer; None: our radio.
            to_all: To the channel instead.
            channel: Index of the channel, of a broadcast.
            reply_id: What it answers.
            emoji: It is a tapback.
            by_pki: A direct message to our radio is to be encrypted for it.
        """
        ether, radio = self._ether, self._ether.radio
        data = pb.Data(portnum=pb.PortNum.TEXT_MESSAGE_APP, payload=text.encode(), bitfield=0, emoji=int(emoji))
        if reply_id is not None:
            data.reply_id = reply_id
        packet_id = PacketId(ether.terrain.next_id())
        to_us = to is None and not to_all
        if to_us and by_pki and not radio.key_known_to(self.peer):
            if not radio.firmware_of(self.peer).falls_back_to_channel:
                self.peer.told.append((packet_id, RoutingError.PKI_SEND_FAIL_PUBLIC_KEY))
                return None
            by_pki = False
        ether.ledger.sent["text"] += 1
        dest = None if to_all else 0 if to is None else ether.resident(to).node.index
        sent: list[Packet | None] = []
        ether.pulse.act(
            lambda: sent.append(
                ether.terrain.send(
                    self.node.index,
                    dest,
                    size_bytes=data.ByteSize() + (0 if to_all else OVERHEAD_BYTES),
                    packet_id=packet_id,
                    to_all=to_all,
                    want_ack=True,
                    is_text=True,
                    priority=HIGH,
                    content=Said(self.peer, lambda: data, by_pki=by_pki, channel=channel),
                )
            )
        )
        return packet_id if sent[0] is not None else None

    def _send_data(self, data: Message, request: Message, arrival: Arrival) -> None:
        """Answer a request of our radio's, on its channel and as reliably as that was sent (`setReplyTo`)."""
        ether = self._ether
        ether.pulse.act(
            lambda: ether.terrain.send(
                self.node.index,
                0,
                size_bytes=data.ByteSize(),
                want_ack=request.want_ack,
                hop_limit=ether.terrain.reliable.hops_back(self.node, arrival),
                priority=RELIABLE,
                request_id=data.request_id,
                is_traced=arrival.packet.is_traced,
                content=Said(self.peer, lambda: data, channel=request.channel),
            )
        )
