"""Tells another client on our radio's only TCP slot from a radio that has trouble. Pure.

The firmware gives the slot to whoever comes last and closes the other's socket cleanly (`ServerAPI.cpp`; seen on
2.7.26: EOF within 0.1 s). A reboot closes cleanly too, so one clean close means nothing, nor does one that the radio's
boot count or an order of our own explains. But a link that came back after a clean close and is closed cleanly again
before it was stable has somebody beside it who comes back as well: the owner's phone, or another bot. Two who both
insist evict each other for ever; so we yield, longer each time.
"""

from __future__ import annotations

from collections.abc import Sequence


class Contention:
    """Judges each loss of a READY link.

    Args:
        stable_after_s: READY for that long is a link that nobody contends.
        yields_s: How long to yield, first time and so on; the last value stays.
    """

    def __init__(self, *, stable_after_s: float, yields_s: Sequence[float]) -> None:
        self._stable_after_s = stable_after_s
        self._yields_s = tuple(yields_s)
        self._was_clean = False
        self._yielded = 0

    def lost(self, *, clean: bool, ready_s: float, ordered: bool = False) -> float | None:
        """Take note of a loss; return seconds to yield, or None when nobody else is to be seen.

        Args:
            clean: The other side closed without an error (EOF), not a reset, not an unanswered probe.
            ready_s: How long the link had been READY.
            ordered: We had told the radio to restart: that closed the link, and nobody else.
        """
        stable = ready_s >= self._stable_after_s
        if stable:
            self._yielded = 0
        contended = clean and self._was_clean and not stable and not ordered
        self._was_clean = clean and not ordered
        if not contended or not self._yields_s:
            return None
        yield_s = self._yields_s[min(self._yielded, len(self._yields_s) - 1)]
        self._yielded += 1
        return yield_s

    def rebooted(self) -> None:
        """Take note that the radio restarted: that, and nobody else, closed the link before."""
        self._was_clean = False
