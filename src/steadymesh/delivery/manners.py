"""What the queue asks before it uses the air that everybody shares, and what it tells of what it did. PURE.

The radio's own floors are the session's (`radio.text_gap`); these are manners towards everybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from steadymesh.delivery.lines import Kind, Person
from steadymesh.model import Entry, SendText

CHANNEL_BUSY: Final = "CHANNEL_BUSY"
"""Reason of a text that ended because the channel was used too much for what it is."""

AIR_BUDGET: Final = "AIR_BUDGET"
"""Reason of a text that ended because our own share of the hour's airtime was used up."""

QUIET_HOURS: Final = "QUIET_HOURS"
"""Reason of a text that ended because it was night and nobody had asked for it."""

VERDICT_WAIT_S: Final = 180.0
"""For a verdict, as long as nothing is known of the radio's settings."""

RADIOS_TRIES: Final = 3
"""Transmissions of a text until the radio gives up (firmware `NextHopRouter.h`, NUM_RELIABLE_RETX)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one transmission costs everybody."""

    size_bytes: int
    """On the air, headers included."""
    airtime_s: float


class Manners(Protocol):
    """What the others' air allows."""

    def objection(self, kind: Kind) -> str:
        """Return why no text of this kind may go as things stand; empty: it may."""
        ...

    def fits(self, intent: SendText) -> bool:
        """Return whether a text can ever go: it costs no more than our whole share of an hour."""
        ...

    def free_at(self, kind: Kind, intent: SendText, now: float, *, is_behind: bool = False) -> float:
        """Return the loop time from which this text may go; infinity: it never may. See `budget_wait_s`."""
        ...

    def person_free_at(self, person: Person) -> float:
        """Return the loop time from which somebody may be sent another text."""
        ...

    def budget_wait_s(self, kind: Kind, intent: SendText, now: float, *, is_behind: bool = False) -> float:
        """Return the seconds until a text fits its kind's share of our hour; 0: it does; infinity: it never will.

        Args:
            kind: Of what kind it is.
            intent: The text.
            now: Loop time.
            is_behind: One that goes first waits for air: only what is kept for its kind is left.
        """
        ...

    def channel_use(self) -> float | None:
        """Return how much our channel is used, percent; None: not known."""
        ...

    def handed(self, entry: Entry, person: Person, now: float) -> None:
        """Note that a text was handed over."""
        ...

    def settled(self, entry: Entry, person: Person, tries: int | None, now: float) -> int:
        """Note that a text needs no more air under its present packet id; return how often it was on the air.

        Args:
            entry: Handed over before.
            person: Whose text it is: they need not be spared any longer.
            tries: How often it was; None: as often as the radio can have sent it by now.
            now: Loop time.
        """
        ...

    def cost(self, intent: SendText) -> Cost:
        """Return what one transmission of a text costs."""
        ...

    def verdict_wait_s(self, intent: SendText) -> float:
        """Return for how many seconds after its hand-over a verdict may still come."""
        ...

    def on_air_s(self, intent: SendText) -> float:
        """Return for how many seconds the radio tries to send a text, as it reckons: a verdict may come later."""
        ...

    def second_try_s(self, intent: SendText) -> float:
        """Return after how many seconds a node that lacked our key may have it: our radio has told it (35)."""
        ...

    def silent_for_s(self, now: float) -> float:
        """Return for how many seconds our radio will send nothing, because its hour is used up; 0: it sends."""
        ...


class NoManners:
    """All the air is ours: for whoever tests without anybody else."""

    def objection(self, kind: Kind) -> str:  # noqa: ARG002  (of everybody)
        """Return nothing."""
        return ""

    def fits(self, intent: SendText) -> bool:  # noqa: ARG002
        """Return that it does."""
        return True

    def free_at(self, kind: Kind, intent: SendText, now: float, *, is_behind: bool = False) -> float:  # noqa: ARG002
        """Return the present."""
        return now

    def person_free_at(self, person: Person) -> float:  # noqa: ARG002
        """Return the beginning of time."""
        return 0.0

    def budget_wait_s(self, kind: Kind, intent: SendText, now: float, *, is_behind: bool = False) -> float:  # noqa: ARG002
        """Return that it fits."""
        return 0.0

    def channel_use(self) -> float | None:
        """Return that nobody knows."""
        return None

    def handed(self, entry: Entry, person: Person, now: float) -> None:
        """Do nothing."""

    def settled(self, entry: Entry, person: Person, tries: int | None, now: float) -> int:  # noqa: ARG002
        """Return what is told, or once."""
        return 1 if tries is None else tries

    def cost(self, intent: SendText) -> Cost:  # noqa: ARG002
        """Return that it costs nothing."""
        return Cost(size_bytes=0, airtime_s=0.0)

    def verdict_wait_s(self, intent: SendText) -> float:  # noqa: ARG002
        """Return three minutes: three transmissions on a slow preset."""
        return VERDICT_WAIT_S

    def on_air_s(self, intent: SendText) -> float:  # noqa: ARG002
        """Return the same: nobody knows better."""
        return VERDICT_WAIT_S

    def second_try_s(self, intent: SendText) -> float:  # noqa: ARG002
        """Return a quarter of a minute."""
        return SECOND_TRY_S

    def silent_for_s(self, now: float) -> float:  # noqa: ARG002
        """Return that it sends."""
        return 0.0


SECOND_TRY_S: Final = 15.0
"""35: the peer lacks our key, and our radio sends its NodeInfo at once: 10–30 s later the peer has it."""
