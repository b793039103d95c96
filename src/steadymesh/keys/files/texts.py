"""Text files, read before anybody knows what they tell: their encoding, their JSON, and what is wrong with either.

What is raised never holds the file's text: an official export has a private key in it, and a traceback would show it.
"""

from __future__ import annotations

import json
from typing import Final

from steadymesh.errors import InputFileError
from steadymesh.keys.files.collected import Pairs
from steadymesh.keys.refusals import damaged

_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
"""What UTF-16 begins with: the shell of Windows writes the official command line's output so."""


def text_of(data: bytes, *, what: str, wide: bool = False) -> str:
    """Return the text of a file.

    Args:
        data: The file as it is.
        what: Its name, for the error.
        wide: UTF-16 is read as well.

    Raises:
        InputFileError: It is empty, or its encoding is none that we know.
    """
    encoding = "utf-16" if wide and data[:2] in _WIDE_MARKS else "utf-8-sig"
    place = None
    text = ""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        place = place_of(data[: exc.start])
    if place is not None:
        raise damaged("import-file-encoding", file=what, line=place[0], column=place[1])
    if not text.strip():
        raise damaged("import-file-empty", file=what)
    return text


def json_object(text: str, *, what: str) -> Pairs:
    """Return the JSON object that a text is, its members in the file's order.

    Raises:
        InputFileError: It is none; with line and column where there is one.
    """
    found = _json(text, what)
    if isinstance(found, InputFileError):
        raise found
    if not isinstance(found, Pairs):
        raise damaged("import-file-no-object", file=what)
    return found


def _json(text: str, what: str) -> object:
    """Return what a text of JSON holds, or the error that says why it is none: out of reach of what was raised."""
    try:
        return json.loads(text, object_pairs_hook=Pairs)
    except json.JSONDecodeError as exc:
        return damaged("import-file-no-json", file=what, line=exc.lineno, column=exc.colno, why=exc.msg)
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets nested a thousand deep
        return damaged("import-file-absurd", file=what)


def place_of(before: bytes) -> tuple[int, int]:
    """Return line and column, counted from 1, of the byte after `before`."""
    line = before.count(b"\n") + 1
    return line, len(before) - (before.rfind(b"\n") + 1) + 1
