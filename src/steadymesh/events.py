"""What happened, as frozen values that travel on the bus: past participles, each with who publishes it.

`generation` is the number of the connection attempt an event belongs to: what was scheduled for an older one is void.
`now` is loop time in seconds, when the bytes came in or the thing happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steadymesh.ids import NodeNum, PacketId, PublicKey
from steadymesh.model import (
    Entry,
    KeyFinding,
    LinkState,
    Neighbor,
    Node,
    NodeKey,
    Position,
    RadioInfo,
    RoutingError,
    SealedPacket,
    Telemetry,
    TextMessage,
)

# --- published by the link's supervisor -----------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChanged:
    """The supervisor's state changed."""

    state: LinkState
    generation: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLost:
    """A connection that was READY is over (whatever ended it, our own goodbye too)."""

    generation: int
    reason: str
    """`LinkError.reason`, or `stopped`, `released`, `reconnect` for our own goodbye."""
    ready_seconds: float
    """How long it had been READY."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailed:
    """A connection attempt ended before READY."""

    generation: int
    reason: str
    detail: str
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected:
    """READY again after an outage; follows the `SessionReady` of that generation."""

    generation: int
    away_seconds: float
    attempts: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContended:
    """Another client takes the radio's only TCP slot again and again; we yield."""

    generation: int
    yield_seconds: float
    now: float


# --- published by the session (through its connection) --------------------------------------


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


# --- published by the rooms above -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLearned:
    """keys: the book has a key that it did not have."""

    key: NodeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged:
    """keys: a node number shows another key than the book has for it."""

    node: NodeNum
    before: PublicKey
    after: PublicKey
    at_name: str
    """The node's long name, as it came."""
    held: bool = False
    """True: `before` stays current until a person decides; False: `after` is current now."""
    reason: str = ""
    """Of a held one: a `HoldReason`'s value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDecided:
    """keys: a person decided about a key."""

    node: NodeNum
    what: str
    """`accepted`, `rejected`, `verified`, `revoked` or `forgotten`."""
    key: PublicKey | None
    """The key that it is about; None: of `forgotten`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRenumbered:
    """keys: a person whom we know by their key lives under another node number now (firmware 2.8)."""

    before: NodeNum
    after: NodeNum
    key: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFound:
    """keys: an audit found something wrong with a key that it had not found before."""

    finding: KeyFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlaced:
    """keys: the radio holds a node's current key now: direct messages that waited for it may go."""

    node: NodeNum


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefused:
    """keys: a node's key can't be brought into the radio: direct messages that waited for it won't go."""

    node: NodeNum
    reason: str
    """As an outbox entry's reason, such as `KEY_UNKNOWN`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysSynced:
    """keys: one run of the key sync ended."""

    generation: int
    outcome: str
    """`complete`, `skipped` or `failed`."""
    known: int
    held: int
    pushed: int
    waiting: int
    reason: str
    """Of a skip or a failure; empty when complete."""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """delivery: an outgoing message reached a final outcome."""

    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHandled:
    """bot: a command was answered (or its handler failed)."""

    name: str
    sender: NodeNum
    outcome: str
    """`answered`, `silent`, `refused`, `mistyped`, `failed` or `timed-out`."""
    seconds: float
    """From the packet's arrival to the reply's being written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopMuted:
    """bot: a node answers our answers, again and again: it is not answered for a while. Once each time."""

    node: NodeNum
    is_proved: bool
    """False: its number said so in texts that no key proves; what one proves is answered as before."""
    seconds: float
    """For how long."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginPaused:
    """bot: something of a plug-in failed five times in a row and is left alone for a while."""

    plugin: str
    what: str
    """A command's name, or `plugin.hook`."""
    seconds: float
    """For how long."""
    error: str
    """What failed the last time."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPublished:
    """bot: a plug-in has news for whoever subscribed to a topic (`PluginContext.publish`)."""

    topic: str
    """Folded; whether anybody has such a topic is not known here."""
    texts: Mapping[str, str]
    """By language; under an empty one what everybody reads who has none of the others. At least one."""
    plugin: str
    """Whose news it is."""
    author: NodeNum | None = None
    """Who caused it and need not be told; None: nobody on the mesh."""
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFailing:
    """app: nothing can be written down at the moment, for another reason than before; what waits stays in memory."""

    reason: str
    """A `store` cause: `locked`, `full`, `read-only`, `unreachable`, `io`, `damaged` or `other`."""
    seconds: float
    """For how long it was so already when it was noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBack:
    """app: what happens is written down again."""

    seconds: float
    """For how long it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAway:
    """alerts: the link has been lost for longer than `alerts.link_after`. Once an outage."""

    away_seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBack:
    """alerts: the link of a `LinkAway` is READY again."""

    away_seconds: float


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
LinkEvent = LinkChanged | SessionLost | AttemptFailed | Reconnected | LinkContended
KeyEvent = KeyLearned | KeyChanged | KeyDecided | NodeRenumbered | KeyFound | KeyPlaced | KeyRefused | KeysSynced
HouseEvent = (
    KeyEvent
    | Delivered
    | CommandHandled
    | LoopMuted
    | PluginPaused
    | TopicPublished
    | StoreFailing
    | StoreBack
    | LinkAway
    | LinkBack
)
Event = SessionEvent | LinkEvent | HouseEvent
