"""Whose airtime it is: an hour of it has parts that are kept for some, and the rest is whoever's comes first. PURE.

Each purse is sure of its own part: whatever the others take must leave untouched what is left of it. So an operator's
thousand messages leave answers their part, strangers' questions leave it to people whom a key proves, and nobody leaves
an alert without air. Only towards those people, who go first, strangers are not sure of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

_TICK_S: Final = 1e-6
"""Sums of seconds are compared to the microsecond, so that a wait that was asked for is long enough."""


class Purse(Enum):
    """Who pays. Those that go first at the front."""

    FIRST = "first"
    """Alerts, and whatever is for an administrator: they may have all of the hour."""
    ANSWER = "answer"
    """Answers to people whom a key proves."""
    STRANGER = "stranger"
    """Answers to whoever asks under a number that anybody can send under."""
    MESSAGE = "message"
    """What the operator sends."""
    NEWS = "news"
    """Announcements, and all that nobody waits for."""
    QUESTION = "question"
    """Packets that are no texts: they are counted, and ask nobody."""


KEPT: Final = {Purse.FIRST: 0.05, Purse.ANSWER: 0.20, Purse.STRANGER: 0.15, Purse.MESSAGE: 0.10}
"""Which part of the hour each is sure of: with 90 s an hour, some 25 short answers, and 18 to strangers."""


def fits(cost_s: float, purse: Purse, used_s: Mapping[Purse, float], budget_s: float, *, is_behind: bool) -> bool:
    """Return whether something may go now.

    Args:
        cost_s: What it costs at most.
        purse: Who pays.
        used_s: What each has used of the last hour.
        budget_s: Seconds of airtime an hour that we allow ourselves.
        is_behind: Something that goes first waits for air: only what is kept for this purse may be used, or the little
            ones behind would for ever use up what the long one in front waits for.
    """
    left_s = budget_s - sum(used_s.values()) + _TICK_S
    own_s = used_s.get(purse, 0.0)
    if cost_s > left_s:
        return False
    if is_behind and purse is not Purse.FIRST and own_s + cost_s > KEPT.get(purse, 0.0) * budget_s + _TICK_S:
        return False
    if cost_s > budget_s - _kept_s(purse, {}, budget_s) + _TICK_S:
        return own_s <= _TICK_S  # more than it may ever have, on a slow preset: once an hour
    return cost_s <= left_s - _kept_s(purse, used_s, budget_s)


def _kept_s(purse: Purse, used_s: Mapping[Purse, float], budget_s: float) -> float:
    """Return the seconds that this purse must leave to others, who have not used them yet."""

    def left_s(*whose: Purse) -> float:
        return max(0.0, sum(KEPT[one] * budget_s - used_s.get(one, 0.0) for one in whose))

    first_s, message_s, answer_s = left_s(Purse.FIRST), left_s(Purse.MESSAGE), left_s(Purse.ANSWER)
    answers_s = max(answer_s, left_s(Purse.ANSWER, Purse.STRANGER))
    match purse:
        case Purse.FIRST:
            return 0.0
        case Purse.ANSWER:
            return first_s + message_s
        case Purse.STRANGER:
            return first_s + message_s + answer_s
        case Purse.MESSAGE:
            return first_s + answers_s
        case _:
            return first_s + message_s + answers_s
