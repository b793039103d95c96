"""Lists: what a running process or the disk answered, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from steadymesh.cli.answers import rows
from steadymesh.cli.output import out, out_json, table
from steadymesh.words import render

Cells = Callable[[Mapping[str, object], str], Sequence[str]]
"""A row and a language → the row's cells."""


def show(answer: object, columns: Sequence[str], cells: Cells, *, language: str, json: bool) -> int:
    """Print a list and return the exit code.

    Args:
        answer: The rows.
        columns: Headings, as the part of their id behind `cli-column-`.
        cells: Makes a row's cells.
        language: Of headings and cells.
        json: One JSON document instead.
    """
    if json:
        out_json(answer)
        return 0
    headings = [render(f"cli-column-{name}", {}, language) for name in columns]
    out(table(headings, [cells(row, language) for row in rows(answer)]))
    return 0
