"""Our own radio: what it says of itself in the handshake."""

from __future__ import annotations

from dataclasses import dataclass, field

from steadymesh.ids import ChannelIndex, NodeNum
from steadymesh.model.nodes import Node


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
    """As set, in whole kHz: 31 stands for 31.25."""
    spread_factor: int = 0
    coding_rate: int = 0
    hop_limit: int = 3
    tx_enabled: bool = True
    override_duty_cycle: bool = False
    """The user took the region's duty cycle off: the radio does not refuse over it."""
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
