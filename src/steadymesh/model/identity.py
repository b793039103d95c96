"""Who our own radio is: its key pair, its channels with their PSKs, its names. Secrets never show in a `repr`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from steadymesh.ids import ChannelIndex, NodeNum, PublicKey
from steadymesh.model.radio import PrivateKey

DISABLED = "DISABLED"
"""The role of a channel slot that is not in use (`channel.proto`, Channel.Role)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSlot:
    """One channel slot, PSK and all."""

    index: ChannelIndex
    role: str
    """`PRIMARY`, `SECONDARY` or `DISABLED`."""
    name: str = ""
    """Empty: the default name, which is that of the modem preset."""
    settings: bytes = field(default=b"", repr=False)
    """A serialized `ChannelSettings`; empty for a slot that is not in use."""

    @property
    def is_used(self) -> bool:
        """Whether there is a channel in it."""
        return self.role != DISABLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """The radio's security settings, as far as they concern us."""

    private_key: PrivateKey | None = field(default=None, repr=False)
    """None: it has none, or does not tell."""
    public_key: PublicKey | None = None
    admin_keys: tuple[PublicKey, ...] = ()
    """Whose orders it obeys over the air (three at most, `config.proto`, SecurityConfig)."""
    is_managed: bool = False
    raw: bytes = field(default=b"", repr=False)
    """The `SecurityConfig` as it came: what we don't know of it is kept when it is written back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The radio's own names."""

    long_name: str
    short_name: str
    is_licensed: bool = False
    """Amateur radio: nothing is encrypted, no channel has a PSK (firmware `Channels.cpp`, ensureLicensedOperation)."""
    is_unmessagable: bool | None = None
    """None: not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """All that makes a radio the one that people know."""

    saved_at: datetime
    node: NodeNum
    """Its number then. On 2.8 the number follows from the key (firmware `NodeDB.cpp`, createNewIdentity)."""
    long_name: str
    short_name: str
    hw_model: str
    firmware: str
    public_key: PublicKey
    private_key: PrivateKey = field(repr=False)
    admin_keys: tuple[PublicKey, ...] = ()
    channels: tuple[ChannelSlot, ...]
    """By index; a slot that is missing is not in use."""

    @property
    def used_channels(self) -> tuple[ChannelSlot, ...]:
        """Return the slots with a channel in them."""
        return tuple(slot for slot in self.channels if slot.is_used)
