"""What the operator may set of the mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from steadymesh.bot.plugin import settings
from steadymesh.plugins.mail.office import Limits

MOST_TOTAL: Final = 3_000
MOST_BYTES: Final = 1_000
"""Together they fit a plug-in's drawer (8 MB), whatever is written."""

LEAST_PAUSE: Final = timedelta(minutes=1)


@settings
class MailSettings:
    """`[plugin.mail]`."""

    per_recipient: int = 20
    """Letters that may wait for one person."""
    per_sender: int = 10
    """Letters of one person that may wait."""
    total: int = 1_000
    """Letters that are kept in all."""
    days: int = 14
    """For how long a letter waits, and then lies to be read."""
    pause: timedelta = timedelta(minutes=10)
    """Between two hearings of one person that bring mail."""
    text_bytes: int = 400
    """Longest letter, in UTF-8 bytes; by radio some 200 come in anyway."""

    def __post_init__(self) -> None:
        for name, value, most in (
            ("per_recipient", self.per_recipient, MOST_TOTAL),
            ("per_sender", self.per_sender, MOST_TOTAL),
            ("total", self.total, MOST_TOTAL),
            ("days", self.days, 365),
            ("text_bytes", self.text_bytes, MOST_BYTES),
        ):
            if not 1 <= value <= most:
                raise ValueError(f"{name} is between 1 and {most}.")
        if not LEAST_PAUSE <= self.pause <= timedelta(days=1):
            raise ValueError("pause is between 1 minute and 1 day.")

    def limits(self) -> Limits:
        """Return how much is kept."""
        return Limits(
            per_recipient=self.per_recipient,
            per_sender=self.per_sender,
            total=self.total,
            days=self.days,
            pause=self.pause,
        )
