"""Whom a node hears directly, as far as it remembers (firmware `NeighborInfoModule.cpp`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MOST: Final = 10
"""Neighbours that are remembered (`NeighborInfoModule.h`, MAX_NUM_NEIGHBORS)."""


class Neighbors:
    """The last ones who came in.

    Args:
        keep_s: How long one is a neighbour who is not heard again (cleanUpNeighbors: twice the interval).
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._heard: dict[int, tuple[float, float]] = {}

    def heard(self, place: int, snr_db: float, now: float) -> None:
        """Note that somebody was heard without a relay; who came in first makes room (getOrCreateNeighbor)."""
        if place not in self._heard and len(self._heard) >= MOST:
            del self._heard[next(iter(self._heard))]
        self._heard[place] = (snr_db, now)

    def listed(self, now: float) -> Sequence[tuple[int, float]]:
        """Return the places of those who were heard lately, each with its signal."""
        self._heard = {place: heard for place, heard in self._heard.items() if now - heard[1] <= self._keep_s}
        return [(place, snr_db) for place, (snr_db, _) in self._heard.items()]

    def forget(self) -> None:
        """Lose what is in RAM."""
        self._heard.clear()
