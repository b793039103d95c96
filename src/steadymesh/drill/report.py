"""Runs the chosen drills one after the other and prints the table, for people, for programs, or for the README."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from steadymesh.clock import monotonic
from steadymesh.drill.case import Row
from steadymesh.drill.cases import CASES
from steadymesh.drill.document import document
from steadymesh.drill.killed import NAME as KILLED
from steadymesh.drill.killed import play_killed
from steadymesh.drill.names import check
from steadymesh.drill.play import play
from steadymesh.words import DEFAULT_LANGUAGE, render

NAMES = (*(case.name for case in CASES), KILLED)
"""Every drill, in the order of the table."""

COLUMNS = ("fault", "noticed", "ready", "answered", "left", "stopped", "verdict")
"""Ids of the headings, which `drill.ftl` has; the first of all is the drill's name, which is the same everywhere."""

LEAST_WIDTHS = (23, 15, 13, 22, 11, 12, 1)
"""Of the columns, so that what stands in them fits."""


def run(*, json: bool, names: Sequence[str], language: str = DEFAULT_LANGUAGE, out: TextIO | None = None) -> int:
    """See `drill.main`; `out` None: stdout."""
    out = out or sys.stdout
    plays = chosen(names)
    began = monotonic()
    rows = []
    headings = [render(f"drill-column-{name}", {}, language) for name in COLUMNS[:-1]] + [""]
    widths = [max(least, len(heading) + 2) for least, heading in zip(LEAST_WIDTHS, headings, strict=True)]
    if not json:
        print(line(headings, widths), file=out)
    for play_one in plays:
        row = play_one()
        rows.append(row)
        if not json:
            print(line(cells(row, language), widths), file=out, flush=True)
    failed = [row for row in rows if not row.passed]
    if json:
        print(jsonlib.dumps(document(rows), indent=2), file=out)
    else:
        count = {"passed": len(rows) - len(failed), "total": len(rows), "seconds": round(monotonic() - began)}
        print(f"\n{render('drill-passed', count, language)}", file=out)
        for row in failed:
            print(f"  {row.name}: {'; '.join(row.problems)}", file=out)
    return 1 if failed else 0


def cells(row: Row, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """Return a row as people read it."""
    return (
        row.name,
        render("drill-stays", {}, language) if row.noticed_s is None else seconds(row.noticed_s, language),
        "–" if row.ready_again_s is None else seconds(row.ready_again_s, language),
        f"{row.answered}/{row.asked} ({row.answered_meanwhile})",
        ", ".join(row.left) if row.left else render("drill-nothing-left", {}, language),
        "–" if row.stop_s is None else seconds(row.stop_s, language),
        "✓" if row.passed else "✗",
    )


def seconds(value: float, language: str = DEFAULT_LANGUAGE) -> str:
    """Return a duration as people read it."""
    if value < 0.05:
        return render("drill-at-once", {}, language)
    return render("drill-seconds", {"seconds": value}, language)


def line(texts: Sequence[str], widths: Sequence[int]) -> str:
    """Return one line of the table for a terminal."""
    return "".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()


def chosen(names: Sequence[str]) -> list[Callable[[], Row]]:
    """Return what plays these drills, or all of them.

    Raises:
        UsageError: A name is unknown.
    """
    plays: dict[str, Callable[[], Row]] = {}
    for case in CASES:
        plays[case.name] = lambda case=case: play(case)  # type: ignore[misc]
    plays[KILLED] = play_killed
    check(names, plays)
    return [plays[name] for name in (names or plays)]
