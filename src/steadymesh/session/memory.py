"""What one process remembers of its radio between sessions: who it was, its uptime, what its clock says."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from steadymesh.model import RadioInfo

SAMPLES: Final = 25
"""Packets that the clock's offset is taken from."""

SAMPLE_GAP_S: Final = 1.0
"""Between two of them: a second is as fine as the radio's clock, and a burst is one piece of news."""

STEP_SAMPLES: Final = 3
"""So many packets in a row that agree with each other, but not with the rest, mean that the clock was set."""

STEP_S: Final = 60.0
"""What "agree" means: a radio may be busy for seconds, never for a minute."""

UPTIME_SLACK_S: Final = 10
"""Reports of one uptime may overtake each other in the radio's queue."""


class RadioMemory:
    """Survives sessions; each session writes what it learns.

    Attributes:
        radio: The last handshake's facts; None before the first.
        has_time: Whether the radio's clock is set, by the last live packet; None: none came yet.
    """

    def __init__(self) -> None:
        self.radio: RadioInfo | None = None
        self.has_time: bool | None = None
        self._uptime_s: int | None = None
        self._offsets: deque[float] = deque(maxlen=SAMPLES)
        self._next_sample_at = 0.0
        self._offset: float | None = None

    # --- restarts -------------------------------------------------------------------------------

    def handshake(self, radio: RadioInfo) -> tuple[str, int, int] | None:
        """Take a handshake's facts; return (what, before, after) if they tell of another radio, or of a restart."""
        before, self.radio = self.radio, radio
        change = None
        if before is not None and before.num != radio.num:
            change = ("number", int(before.num), int(radio.num))
        elif (
            before is not None
            and before.reboot_count is not None
            and radio.reboot_count is not None
            and before.reboot_count != radio.reboot_count
        ):
            change = ("reboot-count", before.reboot_count, radio.reboot_count)
        if change is not None:
            self._uptime_s = None  # the next report is that of the restart just told
        return change

    def uptime(self, seconds: int) -> tuple[int, int] | None:
        """Take the radio's own report of its uptime; return (before, after) if it has gone back."""
        before = self._uptime_s
        if before is not None and seconds + UPTIME_SLACK_S < before:
            self._uptime_s = seconds
            return before, seconds
        self._uptime_s = seconds if before is None else max(before, seconds)
        return None

    # --- the radio's clock ----------------------------------------------------------------------

    def arrived(self, rx_time: int, now: float) -> None:
        """Take a live packet: received by the radio just before `now`. 0 (the radio has no time) tells nothing else."""
        self.has_time = rx_time > 0
        if rx_time and now >= self._next_sample_at:
            self._next_sample_at = now + SAMPLE_GAP_S
            self._offsets.append(now - rx_time)
            self._offset = None

    def age_s(self, rx_time: int, now: float) -> float | None:
        """Return how long ago, on its own clock, the radio received a packet; None: not known. Never negative."""
        offset = self.clock_offset_s()
        if offset is None or rx_time == 0:
            return None
        return max(0.0, now - rx_time - offset)

    def clock_offset_s(self) -> float | None:
        """Return loop time minus the radio's time, the median over recent live packets; None: not known."""
        if self._offset is None and self._offsets:
            self._offset = self._agreed()
        return self._offset

    def skew_s(self, at: datetime, now: float) -> float | None:
        """Return our wall time minus the radio's; None: not known.

        Args:
            at: Our wall time.
            now: Loop time of the same moment.
        """
        offset = self.clock_offset_s()
        return None if offset is None else at.timestamp() - now + offset

    def _agreed(self) -> float:
        """Return the median; if the latest agree on another value, the clock was set, and the rest is forgotten."""
        offset = _median(self._offsets)
        last = list(self._offsets)[-STEP_SAMPLES:]
        if (
            len(last) == STEP_SAMPLES
            and max(last) - min(last) < STEP_S
            and min(abs(sample - offset) for sample in last) >= STEP_S
        ):
            self._offsets = deque(last, maxlen=SAMPLES)
            return _median(last)
        return offset


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
