"""What an open text waits for, as things stand, for whoever asks about it or says why it expired. PURE.

Several things may hold it up at once: named is the one that must pass first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.delivery.item import Item
from steadymesh.delivery.lines import Kind, person_of
from steadymesh.delivery.manners import AIR_BUDGET, CHANNEL_BUSY, QUIET_HOURS, Manners


class Waits(Enum):
    """What a text waits for."""

    WRITING = "writing"
    """To be written down; it goes at once."""
    VERDICT = "verdict"
    """It is with the radio: somebody may confirm it, or refuse it."""
    RECIPIENT = "recipient"
    """A neighbour has passed it on: its recipient may still confirm it."""
    REPEAT = "repeat"
    """It was with the radio when the link was lost, and goes once more, under its packet id."""
    LINK = "link"
    """There is no link to the radio."""
    KEY = "key"
    """Our radio lacks its recipient's key."""
    HEARD = "heard"
    """Its recipient did not answer, and has to be heard first."""
    PIECE = "piece"
    """The piece before it goes first."""
    PAUSE = "pause"
    """It was refused, and goes once more after a pause."""
    CHANNEL_BUSY = "channel-busy"
    """Others use the channel too much for what it is."""
    QUIET_HOURS = "quiet-hours"
    """It is night, and nobody has asked for it."""
    AIR_BUDGET = "air-budget"
    """Our share of this hour's air is used up."""
    TURN = "turn"
    """Its turn: others go first, or the air is left to others for a moment."""


_HINDRANCES: Final = {
    Waits.CHANNEL_BUSY: CHANNEL_BUSY,
    Waits.QUIET_HOURS: QUIET_HOURS,
    Waits.AIR_BUDGET: AIR_BUDGET,
}
_OBJECTIONS: Final = {reason: waits for waits, reason in _HINDRANCES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an open text stands."""

    waits: Waits
    seconds: float | None = None
    """For how long, at most or as far as is known; None: nobody knows."""
    percent: float | None = None
    """Of CHANNEL_BUSY: how much the channel is used."""
    before: str = ""
    """Of PIECE: the key of the one before."""
    reason: str = ""
    """Of KEY and PAUSE: why."""

    @property
    def hindrance(self) -> str:
        """Return the reason of a text that expires as it stands; empty: nothing was in its way but time."""
        return _HINDRANCES.get(self.waits, "")


def standing_of(  # noqa: PLR0911  (one case a hindrance)
    item: Item, *, now: float, due: float, is_linked: bool, piece_until: float, kind: Kind, manners: Manners
) -> Standing:
    """Return what an open text waits for.

    Args:
        item: The text.
        now: Loop time.
        due: Loop time from which it is to be handed over; infinity: not as things stand.
        is_linked: Whether there is a radio to hand it to.
        piece_until: Loop time until which the piece before it goes first; infinity: until that has moved on.
        kind: Of what kind it is.
        manners: What the others' air allows.
    """
    if item.held or item.preparing:
        return Standing(waits=Waits.WRITING)
    if item.awaits_key:
        return Standing(waits=Waits.KEY, reason=item.awaits_key)
    if item.last_handed is not None:
        return _out(item, now=now, due=due, is_linked=is_linked)
    if item.entry.awaits_word:
        return Standing(waits=Waits.HEARD)
    if piece_until > now:
        return Standing(waits=Waits.PIECE, before=item.entry.follows, seconds=_seconds(piece_until - now))
    if item.not_before > now:
        return Standing(waits=Waits.PAUSE, reason=item.entry.reason, seconds=item.not_before - now)
    if not manners.fits(item.entry.intent):
        return Standing(waits=Waits.AIR_BUDGET)
    if not is_linked:
        return Standing(waits=Waits.LINK)
    return _in_line(item, now=now, kind=kind, manners=manners)


def _out(item: Item, *, now: float, due: float, is_linked: bool) -> Standing:
    """Return what a text waits for that a radio was handed."""
    left_s = max((item.last_handed or 0.0) + item.verdict_wait_s - now, 0.0)
    if item.entry.relayed:
        return Standing(waits=Waits.RECIPIENT, seconds=left_s)
    if math.isfinite(due):
        return Standing(waits=Waits.REPEAT, seconds=max(due - now, 0.0))
    if not is_linked:
        return Standing(waits=Waits.LINK)
    return Standing(waits=Waits.VERDICT, seconds=left_s)


def _in_line(item: Item, *, now: float, kind: Kind, manners: Manners) -> Standing:
    """Return what a text waits for that may go as far as it is concerned."""
    intent = item.entry.intent
    objection = _OBJECTIONS.get(manners.objection(kind))
    if objection is Waits.CHANNEL_BUSY:
        return Standing(waits=objection, percent=manners.channel_use())
    if objection is not None:
        return Standing(waits=objection)
    budget_s = manners.budget_wait_s(kind, intent, now)
    if budget_s > 0:
        return Standing(waits=Waits.AIR_BUDGET, seconds=_seconds(budget_s))
    free_at = max(manners.free_at(kind, intent, now), manners.person_free_at(person_of(item.entry)))
    return Standing(waits=Waits.TURN, seconds=_seconds(free_at - now) if free_at > now else None)


def _seconds(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) else None
