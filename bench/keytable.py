"""The key table of docs/keys.md: every cause, steadymesh on every firmware, and the official library beside it.

`python -m bench.keytable [--write docs/keys.md]`. Ours passes in virtual time (half a minute), theirs in real time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench import official_keys
from bench.machine import facts
from bench.page import write_part
from steadymesh.drill.keys.case import FIRMWARES, KeyCase, KeyRow, Writer
from steadymesh.drill.keys.cases import CASES
from steadymesh.drill.keys.table import cell, measured

PART: Final = "key-faults"

SAME: Final = "″"
"""As in the cell before."""

NONE: Final = "–"

HEADS: Final = {Writer.WE: "we write to them", Writer.THEY: "they ask us"}

NOTES: Final = """\
✓ they read it, encrypted for them; after how long where that is a second or more; +1: for that our radio's flash was
written once. Else the reason that the message ends with, explained above; ″: as in the column before. unheard: what
they wrote never came to us, 2.8 drops it without a word (their own radio tells them that nobody confirmed it).
unreadable: it came, and nobody has the key; the log says so.

A column is our radio's firmware. Their nodes run the same; around a radio on 2.8 they run 2.7.26, unless the row says
otherwise. They are heard directly. Steadymesh runs with its defaults but for what the row says; a message may wait two
minutes; the preset is SHORT_FAST.

Official library: a client that calls `sendText(…, wantAck=True)`, or answers with it, on SHORT_TURBO; every verdict is
waited for. It does not ask for encryption: up to 2.7.10 the radio takes the channel's key then, and whoever has the
channel reads along. NAK 5: nobody confirmed it; 6: they could not decrypt it; 35: they lack our key; 39: our radio
lacks theirs. “never sees it”: the library shows no message that the radio could not decrypt. –: it has nothing like it.
Dict sync: the same, with the person's true key written into `interface.nodes` before."""
"""What the table's reader has to know."""


def row_of(case: KeyCase, rows: Sequence[KeyRow], plain: Mapping[str, str], synced: Mapping[str, str]) -> str:
    """Return one row of the table, ours beside theirs. Pure."""
    ours = [cell(row) for row in rows]
    theirs = plain.get(case.name, NONE)
    dict_sync = synced.get(case.name, NONE)
    shown = dict_sync if theirs == NONE or dict_sync != theirs else "the same"
    return f"| {' | '.join((case.title, *_ditto(ours), theirs, shown))} |"


def _ditto(cells: Sequence[str]) -> Iterator[str]:
    """Return cells; a reason that is repeated is a sign."""
    before = ""
    for text in cells:
        yield SAME if text == before and not text.startswith("✓") else text
        before = text


def markdown(rows: Sequence[KeyRow], plain: Mapping[str, str], synced: Mapping[str, str]) -> str:
    """Return the whole part, with date and versions. Pure but for these."""
    by_name: dict[str, list[KeyRow]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    told = "; ".join(f"{name} {value}" for name, value in facts().items())
    passed = sum(row.passed for row in rows)
    lines = [f"{told}. {passed} of {len(rows)} of ours came out as they must."]
    for writer, head in HEADS.items():
        lines += ["", f"| {head} | {' | '.join(FIRMWARES)} | official library | dict sync |"]
        lines += ["|---" * (len(FIRMWARES) + 3) + "|"]
        lines += [row_of(case, by_name[case.name], plain, synced) for case in CASES if case.writer is writer]
    return "\n".join((*lines, "", NOTES))


def main(arguments: Sequence[str]) -> int:
    """Play both, print or write the page's part; return 1 when one of ours failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.keytable", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write the table into FILE, part “{PART}”")
    given = parser.parse_args(arguments)
    rows = list(measured())
    official = official_keys.measure(official_keys.cases())
    table = markdown(rows, official_keys.by_case(official, "plain"), official_keys.by_case(official, "dict"))
    if given.write is None:
        print(table)
    else:
        write_part(given.write, PART, table)
    return 0 if all(row.passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
