"""Whether and when the air may be used for one more text: gaps, a budget of airtime, a busy channel, quiet hours. PURE.

The radio's own floors are the session's (`radio.text_gap`); these are manners towards everybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from steadymesh.delivery.lines import Kind, Person
from steadymesh.model import SendText

CHANNEL_BUSY: Final = "CHANNEL_BUSY"
"""Reason of a text that waits, or ended, because the channel is used too much for what it is."""

AIR_BUDGET: Final = "AIR_BUDGET"
"""Reason of a text that waits, or ended, because our own share of the hour's airtime is used up."""

QUIET_HOURS: Final = "QUIET_HOURS"
"""Reason of a text that waits, or ended, because it is night and nobody has asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one transmission costs everybody."""

    size_bytes: int
    """On the air, headers included."""
    airtime_s: float


class Manners(Protocol):
    """What the queue asks before it lets a text go."""

    def objection(self, kind: Kind) -> str:
        """Return why no text of this kind may go now, however long it waits; empty: nothing against it."""
        ...

    def free_at(self, intent: SendText, now: float) -> float:
        """Return the loop time from which this text may go, as far as the others' air is concerned."""
        ...

    def person_free_at(self, person: Person) -> float:
        """Return the loop time from which somebody may be sent another text."""
        ...

    def handed(self, intent: SendText, person: Person, key: str, now: float) -> None:
        """Note that a text was handed over."""
        ...

    def spent(self, airtime_s: float) -> None:
        """Note airtime that the radio has used by itself."""
        ...

    def settled(self, person: Person, key: str) -> None:
        """Note that a text has its verdict: its person need not be spared any longer."""
        ...

    def cost(self, intent: SendText) -> Cost:
        """Return what one transmission of a text costs."""
        ...

    def verdict_wait_s(self, intent: SendText) -> float:
        """Return for how many seconds after its hand-over a verdict may still come."""
        ...


class NoManners:
    """All the air is ours: for whoever tests without anybody else, and before a radio has told of its settings."""

    def objection(self, kind: Kind) -> str:  # noqa: ARG002  (of everybody)
        """Return nothing."""
        return ""

    def free_at(self, intent: SendText, now: float) -> float:  # noqa: ARG002
        """Return the present."""
        return now

    def person_free_at(self, person: Person) -> float:  # noqa: ARG002
        """Return the beginning of time."""
        return 0.0

    def handed(self, intent: SendText, person: Person, key: str, now: float) -> None:
        """Do nothing."""

    def spent(self, airtime_s: float) -> None:
        """Do nothing."""

    def settled(self, person: Person, key: str) -> None:
        """Do nothing."""

    def cost(self, intent: SendText) -> Cost:  # noqa: ARG002
        """Return that it costs nothing."""
        return Cost(size_bytes=0, airtime_s=0.0)

    def verdict_wait_s(self, intent: SendText) -> float:  # noqa: ARG002
        """Return three minutes: three transmissions on a slow preset."""
        return 180.0
