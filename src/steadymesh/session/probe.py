"""Liveness: when to probe, what counts as life, and when a radio is dead or deaf.

A quiet mesh is not a dead link: only unanswered probes are. Any frame after a probe is life. One unanswered probe
proves nothing (another client may have taken the answer, an ESP32 lost the question), two do. And a radio whose frames
come while it acknowledges nothing that we send is deaf.

Frames that come by themselves are no answer: what a radio says unasked may stand in a buffer on the way. So that health
can be told from answers alone, a radio that is never silent is probed too, only more seldom.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from steadymesh.model import answer_limit_s

PROBES: Final = 2
"""Unanswered probes that make a radio dead."""

MISSES: Final = 3
"""Missing queueStatus in a row that make a radio deaf."""


class Finding(Enum):
    """What a look at the clock says."""

    FINE = "fine"
    PROBE = "probe"
    """A probe is to be sent now, for there was silence."""
    PROOF = "proof"
    """A probe is to be sent now, though frames come: the last answer will soon prove nothing any more."""
    DEAD = "dead"
    DEAF = "deaf"


class Liveness:
    """Keeps count of frames, probes and missing answers.

    Args:
        interval_s: Without any frame, until the radio is probed.
        timeout_s: Until a probe counts as unanswered.
        now: Loop time; taken for the first sign of life.
    """

    def __init__(self, *, interval_s: float, timeout_s: float, now: float) -> None:
        self._interval_s = interval_s
        self._timeout_s = timeout_s
        # Half of what an answer is good for: a first probe that gets lost leaves time for a second one.
        self._proof_s = answer_limit_s(interval_s=interval_s, timeout_s=timeout_s) / 2
        self._heard_at = self._answered_at = now
        self._probed_at: float | None = None
        self._unanswered = 0
        self._status_due: float | None = None
        self._missed = 0

    @property
    def is_probing(self) -> bool:
        """Whether a probe is out to which no frame has come yet."""
        return self._probed_at is not None

    def heard(self, now: float) -> float | None:
        """Take any frame; return seconds since the probe that it answers, None if none was open."""
        self._heard_at = now
        if self._probed_at is None:
            return None
        seconds = now - self._probed_at
        self._probed_at = None
        self._answered_at = now
        self._unanswered = 0
        return seconds

    def acknowledged(self) -> None:
        """Take a queueStatus, or a verdict, for something of ours: the radio hears us."""
        self._missed = 0
        self._status_due = None

    def missed(self) -> None:
        """Note that a packet's queueStatus stayed away."""
        self._missed += 1

    def probed(self, now: float, *, counts: bool = True) -> None:
        """Note that a probe goes out now.

        Args:
            now: Loop time.
            counts: A queueStatus that stays away speaks for a deaf radio. Not where frames come all the time: a second
                client takes one now and then (firmware has one queue of them for all its clients).
        """
        self._probed_at = now
        self._unanswered += 1
        if counts:
            self._status_due = now + self._timeout_s

    def deadline(self) -> float:
        """Return when `look` has something to say."""
        due = self._next_probe() if self._probed_at is None else (self._probed_at + self._timeout_s)
        return due if self._status_due is None else min(due, self._status_due)

    def look(self, now: float) -> Finding:
        """Return what is to be done at this time."""
        if self._status_due is not None and now >= self._status_due:
            self._status_due = None
            self._missed += 1
        if self._probed_at is not None:
            if now < self._probed_at + self._timeout_s:
                return Finding.FINE
            return Finding.DEAD if self._unanswered >= PROBES else Finding.PROBE
        if self._missed >= MISSES:
            return Finding.DEAF
        if now >= self._heard_at + self._interval_s:
            return Finding.PROBE
        return Finding.PROOF if now >= self._next_probe() else Finding.FINE

    def _next_probe(self) -> float:
        return min(self._heard_at + self._interval_s, self._answered_at + self._proof_s)
