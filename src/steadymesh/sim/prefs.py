"""What is set in a radio and can be set by its client, as the radio stores it: protobuf.

It holds and changes; what follows from a change (saving, restarting) is `admin_settings`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steadymesh.ids import KEY_BYTES
from steadymesh.sim import settings as told
from steadymesh.sim.pki import KeyPair, clamp, next_pair, pair_of
from steadymesh.sim.settings import PRESETS, Settings
from steadymesh.sim.station import Message
from steadymesh.wire import pb

RADIO_PARAMETERS = (
    "use_preset",
    "region",
    "modem_preset",
    "bandwidth",
    "spread_factor",
    "coding_rate",
    "tx_power",
    "frequency_offset",
    "override_frequency",
    "channel_num",
    "sx126x_rx_boosted_gain",
)
"""A change of one of them restarts the radio (`AdminModule::handleSetConfig`)."""


class Prefs:
    """The settings of one radio.

    Args:
        settings: What it starts with.
        keys: Its key pair.

    Attributes:
        settings: What it is set to, as far as the simulator minds it.
        channels: Eight protobuf `Channel`.
        lora: Protobuf `LoRaConfig`.
        security: Protobuf `SecurityConfig`, with both keys.
        is_editing: Between begin and commit: nothing is saved and nothing restarts.
    """

    def __init__(self, settings: Settings, keys: KeyPair) -> None:
        self.settings = settings
        self.channels = told.channels_of(settings)
        self.lora = told.lora_of(settings)
        self.security = told.security_of(settings)
        self.is_editing = False
        self.put_keys(keys)

    def configs(self) -> list[Message]:
        """Return every protobuf `Config` by `AdminMessage.ConfigType`."""
        return told.configs(self.settings, lora=self.lora, security=self.security)

    def config_frames(self) -> Iterator[bytes]:
        """Return the `config` payloads of a dump."""
        return told.config_frames(self.settings, lora=self.lora, security=self.security)

    def channel_frames(self) -> Iterator[bytes]:
        """Return the `channel` payloads of a dump."""
        return told.channel_frames(self.channels)

    def has_channel(self, index: int) -> bool:
        """Whether a packet can go out on that channel (`Channels::setActiveByIndex`)."""
        return 0 <= index < len(self.channels) and self.channels[index].role != pb.Channel.Role.DISABLED

    def channel_hash(self, index: int) -> int:
        """Return what stands for a channel in a packet's header."""
        return told.channel_hash(self.settings, self.channels[index if self.has_channel(index) else 0])

    def put_channel(self, channel: Message) -> None:
        """Take a channel (`Channels::setChannel`): there is one primary, the last one that was set to be it."""
        if channel.role == pb.Channel.Role.PRIMARY:
            for other in self.channels:
                if other.role == pb.Channel.Role.PRIMARY:
                    other.role = pb.Channel.Role.SECONDARY
        self.channels[channel.index].CopyFrom(channel)

    def put_lora(self, lora: Message) -> bool:
        """Take a LoRa configuration; return whether the radio has to restart."""
        restarts = any(getattr(lora, name) != getattr(self.lora, name) for name in RADIO_PARAMETERS)
        self.lora = pb.Config.LoRaConfig()
        self.lora.CopyFrom(lora)
        presets = {number: name for name, (number, *_) in PRESETS.items()}
        self.settings = replace(
            self.settings,
            preset=presets.get(lora.modem_preset, self.settings.preset),
            region=lora.RegionCode.Name(lora.region),
            hop_limit=lora.hop_limit or self.settings.hop_limit,
            tx_enabled=lora.tx_enabled,
        )
        return restarts

    def put_security(self, security: Message, *, keeps_keys: bool) -> KeyPair:
        """Take a security configuration; return the key pair that follows from it.

        Args:
            security: Without a private key, new ones are drawn.
            keeps_keys: …or the present ones are kept (2.8).
        """
        present = bytes(self.security.private_key)
        self.security = pb.Config.SecurityConfig()
        self.security.CopyFrom(security)
        given = bytes(security.private_key)
        if len(given) == KEY_BYTES:
            keys = pair_of(clamp(given))
        else:
            keys = pair_of(present) if keeps_keys else next_pair(present)
        if not any(len(key) == KEY_BYTES for key in security.admin_key):
            self.security.is_managed = False
        self.put_keys(keys)
        return keys

    def put_keys(self, keys: KeyPair) -> None:
        """Write down a key pair."""
        self.security.private_key = keys.private
        self.security.public_key = keys.public
