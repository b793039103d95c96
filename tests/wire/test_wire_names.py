"""Numbers and names of the firmware's enumerations, both ways."""

from __future__ import annotations

import pytest

from steadymesh.wire import pb
from steadymesh.wire.convert.names import CHANNEL_ROLES, HARDWARE, PRESETS, REGIONS, ROLES


def test_every_known_number_has_its_name_and_back():
    for names, enum in ((HARDWARE, pb.mesh_pb2.HardwareModel), (ROLES, pb.Config.DeviceConfig.Role)):
        for name, number in enum.items():
            assert names.name(number) in (name, "")
            assert names.number(name) == number


def test_a_model_that_is_not_set_is_not_known():
    assert HARDWARE.name(0) == ""
    assert HARDWARE.number("") == 0


def test_a_number_of_later_firmware_survives_both_ways():
    assert HARDWARE.name(9999) == "UNKNOWN_9999"
    assert HARDWARE.number("UNKNOWN_9999") == 9999


@pytest.mark.parametrize("name", ["nonsense", "UNKNOWN_", "UNKNOWN_x", "UNKNOWN_²", "UNKNOWN_99999999999"])
def test_a_name_that_is_none_is_0(name: str):
    assert HARDWARE.number(name) == 0


def test_the_enumerations_are_the_firmwares():
    assert REGIONS.name(3) == "EU_868"
    assert REGIONS.name(0) == "UNSET"
    assert PRESETS.name(0) == "LONG_FAST"
    assert (PRESETS.name(14), PRESETS.name(16), PRESETS.number("TINY_SLOW")) == ("TINY_FAST", "MEDIUM_TURBO", 15)
    assert CHANNEL_ROLES.name(1) == "PRIMARY"
    assert ROLES.name(0) == "CLIENT"
