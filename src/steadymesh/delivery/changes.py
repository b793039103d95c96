"""What became of a text, step by step: what is written down and told of. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from steadymesh.ids import PublicKey
from steadymesh.model import Entry


class Step(Enum):
    """What a change was."""

    MOVED = "moved"
    """Something to write down."""
    SENT = "sent"
    """The radio took it."""
    PAUSED = "paused"
    """It was refused and is tried again, under another id."""
    UNHEARD = "unheard"
    """Nobody confirmed it; it is tried again, under another id, when its recipient is heard."""
    AWAITS_KEY = "awaits-key"
    """It waits until the radio can encrypt it."""
    ENDED = "ended"
    IMPROVED = "improved"
    """A late verdict made a final outcome better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of one entry."""

    entry: Entry
    step: Step
    used_key: PublicKey | None = None
    """The recipient's key that the last attempt named; None: none."""
    since: float | None = None
    """Loop time when it was handed in; None: it had ended before, and that is forgotten."""
