"""What follows a loss or a failed attempt: how long to wait, and whether that is back-off or a yield. Pure.

The first attempt after a loss goes at once, or within a second. Further ones back off, and that is reset by stability,
not by a handshake: a link that reaches READY and falls again and again must not knock at its node without a pause.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from steadymesh.link.backoff import delays
from steadymesh.link.contention import Contention
from steadymesh.link.options import LinkOptions
from steadymesh.model import LinkState

FIRST_ATTEMPT_S: Final = 0.9
"""Longest pause before the first attempt after a loss, however far the back-off has come: the second that is promised
(CONTRACT A10), less what opening takes."""

UNREST_LOSSES: Final = 3
"""Losses within `UNREST_WINDOW_S` that are worth a word of advice (a healthy link falls a few times a week)."""

UNREST_WINDOW_S: Final = 900.0

UNREST_QUIET_S: Final = 3600.0
"""The advice is not repeated within that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why the link is not trying right now, and for how long."""

    state: LinkState
    """WAITING (back-off), YIELDED or RELEASED."""
    seconds: float


class Recovery:
    """Decides the pause before the next attempt.

    Args:
        options: The link's settings.
        chance: Draws within [0, 1).
    """

    def __init__(self, options: LinkOptions, chance: Callable[[], float]) -> None:
        self._options = options
        self._chance = chance
        self._contention = Contention(stable_after_s=options.stable_after_s, yields_s=options.yields_s)
        self._was_ready = False
        self._delays = self._afresh()
        next(self._delays)  # the first attempt of all goes at once, without asking

    def ready(self) -> None:
        """Take note of READY. Only the first one of all starts the back-off afresh, for nothing was lost before it."""
        if not self._was_ready:
            self._was_ready = True
            self._delays = self._afresh()

    def failed(self) -> Pause:
        """Return the pause after an attempt that did not reach READY."""
        return Pause(state=LinkState.WAITING, seconds=max(next(self._delays), self._options.reconnect_delay_s))

    def lost(self, *, clean: bool, ready_s: float, ordered: bool = False) -> Pause:
        """Return the pause after a READY link was lost.

        Args:
            clean: The other side closed without an error.
            ready_s: How long it had been READY.
            ordered: By the restart that we had told the radio to make.
        """
        yield_s = self._contention.lost(clean=clean, ready_s=ready_s, ordered=ordered)
        if ready_s >= self._options.stable_after_s:
            self._delays = self._afresh()
        if yield_s is not None:
            return Pause(state=LinkState.YIELDED, seconds=max(yield_s, self._options.backoff_max_s))
        # It is the first attempt after this loss, whatever the ones before have come to; the series goes on behind it.
        pause_s = min(next(self._delays), FIRST_ATTEMPT_S)
        return Pause(state=LinkState.WAITING, seconds=max(pause_s, self._options.reconnect_delay_s))

    def rebooted(self) -> None:
        """Take note that the radio restarted, which explains the loss before."""
        self._contention.rebooted()

    def left(self) -> None:
        """Take note that we gave the slot away ourselves: the way back starts afresh, its first attempt at once."""
        self._delays = self._afresh()
        next(self._delays)

    def _afresh(self) -> Iterator[float]:
        return delays(first_s=self._options.backoff_first_s, max_s=self._options.backoff_max_s, chance=self._chance)


class Unrest:
    """Notices that a link is lost again and again, and says so once in a while."""

    def __init__(self) -> None:
        self._losses: deque[float] = deque(maxlen=1000)
        self._told: float | None = None

    def lost(self, now: float) -> int | None:
        """Take note of a loss; return how many there were of late when it is time to speak of it, else None."""
        self._losses.append(now)
        while self._losses[0] < now - UNREST_WINDOW_S:
            self._losses.popleft()
        if len(self._losses) < UNREST_LOSSES:
            return None
        if self._told is not None and now - self._told < UNREST_QUIET_S:
            return None
        self._told = now
        return len(self._losses)
