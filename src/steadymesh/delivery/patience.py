"""How long the radio goes on trying, and so how long a verdict can take. PURE.

A text with `want_ack`, to a node or to a channel, is sent up to three times; after each the radio waits as long as a
packet and its acknowledgement may take, and after the third wait it says MAX_RETRANSMIT. A neighbour that is heard
repeating the text ends the tries without that: of a relayed text nothing more may ever be heard.
"""

from __future__ import annotations

import math
from typing import Final

from steadymesh.delivery.airtime import Modulation, airtime_s
from steadymesh.delivery.crowding import UNKNOWN_PERCENT
from steadymesh.delivery.frames import MESH_HEADER_BYTES, SIGNATURE_BYTES

TRIES: Final = 3
"""Transmissions of a text, the first included (firmware `NextHopRouter.h`, NUM_RELIABLE_RETX)."""

_PROCESSING_S: Final = 4.5
"""firmware `RadioInterface.h`, PROCESSING_TIME_MSEC: empirically determined there."""

_CW_MIN: Final = 3
_CW_MAX: Final = 8
"""Exponents of the contention window (firmware `RadioInterface.h`, since 2.6; 2 and 7 before, with longer slots:
`MARGIN` covers the difference)."""

_SLOT_FIXED_MS: Final = 7.6
"""Propagation over 30 km, turnaround and processing (firmware `RadioInterface.cpp`, computeSlotTimeMsec)."""

_CAD_SYMBOLS: Final = 2.5
_WIDE_CAD_SYMBOLS: Final = 4
"""Symbols until a transmission is noticed (the same place, since 2.6)."""

_ADDED_BYTES: Final = SIGNATURE_BYTES + 2
"""At most: bit field and signature (a direct message: cipher). The radio reckons its waits with the text as it was
handed over, before it adds them (`ReliableRouter.cpp`, send)."""

_MAX_UTILISATION_PERCENT: Final = 75.0
"""Above this nothing can be foreseen: the channel is jammed."""

MARGIN: Final = 2.75
"""Seen on 2.7.26, SHORT_FAST: MAX_RETRANSMIT after 15 s, where 3 × 5.05 s are reckoned; on LongFast, on the air, about
a minute, where 22 s are. The margin makes that minute: for whatever a busy mesh adds, for an ESP32 whose loop stands
still, for firmware 2.5. Too late costs a wait, too early an end that is taken back."""


def retry_wait_s(modulation: Modulation, frame_bytes: int, utilisation_percent: float) -> float:
    """Return the seconds that the radio waits after a transmission before it takes the next step.

    firmware `RadioInterface.cpp`, getRetransmissionMsec: two airtimes, the contention windows of sender and relay, and
    the processing time.

    Args:
        modulation: How the radio is set.
        frame_bytes: Bytes on the air, the mesh's header included.
        utilisation_percent: Use of the channel over the last minute, 0 to 100.
    """
    # Arduino's map() works on whole numbers.
    window = _CW_MIN + int(utilisation_percent) * (_CW_MAX - _CW_MIN) // 100
    slots = (1 << window) + 2 * _CW_MAX + (1 << (_CW_MAX + _CW_MIN) // 2)
    return 2 * airtime_s(modulation, frame_bytes) + slots * slot_s(modulation) + _PROCESSING_S


def slot_s(modulation: Modulation) -> float:
    """Return the seconds of a contention slot, cut to milliseconds as in `RadioInterface.cpp`, computeSlotTimeMsec."""
    # The firmware adds (2 × SF + 3) / 32 symbols on a wide channel, in whole numbers: none at any spreading factor.
    symbols = _WIDE_CAD_SYMBOLS if modulation.is_wide else _CAD_SYMBOLS
    return math.floor(symbols * modulation.symbol_s * 1000 + _SLOT_FIXED_MS) / 1000


def verdict_wait_s(modulation: Modulation, frame_bytes: int, utilisation_percent: float | None = None) -> float:
    """Return the seconds after which MAX_RETRANSMIT must have come, had the text been heard by nobody.

    The radio's clock of a try stands still while it hears or sends something else (`ReliableRouter.cpp`,
    shouldFilterReceived and send), so the use of the channel stretches every wait.

    Args:
        modulation: How the radio is set.
        frame_bytes: Bytes on the air, the mesh's header included.
        utilisation_percent: Use of the channel; None: not known, taken for 25 %.
    """
    told = UNKNOWN_PERCENT if utilisation_percent is None else utilisation_percent
    used = min(max(told, 0.0), _MAX_UTILISATION_PERCENT)
    return MARGIN * TRIES * retry_wait_s(modulation, frame_bytes, used) / (1 - used / 100)


def tries_within(modulation: Modulation, frame_bytes: int, elapsed_s: float) -> int:
    """Return how often, at most, the radio has transmitted a text: 1 to `TRIES`.

    The radio does not tell, but it can't have been faster than on an empty channel.

    Args:
        modulation: How the radio is set.
        frame_bytes: Bytes on the air, the mesh's header included.
        elapsed_s: Seconds from handing the text over to its verdict, or to now.
    """
    counted = max(frame_bytes - _ADDED_BYTES, MESH_HEADER_BYTES)
    return min(1 + int(max(elapsed_s, 0.0) / retry_wait_s(modulation, counted, 0.0)), TRIES)
