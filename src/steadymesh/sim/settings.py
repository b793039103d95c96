"""What a radio is set to, and the frames in which the handshake tells it.

Sources: `PhoneAPI::getFromRadio` for the order; recorded conversations for the defaults of the Linux build.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from steadymesh.ids import MAX_CHANNELS, NodeNum
from steadymesh.sim import raw
from steadymesh.sim.profile import Profile
from steadymesh.wire import pb

FROM_RADIO_CONFIG: Final = 5
FROM_RADIO_MODULE_CONFIG: Final = 9
FROM_RADIO_REGION_PRESETS: Final = 19

DEFAULT_PSK: Final = b"\x01"
"""Index 1: the well-known key (`Channels.cpp`, defaultpsk)."""

FILES: Final = (("/prefs/device.proto", 96), ("/prefs/channels.proto", 57), ("/prefs/config.proto", 184))
"""File manifest of a radio: names and sizes in bytes; the node file's size is computed."""

PRESETS: Final = {
    "LONG_FAST": (0, 250, 11, 5),
    "LONG_SLOW": (1, 125, 12, 8),
    "MEDIUM_SLOW": (3, 250, 10, 5),
    "MEDIUM_FAST": (4, 250, 9, 5),
    "SHORT_SLOW": (5, 250, 8, 5),
    "SHORT_FAST": (6, 250, 7, 5),
    "LONG_MODERATE": (7, 125, 11, 8),
    "SHORT_TURBO": (8, 500, 7, 5),
}
"""Modem presets: protobuf number, bandwidth in kHz, spreading factor, coding rate (`MeshRadio.h`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimChannel:
    """One channel slot in use."""

    name: str = ""
    """Empty: the preset's name."""
    psk: bytes = DEFAULT_PSK


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Configuration of a simulated radio."""

    hw_model: str = "HELTEC_V3"
    pio_env: str = "heltec-v3"
    has_bluetooth: bool = True
    role: str = "CLIENT"
    region: str = "EU_868"
    preset: str = "LONG_FAST"
    hop_limit: int = 3
    tx_enabled: bool = True
    is_managed: bool = False
    wifi_ssid: str = "Simulated"
    wifi_psk: str = "no-such-network"
    channels: tuple[SimChannel, ...] = (SimChannel(),)
    """The primary first; at most 8."""


def channel_frames(settings: Settings) -> Iterator[bytes]:
    """Return eight `channel` payloads (`Channels::getByIndex`)."""
    for index in range(MAX_CHANNELS):
        told = pb.FromRadio()
        channel = told.channel
        channel.index = index
        channel.settings.SetInParent()
        if index < len(settings.channels):
            channel.settings.name = settings.channels[index].name
            channel.settings.psk = settings.channels[index].psk
            channel.role = pb.Channel.Role.PRIMARY if index == 0 else pb.Channel.Role.SECONDARY
            if index == 0:
                channel.settings.module_settings.position_precision = 13
        yield told.SerializeToString()


def config_frames(settings: Settings, *, public_key: bytes, private_key: bytes) -> Iterator[bytes]:
    """Return ten `config` payloads, device … device_ui; security carries the private key, as the real one does."""
    config = pb.Config()
    config.device.role = config.device.Role.Value(settings.role)
    config.device.node_info_broadcast_secs = 10_800
    yield _config(config)
    config = pb.Config()
    config.position.position_broadcast_secs = 3600
    config.position.position_broadcast_smart_enabled = True
    config.position.gps_update_interval = 120
    config.position.position_flags = 811
    config.position.broadcast_smart_minimum_distance = 100
    config.position.broadcast_smart_minimum_interval_secs = 300
    config.position.gps_mode = config.position.GpsMode.NOT_PRESENT
    yield _config(config)
    config = pb.Config()
    config.power.wait_bluetooth_secs = 60
    config.power.sds_secs = 0xFFFFFFFF
    config.power.ls_secs = 300
    config.power.min_wake_secs = 10
    yield _config(config)
    config = pb.Config()
    config.network.wifi_enabled = bool(settings.wifi_ssid)
    config.network.wifi_ssid = settings.wifi_ssid
    config.network.wifi_psk = settings.wifi_psk
    config.network.ntp_server = "meshtastic.pool.ntp.org"
    yield _config(config)
    config = pb.Config()
    config.display.screen_on_secs = 600
    yield _config(config)
    yield _config(_lora(settings))
    config = pb.Config()
    config.bluetooth.enabled = True  # also where there is none (seen)
    config.bluetooth.mode = config.bluetooth.PairingMode.FIXED_PIN
    config.bluetooth.fixed_pin = 123_456
    yield _config(config)
    config = pb.Config()
    config.security.public_key = public_key
    config.security.private_key = private_key
    config.security.serial_enabled = True
    config.security.is_managed = settings.is_managed
    yield _config(config)
    config = pb.Config()
    config.sessionkey.SetInParent()
    yield _config(config)
    config = pb.Config()
    config.device_ui.SetInParent()
    yield _config(config)


def _lora(settings: Settings) -> object:
    number, bandwidth, spread_factor, coding_rate = PRESETS[settings.preset]
    config = pb.Config()
    lora = config.lora
    lora.use_preset = True
    lora.modem_preset = number
    lora.bandwidth = bandwidth
    lora.spread_factor = spread_factor
    lora.coding_rate = coding_rate
    lora.region = lora.RegionCode.Value(settings.region)
    lora.hop_limit = settings.hop_limit
    lora.tx_enabled = settings.tx_enabled
    lora.tx_power = 27
    lora.sx126x_rx_boosted_gain = True
    lora.ignore_mqtt = True
    return config


def _config(config: object) -> bytes:
    told = pb.FromRadio()
    told.config.CopyFrom(config)
    return bytes(told.SerializeToString())


def module_frames(profile: Profile, num: NodeNum) -> Iterator[bytes]:
    """Return the `moduleConfig` payloads of a firmware, mqtt first; later variants are written by hand.

    Args:
        profile: The firmware.
        num: The node's number, which is also its colour.
    """
    red, green, blue = num >> 16 & 0xFF, num >> 8 & 0xFF, num & 0xFF
    module = pb.ModuleConfig()
    module.mqtt.address = "mqtt.meshtastic.org"
    module.mqtt.username = "meshdev"
    module.mqtt.password = "large4cats"  # noqa: S105  (the firmware's public default)
    module.mqtt.encryption_enabled = True
    module.mqtt.root = "msh/EU_868"
    set_values = {
        1: module.mqtt.SerializeToString(),
        6: raw.number(1, 0x7FFFFFFF),  # telemetry.device_update_interval: to the client only
        11: raw.number(2, 10) + raw.number(3, red) + raw.number(4, green) + raw.number(5, blue),  # ambient_lighting
        12: raw.number(2, 45) + raw.number(7, 1),  # detection_sensor
        15: raw.number(4, 39_600),  # traffic_management
        17: raw.number(1, 5),  # mesh_beacon
    }
    for tag in range(1, profile.module_variants + 1):
        yield raw.nested(FROM_RADIO_MODULE_CONFIG, raw.nested(tag, set_values.get(tag, b"")))
    for _ in range(profile.empty_modules):
        yield raw.nested(FROM_RADIO_MODULE_CONFIG)


def region_presets_frame() -> bytes:
    """Return a small `region_presets` (2.8): which presets are legal where; the protobuf classes do not know it."""
    everything = raw.nested(1, raw.nested(1, bytes((0, 1, 3, 4, 5, 6, 7, 8, 9))))
    europe = raw.nested(2, raw.number(1, 3) + raw.number(2, 1))
    return raw.nested(FROM_RADIO_REGION_PRESETS, everything + europe)


def file_frames(node_count: int) -> Iterator[bytes]:
    """Return the `fileInfo` payloads (`PhoneAPI::handleStartConfig`, getFiles)."""
    for name, size_bytes in (*FILES, ("/prefs/nodes.proto", 96 * node_count)):
        told = pb.FromRadio()
        told.fileInfo.file_name = name
        told.fileInfo.size_bytes = size_bytes
        yield told.SerializeToString()
