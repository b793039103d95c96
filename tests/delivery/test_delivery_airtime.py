"""Airtime against vectors reckoned by hand, and against the simulator's own arithmetic."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.delivery import airtime as room
from steadymesh.delivery.airtime import LONG_FAST, MAX_FRAME_BYTES, Modulation, airtime_s, modulation_of
from steadymesh.ids import NodeNum
from steadymesh.model import Node, RadioInfo
from steadymesh.sim import air as sim_air
from steadymesh.sim.settings import PRESETS as SIM_PRESETS
from steadymesh.wire.convert.names import PRESETS as NAMES


def radio(**facts) -> RadioInfo:
    return RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), **facts)


def modulation(bandwidth_hz=250_000.0, spread_factor=11, coding_rate=5, *, is_wide=False) -> Modulation:
    return Modulation(bandwidth_hz=bandwidth_hz, spread_factor=spread_factor, coding_rate=coding_rate, is_wide=is_wide)


# symbols = preamble + 4.25 + 8 + ⌈(8 × bytes − 4 × SF + 8 + 16 + 20) ÷ (4 × (SF − 2 × LDRO))⌉ × CR, by hand:
VECTORS = [
    # LongFast, symbol 8.192 ms, numerator 8n: 54 bytes: 432 ÷ 44 → 10 × 5 + 28.25
    (modulation(), 54, 78.25 * 0.008192),
    # 59 bytes, a reply of 20 characters: 472 ÷ 44 → 11 × 5
    (modulation(), 59, 83.25 * 0.008192),
    # 200 bytes: 1600 ÷ 44 → 37 × 5
    (modulation(), 200, 213.25 * 0.008192),
    # 255 bytes: 2040 ÷ 44 → 47 × 5
    (modulation(), 255, 263.25 * 0.008192),
    # LongSlow, symbol 32.768 ms, low data rate: (2040 − 48 + 44) ÷ 40 → 51 × 8
    (modulation(125_000.0, 12, 8), 255, 436.25 * 0.032768),
    # LongModerate, symbol 16.384 ms, low data rate: 2040 ÷ 36 → 57 × 8
    (modulation(125_000.0, 11, 8), 255, 484.25 * 0.016384),
    # ShortFast, symbol 0.512 ms: (432 − 28 + 44) ÷ 28 = 16 × 5
    (modulation(250_000.0, 7, 5), 54, 108.25 * 0.000512),
    # ShortTurbo, 500 kHz: the same symbols in half the time
    (modulation(500_000.0, 7, 5), 54, 108.25 * 0.000256),
    # TinySlow, 15.6 kHz, symbol 16.41 ms, low data rate: (432 − 32 + 44) ÷ 24 → 19 × 6
    (modulation(15_600.0, 8, 6), 54, 142.25 * 256 / 15_600),
    # SF 5 and 6 have 6.25 symbols and no +8: (432 − 24 + 36) ÷ 24 → 19 × 5 + 16 + 6.25 + 8
    (modulation(250_000.0, 6, 5), 54, 125.25 * 64 / 250_000),
    # 2.4 GHz LongFast: preamble 12, low data rate from SF 11 on: 432 ÷ 36 = 12 × 5 + 24.25
    (modulation(812_500.0, 11, 5, is_wide=True), 54, 84.25 * 2048 / 812_500),
    # 2.4 GHz MediumSlow: (432 − 40 + 44) ÷ 40 → 11 × 5
    (modulation(812_500.0, 10, 5, is_wide=True), 54, 79.25 * 1024 / 812_500),
    # Nothing but the preamble, the sync word and the first eight symbols: −48 + 44 is below 0
    (modulation(125_000.0, 12, 8), 0, 28.25 * 0.032768),
]


@pytest.mark.parametrize(("how", "size", "seconds"), VECTORS)
def test_airtime_is_that_of_the_data_sheet(how: Modulation, size: int, seconds: float):
    assert airtime_s(how, size) == pytest.approx(seconds, rel=1e-9)


@pytest.mark.parametrize(("size", "seconds"), [(59, 0.68), (200, 1.75), (MAX_FRAME_BYTES, 2.16)])
def test_the_protocol_notes_figures_for_long_fast(size: int, seconds: float):
    assert airtime_s(LONG_FAST, size) == pytest.approx(seconds, abs=0.005)


@pytest.mark.parametrize("preset", sorted(SIM_PRESETS))
@pytest.mark.parametrize("data", [1, 38, 200, 239])
def test_the_simulator_reckons_the_same_by_itself(preset: str, data: int):
    ours = airtime_s(modulation_of(radio(modem_preset=preset)), sim_air.LORA_HEADER_BYTES + data)
    assert ours == pytest.approx(sim_air.airtime_s(preset, data), rel=1e-9)


HOWS = st.builds(
    modulation,
    st.sampled_from(sorted(room._BANDWIDTHS_HZ.values())),
    st.integers(5, 12),
    st.integers(5, 8),
    is_wide=st.booleans(),
)


@given(how=HOWS, size=st.integers(0, 254))
def test_airtime_never_shrinks_with_bytes_and_never_exceeds_a_block_more(how: Modulation, size: int):
    now, more = airtime_s(how, size), airtime_s(how, size + 1)
    blocks = math.ceil(8 / (4 * (how.spread_factor - 2)))
    assert 0 < now <= more <= now + (blocks * how.coding_rate + 1e-6) * how.symbol_s


@given(how=HOWS, size=st.integers(0, 255))
def test_a_higher_coding_rate_never_takes_less_time(how: Modulation, size: int):
    slower = modulation(how.bandwidth_hz, how.spread_factor, how.coding_rate + 1, is_wide=how.is_wide)
    assert airtime_s(how, size) <= airtime_s(slower, size)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"modem_preset": "LONG_FAST"},
        {"modem_preset": "UNKNOWN_99"},
        {"modem_preset": "VERY_LONG_SLOW", "firmware": "2.6.5.x"},
    ],
)
def test_what_is_not_known_is_long_fast(facts: dict):
    assert modulation_of(radio(**facts)) == LONG_FAST


def test_no_radio_yet_is_long_fast():
    assert modulation_of(None) == LONG_FAST


@pytest.mark.parametrize(
    ("preset", "region", "hz", "factor", "rate"),
    [
        ("SHORT_TURBO", "US", 500_000, 7, 5),
        ("SHORT_TURBO", "LORA_24", 1_625_000, 7, 5),
        ("MEDIUM_TURBO", "US", 500_000, 9, 5),
        ("LONG_TURBO", "US", 500_000, 11, 8),
        ("LONG_TURBO", "LORA_24", 1_625_000, 11, 8),
        ("LONG_MODERATE", "LORA_24", 406_250, 11, 8),
        ("LITE_SLOW", "EU_866", 125_000, 10, 5),
        ("NARROW_SLOW", "EU_N_868", 62_500, 8, 6),
        ("TINY_FAST", "ITU1_2M", 15_600, 7, 5),
        ("VERY_LONG_SLOW", "EU_868", 62_500, 12, 8),
    ],
)
def test_presets_are_the_firmwares(preset: str, region: str, hz: float, factor: int, rate: int):
    how = modulation_of(radio(modem_preset=preset, region=region, firmware="2.6.4.b89355f"))
    assert how == modulation(float(hz), factor, rate, is_wide=region == "LORA_24")


def test_every_preset_that_the_wire_can_name_is_known():
    names = {NAMES.name(number) for number in range(17)}
    assert names == set(room._PRESETS)


@pytest.mark.parametrize(
    ("firmware", "told", "used"),
    [
        ("2.7.17.83c6161", 8, 5),
        ("2.7.18.fb3bf78", 8, 8),
        ("2.8.0.abc", 8, 8),
        ("", 8, 8),
        ("2.8.0.abc", 4, 5),
        ("2.8.0.abc", 9, 5),
        ("2.7.26.54e0d8d", 0, 5),
    ],
)
def test_a_coding_rate_beside_a_preset_counts_by_firmware(firmware: str, told: int, used: int):
    assert modulation_of(radio(modem_preset="LONG_FAST", firmware=firmware, coding_rate=told)).coding_rate == used


@pytest.mark.parametrize(("firmware", "used"), [("2.7.26.54e0d8d", 5), ("2.8.0.abc", 8), ("", 8)])
def test_a_lower_coding_rate_than_the_presets_counts_on_2_7_only(firmware: str, used: int):
    assert modulation_of(radio(modem_preset="LONG_SLOW", firmware=firmware, coding_rate=5)).coding_rate == used


@pytest.mark.parametrize(
    ("khz", "hz"),
    [
        (8, 7_800),
        (10, 10_400),
        (16, 15_600),
        (21, 20_800),
        (31, 31_250),
        (42, 41_700),
        (62, 62_500),
        (125, 125_000),
        (200, 203_125),
        (250, 250_000),
        (400, 406_250),
        (500, 500_000),
        (800, 812_500),
        (1600, 1_625_000),
        (0, 250_000),
        (5, 250_000),
        (65_535, 250_000),
    ],
)
def test_a_bandwidth_by_hand_is_what_the_firmware_makes_of_it(khz: float, hz: float):
    how = modulation_of(radio(use_preset=False, bandwidth_khz=float(khz), spread_factor=9, coding_rate=6))
    assert how == modulation(float(hz), 9, 6)


@pytest.mark.parametrize(("factor", "rate"), [(4, 3), (13, 9), (0, 0)])
def test_settings_that_no_chip_does_are_long_fasts(factor: int, rate: int):
    how = modulation_of(radio(use_preset=False, bandwidth_khz=125.0, spread_factor=factor, coding_rate=rate))
    assert how == modulation(125_000.0, 11, 5)


def test_settings_by_hand_may_be_wide_too():
    facts = {"use_preset": False, "bandwidth_khz": 1600.0, "spread_factor": 7, "coding_rate": 5, "region": "LORA_24"}
    assert modulation_of(radio(**facts)) == modulation(1_625_000.0, 7, 5, is_wide=True)
