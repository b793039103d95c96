"""What a simulated radio is and tells of itself: number, keys, clock, facts of the handshake."""

from __future__ import annotations

from dataclasses import replace

from steadymesh.ids import NodeNum
from steadymesh.ports import Clock
from steadymesh.sim import compose
from steadymesh.sim.dice import Dice
from steadymesh.sim.nodedb import NodeDb
from steadymesh.sim.people import number_of_key
from steadymesh.sim.pki import make_pair
from steadymesh.sim.prefs import Prefs
from steadymesh.sim.profile import Profile
from steadymesh.sim.settings import Settings
from steadymesh.sim.station import Message
from steadymesh.wire import pb


class Node:
    """A radio's own data.

    Args:
        clock: Loop time for durations; its wall time is read once, when the radio starts.
        seed: Everything that is drawn by lot follows from it.
        profile: The firmware.
        settings: Its configuration.
        num: Its node number; None: drawn (2.8: from its key).
        long_name: Its long name.
        short_name: Its short name.
        capacity: Size of its node DB; None: the firmware's.

    Attributes:
        nodes: Its node DB.
        keys: Its key pair, which encrypts and decrypts.
        owner: Who it says that it is: protobuf `User`.
        prefs: Its configuration.
        clock_shift_s: Added to the node's own wall clock.
        knows_time: False: `rx_time` is 0 everywhere, as on a node without GPS, phone or NTP.
        reboot_count: Told in `my_info`.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        seed: int,
        profile: Profile,
        settings: Settings,
        num: NodeNum | None,
        long_name: str,
        short_name: str,
        capacity: int | None,
    ) -> None:
        self.clock = clock
        self.seed = seed
        self.profile = profile
        self.dice = Dice(seed, "radio")
        self.keys = make_pair(seed, "radio")
        self.prefs = Prefs(settings, self.keys)
        self.clock_shift_s = 0.0
        self.knows_time = True
        self.reboot_count = 1
        if num is None:
            num = number_of_key(self.public_key) if profile.number_from_key else NodeNum(0x5EAD0001 + (seed & 0xFFFF))
        self.nodes = NodeDb(own=num, profile=profile, capacity=capacity, now=clock.now)
        self.owner = compose.user(
            num=num,
            long_name=long_name,
            short_name=short_name,
            hw_model=self._hw_model,
            public_key=self.public_key,
            role=pb.Config.DeviceConfig.Role.Value(settings.role),
        )
        self.nodes.put_own(self.owner)
        self.set_clock()

    @property
    def num(self) -> NodeNum:
        """Its node number."""
        return self.nodes.own

    @property
    def settings(self) -> Settings:
        """What it is set to, as far as the simulator minds it."""
        return self.prefs.settings

    @property
    def public_key(self) -> bytes:
        """Its public key."""
        return self.keys.public

    @property
    def private_key(self) -> bytes:
        """Its private key."""
        return self.keys.private

    @property
    def role(self) -> str:
        """Its role, by the name that protobuf gives it."""
        return self.settings.role

    @role.setter
    def role(self, name: str) -> None:
        self.prefs.settings = replace(self.settings, role=name)
        self.owner.role = pb.Config.DeviceConfig.Role.Value(name)
        self.nodes.put_own(self.owner)

    @property
    def is_managed(self) -> bool:
        """Whether it takes orders from its managers only, and none from its client."""
        return bool(self.prefs.security.is_managed)

    @is_managed.setter
    def is_managed(self, managed: bool) -> None:
        self.prefs.security.is_managed = managed

    @property
    def flash_writes(self) -> int:
        """How often its node DB was written to flash."""
        return self.nodes.writes

    @property
    def _hw_model(self) -> int:
        return int(pb.mesh_pb2.HardwareModel.Value(self.settings.hw_model))

    @property
    def uptime_s(self) -> float:
        """Seconds since it started."""
        return self.clock.now() - self._booted_at

    def set_clock(self) -> None:
        """Start to count: the uptime from 0, the wall clock from what it is now (as by NTP)."""
        self._booted_at = self.clock.now()
        self._booted_wall_s = self.clock.at().timestamp()

    def wall_s(self, *, age_s: float = 0.0) -> int:
        """Return its own wall clock, Unix seconds; 0: it does not know the time.

        Args:
            age_s: That long ago.
        """
        return int(self._booted_wall_s + self.uptime_s + self.clock_shift_s - age_s) if self.knows_time else 0

    def my_info(self) -> bytes:
        """Return its `my_info` payload."""
        told = pb.FromRadio()
        info = told.my_info
        info.my_node_num = self.num
        info.reboot_count = self.reboot_count
        info.min_app_version = self.profile.min_app_version
        info.device_id = Dice(self.seed, "device").block(16)
        info.pio_env = self.settings.pio_env
        if self.profile.tells_nodedb_count:
            info.nodedb_count = len(self.nodes)
        return bytes(told.SerializeToString())

    def device_ui(self) -> bytes:
        """Return its `deviceuiConfig` payload."""
        told = pb.FromRadio()
        told.deviceuiConfig.screen_brightness = 153
        told.deviceuiConfig.screen_timeout = 30
        return bytes(told.SerializeToString())

    def device_metadata(self) -> Message:
        """Return its DeviceMetadata."""
        metadata = pb.DeviceMetadata()
        metadata.firmware_version = self.profile.firmware_version
        metadata.device_state_version = self.profile.device_state_version
        metadata.hasWifi = True
        metadata.hasBluetooth = self.settings.has_bluetooth
        metadata.role = pb.Config.DeviceConfig.Role.Value(self.settings.role)
        metadata.position_flags = 811
        metadata.hw_model = self._hw_model
        metadata.hasPKC = True
        return metadata

    def metadata(self) -> bytes:
        """Return its `metadata` payload."""
        told = pb.FromRadio()
        told.metadata.CopyFrom(self.device_metadata())
        return bytes(told.SerializeToString())
