"""Plays the chosen causes on every firmware and prints the key table, for people or for programs."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TextIO

from steadymesh.clock import monotonic
from steadymesh.drill.document import document
from steadymesh.drill.keys.case import FIRMWARES, Fate, KeyCase, KeyRow
from steadymesh.drill.keys.cases import CASES
from steadymesh.drill.keys.judge import compared
from steadymesh.drill.keys.play import play
from steadymesh.drill.names import check
from steadymesh.words import DEFAULT_LANGUAGE, render

NAMES: Final = tuple(case.name for case in CASES)
"""Every cause, in the order of the table."""

NAME_WIDTH: Final = 23
CELL_WIDTH: Final = 17

AT_ONCE_S: Final = 1.0
"""What is read within that needs no figure."""

MINUTE_S: Final = 60.0

_WITHOUT_REASON: Final = {Fate.UNHEARD.value, Fate.UNREADABLE.value, Fate.OPEN.value}


class Plays:
    """Plays causes, each once on each firmware; a control that nobody asked for is played as well.

    Args:
        cases: None: those of the table.
    """

    def __init__(self, cases: Sequence[KeyCase] | None = None) -> None:
        self._cases = {case.name: case for case in cases or CASES}
        self._rows: dict[tuple[str, str], KeyRow] = {}

    def row(self, name: str, firmware: str) -> KeyRow:
        """Return what came of a cause on a firmware, judged by its control too."""
        case, row = self._cases[name], self._alone(name, firmware)
        if not case.control:
            return row
        further = compared(row, self._alone(case.control, firmware), case.expected(firmware))
        return replace(row, problems=(*row.problems, *further))

    def _alone(self, name: str, firmware: str) -> KeyRow:
        key = (name, firmware)
        if key not in self._rows:
            self._rows[key] = play(self._cases[name], firmware)
        return self._rows[key]


def run(
    *, json: bool, names: Sequence[str], language: str = DEFAULT_LANGUAGE, out: TextIO | None = None,
    firmwares: Sequence[str] = FIRMWARES,
) -> int:  # fmt: skip
    """See `drill.main`; `out` None: stdout."""
    out = out or sys.stdout
    check(names, NAMES)
    began, plays = monotonic(), Plays()
    rows: list[KeyRow] = []
    if not json:
        print(line((render("drill-keys-column-cause", {}, language), *firmwares)), file=out)
    for name in names or NAMES:
        of_name = [plays.row(name, firmware) for firmware in firmwares]
        rows += of_name
        if not json:
            print(line((name, *(cell(row, language) for row in of_name))), file=out, flush=True)
    failed = [row for row in rows if not row.passed]
    if json:
        print(jsonlib.dumps(document(rows), indent=2, ensure_ascii=False), file=out)
    else:
        count = {"passed": len(rows) - len(failed), "total": len(rows), "seconds": round(monotonic() - began)}
        print(f"\n{render('drill-keys-legend', {}, language)}", file=out)
        print(render("drill-passed", count, language), file=out)
        for row in failed:
            print(f"  {row.name}, {row.firmware}: {'; '.join(row.problems)}", file=out)
    return 1 if failed else 0


def measured() -> Iterator[KeyRow]:
    """Play every cause on every firmware; yield the rows, cause by cause."""
    plays = Plays()
    for name in NAMES:
        for firmware in FIRMWARES:
            yield plays.row(name, firmware)


def cell(row: KeyRow, language: str = DEFAULT_LANGUAGE) -> str:
    """Return what came of a cause on one firmware, as people read it."""
    return f"{'' if row.passed else '✗ '}{_outcome(row, language)}"


def _outcome(row: KeyRow, language: str) -> str:
    if row.fate in _WITHOUT_REASON:
        return render(f"drill-keys-{row.fate}", {}, language)
    writes = min(row.pushed + row.unfavorited, row.flash_writes)
    said = (row.reason,) if row.seconds is None else ("✓", _after(row.seconds, language))
    return " ".join(part for part in (*said, f"+{writes}" if writes else "") if part)


def _after(seconds: float, language: str) -> str:
    if seconds < AT_ONCE_S:
        return ""
    if seconds < MINUTE_S:
        return render("drill-keys-seconds", {"seconds": round(seconds)}, language)
    return render("drill-keys-minutes", {"minutes": round(seconds / MINUTE_S)}, language)


def line(texts: Sequence[str]) -> str:
    """Return one line of the table for a terminal."""
    widths = (NAME_WIDTH, *(CELL_WIDTH for _ in texts[1:]))
    return " ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()
