"""How long a frame is on the air, by our radio's own LoRa settings. PURE: arithmetic, it knows no packets and no queue.

A frame here is all that LoRa carries: the mesh's header of 16 bytes and what follows it; `delivery.frames` counts it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from steadymesh.model import RadioInfo

MAX_FRAME_BYTES: Final = 255
"""Longest LoRa frame, the mesh's header included (firmware `RadioInterface.h`, MAX_LORA_PAYLOAD_LEN)."""

_PREAMBLE_SYMBOLS: Final = 16
"""firmware `RadioInterface.h`, preambleLengthDefault: twice LoRa's usual eight, so that receivers may sleep longer."""

_WIDE_PREAMBLE_SYMBOLS: Final = 12
"""firmware `RadioInterface.h`, wideLoraPreambleLengthDefault; in 2.7 it stands in `SX128xInterface.cpp`."""

_LOW_RATE_SYMBOL_S: Final = 0.016
"""From this symbol time on, the chip optimises for low data rates (firmware `RadioLibInterface.h`, ldrOptimize)."""

_WIDE_LOW_RATE_FACTOR: Final = 11
"""At 2.4 GHz it depends on the spreading factor instead (RadioLib `SX128x.cpp`, calculateTimeOnAir)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modulation:
    """How LoRa is modulated: all that airtime depends on."""

    bandwidth_hz: float
    spread_factor: int
    """5 to 12: a symbol takes 2 to this power chips."""
    coding_rate: int
    """The denominator of 4/5 to 4/8."""
    is_wide: bool = False
    """The 2.4 GHz band, which has another preamble and another low-data-rate rule."""

    @property
    def symbol_s(self) -> float:
        """Seconds of one symbol."""
        return float(1 << self.spread_factor) / self.bandwidth_hz


LONG_FAST: Final = Modulation(bandwidth_hz=250_000.0, spread_factor=11, coding_rate=5)
"""The firmware's own choice where nothing, or nothing legal, is set (`MeshRadio.h`, modemPresetToParams, default)."""

_PRESETS: Final = {
    "SHORT_TURBO": (500_000.0, 1_625_000.0, 7, 5),
    "SHORT_FAST": (250_000.0, 812_500.0, 7, 5),
    "SHORT_SLOW": (250_000.0, 812_500.0, 8, 5),
    "MEDIUM_TURBO": (500_000.0, 1_625_000.0, 9, 5),
    "MEDIUM_FAST": (250_000.0, 812_500.0, 9, 5),
    "MEDIUM_SLOW": (250_000.0, 812_500.0, 10, 5),
    "LONG_TURBO": (500_000.0, 1_625_000.0, 11, 8),
    "LONG_FAST": (250_000.0, 812_500.0, 11, 5),
    "LONG_MODERATE": (125_000.0, 406_250.0, 11, 8),
    "LONG_SLOW": (125_000.0, 406_250.0, 12, 8),
    "VERY_LONG_SLOW": (62_500.0, 203_125.0, 12, 8),
    "LITE_FAST": (125_000.0, 125_000.0, 9, 5),
    "LITE_SLOW": (125_000.0, 125_000.0, 10, 5),
    "NARROW_FAST": (62_500.0, 62_500.0, 7, 6),
    "NARROW_SLOW": (62_500.0, 62_500.0, 8, 6),
    "TINY_FAST": (15_600.0, 15_600.0, 7, 5),
    "TINY_SLOW": (15_600.0, 15_600.0, 8, 6),
}
"""Bandwidth in Hz, that of the 2.4 GHz band, spreading factor, coding rate (firmware `MeshRadio.h`,
modemPresetToParams, 2.8; VERY_LONG_SLOW from `RadioInterface.cpp` of 2.6.4, the last that knew it)."""

_FIRST_WITHOUT_VERY_LONG_SLOW: Final = (2, 6, 5)
"""From here on the firmware takes VERY_LONG_SLOW for LONG_FAST."""

_BANDWIDTHS_HZ: Final[dict[float, float]] = {
    8: 7_800.0,
    10: 10_400.0,
    16: 15_600.0,
    21: 20_800.0,
    31: 31_250.0,
    42: 41_700.0,
    62: 62_500.0,
    200: 203_125.0,
    400: 406_250.0,
    800: 812_500.0,
    1600: 1_625_000.0,
}
"""Bandwidths that the setting, whole kHz, can only hint at (firmware `MeshRadio.h`, bwCodeToKHz)."""

_WIDE_REGION: Final = "LORA_24"
"""The only region of wide LoRa (firmware `RadioInterface.cpp`, the RDEF table)."""

_FIRST_WITH_OWN_CODING_RATE: Final = (2, 7, 18)
"""A `coding_rate` beside a preset was ignored before: what apps had left there is without effect."""

_FIRST_WITH_HIGHER_CODING_RATE: Final = (2, 8, 0)
"""Since then it only counts where it is above the preset's (firmware `RadioInterface.cpp`, applyModemConfig)."""


def modulation_of(radio: RadioInfo | None) -> Modulation:
    """Return how our radio modulates; LONG_FAST for what is not known, as the firmware itself does.

    Args:
        radio: What the handshake told; None: there was none yet.
    """
    if radio is None:
        return LONG_FAST
    return _of_preset(radio) if radio.use_preset else _of_settings(radio)


def airtime_s(modulation: Modulation, frame_bytes: int) -> float:
    """Return the seconds that one transmission of a frame takes.

    Semtech's formula (data sheets SX1276, 4.1.1.7, and SX1268, 6.1.4) with explicit header and CRC, as the firmware
    counts it: `RadioLibInterface.h`, computePacketTime, and RadioLib `SX126x.cpp`, calculateTimeOnAir. Firmware before
    2.7.12 and its simulated radio round a little lower, within one coded block.

    Args:
        modulation: How the radio is set.
        frame_bytes: Bytes on the air, the mesh's header included.
    """
    factor = modulation.spread_factor
    start, extra_bits = (6.25, 0) if factor < 7 else (4.25, 8)
    if modulation.is_wide:
        preamble, is_low_rate = _WIDE_PREAMBLE_SYMBOLS, factor >= _WIDE_LOW_RATE_FACTOR
    else:
        preamble, is_low_rate = _PREAMBLE_SYMBOLS, modulation.symbol_s >= _LOW_RATE_SYMBOL_S
    # 16 bits of CRC and 20 of the explicit header go with the payload.
    bits = max(8 * frame_bytes + 16 + 20 + extra_bits - 4 * factor, 0)
    blocks = math.ceil(bits / (4 * (factor - 2 if is_low_rate else factor)))
    return (preamble + start + 8 + blocks * modulation.coding_rate) * modulation.symbol_s


def _of_preset(radio: RadioInfo) -> Modulation:
    is_wide = radio.region == _WIDE_REGION
    name = radio.modem_preset
    if name not in _PRESETS or (name == "VERY_LONG_SLOW" and radio.firmware_version >= _FIRST_WITHOUT_VERY_LONG_SLOW):
        name = "LONG_FAST"
    narrow_hz, wide_hz, spread_factor, coding_rate = _PRESETS[name]
    return Modulation(
        bandwidth_hz=wide_hz if is_wide else narrow_hz,
        spread_factor=spread_factor,
        coding_rate=_coding_rate(coding_rate, radio),
        is_wide=is_wide,
    )


def _coding_rate(preset: int, radio: RadioInfo) -> int:
    """Return the coding rate in use; firmware that did not tell its version is taken for one that uses the longer."""
    told, version = radio.coding_rate, radio.firmware_version
    if not 5 <= told <= 8 or (0, 0, 0) < version < _FIRST_WITH_OWN_CODING_RATE:
        return preset
    is_2_7 = _FIRST_WITH_OWN_CODING_RATE <= version < _FIRST_WITH_HIGHER_CODING_RATE
    return told if is_2_7 else max(told, preset)


def _of_settings(radio: RadioInfo) -> Modulation:
    """Return the modulation of settings by hand; what no chip does becomes LONG_FAST's (`MeshRadio.h`, the clamps)."""
    bandwidth_hz = _BANDWIDTHS_HZ.get(radio.bandwidth_khz, radio.bandwidth_khz * 1000)
    # 7.8 kHz to 1625 kHz: what the chips can do.
    return Modulation(
        bandwidth_hz=bandwidth_hz if 7_800 <= bandwidth_hz <= 1_625_000 else LONG_FAST.bandwidth_hz,
        spread_factor=radio.spread_factor if 5 <= radio.spread_factor <= 12 else LONG_FAST.spread_factor,
        coding_rate=radio.coding_rate if 4 <= radio.coding_rate <= 8 else LONG_FAST.coding_rate,
        is_wide=radio.region == _WIDE_REGION,
    )
