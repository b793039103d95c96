"""Runs the chosen drills one after the other and prints the table, for people, for programs, or for the README."""

from __future__ import annotations

import difflib
import json as jsonlib
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TextIO

from steadymesh import __version__
from steadymesh.clock import SystemClock, monotonic
from steadymesh.drill.case import Row
from steadymesh.drill.cases import CASES
from steadymesh.drill.killed import NAME as KILLED
from steadymesh.drill.killed import play_killed
from steadymesh.drill.play import play
from steadymesh.errors import UsageError

NAMES = (*(case.name for case in CASES), KILLED)
"""Every drill, in the order of the table."""

HEADINGS = ("fault", "noticed after", "READY again", "answered (meanwhile)", "left over", "stopped in", "")


def run(*, json: bool, names: Sequence[str], out: TextIO | None = None) -> int:
    """See `drill.main`; `out` None: stdout."""
    out = out or sys.stdout
    plays = chosen(names)
    began = monotonic()
    rows = []
    if not json:
        print(line(HEADINGS), file=out)
    for play_one in plays:
        row = play_one()
        rows.append(row)
        if not json:
            print(line(cells(row)), file=out, flush=True)
    failed = [row for row in rows if not row.passed]
    if json:
        print(jsonlib.dumps(document(rows), indent=2), file=out)
    else:
        print(f"\n{len(rows) - len(failed)} of {len(rows)} passed in {monotonic() - began:.0f} s.", file=out)
        for row in failed:
            print(f"  {row.name}: {'; '.join(row.problems)}", file=out)
    return 1 if failed else 0


def document(rows: Sequence[Row]) -> dict[str, object]:
    """Return the table as a JSON document, with versions and date."""
    return {
        "steadymesh": __version__,
        "python": platform.python_version(),
        "date": SystemClock().at().date().isoformat(),
        "passed": all(row.passed for row in rows),
        "rows": [{**asdict(row), "passed": row.passed} for row in rows],
    }


def cells(row: Row) -> tuple[str, ...]:
    """Return a row as people read it."""
    return (
        row.name,
        seconds(row.noticed_s) if row.noticed_s is not None else "– (stays)",
        seconds(row.ready_again_s) if row.ready_again_s is not None else "–",
        f"{row.answered}/{row.asked} ({row.answered_meanwhile})",
        "nothing" if not row.left else ", ".join(row.left),
        seconds(row.stop_s) if row.stop_s is not None else "–",
        "✓" if row.passed else "✗",
    )


def seconds(value: float) -> str:
    """Return a duration as people read it."""
    return "at once" if value < 0.05 else f"{value:.1f} s"


def line(texts: Sequence[str]) -> str:
    """Return one line of the table for a terminal."""
    widths = (23, 15, 13, 22, 11, 12, 1)
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
    for name in names:
        if name not in plays:
            near = difflib.get_close_matches(name, plays, n=1, cutoff=0.4)
            hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(plays)}."
            raise UsageError(f"There is no drill called “{name[:40]}”.", remedy=hint)
    return [plays[name] for name in (names or plays)]
