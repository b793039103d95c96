"""How long things take on the air: LoRa airtime and the radio's patience. Pure arithmetic."""

from __future__ import annotations

import math
from typing import Final

from steadymesh.sim.settings import PRESETS

PREAMBLE_SYMBOLS: Final = 16
"""Meshtastic's preamble (`RadioInterface.h`, preambleLength)."""

LORA_HEADER_BYTES: Final = 16
"""The mesh's header before the payload (`RadioInterface.h`, MESHTASTIC_HEADER_LENGTH)."""

MAX_LORA_BYTES: Final = 255
"""Longest LoRa frame (`RadioInterface.h`, MAX_LORA_PAYLOAD_LEN)."""

TRIES: Final = 3
"""Transmissions before MAX_RETRANSMIT (`NextHopRouter.h`, NUM_RELIABLE_RETX)."""

GIVE_UP_SHORT_FAST_S: Final = 15.0
"""Seen: MAX_RETRANSMIT about 15 s after a DM that nobody hears, SHORT_FAST."""

GIVE_UP_LONG_FAST_S: Final = 60.0
"""About a minute on LongFast; other presets are scaled by the time of a symbol between the two, and beyond."""


def symbol_s(preset: str) -> float:
    """Return the seconds of one LoRa symbol."""
    _, bandwidth_khz, spread_factor, _ = PRESETS[preset]
    return float((1 << spread_factor) / (bandwidth_khz * 1000))


def airtime_s(preset: str, data_bytes: int) -> float:
    """Return the seconds that a packet with that much payload is on the air (Semtech SX1276 data sheet, 4.1.1.7).

    Args:
        preset: Name of the modem preset.
        data_bytes: Encrypted payload without the mesh's header.
    """
    _, _, spread_factor, coding_rate = PRESETS[preset]
    low_rate = 2 if symbol_s(preset) > 0.016 else 0
    bits = 8 * (data_bytes + LORA_HEADER_BYTES) - 4 * spread_factor + 28 + 16
    symbols = 8 + max(math.ceil(bits / (4 * (spread_factor - low_rate))) * coding_rate, 0)
    return (PREAMBLE_SYMBOLS + 4.25 + symbols) * symbol_s(preset)


def give_up_s(preset: str) -> float:
    """Return the seconds after which three unheard transmissions end as MAX_RETRANSMIT."""
    short, long = symbol_s("SHORT_FAST"), symbol_s("LONG_FAST")
    share = (symbol_s(preset) - short) / (long - short)
    return max(GIVE_UP_SHORT_FAST_S / 2, GIVE_UP_SHORT_FAST_S + share * (GIVE_UP_LONG_FAST_S - GIVE_UP_SHORT_FAST_S))
