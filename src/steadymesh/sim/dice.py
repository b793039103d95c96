"""Chance that comes out the same for the same seed, on every machine and in every order of imports."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance drawn from SHA-256 of seed, label and a counter. Not for secrets.

    Args:
        seed: Same seed, same stream.
        label: Keeps the streams of different users of one seed apart.
    """

    def __init__(self, seed: int, label: str) -> None:
        self._root = f"{seed}/{label}/".encode()
        self._count = 0

    def block(self, size_bytes: int) -> bytes:
        """Return that many bytes."""
        out = b""
        while len(out) < size_bytes:
            self._count += 1
            out += hashlib.sha256(self._root + self._count.to_bytes(8, "big")).digest()
        return out[:size_bytes]

    def number(self) -> int:
        """Return 32 bits, never 0: fit for a packet id."""
        return int.from_bytes(self.block(4), "big") or 1

    def fraction(self) -> float:
        """Return a number within [0, 1)."""
        return (self.number() & 0xFFFFFF) / 0x1000000

    def between(self, low: float, high: float) -> float:
        """Return a number within [low, high)."""
        return low + (high - low) * self.fraction()

    def below(self, bound: int) -> int:
        """Return a whole number within [0, bound)."""
        return int(self.fraction() * bound)

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]
