"""The dump's parts → what our radio is: RadioInfo. Collects, in any order, and forgets every secret but one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum
from steadymesh.model import Channel, Node, PrivateKey, RadioInfo
from steadymesh.wire.codec import Message
from steadymesh.wire.convert.names import CHANNEL_ROLES, HARDWARE, PRESETS, REGIONS, ROLES
from steadymesh.wire.convert.nodes import node_from_info

MAX_HOP_LIMIT: Final = 7
"""`HOP_MAX` (firmware `MeshTypes.h`)."""

DEFAULT_HOP_LIMIT: Final = 3
"""`HOP_RELIABLE` (firmware `MeshTypes.h`), which a configured 0 stands for."""


class RadioParts:
    """What a dump has told of our radio so far.

    Attributes:
        num: Our number; None until `my_info` has come.
        reboot_count: As in `my_info`; None: not told.
        own_user: Our own User as the radio wrote it, complete with what the model leaves out; empty: not told.
    """

    def __init__(self) -> None:
        self.num: NodeNum | None = None
        self.reboot_count: int | None = None
        self.own_user = b""
        self._info = RadioInfo(num=NodeNum(0), node=Node(num=NodeNum(0)))
        self._channels: dict[int, Channel] = {}
        self._nodes: dict[NodeNum, Node] = {}

    def my_info(self, message: Message) -> None:
        """Take `my_info`: the number, the reboot count (absent, that is 0, on Linux nodes), the build."""
        if not 0 < message.my_node_num < BROADCAST:
            return
        self.num = NodeNum(message.my_node_num)
        self.reboot_count = message.reboot_count or None
        self._info = replace(
            self._info,
            num=self.num,
            pio_env=message.pio_env,
            device_id=message.device_id,
            reboot_count=self.reboot_count,
            nodedb_count=message.nodedb_count or None,
        )

    def metadata(self, message: Message) -> None:
        """Take `metadata`: firmware and hardware."""
        self._info = replace(
            self._info,
            firmware=message.firmware_version,
            hw_model=HARDWARE.name(message.hw_model),
            role=ROLES.name(message.role),
            has_wifi=message.hasWifi,
            has_bluetooth=message.hasBluetooth,
            has_pkc=message.hasPKC,
        )

    def config(self, message: Message) -> None:
        """Take one `config` frame: device, LoRa and security matter; a frame without a variant is normal."""
        match message.WhichOneof("payload_variant"):
            case "device":
                self._info = replace(self._info, role=ROLES.name(message.device.role))
            case "lora":
                lora = message.lora
                self._info = replace(
                    self._info,
                    region=REGIONS.name(lora.region),
                    modem_preset=PRESETS.name(lora.modem_preset),
                    use_preset=lora.use_preset,
                    bandwidth_khz=float(lora.bandwidth),
                    spread_factor=lora.spread_factor,
                    coding_rate=lora.coding_rate,
                    hop_limit=min(lora.hop_limit or DEFAULT_HOP_LIMIT, MAX_HOP_LIMIT),
                    tx_enabled=lora.tx_enabled,
                    override_duty_cycle=lora.override_duty_cycle,
                )
            case "security":
                security = message.security
                key = PrivateKey(security.private_key) if security.private_key else None
                self._info = replace(self._info, is_managed=security.is_managed, private_key=key)
            case _:
                pass

    def channel(self, message: Message) -> None:
        """Take one `channel` frame; of its PSK only whether there is one."""
        settings = message.settings
        self._channels[message.index] = Channel(
            index=ChannelIndex(message.index),
            name=settings.name,
            role=CHANNEL_ROLES.name(message.role),
            has_psk=bool(settings.psk),
            uplink=settings.uplink_enabled,
            downlink=settings.downlink_enabled,
        )

    def node_info(self, message: Message) -> Node:
        """Take one `node_info` frame and return the node."""
        node = node_from_info(message)
        self._nodes[node.num] = node
        if node.num == self.num:
            self.own_user = message.user.SerializeToString()
        return node

    def forget_nodes(self) -> None:
        """Forget the nodes but our own: they are about to be told again."""
        self._nodes = {num: node for num, node in self._nodes.items() if num == self.num}

    def nodes(self) -> tuple[Node, ...]:
        """Return every node told of, each once, in the radio's order."""
        return tuple(self._nodes.values())

    @property
    def firmware_version(self) -> tuple[int, int, int]:
        """The firmware's version; (0, 0, 0) until `metadata` has come."""
        return self._info.firmware_version

    def radio_info(self) -> RadioInfo:
        """Return what is known of our radio by now."""
        num = self._info.num
        own = self._nodes.get(num, Node(num=num))
        channels = tuple(channel for _index, channel in sorted(self._channels.items()))
        return replace(self._info, node=own, channels=channels)
