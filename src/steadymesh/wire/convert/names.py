"""Numbers of the firmware's enumerations ⇄ their names. A number that we don't know is `UNKNOWN_<n>`, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from steadymesh.wire import pb

_UNKNOWN: Final = "UNKNOWN_"


class Names:
    """One enumeration: a plain dict, because the generated look-up costs more than the rest of a node.

    Args:
        numbers: The enumeration's names and numbers.
        unset: Names that stand for "not told": they become an empty string.
    """

    def __init__(self, numbers: Mapping[str, int], *, unset: tuple[str, ...] = ()) -> None:
        self._numbers = dict(numbers)
        self._names = {number: "" if name in unset else name for name, number in numbers.items()}

    def name(self, number: int) -> str:
        """Return the name of a number."""
        known = self._names.get(number)
        return f"{_UNKNOWN}{number}" if known is None else known

    def number(self, name: str) -> int:
        """Return the number of a name; 0 for what is none."""
        known = self._numbers.get(name)
        if known is not None:
            return known
        digits = name.removeprefix(_UNKNOWN)
        # 9 digits are within int32, what the wire takes.
        return int(digits) if digits != name and digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


HARDWARE: Final = Names(dict(pb.mesh_pb2.HardwareModel.items()), unset=("UNSET",))
"""`HardwareModel`."""

ROLES: Final = Names(dict(pb.Config.DeviceConfig.Role.items()))
"""`Config.DeviceConfig.Role`."""

REGIONS: Final = Names(dict(pb.Config.LoRaConfig.RegionCode.items()))
"""`Config.LoRaConfig.RegionCode`; `UNSET` is a region of its own: the radio does not transmit."""

PRESETS: Final = Names(
    {"TINY_FAST": 14, "TINY_SLOW": 15, "MEDIUM_TURBO": 16} | dict(pb.Config.LoRaConfig.ModemPreset.items())
)
"""`Config.LoRaConfig.ModemPreset`; the newest of 2.8 are younger than the installed protobuf classes, and airtime
depends on them."""

CHANNEL_ROLES: Final = Names(dict(pb.Channel.Role.items()))
"""`Channel.Role`."""
