"""PURE: whether the disk takes writes, and when it is asked again while it takes none."""

from __future__ import annotations

from steadymesh.store.failures import OutsideError
from steadymesh.store.options import StoreOptions


class Patience:
    """Each pause between two tries is twice the one before, up to a longest.

    Args:
        options: The first pause and the longest, in seconds.
    """

    def __init__(self, options: StoreOptions) -> None:
        self._options = options
        self._since = 0.0
        self._pause_s = 0.0
        self._retry_at = 0.0
        self.failure: OutsideError | None = None
        """Why nothing can be written; None: it can."""

    def holds_back(self, now: float) -> bool:
        """Return whether it is too early for another try."""
        return self.failure is not None and now < self._retry_at

    def earliest(self, at: float) -> float:
        """Return when something that is due at a time can be tried."""
        return at if self.failure is None else max(at, self._retry_at)

    def failed(self, failure: OutsideError, now: float) -> bool:
        """Take note that a write failed; return whether that is news, for its cause is another one."""
        first = self.failure is None or self.failure.cause is not failure.cause
        if self.failure is None:
            self._since = now
            self._pause_s = self._options.retry_first_s
        else:
            self._pause_s = min(self._pause_s * 2, self._options.retry_max_s)
        self.failure = failure
        self._retry_at = now + self._pause_s
        return first

    def worked(self, now: float) -> float | None:
        """Take note that a write succeeded; return for how many seconds none had; None: the one before did."""
        if self.failure is None:
            return None
        self.failure = None
        return now - self._since
