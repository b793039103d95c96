"""What is on the air: a packet by its header, one transmission of it, and a place in a transmit queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from steadymesh.sim.terrain.node import MeshNode

ACK_BYTES: Final = 12
"""About what an acknowledgement carries."""

BACKGROUND, DEFAULT, RELIABLE, HIGH, ACK = 10, 64, 70, 100, 120
"""`MeshPacket.Priority`: beacons, anything, what wants an ack, texts, acks (`MeshPacketQueue.cpp`, fixPriority)."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a relay writes into a traceroute that it passes on (firmware `TraceRouteModule.cpp`, appendMyIDandSNR)."""

    node: MeshNode | None
    """None: it could not read the packet; the next one who can writes that there was somebody (insertUnknownHops)."""
    snr_db: float
    """How well it heard the one before it."""


class Packet:
    """A packet as it was made, the same for everybody who hears or relays it.

    Attributes:
        source: Who made it.
        dest: For whom; None: for everybody (`to_all`), or for somebody who is not there.
        to_all: It is a broadcast.
        id: Its id, unique together with its source.
        key: Both in one number: what the nodes remember of it.
        size_bytes: Its payload on the air.
        airtime_s: What it takes.
        hop_start: Relays that it was allowed when it was made.
        want_ack: Its source awaits an ack.
        is_text: Its ack wants an ack itself (`ReliableRouter::shouldSuccessAckWithWantAck`).
        request_id: It acknowledges or refuses the packet of that id; 0: it does not.
        error: What it says of that (`Routing.Error`); 0: an ack.
        priority: See `fixPriority`.
        is_traced: It is a traceroute, or the answer to one: whoever relays it adds itself.
        content: What it carries: whatever its maker and its readers have agreed on.
    """

    __slots__ = (
        "airtime_s", "content", "dest", "error", "hop_start", "id", "is_text", "is_traced", "key", "priority",
        "request_id", "size_bytes", "source", "to_all", "want_ack",
    )  # fmt: skip

    def __init__(
        self,
        source: MeshNode,
        dest: MeshNode | None,
        packet_id: int,
        *,
        size_bytes: int,
        airtime_s: float,
        hop_start: int,
        to_all: bool = False,
        want_ack: bool = False,
        is_text: bool = False,
        request_id: int = 0,
        error: int = 0,
        priority: int = DEFAULT,
        is_traced: bool = False,
        content: object = None,
    ) -> None:
        self.source = source
        self.dest = dest
        self.to_all = to_all
        self.id = packet_id
        self.key = source.index << 32 | packet_id
        self.size_bytes = size_bytes
        self.airtime_s = airtime_s
        self.hop_start = hop_start
        self.want_ack = want_ack
        self.is_text = is_text
        self.request_id = request_id
        self.error = error
        self.priority = priority
        self.is_traced = is_traced
        self.content = content


class Queued:
    """A packet in a node's transmit queue.

    Attributes:
        packet: Which.
        hop_limit: Relays that are left when it goes out.
        snr_db: How well it was heard; None: it is the node's own.
        trail: Who has relayed a traceroute, this node included.
    """

    __slots__ = ("hop_limit", "packet", "snr_db", "trail")

    def __init__(self, packet: Packet, hop_limit: int, snr_db: float | None, trail: tuple[Step, ...] = ()) -> None:
        self.packet = packet
        self.hop_limit = hop_limit
        self.snr_db = snr_db
        self.trail = trail


class Transmission:
    """A packet on the air, from one antenna.

    Attributes:
        packet: Which.
        hop_limit: Relays that are left.
        sender: Whose antenna.
        begins: Virtual seconds.
        trail: Who has relayed a traceroute, the sender included.
        lost: Places at which it is spoiled already, and whether that is because they send themselves.
        is_broken: The sender was cut off: nobody can decode it.
    """

    __slots__ = ("begins", "hop_limit", "is_broken", "lost", "packet", "sender", "trail")

    def __init__(
        self, packet: Packet, hop_limit: int, sender: MeshNode, begins: float, trail: tuple[Step, ...] = ()
    ) -> None:
        self.packet = packet
        self.hop_limit = hop_limit
        self.sender = sender
        self.begins = begins
        self.trail = trail
        self.lost: dict[int, bool] = {}
        self.is_broken = False
