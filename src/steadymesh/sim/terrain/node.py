"""One node of the mesh as far as the air is concerned: its queue, its memory, what it sends and hears just now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from steadymesh.sim.terrain.neighbors import Neighbors
from steadymesh.sim.terrain.packet import Packet, Queued, Step, Transmission
from steadymesh.sim.terrain.places import Place
from steadymesh.sim.terrain.usage import Usage

if TYPE_CHECKING:
    from steadymesh.sim.terrain.reliable import Pending

QUEUE: Final = 16
"""Packets that wait for the air at most (`RadioLibInterface.h`, MAX_TX_QUEUE)."""

REMEMBERED: Final = 400
"""Packets that a node remembers to drop repetitions (`PacketHistory.cpp`, PACKETHISTORY_MAX: twice its node DB)."""

HOP_LIMIT: Final = 3
"""Relays that a packet is allowed unless somebody says otherwise (`Default.h`)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet that a node has received, for whatever lives on it."""

    packet: Packet
    hops: int
    """Relays that it took."""
    hop_limit: int
    """Relays that were left."""
    snr_db: float
    relay: MeshNode
    """Whose antenna it came from."""
    trail: tuple[Step, ...] = ()
    """Who has relayed a traceroute, the first one first; of other packets nobody says so."""


class App(Protocol):
    """What lives on a node: our radio, somebody's phone, a bot."""

    def take(self, arrival: Arrival) -> int | None:
        """Take a packet for us or for everybody, the first time that it comes.

        Return what its sender is to be told if it wants to know: 0 an ack, else a `Routing.Error`; None: nothing, or it
        is answered otherwise.
        """
        ...

    def relayed(self, packet: Packet) -> None:
        """Hear that a neighbour repeats a packet of ours whose ack is awaited."""
        ...

    def given_up(self, packet: Packet) -> None:
        """Hear that nobody acknowledged a packet of ours after three transmissions."""
        ...

    def freed(self) -> None:
        """Hear that there is one packet less in the transmit queue."""
        ...


class Link:
    """From one node to another that it disturbs, and perhaps reaches.

    Attributes:
        node: The other one.
        snr_db: How well it is heard there.
        loss: Share of its packets that are lost by noise; 1: none is decoded.
        is_heard: It can be decoded there.
    """

    __slots__ = ("is_heard", "loss", "node", "snr_db")

    def __init__(self, node: MeshNode, snr_db: float, loss: float, *, is_heard: bool) -> None:
        self.node = node
        self.snr_db = snr_db
        self.loss = loss
        self.is_heard = is_heard


class MeshNode:
    """One node.

    Args:
        index: Number of its place.
        place: What it is there.
        now: Virtual seconds.

    Attributes:
        index: See there.
        is_router: It relays early, and even if another one has done so (role ROUTER).
        relays: It relays at all (not so CLIENT_MUTE).
        reads: It has the channel's key; without it, it relays what it can't read, and is in no traceroute.
        hop_limit: Relays that it allows its own packets.
        ack_wants_ack: Its ack of a text wants an ack itself (`ReliableRouter::shouldSuccessAckWithWantAck`, 2.7.12).
        neighbors: Whom it hears directly, where it remembers that (NeighborInfo is on); None: it does not.
        app: What lives on it; None: nothing that reads.
        is_on: It has power.
        is_away: It is out of reach of all: it hears nobody, and nobody hears it.
        links: Whom it disturbs or reaches.
        snr_from: Signal of each place as it is heard here.
        queue: What waits for the air, first come first.
        is_armed: It will try to send when its delay is over.
        sending: What it sends just now.
        incoming: What reaches its antenna just now.
        seen: Packets that it remembers, with the most relays that were left.
        accepted: Packets that it has acked, of those that it remembers: it does so again when they are repeated.
        pending: Its own packets whose acks are awaited, by id.
        usage: Airtime.
    """

    __slots__ = (
        "accepted", "ack_wants_ack", "app", "hop_limit", "incoming", "index", "is_armed", "is_away", "is_on",
        "is_router", "links", "neighbors", "pending", "queue", "reads", "relays", "seen", "sending", "snr_from",
        "usage",
    )  # fmt: skip

    def __init__(self, index: int, place: Place, now: float) -> None:
        self.index = index
        self.is_router = place.is_router
        self.relays = not place.is_mute
        self.reads = True
        self.neighbors: Neighbors | None = None
        self.hop_limit = HOP_LIMIT
        self.ack_wants_ack = True
        self.app: App | None = None
        self.is_on = True
        self.is_away = False
        self.links: list[Link] = []
        self.snr_from: list[float] = []
        self.queue: list[Queued] = []
        self.is_armed = False
        self.sending: Transmission | None = None
        self.incoming: list[Transmission] = []
        self.seen: dict[int, int] = {}
        self.accepted: set[int] = set()
        self.pending: dict[int, Pending] = {}
        self.usage = Usage(now)

    def remember(self, key: int, hop_limit: int) -> None:
        """Note that a packet was seen; the oldest half is forgotten when there is no room."""
        seen = self.seen
        if len(seen) >= REMEMBERED and key not in seen:
            for old in list(seen)[: REMEMBERED // 2]:
                del seen[old]
                self.accepted.discard(old)
        seen[key] = hop_limit

    def queued(self, key: int) -> Queued | None:
        """Return what waits for the air of a packet; None: nothing (`RadioLibInterface::findInTxQueue`)."""
        for waiting in self.queue:
            if waiting.packet.key == key:
                return waiting
        return None

    def unqueue(self, key: int) -> bool:
        """Take a packet out of the queue; return whether it was there (`RadioLibInterface::cancelSending`)."""
        waiting = self.queued(key)
        if waiting is None:
            return False
        self.queue.remove(waiting)
        if self.app is not None:
            self.app.freed()
        return True

    def forget(self) -> None:
        """Lose what is in RAM: queue, memory, what was awaited."""
        self.queue.clear()
        self.seen.clear()
        self.accepted.clear()
        self.pending.clear()
        if self.neighbors is not None:
            self.neighbors.forget()
