"""`python -m bench [NAME …] [--json | --markdown] [--write FILE]`: measure, print, and fail where a bar is missed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench import answer, closing, commands, disk, garbage, keybook, links, outbox, ready, start, throughput, web
from bench.machine import facts
from bench.page import write_part
from bench.process import BenchError
from bench.report import Row, as_json, as_markdown, as_text, missed

PART: Final = "speed"

BENCHES: Final[dict[str, Callable[[], list[Row]]]] = {
    "throughput": throughput.run,
    "ready": ready.run,
    "links": links.run,
    "closing": closing.run,
    "answer": answer.run,
    "start": start.run,
    "garbage": garbage.run,
    "keybook": keybook.run,
    "outbox": outbox.run,
    "web": web.run,
    "commands": commands.run,
    "disk": disk.run,
}
"""By name, in the order in which they run."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 where a bar is missed or a bench failed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios against the official library.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--markdown", action="store_true", help="a table for a page")
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write the table into FILE, part “{PART}”")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - set(BENCHES))
    if unknown:
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    rows: list[Row] = []
    failures: list[str] = []
    for name in given.names or BENCHES:
        began = time.monotonic()
        try:
            rows += BENCHES[name]()
        except BenchError as exc:
            failures.append(f"✗ {name} could not be measured: {exc}")
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    about = facts()
    if given.json:
        print(as_json(rows, about))
    elif given.markdown:
        print(as_markdown(rows, about))
    else:
        print("; ".join(f"{name} {value}" for name, value in about.items()))
        print(as_text(rows))
    if given.write is not None and not failures:
        write_part(given.write, PART, as_markdown(rows, about))
    failures += missed(rows)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
