"""What `EnvironmentFile=` of a unit sets, read as systemd reads it (systemd.exec(5); its `src/basic/env-file.c`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from steadymesh.config.duration import RefusedError
from steadymesh.config.files import read_small

MAX_BYTES: Final = 1_000_000

_STATEMENT: Final = re.compile(
    r"""[ \t\r\n]*(?:
        [#;][^\n]*                                                          # a comment
      | (?P<name>[^=\n]+?)[ \t\r]*=
        (?P<quoted>(?:[ \t\r]*(?:'[^']*'|"(?:\\.|[^"\\])*"))*)[ \t\r]*      # one behind the other, over lines too
        (?P<bare>(?:\\.|[^\\\n])*)                                          # a backslash goes on with the next line
      | [^\n]+                                                              # sets nothing
    )""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED: Final = re.compile(r"""'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*)\"""", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)

_ESCAPED_WITHIN: Final = '"\\`$'
"""What a backslash stands in front of within double quotation marks; before all else it is one of the value's."""


def read_environment(file: Path) -> dict[str, str]:
    """Return its variables; none where it is missing or can't be read, as the `-` in front of it in the unit says.

    Nor are there any in one of over 1 MB, which is another file by mistake.

    Args:
        file: One `NAME=value` a line.
    """
    try:
        return parse_environment(read_small(file, MAX_BYTES).decode("utf-8", "replace"))
    except (OSError, RefusedError):
        return {}


def parse_environment(text: str) -> dict[str, str]:
    """Return the variables that a text sets; the last one of a name counts.

    Args:
        text: Of the whole file.
    """
    return {
        found["name"]: "".join(map(_inner, _QUOTED.finditer(found["quoted"])))
        + _ESCAPE.sub(lambda escape: escape[1].strip("\n"), found["bare"].rstrip(" \t\r"))
        for found in _STATEMENT.finditer(text)
        if found["name"]
    }


def _inner(quoted: re.Match[str]) -> str:
    """Return what stands within quotation marks."""
    if quoted["single"] is not None:
        return quoted["single"]
    return _ESCAPE.sub(_escaped_within, quoted["double"])


def _escaped_within(escape: re.Match[str]) -> str:
    if escape[1] == "\n":
        return ""
    return escape[1] if escape[1] in _ESCAPED_WITHIN else escape[0]
