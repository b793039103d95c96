"""How people behave, as data: what they ask, how often, how patient they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COMMANDS: Final = (("/ping", 4.0), ("/help", 2.0), ("/nodes", 2.0), ("/status", 1.0), ("/keys", 1.0))
"""What is asked, and how often compared with each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What people do; times are means in seconds of those who are awake, shares are within [0, 1]."""

    commands: tuple[tuple[str, float], ...] = COMMANDS
    ask_every_s: float = 4 * 3600.0
    """A question to our bot, a person; 0: never."""
    chat_every_s: float = 3 * 3600.0
    """A line on the channel, a person; 0: never."""
    patience_s: tuple[float, float] = (50.0, 100.0)
    """How long somebody waits for an answer before they ask again."""
    tries: int = 3
    """How often they ask the same in all."""
    mistypes: float = 0.04
    """Share of questions with two letters exchanged."""
    thanks: float = 0.3
    """Share of answers that somebody says thanks for, by direct message."""
    on_channel: float = 0.05
    """Share of questions that are written on the channel for all to see."""
    tapbacks: float = 0.03
    """Share of the channel's lines that somebody puts a thumb to, a reader."""
    walkers: float = 0.25
    """Share of people who walk: they tell where they are, get out of reach and come back."""
    walk_every_s: float = 6 * 3600.0
    walk_s: tuple[float, float] = (600.0, 5400.0)
    """How long a walker is out of reach."""
    off_at_night: float = 0.4
    """Share of people who switch their node off when they go to bed."""
