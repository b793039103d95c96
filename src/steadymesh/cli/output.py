"""What the command line prints: tables that line up, one JSON document, one line when something is wrong."""

from __future__ import annotations

import json
import os
import sys
import threading
import unicodedata
from collections.abc import Sequence
from typing import Final

COMPLAIN_S: Final = 0.3
"""What the end of the process may wait for somebody to read its last line."""

_GAP: Final = "  "


def out(text: str = "") -> None:
    """Print one line to stdout."""
    sys.stdout.write(f"{text}\n")


def out_json(value: object) -> None:
    """Print one JSON document to stdout."""
    out(json.dumps(value, ensure_ascii=False, indent=2))


def complain(text: str) -> None:
    """Write each line of `text` to stderr, as ours; a stderr that nobody reads holds us up for a moment only."""
    lines = "".join(f"steadymesh: {line}\n" for line in text.splitlines()) or "steadymesh: \n"
    say(lines)


def say(text: str) -> None:
    """Write text to stderr as it is, for a moment at most."""
    data = text.encode("utf-8", "backslashreplace")

    def write() -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(2, view) :]
        except OSError:
            return  # nobody reads; nobody can be told

    writer = threading.Thread(target=write, name="complaint", daemon=True)
    writer.start()
    writer.join(COMPLAIN_S)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    columns = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Me", "Mn"):
            continue
        columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return columns


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose columns line up, wide characters in mind; the last column is not padded."""
    whole = [tuple(headers), *map(tuple, rows)]
    widths = [max(width(row[column]) for row in whole) for column in range(len(headers))]
    return "\n".join(
        _GAP.join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in whole
    )
