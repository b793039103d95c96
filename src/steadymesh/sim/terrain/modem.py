"""What a modem preset means for the mesh: who is heard, how long a packet takes, how long one waits. Pure arithmetic.

Sources: firmware `RadioInterface.cpp` (computeSlotTimeMsec, getTxDelayMsec, getTxDelayMsecWeighted,
getRetransmissionMsec); Semtech SX1262 data sheet for the signal that can just be decoded.
"""

from __future__ import annotations

import math
from typing import Final

from steadymesh.sim import air
from steadymesh.sim.settings import PRESETS

SNR_LIMITS_DB: Final = {7: -7.5, 8: -10.0, 9: -12.5, 10: -15.0, 11: -17.5, 12: -20.0}
"""Weakest signal that is decoded, by spreading factor (Semtech SX1262 data sheet, table 6-1)."""

CW_MIN: Final = 3
CW_MAX: Final = 8
"""Exponents of the contention window (`RadioInterface.h`, CWmin, CWmax)."""

SNR_RANGE_DB: Final = (-20.0, 10.0)
"""Signals between which the window of a relay grows (`RadioInterface::getCWsize`)."""

CAD_SYMBOLS: Final = 2.5
"""Symbols that it takes to notice a transmission (`RadioInterface::computeSlotTimeMsec`)."""

TURNAROUND_S: Final = 0.0076
"""Propagation, turnaround and processing in a slot (`RadioInterface::computeSlotTimeMsec`)."""

PROCESSING_S: Final = 4.5
"""What a packet takes in the nodes on the way, "empirically determined" (`RadioInterface.h`, PROCESSING_TIME_MSEC)."""

NOISE_DBM_HZ: Final = -168.0
"""Thermal noise with a receiver of 6 dB noise figure, a hertz."""


def window(value: float, low: float, high: float) -> int:
    """Return the exponent of the contention window for a value within a range (Arduino's `map`, whole numbers)."""
    return int((value - low) * (CW_MAX - CW_MIN) / (high - low)) + CW_MIN


class Modem:
    """One preset.

    Args:
        preset: Its name, `LONG_FAST`.

    Attributes:
        preset: Its name.
        snr_limit_db: Weakest signal that is decoded.
        slot_s: One slot of the contention window: what it takes to notice that somebody sends.
        noise_dbm: The noise that signals are compared with.
    """

    def __init__(self, preset: str) -> None:
        _, bandwidth_khz, spread_factor, _ = PRESETS[preset]
        self.preset = preset
        self.snr_limit_db = SNR_LIMITS_DB[spread_factor]
        self.slot_s = CAD_SYMBOLS * air.symbol_s(preset) + TURNAROUND_S
        self.noise_dbm = NOISE_DBM_HZ + 10 * math.log10(bandwidth_khz * 1000)
        self._airtimes_s: dict[int, float] = {}

    def airtime_s(self, size_bytes: int) -> float:
        """Return what a packet with that much payload takes on the air. See `air.airtime_s`."""
        known = self._airtimes_s.get(size_bytes)
        if known is None:
            known = self._airtimes_s[size_bytes] = air.airtime_s(self.preset, size_bytes)
        return known

    def own_delay_s(self, utilization: float, drawn: float) -> float:
        """Return what a node waits before it sends what is its own (`RadioInterface::getTxDelayMsec`).

        Args:
            utilization: Channel utilisation that it measures, per cent.
            drawn: Chance, within [0, 1).
        """
        return int(drawn * (1 << window(utilization, 0, 100))) * self.slot_s

    def relay_delay_s(self, snr_db: float, drawn: float, *, is_early: bool) -> float:
        """Return what a node waits before it relays: who heard it badly is probably far away, and goes first.

        Source: `RadioInterface::getTxDelayMsecWeighted`.

        Args:
            snr_db: How well it heard it.
            drawn: Chance, within [0, 1).
            is_early: It is a router.
        """
        size = max(0, window(snr_db, *SNR_RANGE_DB))
        if is_early:
            return int(drawn * 2 * size) * self.slot_s
        return (2 * CW_MAX + int(drawn * (1 << size))) * self.slot_s

    def retransmission_s(self, airtime_s: float, utilization: float) -> float:
        """Return how long the ack of a packet is awaited (`RadioInterface::getRetransmissionMsec`).

        Args:
            airtime_s: What the packet takes.
            utilization: Channel utilisation that its sender measures, per cent.
        """
        slots = (1 << window(utilization, 0, 100)) + 2 * CW_MAX + (1 << (CW_MAX + CW_MIN) // 2)
        return 2 * airtime_s + slots * self.slot_s + PROCESSING_S
