"""What there is on a mesh, as frozen values, and what we may ask of a radio (the intents).

The language that every room above `wire` speaks. No protobuf, no socket, no clock in here.
Enumerated firmware values are kept as the firmware's own names in upper case (`"CLIENT_BASE"`, `"LONG_FAST"`); a number
that we don't know becomes `"UNKNOWN_<n>"`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum, PacketId, PublicKey

# --- nodes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a node says it is."""

    latitude: float
    """Degrees north, WGS 84."""
    longitude: float
    """Degrees east, WGS 84."""
    altitude_m: int | None = None
    """Metres above mean sea level; None: not told."""
    at: datetime | None = None
    """When the fix was taken, by the sender's clock; None: not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """One report of a node's device metrics; None: not told."""

    battery_percent: int | None = None
    """0 … 100; 101: powered from outside (firmware `PowerStatus`)."""
    voltage_v: float | None = None
    channel_utilization_percent: float | None = None
    air_util_tx_percent: float | None = None
    uptime_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What is known of one node. Names are as they came: clean them before you print them."""

    num: NodeNum
    long_name: str = ""
    """At most 39 bytes from a well-behaved radio; empty: not known."""
    short_name: str = ""
    """At most 4 bytes from a well-behaved radio; empty: not known."""
    hw_model: str = ""
    """Firmware's `HardwareModel` name; empty: not known."""
    role: str = ""
    """Firmware's `Config.DeviceConfig.Role` name; empty: not known."""
    public_key: PublicKey | None = None
    """None: this source did not tell. It never means "has none" and never erases a known key."""
    is_unmessagable: bool = False
    is_licensed: bool = False
    is_favorite: bool = False
    is_ignored: bool = False
    is_key_verified: bool = False
    """The radio's own mark `is_key_manually_verified`."""
    via_mqtt: bool = False
    channel: ChannelIndex = PRIMARY
    snr_db: float | None = None
    hops_away: int | None = None
    last_heard: datetime | None = None
    """By the radio's clock; None: never or not known."""
    position: Position | None = None
    telemetry: Telemetry | None = None


class KeySource(Enum):
    """Where we have a public key from."""

    HEARD = "heard"
    """A NodeInfo that came over the air."""
    RADIO = "radio"
    """The radio's own node table, told at READY."""
    IMPORT = "import"
    """A file: `node_names.json`, `traffic_history.db`, a backup."""
    LINK = "link"
    """A contact link."""
    OPERATOR = "operator"
    """Typed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKey:
    """One key of the book, bound to one node number."""

    node: NodeNum
    key: PublicKey
    source: KeySource
    first_seen: datetime
    last_seen: datetime
    long_name: str = ""
    short_name: str = ""
    hw_model: str = ""


# --- our radio ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel slot of our radio. Its PSK is never kept."""

    index: ChannelIndex
    name: str
    """Empty: the default name, which is that of the modem preset."""
    role: str
    """`PRIMARY`, `SECONDARY` or `DISABLED`."""
    has_psk: bool = False
    uplink: bool = False
    downlink: bool = False


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The radio's X25519 private key: held in memory only, never printed, compared by identity of content only."""

    raw: bytes = field(repr=False)

    def __repr__(self) -> str:
        return "PrivateKey(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioInfo:
    """What the radio said of itself in the handshake. None or empty: it did not tell."""

    num: NodeNum
    node: Node
    """Our own entry in its node table."""
    firmware: str = ""
    """As the radio writes it, such as `2.7.26.54e0d8d`."""
    hw_model: str = ""
    role: str = ""
    pio_env: str = ""
    """The firmware build's name; tells an ESP32 from a Linux node."""
    has_wifi: bool = False
    has_bluetooth: bool = False
    has_pkc: bool = False
    device_id: bytes = b""
    reboot_count: int | None = None
    nodedb_count: int | None = None
    region: str = ""
    """`UNSET`: the radio does not transmit."""
    modem_preset: str = ""
    use_preset: bool = True
    bandwidth_khz: float = 0.0
    spread_factor: int = 0
    coding_rate: int = 0
    hop_limit: int = 3
    tx_enabled: bool = True
    is_managed: bool = False
    channels: tuple[Channel, ...] = ()
    private_key: PrivateKey | None = field(default=None, repr=False)

    @property
    def firmware_version(self) -> tuple[int, int, int]:
        """Return (major, minor, patch); (0, 0, 0) when the radio did not tell or it can't be read."""
        parts = self.firmware.split(".")[:3]
        try:
            major, minor, patch = (int(p) for p in parts)
        except ValueError:
            return (0, 0, 0)
        return (major, minor, patch)


# --- messages -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """A text that came over the air (TEXT_MESSAGE_APP)."""

    id: PacketId
    sender: NodeNum
    to: NodeNum
    """`BROADCAST` for a channel text."""
    channel: ChannelIndex
    text: str
    """Invalid UTF-8 is replaced by U+FFFD."""
    at: datetime | None = None
    """When our radio received it, by the radio's clock; None: it did not know."""
    snr_db: float | None = None
    """Of the last hop; None: not known (a copy by MQTT or UDP)."""
    rssi_dbm: int | None = None
    hop_limit: int = 0
    hop_start: int | None = None
    """None: the sender's firmware did not tell."""
    relay_node: int | None = None
    """Last byte of the number of whoever relayed it to us; None: not told."""
    via_mqtt: bool = False
    pki_encrypted: bool = False
    """The radio decrypted it with a public key: the sender is who it says."""
    public_key: PublicKey | None = None
    """The key the radio decrypted it with."""
    reply_id: PacketId | None = None
    is_tapback: bool = False
    want_ack: bool = False
    opened_here: bool = False
    """Decrypted by `keys.custody`, not by the radio."""

    @property
    def is_direct(self) -> bool:
        """Whether it was sent to one node."""
        return self.to != BROADCAST

    @property
    def hops(self) -> int | None:
        """Hops it took: 0 = heard directly; None: not known."""
        if self.hop_start is None or self.hop_start < self.hop_limit:
            return None
        return self.hop_start - self.hop_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPacket:
    """A packet that our radio could not decrypt and forwarded as it was (firmware ≤ 2.7.27)."""

    id: PacketId
    sender: NodeNum
    to: NodeNum
    channel_hash: int
    """0 on a PKI direct message."""
    ciphertext: bytes = field(repr=False)
    at: datetime | None = None


class RoutingError(Enum):
    """Verdicts of the mesh (`mesh.proto`, Routing.Error). A number that we don't know is `UNKNOWN`."""

    NONE = 0
    NO_ROUTE = 1
    GOT_NAK = 2
    TIMEOUT = 3
    NO_INTERFACE = 4
    MAX_RETRANSMIT = 5
    NO_CHANNEL = 6
    TOO_LARGE = 7
    NO_RESPONSE = 8
    DUTY_CYCLE_LIMIT = 9
    BAD_REQUEST = 32
    NOT_AUTHORIZED = 33
    PKI_FAILED = 34
    PKI_UNKNOWN_PUBKEY = 35
    ADMIN_BAD_SESSION_KEY = 36
    ADMIN_PUBLIC_KEY_UNAUTHORIZED = 37
    RATE_LIMIT_EXCEEDED = 38
    PKI_SEND_FAIL_PUBLIC_KEY = 39
    UNKNOWN = -1


# --- intents: what we may ask of the radio --------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText:
    """A text to one node (always PKI-encrypted) or to a channel."""

    to: NodeNum
    text: str
    channel: ChannelIndex = PRIMARY
    reply_id: PacketId | None = None
    want_ack: bool = True
    is_tapback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendData:
    """Any other application payload."""

    to: NodeNum
    port: int
    """`PortNum`, such as 70 for TRACEROUTE_APP."""
    payload: bytes
    channel: ChannelIndex = PRIMARY
    want_ack: bool = False
    want_response: bool = False
    hop_limit: int | None = None
    """None: the radio's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushContact:
    """Write a contact with its key into our radio's node table (`add_contact`, costs a flash write)."""

    node: Node
    manually_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFavorite:
    """Take the favourite's mark from a node in our radio (costs a flash write)."""

    node: NodeNum


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNodeInfo:
    """Ask a peer for its NodeInfo, showing it our own."""

    node: NodeNum
    channel: ChannelIndex = PRIMARY


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshNodes:
    """Read the radio's node table again (`want_config_id` 69421, no airtime)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMetadata:
    """Ask our own radio for its device metadata (local admin, no airtime): the probe of old firmware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRaw:
    """A serialized `MeshPacket` of a client of the virtual node, passed on as it is."""

    packet: bytes


Intent = SendText | SendData | PushContact | RemoveFavorite | AskNodeInfo | RefreshNodes | RequestMetadata | SendRaw


# --- deliveries -----------------------------------------------------------------------------


class Outcome(Enum):
    """How an outgoing message stands. All but `WAITING` and `SENT` are final."""

    WAITING = "waiting"
    """Written down, not yet with the radio."""
    SENT = "sent"
    """The radio took it; no verdict yet."""
    ACKNOWLEDGED = "acknowledged"
    """The recipient's own node said so."""
    RELAYED = "relayed"
    """A neighbour repeated it; nobody can say more of a channel text."""
    REFUSED = "refused"
    """The radio or the recipient said no; `Entry.reason` says why."""
    EXPIRED = "expired"
    """Its deadline passed without a verdict."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it (a late ack may still improve it)."""
        return self not in (Outcome.WAITING, Outcome.SENT)


class Priority(Enum):
    """Who goes first when the air is scarce; a lower number first."""

    ALERT = 0
    REPLY = 1
    MESSAGE = 2
    ANNOUNCEMENT = 3
    KEYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One outgoing message and how it stands."""

    key: str
    """Ours, unique, stable over restarts."""
    intent: SendText
    packet_id: PacketId
    """Of the current attempt; drawn and written down before the first write."""
    priority: Priority = Priority.REPLY
    created: datetime
    deadline: datetime
    """Wall time after which it expires."""
    attempts: int = 0
    """How often it was handed to a radio under the current id."""
    first_sent: datetime | None = None
    """When the current packet id was first handed to a radio."""
    outcome: Outcome = Outcome.WAITING
    reason: str = ""
    """Of a refusal: the name of a `RoutingError`, or `RES_<n>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMessage:
    """A text as the message log keeps it."""

    message: TextMessage
    received: datetime
    """Our wall time."""


# --- the link as others see it --------------------------------------------------------------


class LinkState(Enum):
    """What the supervisor is doing."""

    WAITING = "waiting"
    """Backing off before the next attempt."""
    CONNECTING = "connecting"
    """Resolving, opening the socket, settling."""
    HANDSHAKE = "handshake"
    """Connected; the radio is sending its configuration."""
    READY = "ready"
    YIELDED = "yielded"
    """Another client has taken the slot again and again; we leave it for minutes."""
    RELEASED = "released"
    """The operator gave the slot away on purpose."""
    CLOSING = "closing"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """The link, as `status` shows it."""

    state: LinkState
    target: str
    """As configured, such as `tcp://192.168.1.38:4403`."""
    address: str = ""
    """What we are (or were last) connected to."""
    generation: int = 0
    """Counts connection attempts since the start; 0: none yet."""
    since: datetime
    """When `state` began, wall time."""
    ready_since: datetime | None = None
    lost_since: datetime | None = None
    """When the link was lost; None while it is READY or was never READY."""
    attempt: int = 0
    """Attempts in the current outage."""
    next_attempt_s: float | None = None
    """Seconds to the next attempt; None: none is waiting."""
    reconnections: int = 0
    """READY again after a loss, since the start."""
    reconnections_today: int = 0
    losses: Mapping[str, int] = field(default_factory=dict)
    """Losses since the start by `LinkError.reason`."""
    last_reason: str = ""
    last_probe_s: float | None = None
    """Round trip of the last answered probe, seconds; None: none yet."""
    reconnect_seconds_last: float | None = None
    """How long the last outage was, seconds; None: none yet."""
    drops: Mapping[str, int] = field(default_factory=dict)
    """Bytes or frames thrown away since the start, by cause."""
