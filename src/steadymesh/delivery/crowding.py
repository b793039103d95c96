"""Who may send when the channel is crowded. PURE: one rule, the same for everybody who asks.

The firmware holds back its own position and telemetry by these thresholds and lets clients do what they like
(`airtime.h`, polite_channel_util_percent and max_channel_util_percent): towards clients, good manners are ours.
"""

from __future__ import annotations

from typing import Final

from steadymesh.model import Priority

POLITE_PERCENT: Final = 25.0
"""Above this, what nobody waits for waits itself."""

CROWDED_PERCENT: Final = 40.0
"""Above this, only who must. From here on peers do not answer requests for their NodeInfo either."""


UNKNOWN_PERCENT: Final = POLITE_PERCENT
"""What an unknown use counts as: a radio without telemetry is not silenced."""


def allowed(priority: Priority, *, direct: bool, to_admin: bool, utilisation_percent: float | None) -> bool:
    """Return whether a text may go now.

    Up to 25 % everything may; above, only answers to persons; above 40 %, only what goes to an administrator. Alerts
    always may. There is no hysteresis: the radio tells the use once a minute, as a mean over that minute.

    Args:
        priority: What the text is.
        direct: Whether it goes to one node, not to a channel.
        to_admin: Whether that node is an administrator's.
        utilisation_percent: Use of the channel (`channel_utilization` of our own telemetry); None: not known,
            which counts as 25 %.
    """
    used = UNKNOWN_PERCENT if utilisation_percent is None else utilisation_percent
    if priority is Priority.ALERT or used <= POLITE_PERCENT or (direct and to_admin):
        return True
    return used <= CROWDED_PERCENT and direct and priority is Priority.REPLY
