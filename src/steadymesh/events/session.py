"""What the session tells, through its connection: everything that the radio says."""

from __future__ import annotations

from dataclasses import dataclass, field

from steadymesh.ids import NodeNum, PacketId, PublicKey
from steadymesh.model import (
    Neighbor,
    Node,
    Position,
    RadioInfo,
    RoutingError,
    SealedPacket,
    Telemetry,
    TextMessage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReady:
    """The handshake is complete: reconnection is over."""

    generation: int
    radio: RadioInfo
    nodes: tuple[Node, ...]
    """The radio's node table as dumped, our own entry included."""
    seconds: float
    """From the socket's connection to READY."""
    image: tuple[bytes, ...] = field(repr=False)
    """The dump's FromRadio payloads as they came, in order: nothing thrown away that a client would miss."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NodesRefreshed:
    """A 69421 that was asked for on a live link is complete."""

    generation: int
    nodes: tuple[Node, ...]
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioRebooted:
    """The radio was restarted or replaced since the last session."""

    generation: int
    what: str
    """`reboot-count`, `uptime` or `number`."""
    before: int
    after: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySuspected:
    """Heartbeats are answered, requests to the radio are not: something answers for the radio."""

    generation: int
    what: str
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeAnswered:
    """The radio proved that it lives."""

    generation: int
    seconds: float
    """From the probe to the first frame after it."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketReceived:
    """Any MeshPacket from the radio that no more specific event tells of (unknown port, admin, traceroute …)."""

    generation: int
    sender: NodeNum
    to: NodeNum
    id: PacketId
    port: int
    """`PortNum`; 0 when it is encrypted."""
    payload: bytes = field(repr=False)
    request_id: PacketId | None
    """The packet that this one answers."""
    raw: bytes = field(repr=False)
    """The FromRadio payload as it came."""
    replayed: bool
    """Out of the radio's cache after a dump (2.8): neither traffic nor a sign of life of its sender."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived:
    """A text came in."""

    generation: int
    message: TextMessage
    raw: bytes = field(repr=False)
    late: bool
    """It came in the first burst after READY and may have waited in the radio's queue."""
    age_s: float | None
    """Seconds since our radio received it, on the radio's clock; None: not known, take it for fresh unless `late`."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedReceived:
    """A packet to us came in that the radio could not decrypt."""

    generation: int
    packet: SealedPacket
    raw: bytes = field(repr=False)
    late: bool = False
    """As in `TextReceived`."""
    age_s: float | None = None
    """As in `TextReceived`."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSeen:
    """A node told who it is (NodeInfo over the air). The radio may have dropped it from its own table."""

    generation: int
    node: Node
    """As merged into the directory."""
    told_key: PublicKey | None
    """The key that this very NodeInfo carried; may differ from the one the radio holds."""
    malformed_key: bytes = field(default=b"", repr=False)
    """What it carried in the place of a key, where that is none (another length, all zero); empty: nothing."""
    raw: bytes = field(repr=False)
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionReceived:
    """A node told where it is."""

    generation: int
    sender: NodeNum
    position: Position
    raw: bytes = field(repr=False)
    replayed: bool
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetryReceived:
    """A node told how it is; our own radio does so every minute."""

    generation: int
    sender: NodeNum
    telemetry: Telemetry
    raw: bytes = field(repr=False)
    replayed: bool
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighborsTold:
    """A node told whom it hears directly (NEIGHBORINFO_APP); most nodes never do."""

    generation: int
    sender: NodeNum
    neighbors: tuple[Neighbor, ...]
    """Each node once, ten at most, as the sender ordered them; never empty."""
    raw: bytes = field(repr=False)
    replayed: bool
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReported:
    """The radio told how much room its transmit queue has."""

    generation: int
    free: int
    maxlen: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCycleReached:
    """Our radio may send nothing for a while: its hour is used up (it says so in a warning for the app's user)."""

    generation: int
    packet_id: PacketId
    """Of the packet that it has not sent; a NAK of it follows (`DUTY_CYCLE_LIMIT`)."""
    silent_s: float
    """For how long, as the radio reckons."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResolved:
    """What became of one `Session.send`: comes exactly once for each."""

    generation: int
    packet_id: PacketId
    taken: bool | None
    """True: the radio took it. False: it refused (`res`). None: not known (no queueStatus, or the session ended)."""
    res: int
    """The queueStatus' `res`; 0 when taken or not known."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictReceived:
    """A ROUTING_APP packet told how a packet of ours ended."""

    generation: int
    packet_id: PacketId
    """Of the packet that it is about (`request_id`)."""
    sender: NodeNum
    """Who says so: our own node (a neighbour relayed it, or a refusal of our radio's) or the recipient."""
    own: bool
    """Whether `sender` is our own node."""
    error: RoutingError
    number: int
    """The firmware's number, also where `error` is UNKNOWN."""
    now: float


SessionEvent = (
    SessionReady
    | NodesRefreshed
    | RadioRebooted
    | ProxySuspected
    | ProbeAnswered
    | PacketReceived
    | TextReceived
    | SealedReceived
    | NodeSeen
    | PositionReceived
    | TelemetryReceived
    | NeighborsTold
    | QueueReported
    | DutyCycleReached
    | SendResolved
    | VerdictReceived
)
