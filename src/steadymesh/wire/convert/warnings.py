"""What the radio warns its app's user of, where it matters to us. The numbers stand in nothing but the sentence."""

from __future__ import annotations

import re
from typing import Final

from steadymesh.wire.codec import Message

_DUTY_CYCLE: Final = re.compile(r"duty cycle limit exceeded\D*(\d{1,3}) ?min", re.IGNORECASE)
"""firmware `Router.cpp`, send: "Duty cycle limit exceeded. You can send again in %d mins"."""

_MINUTE_S: Final = 60.0

_LONGEST_MIN: Final = 60
"""The firmware counts one hour (`airtime.cpp`, getSilentMinutes)."""


def silence_of(notification: Message) -> float | None:
    """Return for how many seconds the radio will not send, at least a minute; None: it warns of something else.

    Args:
        notification: A `ClientNotification`.
    """
    found = _DUTY_CYCLE.search(notification.message)
    return None if found is None else _MINUTE_S * min(max(int(found[1]), 1), _LONGEST_MIN)
