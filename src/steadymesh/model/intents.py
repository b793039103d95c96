"""What we may ask of the radio; `wire.convert` makes protobufs of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from steadymesh.ids import PRIMARY, ChannelIndex, NodeNum, PacketId, PublicKey
from steadymesh.model.nodes import Node

TRACEROUTE: Final = 70
"""The port of a traceroute (`portnums.proto`, TRACEROUTE_APP)."""

TRACES_PER_HOUR: Final = 6
"""Traceroutes of ours that a mesh bears: every node on the way sends each of them, there and back."""

TRACE_GAP_S: Final = 30.0
"""Between two of them; the firmware drops what a client sends earlier (`PhoneAPI.cpp`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText:
    """A text to one node (always PKI-encrypted) or to a channel."""

    to: NodeNum
    text: str
    channel: ChannelIndex = PRIMARY
    reply_id: PacketId | None = None
    want_ack: bool = True
    is_tapback: bool = False
    public_key: PublicKey | None = None
    """The recipient's key: where the radio has another one it refuses (34) instead of encrypting to that (firmware
    `Router.cpp`, perhapsEncode). None: whatever it has. Never written down: it is what is known at that moment."""


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
class ReadChannel:
    """Ask our own radio for one channel, its PSK included (local admin, no airtime)."""

    index: ChannelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSecurity:
    """Ask our own radio for its security settings, its private key included (local admin, no airtime)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOwner:
    """Ask our own radio for its names (local admin, no airtime)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteChannel:
    """Replace one channel of our own radio."""

    channel: bytes = field(repr=False)
    """A serialized `Channel`: index, role and settings, its PSK among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSecurity:
    """Replace our own radio's security settings, its key pair included."""

    security: bytes = field(repr=False)
    """A serialized `SecurityConfig`, complete: what it leaves out the radio forgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOwner:
    """Replace our own radio's names. An empty name leaves the radio's; the marks are always written."""

    long_name: str
    short_name: str
    is_licensed: bool = False
    is_unmessagable: bool | None = None
    """None: not told, as firmware below 2.6.8 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginEdit:
    """Have our own radio keep what is written from now on in memory only, until `CommitEdit`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitEdit:
    """Have our own radio save what was written since `BeginEdit`; it restarts some seconds later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartRadio:
    """Have our own radio restart: what was not saved is forgotten."""

    delay_s: int = 1


AdminIntent = (
    ReadChannel
    | ReadSecurity
    | ReadOwner
    | WriteChannel
    | WriteSecurity
    | WriteOwner
    | BeginEdit
    | CommitEdit
    | RestartRadio
)
"""Orders to our own radio about itself: the radio answers them, nothing goes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRaw:
    """A serialized `MeshPacket` of a client of the virtual node, passed on as it is."""

    packet: bytes


Intent = (
    SendText
    | SendData
    | PushContact
    | RemoveFavorite
    | AskNodeInfo
    | RefreshNodes
    | RequestMetadata
    | AdminIntent
    | SendRaw
)
