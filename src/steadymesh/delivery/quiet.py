"""For how long nobody has had anything to say. PURE."""

from __future__ import annotations


class Quiet:
    """Remembers when the last text was on its way."""

    def __init__(self) -> None:
        self._is_busy = True
        self._since = 0.0

    def note(self, *, is_busy: bool, now: float) -> None:
        """Note how it stands; to be called whenever that may have changed."""
        if is_busy or self._is_busy:
            self._since = now
        self._is_busy = is_busy

    def seconds(self, now: float) -> float:
        """Return for how long it has been quiet; 0: it is not, or was not when it was noted last."""
        return 0.0 if self._is_busy else max(0.0, now - self._since)
