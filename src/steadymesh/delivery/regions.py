"""How much of an hour a region lets a radio transmit, as the firmware has it. PURE.

The firmware knows one number per region (`RadioInterface.cpp`, the RDEF table; 100 % means no limit) and one exception,
EU_866. Sub-bands it does not know: its EU_868 is 869.4–869.65 MHz alone, the one part of the band that allows 10 %, and
the 10 % stay where `override_frequency` moves the radio out of it. Its count also holds what the radio relays for
others, and starts anew with each restart of the radio (`airtime.cpp`).
"""

from __future__ import annotations

from typing import Final

from steadymesh.model import RadioInfo

_DUTY_CYCLES_PERCENT: Final = {
    "EU_433": 10.0,
    "EU_866": 2.5,
    "EU_868": 10.0,
    "EU_N_868": 10.0,
    "TH": 10.0,
    "UA_433": 10.0,
    "UA_868": 1.0,
}
"""Regions with a limit. TH has one since 2.7.21; UA_868 is gone in 2.8, where such a radio is as good as unset. EU_874
and EU_917 have a number in the protobuf and no line in the table."""

_FIXED_ROLES: Final = frozenset({"ROUTER", "ROUTER_LATE"})
"""Roles that the firmware takes for fixed stations (`RadioInterface.cpp`, getEffectiveDutyCycle)."""

_EU_866_FIXED_PERCENT: Final = 10.0
"""EU_866 for a fixed station; 2.5 % is for a mobile one."""


def duty_cycle_percent(region: str) -> float | None:
    """Return the per cent of an hour that a region allows, at least; None: no limit, or a region that is not known."""
    return _DUTY_CYCLES_PERCENT.get(region)


def duty_limit_percent(radio: RadioInfo | None) -> float | None:
    """Return the per cent of an hour at which our radio will refuse (DUTY_CYCLE_LIMIT); None: it never will.

    Args:
        radio: What the handshake told; None: there was none yet.
    """
    if radio is None or radio.override_duty_cycle:
        return None
    if radio.region == "EU_866" and radio.role in _FIXED_ROLES:
        return _EU_866_FIXED_PERCENT
    return duty_cycle_percent(radio.region)
