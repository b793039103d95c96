"""What comes over the air, and the verdicts of the mesh."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId, PublicKey


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
    """Relays that it was allowed; None: the sender's firmware did not tell."""
    relay_node: int | None = None
    """Last byte of the number of the node whose transmission we heard (firmware `NodeDB.cpp`, getLastByteOfNodeNum): a
    relay's, or the sender's own where `hops` is 0; None: not told. Signal and strength are of that transmission."""
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
    def is_proved(self) -> bool:
        """Whether a public key proves who wrote this direct message: the radio opened it with that, or we did.

        A radio that takes packets from MQTT hands them on with the marks that they came with (firmware `MQTT.cpp`,
        onReceiveProto), and only adds `via_mqtt`: of such a text its marks prove nothing.
        """
        by_radio = self.pki_encrypted and not self.via_mqtt
        return self.is_direct and (by_radio or (self.opened_here and self.public_key is not None))

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
