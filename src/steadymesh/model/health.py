"""When we are healthy: the one definition that everything else asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.model.link import LinkState, LinkStatus

LEAST_S: Final = 60.0
"""A probe's answer is good for so long at least, however often we probe."""


class Ailment(Enum):
    """Why we are not healthy; the values are ids of sentences (`health-<value>`)."""

    NONE = "ready"
    """We are."""
    NEVER = "never"
    """There was no link yet."""
    AWAY = "away"
    GIVEN_AWAY = "given-away"
    """The radio's slot was left to somebody else, by us or on purpose."""
    SILENT = "silent"
    """The link seems to stand, but the radio has answered no probe for too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How we are."""

    ailment: Ailment
    answered_s: float | None
    """Seconds since the radio last answered; None: there is no link."""
    limit_s: float
    """Seconds for which an answer is good."""

    @property
    def is_healthy(self) -> bool:
        """Whether the link is READY and the radio has answered in time."""
        return self.ailment is Ailment.NONE


def answer_limit_s(*, interval_s: float, timeout_s: float) -> float:
    """Return for how many seconds an answered probe proves that the radio lives.

    Args:
        interval_s: Between two probes.
        timeout_s: For which an answer to one is awaited.
    """
    return max(LEAST_S, 2 * interval_s + timeout_s)


def health(link: LinkStatus, *, limit_s: float) -> Health:
    """Return how we are.

    Args:
        link: How the link stands now.
        limit_s: As `answer_limit_s` gives it.
    """
    if link.state is LinkState.READY and link.answered_s is not None:
        ailment = Ailment.NONE if link.answered_s <= limit_s else Ailment.SILENT
    elif link.state in (LinkState.RELEASED, LinkState.YIELDED, LinkState.STOPPED, LinkState.CLOSING):
        ailment = Ailment.GIVEN_AWAY
    else:
        ailment = Ailment.AWAY if link.lost_since is not None else Ailment.NEVER
    return Health(ailment=ailment, answered_s=link.answered_s, limit_s=limit_s)
