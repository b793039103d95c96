"""A telling as people read it. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.alerts.cause import Phase, Telling
from steadymesh.alerts.kinds import AlertKind
from steadymesh.clock import format_duration
from steadymesh.words import render

DIGEST: Final = "digest"
TEST: Final = "test"


class Weight(Enum):
    """How a service is to show it; Apprise's words (`NotifyType`)."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"


_GRAVE: Final = frozenset({AlertKind.LINK, AlertKind.STORE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is told, in words."""

    kind: str
    """An `AlertKind`'s value, `digest` or `test`."""
    phase: str
    """A `Phase`'s value; empty: of a digest or a test."""
    weight: Weight
    body: str


def note_of(telling: Telling, language: str) -> Note:
    """Return what is told, in a language."""
    kind, phase = telling.kind.value, telling.phase
    fields = {
        **telling.fields,
        "names": _listed(telling),
        "count": telling.count,
        "away": _rough(telling.seconds),
    }
    if phase is Phase.ENDED:
        body = render(f"alert-{kind}-over", fields, language)
    else:
        body = render(f"alert-{kind}", fields, language)
        if phase in (Phase.STILL, Phase.FLAPPING):
            # Not as a field of the other: `render` cuts fields.
            body = f"{render(f'alert-{phase.value}', {'duration': fields['away']}, language)}\n{body}"
    return Note(kind=kind, phase=phase.value, weight=_weight(telling), body=body)


def _weight(telling: Telling) -> Weight:
    if telling.phase is Phase.ENDED:
        return Weight.SUCCESS
    return Weight.FAILURE if telling.kind in _GRAVE else Weight.WARNING


def _listed(telling: Telling) -> str:
    """Return the names; those that are not told are counted."""
    more = telling.count - len(telling.names)
    names = ", ".join(telling.names)
    return f"{names} +{more}" if names and more > 0 else names


def _rough(seconds: float) -> str:
    """Return a duration in its two largest units at most."""
    for size_s, smaller_s in ((86_400, 3_600), (3_600, 60), (60, 1)):
        if seconds >= size_s:
            return format_duration(seconds // smaller_s * smaller_s)
    return format_duration(round(seconds))
