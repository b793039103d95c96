"""What the check-up finds: a word for machines, facts, and sentences for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from steadymesh.words import has, render

Fact: TypeAlias = str | int | float | bool | None
Facts: TypeAlias = Mapping[str, Fact]

NO_FACTS: Final[Facts] = MappingProxyType({})


class Level(Enum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Nothing is wrong; somebody may want to know."""
    WARNING = "warning"
    """It works, but not as it could, or not for long."""
    PROBLEM = "problem"
    """It does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the check-up.

    Its sentence stands in `locale/<language>/doctor.ftl` as `doctor-<check>-<what>`, and what to do about it, if
    anything, as `doctor-<check>-<what>-remedy`. Both get the facts and the seconds.
    """

    check: str
    """What was looked at; what scripts know it by."""
    what: str
    """What was found there."""
    level: Level
    facts: Facts = field(default_factory=lambda: NO_FACTS)
    """No secret is ever among them."""
    seconds: float | None = None
    """How long it took, where that means something."""

    @property
    def message_id(self) -> str:
        """The id of its sentence."""
        return f"doctor-{self.check}-{self.what}"

    def sentence(self, language: str) -> str:
        """Return what was found, in a language."""
        return render(self.message_id, self._fields, language)

    def remedy(self, language: str) -> str:
        """Return what to do about it, in a language; empty: nothing."""
        message_id = f"{self.message_id}-remedy"
        return render(message_id, self._fields, language) if has(message_id, language) else ""

    @property
    def _fields(self) -> dict[str, object]:
        return {**self.facts, "seconds": self.seconds}


Tell: TypeAlias = Callable[[Finding], None]
"""Takes a finding as soon as there is one."""


def ok(check: str, what: str, facts: Facts = NO_FACTS, *, seconds: float | None = None, **more: Fact) -> Finding:
    """Return that something is as it should be."""
    return Finding(check=check, what=what, level=Level.OK, facts={**facts, **more}, seconds=seconds)


def note(check: str, what: str, facts: Facts = NO_FACTS, *, seconds: float | None = None, **more: Fact) -> Finding:
    """Return what somebody may want to know."""
    return Finding(check=check, what=what, level=Level.NOTE, facts={**facts, **more}, seconds=seconds)


def warning(check: str, what: str, facts: Facts = NO_FACTS, *, seconds: float | None = None, **more: Fact) -> Finding:
    """Return what works, but not as it could."""
    return Finding(check=check, what=what, level=Level.WARNING, facts={**facts, **more}, seconds=seconds)


def problem(check: str, what: str, facts: Facts = NO_FACTS, *, seconds: float | None = None, **more: Fact) -> Finding:
    """Return what does not work."""
    return Finding(check=check, what=what, level=Level.PROBLEM, facts={**facts, **more}, seconds=seconds)
