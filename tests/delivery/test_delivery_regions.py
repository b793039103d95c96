"""Duty cycles, as the firmware's table has them."""

from __future__ import annotations

import pytest

from steadymesh.delivery.regions import duty_cycle_percent, duty_limit_percent
from steadymesh.ids import NodeNum
from steadymesh.model import Node, RadioInfo
from steadymesh.wire import pb

LIMITED = {
    "EU_433": 10.0,
    "EU_866": 2.5,
    "EU_868": 10.0,
    "EU_N_868": 10.0,
    "TH": 10.0,
    "UA_433": 10.0,
    "UA_868": 1.0,
}


def radio(**facts) -> RadioInfo:
    return RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), **facts)


@pytest.mark.parametrize("region", [*pb.Config.LoRaConfig.RegionCode.keys(), "", "UNKNOWN_37"])
def test_only_these_regions_have_a_limit(region: str):
    assert duty_cycle_percent(region) == LIMITED.get(region)
    assert duty_limit_percent(radio(region=region)) == LIMITED.get(region)


def test_a_radio_without_its_limit_has_none():
    assert duty_limit_percent(radio(region="EU_868", override_duty_cycle=True)) is None
    assert duty_limit_percent(None) is None


@pytest.mark.parametrize(
    ("role", "limit"), [("ROUTER", 10.0), ("ROUTER_LATE", 10.0), ("CLIENT", 2.5), ("REPEATER", 2.5)]
)
def test_a_fixed_station_may_more_on_866(role: str, limit: float):
    assert duty_limit_percent(radio(region="EU_866", role=role)) == limit
    assert duty_limit_percent(radio(region="EU_868", role=role)) == 10.0
