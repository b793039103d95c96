"""What the watch over the house reports to the board: something began, ended, or may not have ended. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steadymesh.alerts.kinds import AlertKind

Field = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """It is so from now on, or it happened."""

    kind: AlertKind
    item: str = ""
    """Which of several: a node, a plug-in. Told again, it is the same one."""
    name: str = ""
    """What people call it; plain text already."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    """Of its sentence; the last one's count."""
    ago_s: float = 0.0
    """For how long it has been so already."""
    lapse_s: float | None = None
    """It has ended if it is not told again for so long; None: its end is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """It is so no more; one that never was is no error."""

    kind: AlertKind
    item: str = ""
    after_s: float = 0.0
    """If nothing says otherwise for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """What was about to be taken for ended has not."""

    kind: AlertKind
    item: str = ""


Change = Began | Ended | Doubted
