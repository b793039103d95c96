"""What a radio is set to, and the frames in which the handshake tells it.

Sources: `PhoneAPI::getFromRadio` for the order; recorded conversations for the defaults of the Linux build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final

from steadymesh.ids import MAX_CHANNELS, NodeNum
from steadymesh.sim import raw
from steadymesh.sim.profile import Profile
from steadymesh.sim.station import Message
from steadymesh.wire import pb

FROM_RADIO_CONFIG: Final = 5
FROM_RADIO_MODULE_CONFIG: Final = 9
FROM_RADIO_REGION_PRESETS: Final = 19

DEFAULT_PSK: Final = b"\x01"
"""Index 1: the well-known key (`Channels.cpp`, defaultpsk)."""

DEFAULT_KEY: Final = bytes.fromhex("d4f1bb3a20290759f0bcffabcf4e6901")
"""The well-known key itself (`Channels.h`, defaultpsk)."""

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


def channels_of(settings: Settings) -> list[Message]:
    """Return the eight protobuf `Channel` that a radio starts with."""
    channels = []
    for index in range(MAX_CHANNELS):
        channel = pb.Channel(index=index)
        channel.settings.SetInParent()
        if index < len(settings.channels):
            channel.settings.name = settings.channels[index].name
            channel.settings.psk = settings.channels[index].psk
            channel.role = pb.Channel.Role.PRIMARY if index == 0 else pb.Channel.Role.SECONDARY
            if index == 0:
                channel.settings.module_settings.position_precision = 13
        channels.append(channel)
    return channels


def channel_hash(settings: Settings, channel: Message) -> int:
    """Return what stands in the header of a packet on a channel (`Channels::generateHash`)."""
    name = channel.settings.name or settings.preset.title().replace("_", "")
    psk = bytes(channel.settings.psk)
    if len(psk) == 1:
        psk = DEFAULT_KEY[:-1] + bytes(((DEFAULT_KEY[-1] + psk[0] - 1) & 0xFF,)) if psk[0] else b""
    return reduce(xor, name.encode() + psk, 0)


def channel_frames(channels: Iterable[Message]) -> Iterator[bytes]:
    """Return the `channel` payloads (`Channels::getByIndex`)."""
    for channel in channels:
        yield pb.FromRadio(channel=channel).SerializeToString()


def config_frames(settings: Settings, *, lora: Message, security: Message) -> Iterator[bytes]:
    """Return ten `config` payloads, device … device_ui; security carries the private key, as the real one does.

    Args:
        settings: The rest of the configuration.
        lora: Protobuf `LoRaConfig`.
        security: Protobuf `SecurityConfig`.
    """
    for config in configs(settings, lora=lora, security=security):
        yield pb.FromRadio(config=config).SerializeToString()


def configs(settings: Settings, *, lora: Message, security: Message) -> list[Message]:
    """Return ten protobuf `Config` in the order of `AdminMessage.ConfigType`. See `config_frames`."""
    device = pb.Config()
    device.device.role = device.device.Role.Value(settings.role)
    device.device.node_info_broadcast_secs = 10_800
    place = pb.Config()
    place.position.position_broadcast_secs = 3600
    place.position.position_broadcast_smart_enabled = True
    place.position.gps_update_interval = 120
    place.position.position_flags = 811
    place.position.broadcast_smart_minimum_distance = 100
    place.position.broadcast_smart_minimum_interval_secs = 300
    place.position.gps_mode = place.position.GpsMode.NOT_PRESENT
    power = pb.Config()
    power.power.wait_bluetooth_secs = 60
    power.power.sds_secs = 0xFFFFFFFF
    power.power.ls_secs = 300
    power.power.min_wake_secs = 10
    network = pb.Config()
    network.network.wifi_enabled = bool(settings.wifi_ssid)
    network.network.wifi_ssid = settings.wifi_ssid
    network.network.wifi_psk = settings.wifi_psk
    network.network.ntp_server = "meshtastic.pool.ntp.org"
    display = pb.Config()
    display.display.screen_on_secs = 600
    bluetooth = pb.Config()
    bluetooth.bluetooth.enabled = True  # also where there is none (seen)
    bluetooth.bluetooth.mode = bluetooth.bluetooth.PairingMode.FIXED_PIN
    bluetooth.bluetooth.fixed_pin = 123_456
    session_key, device_ui = pb.Config(), pb.Config()
    session_key.sessionkey.SetInParent()
    device_ui.device_ui.SetInParent()
    return [
        device,
        place,
        power,
        network,
        display,
        pb.Config(lora=lora),
        bluetooth,
        pb.Config(security=security),
        session_key,
        device_ui,
    ]


def security_of(settings: Settings) -> Message:
    """Return the protobuf `SecurityConfig` that a radio starts with, without its keys."""
    return pb.Config.SecurityConfig(serial_enabled=True, is_managed=settings.is_managed)


def lora_of(settings: Settings) -> Message:
    """Return the protobuf `LoRaConfig` that a radio starts with."""
    number, bandwidth, spread_factor, coding_rate = PRESETS[settings.preset]
    lora = pb.Config.LoRaConfig()
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
    return lora


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
