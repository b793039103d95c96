"""A table of drills as a JSON document, for programs."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import Field, asdict
from typing import Any, ClassVar, Protocol

from steadymesh import __version__
from steadymesh.clock import SystemClock


class Judged(Protocol):
    """A row: a dataclass that says whether it passed."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def passed(self) -> bool:
        """Return whether everything was as it should be."""
        ...


def document(rows: Sequence[Judged]) -> dict[str, object]:
    """Return the table as a JSON document, with versions and date."""
    return {
        "steadymesh": __version__,
        "python": platform.python_version(),
        "date": SystemClock().at().date().isoformat(),
        "passed": all(row.passed for row in rows),
        "rows": [{**asdict(row), "passed": row.passed} for row in rows],
    }
