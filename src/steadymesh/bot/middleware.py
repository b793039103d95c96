"""Judges each command before it is handled: whether it is one that we answer at all.

Each judge looks at one thing and answers at once. Only `Copies` and `TooFast` remember anything, and both are bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from steadymesh.bot.memory import Allowance, RecentPackets
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Services
from steadymesh.events import TextReceived
from steadymesh.ids import BROADCAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a command is not handled."""

    reason: str
    """For the log and the counters."""
    wait_s: float | None = None
    """Seconds to tell the sender to wait; None: the sender is told nothing."""


class Judge(Protocol):
    """One reason not to answer."""

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return why the text is not to be answered; None: nothing against it."""
        ...


class NotForUs:
    """Our own words that come back, tapbacks, and texts to somebody else."""

    def __init__(self, services: Services) -> None:
        self._radio = services.radio

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return why the text is not meant for us to answer."""
        message, radio = event.message, self._radio.radio()
        if message.is_tapback:
            return Refusal(reason="tapback")
        if message.sender in (0, BROADCAST):  # forged: an answer to it would go to everybody
            return Refusal(reason="from-nobody")
        if radio is not None and message.sender == radio.num:
            return Refusal(reason="own-echo")
        if radio is not None and message.is_direct and message.to != radio.num:
            return Refusal(reason="not-to-us")
        return None


class Copies:
    """Texts that came before by another way (MQTT, UDP, another relay)."""

    def __init__(self) -> None:
        self._recent = RecentPackets()

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for everything but the first of the same sender and packet id."""
        copy = self._recent.seen_before(event.message.sender, event.message.id)
        return Refusal(reason="copy") if copy else None


class TooOld:
    """Questions that waited in the radio until nobody waits for the answer.

    The age is the radio's (`age_s`), so that setting our clock makes nobody deaf. Where the radio's clock says nothing,
    only what came in the first burst after READY can be old, and our wall clock has to do.
    """

    def __init__(self, services: Services, max_age_s: float) -> None:
        self._clock = services.clock
        self._max_age_s = max_age_s

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for what is older than the longest age."""
        age_s = event.age_s
        if age_s is None and event.late and event.message.at is not None:
            age_s = (self._clock.at() - event.message.at).total_seconds()
        return Refusal(reason="too-old") if age_s is not None and age_s > self._max_age_s else None


class Unmessagable:
    """Nodes that say that nobody reads there (`User.is_unmessagable`): routers, sensors."""

    def __init__(self, services: Services) -> None:
        self._nodes = services.nodes

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal for whom no answer would reach."""
        node = self._nodes.get(event.message.sender)
        return Refusal(reason="unmessagable") if node is not None and node.is_unmessagable else None


class TooFast:
    """People who ask for more than their share of the air: told once, then unanswered until it is refilled."""

    def __init__(self, services: Services, *, per_minute: float, at_once: int) -> None:
        self._clock = services.clock
        self._allowance = Allowance(per_minute=per_minute, at_once=at_once)

    def judge(self, event: TextReceived) -> Refusal | None:
        """Return a refusal, with the seconds to wait the first time, for whom no token is left."""
        sender = event.message.sender
        wait_s = self._allowance.take(sender, self._clock.now())
        if wait_s == 0:
            return None
        return Refusal(reason="too-fast", wait_s=wait_s if self._allowance.first_refusal(sender) else None)


def judges(services: Services, options: BotOptions) -> Sequence[Judge]:
    """Return every judge in order: what costs nothing first, and what takes a token only from who would be answered."""
    return (
        NotForUs(services),
        Copies(),
        TooOld(services, options.max_age_s),
        Unmessagable(services),
        TooFast(services, per_minute=options.commands_per_minute, at_once=options.commands_at_once),
    )
