"""Everything that goes on, and what is to be told of it when. PURE: time is an argument.

A board outlives its process: `dump` it, and `restore` it in the next one, which then neither tells twice what goes on
nor forgets to say that it has ended.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final

from steadymesh.alerts.cause import SHOWN, Cause, Item, Telling, names_of
from steadymesh.alerts.changes import Change, Field
from steadymesh.alerts.kinds import HOUR_S, MANNERS, AlertKind
from steadymesh.model import Json
from steadymesh.words import clean

MOST_AN_HOUR: Final = 12
"""Alerts of whatever kind: a telephone that rings every five minutes is switched off. Ends are not counted: there is
one for each begin at most."""


class Board:
    """What is known of all kinds.

    Args:
        quiet: What nobody is told of.
        most_an_hour: Tellings beside those of ends; what waits for its turn is told if it still goes on.
    """

    def __init__(self, *, quiet: frozenset[AlertKind] = frozenset(), most_an_hour: int = MOST_AN_HOUR) -> None:
        self._causes = {kind: Cause(kind, manner) for kind, manner in MANNERS.items() if kind not in quiet}
        self._most = most_an_hour
        self._told: deque[float] = deque(maxlen=most_an_hour)

    def note(self, change: Change, now: float) -> None:
        """Take what is reported."""
        if (cause := self._causes.get(change.kind)) is not None:
            cause.note(change, now)

    def deadline(self) -> float | None:
        """Return when `due` is to be asked next; None: not before something is reported."""
        free = self._free_at()
        found: list[float] = []
        for cause in self._causes.values():
            found += cause.lapses()
            tells = cause.tells()
            if tells is not None:
                found.append(tells if cause.is_end() else max(tells, free))
        return min(found, default=None)

    def due(self, now: float) -> tuple[Telling, ...]:
        """Return what is to be told now, and take it for told."""
        found = []
        for cause in self._causes.values():
            cause.lapse(now)
            is_end = cause.is_end()
            if not is_end and now < self._free_at():
                continue
            telling = cause.due(now)
            if telling is not None:
                found.append(telling)
                if not is_end:
                    self._told.append(now)
        return tuple(found)

    def current(self, now: float) -> tuple[dict[str, Json], ...]:
        """Return what goes on, ready for JSON: `kind`, `names`, `count`, `seconds`, `is_told`."""
        return tuple(
            {
                "kind": cause.kind.value,
                "names": [*list(names_of(cause))[:SHOWN]],
                "count": len(cause.items) + cause.more,
                "seconds": 0.0 if cause.began is None else round(max(now - cause.began, 0.0), 1),
                "is_told": cause.is_told,
            }
            for cause in self._causes.values()
            if cause.items and cause.manner.lasts
        )

    def _free_at(self) -> float:
        """Return from when one more may be told within the hour."""
        if len(self._told) < self._most:
            return float("-inf")
        return self._told[0] + HOUR_S

    # --- over restarts --------------------------------------------------------------------------

    def dump(self, now: float) -> Json:
        """Return what somebody knows of, ready for JSON; times as seconds ago."""
        return {
            cause.kind.value: {
                "began": None if cause.began is None else now - cause.began,
                "told": now - cause.told,
                "off": None if cause.off is None else now - cause.off,
                "is_told": cause.is_told,
                "is_flapping": cause.is_flapping,
                "begins": [now - begin for begin in cause.begins],
                "fields": dict(cause.fields),
                "items": {
                    key: {"name": item.name, "lapses": None if item.lapses is None else item.lapses - now}
                    for key, item in cause.items.items()
                },
            }
            for cause in self._causes.values()
            if cause.told is not None
        }

    def restore(self, kept: Json, now: float, elapsed_s: float) -> None:
        """Take what an earlier process knew; what this one was told already stands.

        Args:
            kept: What `dump` returned; anything else in its place is left out.
            now: Loop time.
            elapsed_s: Since then.
        """
        if not isinstance(kept, Mapping):
            return
        for kind, cause in self._causes.items():
            one = kept.get(kind.value)
            if isinstance(one, Mapping) and cause.told is None:
                _restore(cause, one, now, max(elapsed_s, 0.0))


def _restore(cause: Cause, kept: Mapping[str, Json], now: float, elapsed_s: float) -> None:
    def ago(name: str) -> float | None:
        seconds = _number(kept.get(name))
        return None if seconds is None else now - elapsed_s - seconds

    cause.told = ago("told")
    begins = kept.get("begins")
    for begin in begins if isinstance(begins, list) else ():
        if (seconds := _number(begin)) is not None:
            cause.begins.append(now - elapsed_s - seconds)
    if not kept.get("is_told") or cause.told is None:
        return
    is_here = bool(cause.items)
    cause.is_told, cause.is_flapping = True, bool(kept.get("is_flapping"))
    cause.fields = cause.fields if is_here else _fields(kept.get("fields"))
    cause.began = ago("began")
    cause.off = None if is_here else ago("off")
    items = kept.get("items")
    for key, item in list(items.items()) if isinstance(items, Mapping) else ():
        if isinstance(item, Mapping) and key not in cause.items:
            left = _number(item.get("lapses"))
            lapses = None if left is None else now + left - elapsed_s
            cause.items[str(key)] = Item(name=clean(str(item.get("name", ""))), lapses=lapses)
        cause.fresh.pop(str(key), None)
    if not cause.items and cause.off is None:
        cause.off = now


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _fields(value: object) -> Mapping[str, Field]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name): one for name, one in value.items() if isinstance(one, str | int | float)}
