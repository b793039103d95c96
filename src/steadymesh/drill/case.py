"""What a drill is, what came of it, and how that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

NOTICED_S: Final = 45.0
"""A dead link is noticed within this, with default settings (A11)."""

AT_ONCE_S: Final = 1.0
"""Where the socket itself says that the link is gone."""

READY_S: Final = 3.0
"""READY again after the fault ends: this, the current back-off, and one connect time-out."""

STOP_S: Final = 3.0
"""SIGTERM in any state ends within this (A8)."""

GROWTH_MB: Final = 30.0
"""Resident memory may grow by this in one drill: caches of the first use (seen: 9 MB in a fresh process)."""

GROWTH_5000_MB: Final = 60.0
"""The same where 5,000 nodes come: in the simulated radio, as its dump, and in our directory (seen: 26 to 41 MB)."""


class Expect(Enum):
    """What a fault may do to the link."""

    LOST_AT_ONCE = "lost at once"
    """The socket says so."""
    LOST_BY_PROBE = "lost, by probe"
    """Only an unanswered probe, or a send without a verdict, can tell."""
    FAILS = "attempts fail"
    """The link is cut, and every attempt fails until the fault ends."""
    SUCCEEDS = "must succeed"
    """The link is cut, and the next attempt must succeed, however slowly."""
    STAYS = "must stay"
    """The link must not be lost."""
    ANY = "may be lost"
    """Bytes are destroyed: the link may be given up or kept, but must serve again afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One drill."""

    name: str
    expect: Expect
    hold_s: float = 60.0
    """How long the fault lasts, unless it ends by itself."""
    fault: str = ""
    """Of the simulator's catalogue; empty: something of our own side."""
    inside: str = ""
    """Of `drill.inside`; empty: nothing."""
    sets: tuple[str, ...] = ()
    """Settings that differ from the defaults."""
    growth_mb: float = GROWTH_MB
    from_start: bool = False
    """Whether the fault is there before the first connection."""
    yields: bool = False
    """Whether the answer is to give the slot away for minutes: READY again is not expected within a moment."""
    loses_questions: bool = False
    """Whether bytes are destroyed: a question of which nothing arrived can't be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of one drill. None: not applicable, or it did not happen."""

    name: str
    expect: str
    noticed_s: float | None
    """From the fault to the link's being given up; for failing attempts: how long the first one took."""
    ready_again_s: float | None
    """From the fault's end, or from when it was noticed where that is later, to READY."""
    ready_allowed_s: float | None
    asked: int
    """Questions that people asked, all the while."""
    answered: int
    answered_meanwhile: int
    """Answers on the air while the fault lasted."""
    lost: int
    """Outgoing texts that never reached the air."""
    twice: int
    """Texts that a person got twice."""
    stop_s: float | None
    """How long ending the process took in the middle of the fault."""
    left: tuple[str, ...]
    """Tasks, timers, sockets and threads that were left over."""
    grown_mb: float
    """Resident memory, from before the drill to after it."""
    grown_allowed_mb: float | None
    """More than that fails the drill; None: memory is not measured."""
    problems: tuple[str, ...]
    """Why it failed; empty: it passed."""

    @property
    def passed(self) -> bool:
        """Whether everything asked for was reached."""
        return not self.problems
