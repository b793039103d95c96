"""What to tell the operator about the sync's delay. Pure."""

from __future__ import annotations

from typing import Final

from steadymesh.model import RadioInfo

LEAST_ESP32_DELAY_S: Final = 10.0
"""An ESP32 is still busy with its dump and its Wi-Fi stack for some seconds after READY (the operator's experience)."""

SLOW_NODE_DELAY: Final = "20–30 s"
"""What helps where 15 s are not enough, as the log names it."""


def is_esp32(radio: RadioInfo) -> bool:
    """Return whether this is most likely an ESP32.

    Two builds of the firmware have Wi-Fi besides (`src/platform/*/architecture.h`, HAS_WIFI): the one for Linux, whose
    hardware is PORTDUINO and whose environments begin with `native`, and those for the Pico W. nRF52 boards have none.
    """
    hardware = radio.hw_model.upper()
    environment = radio.pio_env.lower()
    is_linux = hardware == "PORTDUINO" or environment.startswith("native")
    is_pico = "PICO" in hardware or "pico" in environment or "rp2040" in environment
    return radio.has_wifi and not is_linux and not is_pico


def is_delay_short(delay_s: float, radio: RadioInfo) -> bool:
    """Return whether the key sync comes sooner after READY than this radio is advised."""
    return delay_s < LEAST_ESP32_DELAY_S and is_esp32(radio)
