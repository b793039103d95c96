"""Who hears whom, and how well: a signal in dB for each pair, from places or by hand."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final, Self

from steadymesh.sim.dice import Dice
from steadymesh.sim.terrain.modem import Modem
from steadymesh.sim.terrain.places import SENT_DBM, Place, path_loss_db

SILENT_DB: Final = -200.0
"""The signal of somebody who is not heard at all."""

SHADOW_DB: Final = 6.0
"""Standard deviation of what hills, houses and trees take off a link (usual for suburbs)."""

LOPSIDED_DB: Final = 1.0
"""The two directions of a link differ by so much at most: noise is not the same at both ends."""

BEST_DB: Final = 12.0
"""No radio reports more: its receiver is saturated."""


class Links:
    """The signals between places.

    Args:
        snr_db: Signal of the first (row) as it is heard by the second (column).
        limit_db: Weakest signal that is decoded.
    """

    def __init__(self, snr_db: list[list[float]], *, limit_db: float) -> None:
        self.snr_db = snr_db
        self.limit_db = limit_db

    def __len__(self) -> int:
        return len(self.snr_db)

    @classmethod
    def by_hand(cls, count: int, pairs: Mapping[tuple[int, int], float], *, limit_db: float) -> Self:
        """Return links as given, each the same in both directions unless both are given; all others are silent.

        Args:
            count: How many places.
            pairs: Signal in dB of the first as heard by the second.
            limit_db: Weakest signal that is decoded.
        """
        snr_db = [[SILENT_DB] * count for _ in range(count)]
        for (first, second), signal_db in pairs.items():
            snr_db[first][second] = signal_db
            if (second, first) not in pairs:
                snr_db[second][first] = signal_db
        return cls(snr_db, limit_db=limit_db)

    @classmethod
    def line(cls, count: int, *, limit_db: float, snr_db: float = 5.0) -> Self:
        """Return a line of places, of which each hears its neighbours only."""
        return cls.by_hand(count, {(i, i + 1): snr_db for i in range(count - 1)}, limit_db=limit_db)

    @classmethod
    def between(cls, places: Sequence[Place], *, modem: Modem, dice: Dice) -> Self:
        """Return the links of a landscape: path loss, and shadows drawn for each pair.

        Args:
            places: Where they are.
            modem: How they talk.
            dice: Chance.
        """
        count = len(places)
        snr_db = [[SILENT_DB] * count for _ in range(count)]
        for first in range(count):
            for second in range(first + 1, count):
                one, other = places[first], places[second]
                loss_db = path_loss_db(one.distance_km(other)) + SHADOW_DB * _gauss(dice)
                signal_db = SENT_DBM + one.gain_db + other.gain_db - loss_db - modem.noise_dbm
                slope_db = dice.between(-LOPSIDED_DB, LOPSIDED_DB) / 2
                snr_db[first][second] = min(BEST_DB, signal_db + slope_db)
                snr_db[second][first] = min(BEST_DB, signal_db - slope_db)
        return cls(snr_db, limit_db=modem.snr_limit_db)

    def hears(self, sender: int, receiver: int) -> bool:
        """Return whether the second can decode the first, both ways round being another matter."""
        return sender != receiver and self.snr_db[sender][receiver] >= self.limit_db

    def neighbours(self, index: int) -> list[int]:
        """Return those that hear it and are heard by it."""
        return [other for other in range(len(self)) if self.hears(index, other) and self.hears(other, index)]

    def hops(self, start: int) -> list[int | None]:
        """Return how many transmissions it takes from there to each place; None: there is no way."""
        steps: list[int | None] = [None] * len(self)
        steps[start] = 0
        waiting = deque([(start, 0)])
        while waiting:
            index, far = waiting.popleft()
            for other in self.neighbours(index):
                if steps[other] is None:
                    steps[other] = far + 1
                    waiting.append((other, far + 1))
        return steps

    def diameter(self) -> int | None:
        """Return the longest shortest way between two places; None: not all are connected."""
        longest = 0
        for start in range(len(self)):
            steps = self.hops(start)
            for far in steps:
                if far is None:
                    return None
                longest = max(longest, far)
        return longest


def _gauss(dice: Dice) -> float:
    """Return a number of the normal distribution (Box and Muller)."""
    return math.sqrt(-2 * math.log(1 - dice.fraction())) * math.cos(2 * math.pi * dice.fraction())
