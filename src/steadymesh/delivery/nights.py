"""When people sleep. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Hours of each day, local time, in which nobody is written to who has not asked; may go over midnight."""

    begin: time
    end: time

    def is_quiet(self, at: datetime) -> bool:
        """Return whether a moment, in local time, is within them: the begin is, the end is not."""
        now = at.timetz().replace(tzinfo=None)
        if self.begin <= self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end
