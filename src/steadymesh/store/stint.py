"""PURE: how long the store's thread has been at one piece of work; a disk that hangs reports nothing by itself."""

from __future__ import annotations


class Stint:
    """One piece of work after the other, each with a beginning and an end.

    Args:
        longest_s: What a sound disk needs for none of them.
    """

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self._began: float | None = None

    def begin(self, now: float) -> None:
        """Take note that a piece begins."""
        self._began = now

    def end(self, now: float) -> bool:
        """Take note that it has ended; return whether it had been taken for a hanging one."""
        was_long = self.is_too_long(now)
        self._began = None
        return was_long

    def is_too_long(self, now: float) -> bool:
        """Return whether the present piece takes longer than any on a sound disk. From any thread."""
        began = self._began
        return began is not None and now - began >= self._longest_s
