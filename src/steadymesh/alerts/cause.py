"""One cause of alerts: what of it is known, and what is to be told of it when. PURE: time is an argument.

Something that lasts is told when it has begun and when it has ended, and once a day in between. If it has begun three
times within an hour it is told to come and go, and then nothing until it has been quiet for an hour. Something that
happens is told with whatever of the same came with it, and what follows waits until it is time to speak of it again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from steadymesh.alerts.changes import Began, Change, Doubted, Ended, Field
from steadymesh.alerts.kinds import DAY_S, HOUR_S, AlertKind, Manner

MAX_ITEMS: Final = 50
"""Remembered of one cause; more are counted."""

SHOWN: Final = 5
"""Names in one sentence."""

REPEAT_S: Final = DAY_S
"""Between two tellings of what goes on."""

FLAPS: Final = 3
"""Begun so often within `FLAP_S`, it comes and goes."""

FLAP_S: Final = HOUR_S


class Phase(Enum):
    """What is told of a cause."""

    BEGAN = "began"
    AGAIN = "again"
    """More of the same, while it goes on."""
    STILL = "still"
    FLAPPING = "flapping"
    ENDED = "ended"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is to be told now."""

    kind: AlertKind
    phase: Phase
    names: tuple[str, ...] = ()
    """Which ones, the first `SHOWN`."""
    count: int = 1
    """How many."""
    seconds: float = 0.0
    """For how long it has been so, or was."""
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Item:
    """One of those that a cause is about."""

    name: str
    lapses: float | None = None
    """When it is taken for ended; None: not by itself."""
    ended: float | None = None
    """Since when it seems to have ended; None: it does not."""
    lapse_s: float | None = None
    """What `lapses` is set by, for whoever doubts that it ended."""


class Cause:
    """What is known of one kind.

    Args:
        kind: What it is about.
        manner: How it is told.
    """

    def __init__(self, kind: AlertKind, manner: Manner) -> None:
        self.kind = kind
        self.manner = manner
        self.items: dict[str, Item] = {}
        self.fresh: dict[str, str] = {}
        """By item: the names of those nobody was told of."""
        self.fields: Mapping[str, Field] = {}
        self.more = 0
        """Happened beyond `MAX_ITEMS`."""
        self.began: float | None = None
        self.off: float | None = None
        """When the last one ended; None: it goes on, or nothing does."""
        self.told: float | None = None
        """When something was told last."""
        self.is_told = False
        """Whether somebody knows of what goes on."""
        self.is_flapping = False
        self.begins: deque[float] = deque(maxlen=FLAPS)

    # --- what comes in ------------------------------------------------------------------------

    def note(self, change: Change, now: float) -> None:
        """Take what is reported."""
        match change:
            case Began():
                self._begin(change, now)
            case Ended(item=item, after_s=after_s) if item in self.items:
                known = self.items[item]
                if known.ended is None:
                    known.ended, known.lapses = now, now + after_s
            case Doubted(item=item) if item in self.items:
                known = self.items[item]
                if known.ended is not None:
                    known.ended = None
                    known.lapses = None if known.lapse_s is None else now + known.lapse_s
        self.lapse(now)

    def _begin(self, change: Began, now: float) -> None:
        self.lapse(now)
        self.fields = dict(change.fields)
        if change.item not in self.items:
            if len(self.items) >= MAX_ITEMS:
                self.more += 0 if self.manner.lasts else 1
                return
            if change.item or not self.is_told:  # one that comes back before its end was told is no news
                self.fresh[change.item] = change.name
        if self.began is None:
            self.began = now - change.ago_s
        self.off = None
        lapses = None if change.lapse_s is None else now + change.lapse_s
        self.items[change.item] = Item(name=change.name, lapses=lapses, lapse_s=change.lapse_s)

    def lapse(self, now: float) -> None:
        """Forget what has ended by now."""
        for key, item in list(self.items.items()):
            if item.lapses is not None and item.lapses <= now:
                del self.items[key]
                self.fresh.pop(key, None)
                if not self.items:
                    self.off = item.ended if item.ended is not None else item.lapses
        if not self.items and not self.is_told:
            self.began = self.off = None

    # --- what goes out --------------------------------------------------------------------------

    def lapses(self) -> Sequence[float]:
        """Return when something of it ends by itself."""
        return [item.lapses for item in self.items.values() if item.lapses is not None]

    def tells(self) -> float | None:
        """Return when something is to be told, as things stand; None: not before something is reported."""
        if not self.manner.lasts:
            return None if self.began is None or not self.items else self._not_before(self.began + self.manner.settle_s)
        if not self.is_told:
            # From when it was noticed: what has been so for long is told at once.
            return None if self.began is None or not self.items else self.began + self.manner.settle_s
        assert self.told is not None
        if self.off is not None:
            return self.off + (FLAP_S if self.is_flapping else self.manner.calm_s)
        if self.fresh and not self.is_flapping:
            return self.told + self.manner.cool_s
        return self.told + REPEAT_S

    def _not_before(self, then: float) -> float:
        return then if self.told is None else max(then, self.told + self.manner.cool_s)

    def due(self, now: float) -> Telling | None:
        """Return what is to be told now, and take it for told; None: nothing."""
        self.lapse(now)
        tells = self.tells()
        if tells is None or now < tells:
            return None
        if not self.manner.lasts:
            return self._happened(now)
        if self.off is not None:
            return self._ended()
        if not self.is_told:
            return self._begun(now)
        phase = Phase.AGAIN if self.fresh and not self.is_flapping else Phase.STILL
        return self._tell(phase, now)

    def is_end(self) -> bool:
        """Return whether what is told next is that it has ended: that belongs to what was told already."""
        return self.is_told and self.off is not None

    def _happened(self, now: float) -> Telling:
        telling = self._tell(Phase.HAPPENED, now)
        self.items.clear()
        self.more = 0
        self.began = None
        self.is_told = False
        return telling

    def _begun(self, now: float) -> Telling:
        self.begins.append(now)
        self.is_flapping = len(self.begins) == FLAPS and now - self.begins[0] <= FLAP_S
        return self._tell(Phase.FLAPPING if self.is_flapping else Phase.BEGAN, now)

    def _ended(self) -> Telling:
        assert self.off is not None
        began = self.off if self.began is None else self.began
        telling = Telling(
            kind=self.kind, phase=Phase.ENDED, seconds=max(self.off - began, 0.0), fields=dict(self.fields)
        )
        self.is_told = self.is_flapping = False
        self.began = self.off = None
        self.fresh.clear()
        return telling

    def _tell(self, phase: Phase, now: float) -> Telling:
        # Of what goes on, all who are concerned; of what comes on top, the new ones first.
        names = dict.fromkeys(filter(None, (*self.fresh.values(), *(item.name for item in self.items.values()))))
        self.told = now
        self.is_told = True
        self.fresh.clear()
        return Telling(
            kind=self.kind,
            phase=phase,
            names=tuple(names)[:SHOWN],
            count=len(self.items) + self.more,
            seconds=0.0 if self.began is None else max(now - self.began, 0.0),
            fields=dict(self.fields),
        )


def names_of(cause: Cause) -> Iterable[str]:
    """Return whom a cause is about, by name."""
    return dict.fromkeys(filter(None, (item.name for item in cause.items.values())))
