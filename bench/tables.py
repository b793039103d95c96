"""The fault table of the README: steadymesh and the official library side by side, on the same faults.

`python -m bench.tables [--write README.md]`. Ours passes in virtual time (under a minute), theirs in real time (three).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench import official_faults
from bench.machine import facts
from bench.official_faults import OfficialRow
from bench.page import write_part
from steadymesh.drill.case import Row
from steadymesh.drill.report import chosen, seconds

PART = "faults"

HEAD = (
    "| fault | noticed | READY again | answered | | official: noticed | READY again | answered | `close()` |",
    "|---|--:|--:|--:|---|--:|--:|--:|--:|",
)


def line(row: Row, official: OfficialRow | None) -> str:
    """Return one row of the table, ours beside theirs."""
    ours = (
        row.name,
        "stays" if row.noticed_s is None else seconds(row.noticed_s),
        "–" if row.ready_again_s is None else seconds(row.ready_again_s),
        f"{row.answered}/{row.asked}",
        "✓" if row.passed else "✗",
    )
    theirs = ("–",) * 4
    if official is not None:
        _, noticed, ready, answered, _, _, _, closed, _ = official_faults.cells(official)
        theirs = (noticed, ready, answered.replace(" of ", "/"), closed)
    return f"| {' | '.join((*ours, *theirs))} |"


def markdown(rows: Sequence[Row], official: Mapping[str, OfficialRow]) -> str:
    """Return the whole part, with date and versions."""
    measured = "; ".join(f"{name} {value}" for name, value in facts().items())
    passed = sum(row.passed for row in rows)
    return "\n".join(
        (
            f"{measured}. {passed} of {len(rows)} of ours passed.",
            "",
            *HEAD,
            *(line(row, official.get(row.name)) for row in rows),
        )
    )


def main(arguments: Sequence[str]) -> int:
    """Play both tables, print or write the page's part; return 1 when one of ours failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.tables", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write the table into FILE, part “{PART}”")
    given = parser.parse_args(arguments)
    rows = [play() for play in chosen(())]
    official = {row.name: row for row in official_faults.measure(official_faults.cases())}
    table = markdown(rows, official)
    if given.write is None:
        print(table)
    else:
        write_part(given.write, PART, table)
    return 0 if all(row.passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
