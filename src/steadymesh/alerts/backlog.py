"""What still has to be told to whom: in order for each service, with growing pauses while one takes nothing. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from steadymesh.alerts.tellings import Note, Weight
from steadymesh.model import Json

MAX_NOTICES: Final = 200
"""Waiting at once; the oldest goes first: what is so now matters more than what was."""

MAX_AGE: Final = timedelta(days=7)
"""Older news is none."""

FIRST_S: Final = 15.0
"""The first pause after a failure …"""

LONGEST_S: Final = 900.0
"""… which doubles up to this: a router that restarts takes a minute, a bill that is not paid a day."""

AT_ONCE: Final = 10
"""Handed over in one go: what waited through a night of no internet is told within a minute."""


class Taken(Enum):
    """What became of one notification at one service."""

    TAKEN = "taken"
    REFUSED = "refused"
    """It answered, and did not take it."""
    UNREACHABLE = "unreachable"
    LATE = "late"
    """It did not answer within its deadline."""
    UNUSABLE = "unusable"
    """No such service is known, or its address lacks something: that is for a person to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of it, and why."""

    taken: Taken
    status: int | None = None
    """What a web server answered with; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notification."""

    key: str
    """Unique; sorts by time."""
    at: datetime
    """When there was something to tell; wall time, aware."""
    note: Note


@dataclass(slots=True)
class _Lane:
    """How one service stands."""

    failures: int = 0
    """In a row."""
    not_before: float = 0.0
    is_busy: bool = False
    is_unusable: bool = False
    taken: int = 0
    last: Verdict | None = None


@dataclass(slots=True)
class _Waiting:
    notice: Notice
    lacking: set[str] = field(default_factory=set)
    """Services that have not taken it."""


class Backlog:
    """Notifications and services.

    Args:
        services: By name.
    """

    def __init__(self, services: Sequence[str]) -> None:
        self._lanes = {name: _Lane() for name in services}
        self._waiting: dict[str, _Waiting] = {}
        self.dropped = 0
        """Given up unheard: too old, or too many."""

    def __len__(self) -> int:
        return len(self._waiting)

    # --- what is to be told -----------------------------------------------------------------

    def add(self, notice: Notice, at: datetime, lacking: Sequence[str] | None = None) -> tuple[str, ...]:
        """Let a notification wait; return the keys of those that are given up for it.

        Args:
            notice: It.
            at: Wall time.
            lacking: The services that have not taken it; None: all.
        """
        wanted = {name for name in (self._lanes if lacking is None else lacking) if name in self._lanes}
        wanted -= {name for name, lane in self._lanes.items() if lane.is_unusable}
        if not wanted or notice.key in self._waiting:
            return () if notice.key in self._waiting else (notice.key,)
        self._waiting[notice.key] = _Waiting(notice, wanted)
        if len(self._waiting) > 1 and notice.key < list(self._waiting)[-2]:
            self._waiting = dict(sorted(self._waiting.items()))
        return self.expire(at)

    def expire(self, at: datetime) -> tuple[str, ...]:
        """Give up what is too old or too much; return the keys."""
        old = [key for key, one in self._waiting.items() if at - one.notice.at > MAX_AGE]
        gone = (
            old
            + [key for key in self._waiting if key not in old][: max(len(self._waiting) - len(old) - MAX_NOTICES, 0)]
        )
        for key in gone:
            del self._waiting[key]
        self.dropped += len(gone)
        return tuple(gone)

    # --- who is to be told what now -----------------------------------------------------------

    def deadline(self) -> float | None:
        """Return when some service is to be told next; None: nothing waits, or everybody is at work."""
        lacking = {name for one in self._waiting.values() for name in one.lacking}
        return min((self._lanes[name].not_before for name in lacking if not self._lanes[name].is_busy), default=None)

    def take(self, now: float) -> Mapping[str, Sequence[Notice]]:
        """Return what each service is to be told now, oldest first, and take it for busy until it is `ended`."""
        found: dict[str, Sequence[Notice]] = {}
        for name, lane in self._lanes.items():
            if lane.is_busy or now < lane.not_before:
                continue
            # After a failure one is tried, not all.
            most = 1 if lane.failures else AT_ONCE
            mine = [one.notice for one in self._waiting.values() if name in one.lacking][:most]
            if mine:
                lane.is_busy = True
                found[name] = mine
        return found

    def note(self, service: str, key: str, verdict: Verdict) -> bool:
        """Note what became of one; return whether everybody has taken it, and it is gone."""
        lane = self._lanes[service]
        lane.last = verdict
        if verdict.taken is Taken.TAKEN:
            lane.taken += 1
            return self._took(service, key)
        return False

    def ended(self, service: str, verdict: Verdict | None, now: float, chance: float) -> tuple[str, ...]:
        """Note how a service's turn ended; return the keys of what nobody is left to be told of.

        Args:
            service: It.
            verdict: The last one; None: it was broken off, and counts for nothing.
            now: Loop time.
            chance: Within [0, 1), so that services that fail together are not tried together for ever.
        """
        lane = self._lanes[service]
        lane.is_busy = False
        if verdict is None:
            return ()
        if verdict.taken is Taken.TAKEN:
            lane.failures, lane.not_before = 0, now
        elif verdict.taken is Taken.UNUSABLE:
            lane.is_unusable = True
            return tuple(key for key in list(self._waiting) if self._took(service, key))
        else:
            pause_s = min(FIRST_S * 2.0 ** min(lane.failures, 10), LONGEST_S)
            lane.failures += 1
            lane.not_before = now + pause_s * (0.8 + 0.4 * chance)
        return ()

    def _took(self, service: str, key: str) -> bool:
        """Strike a service off one's list; return whether nobody is left on it."""
        one = self._waiting.get(key)
        if one is None:
            return False
        one.lacking.discard(service)
        if one.lacking:
            return False
        del self._waiting[key]
        return True

    # --- for people, and for the disk -----------------------------------------------------------

    def failures(self, service: str) -> int:
        """Return how often a service has failed in a row."""
        return self._lanes[service].failures

    def rows(self) -> tuple[dict[str, Json], ...]:
        """Return what waits, oldest first, ready for JSON."""
        return tuple(
            {
                "at": one.notice.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                "kind": one.notice.note.kind,
                "phase": one.notice.note.phase,
                "services": [*sorted(one.lacking)],
                "text": one.notice.note.body,
            }
            for one in self._waiting.values()
        )

    def services(self, now: float) -> tuple[dict[str, Json], ...]:
        """Return how each service stands, ready for JSON."""
        return tuple(
            {
                "service": name,
                "taken": lane.taken,
                "failures": lane.failures,
                "last": None if lane.last is None else lane.last.taken.value,
                "status": None if lane.last is None else lane.last.status,
                "is_unusable": lane.is_unusable,
                "next_s": round(max(lane.not_before - now, 0.0), 1) if lane.failures else None,
                "waiting": sum(name in one.lacking for one in self._waiting.values()),
            }
            for name, lane in self._lanes.items()
        )

    def kept(self, key: str, marks: Mapping[str, str]) -> Json:
        """Return one as it is written down; None: it waits no more.

        Args:
            key: Of the notification.
            marks: What each service is known by on the disk, by its name.
        """
        one = self._waiting.get(key)
        if one is None:
            return None
        note = one.notice.note
        return {
            "at": one.notice.at.isoformat(),
            "kind": note.kind,
            "phase": note.phase,
            "weight": note.weight.value,
            "body": note.body,
            "lacking": [*sorted(marks[name] for name in one.lacking)],
        }


def notice_of(key: str, kept: Json) -> tuple[Notice, Sequence[str]] | None:
    """Return a notification as it was written down, and the marks of those who lack it; None: it is none."""
    if not isinstance(kept, Mapping):
        return None
    lacking = kept.get("lacking")
    try:
        at = datetime.fromisoformat(str(kept.get("at")))
        weight = Weight(kept.get("weight"))
    except ValueError:
        return None
    body = kept.get("body")
    if at.tzinfo is None or not isinstance(body, str) or not isinstance(lacking, list):
        return None
    note = Note(kind=str(kept.get("kind")), phase=str(kept.get("phase")), weight=weight, body=body)
    return Notice(key=key, at=at, note=note), [mark for mark in lacking if isinstance(mark, str)]
