"""PURE: how old a question is, on which clock, and from when on its answer says so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from steadymesh.events import TextReceived

WORTH_SAYING_S: Final = 60.0
"""A minute is what an answer may take anyway: the radio tries for as long on LongFast."""


def age_s(event: TextReceived, at: datetime) -> float | None:
    """Return how long ago our radio received a text; None: not known, and it is taken for fresh.

    The radio's clock decides (`TextReceived.age_s`), so that setting ours makes nobody deaf. After a restart of ours
    nothing is known of it yet: then what came in the first burst after READY, and nothing else, is dated by the radio
    and compared with our wall clock. A date in the future says that one of the two is wrong, and counts as fresh.

    Args:
        event: The text.
        at: Wall time.
    """
    received = event.message.at
    if event.age_s is None and event.late and received is not None:
        return max(0.0, (at - received).total_seconds())
    return event.age_s


def late_s(event: TextReceived, at: datetime) -> float | None:
    """Return how late an answer comes because its question waited in the radio's queue; None: not worth saying.

    Args:
        event: The question.
        at: Wall time.
    """
    age = age_s(event, at) if event.late else None
    return age if age is not None and age >= WORTH_SAYING_S else None
