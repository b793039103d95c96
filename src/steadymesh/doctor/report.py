"""How findings reach a person, line by line as they come, or a program, as one document at the end."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Final, Protocol, TextIO

from steadymesh.doctor.finding import Finding, Level
from steadymesh.words import render

_MARKS: Final = {Level.OK: "✓", Level.NOTE: "·", Level.WARNING: "!", Level.PROBLEM: "✗"}
_PLAIN_MARKS: Final = {Level.OK: "+", Level.NOTE: "-", Level.WARNING: "!", Level.PROBLEM: "X"}
"""For a terminal whose encoding lacks the others."""

_COLOURS: Final = {Level.OK: "\x1b[32m", Level.WARNING: "\x1b[33m", Level.PROBLEM: "\x1b[31m"}
_NO_COLOUR: Final = "\x1b[0m"


class Report(Protocol):
    """Takes findings, and ends."""

    def tell(self, finding: Finding) -> None:
        """Take one finding."""
        ...

    def end(self, seconds: float) -> None:
        """Take note that there are no more.

        Args:
            seconds: How long it all took.
        """
        ...


class Lines:
    """A line for each finding, at once, and a sum at the end.

    Args:
        out: Where lines go.
        language: Of the sentences.
    """

    def __init__(self, out: TextIO, language: str) -> None:
        self._out = out
        self._language = language
        self._marks = _MARKS if can_show(out, "".join(_MARKS.values())) else _PLAIN_MARKS
        self._is_coloured = out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._counts: Counter[Level] = Counter()

    def tell(self, finding: Finding) -> None:
        """Print one finding and what to do about it."""
        self._counts[finding.level] += 1
        remedy = finding.remedy(self._language)
        tail = f" — {remedy}" if remedy else ""
        self._line(f"{self._mark(finding.level)} {finding.sentence(self._language)}{tail}")

    def end(self, seconds: float) -> None:
        """Print the sum."""
        counts = {"problems": self._counts[Level.PROBLEM], "warnings": self._counts[Level.WARNING]}
        self._line(render("doctor-sum", {**counts, "seconds": round(seconds, 1)}, self._language))

    def _mark(self, level: Level) -> str:
        mark = self._marks[level]
        return f"{_COLOURS[level]}{mark}{_NO_COLOUR}" if self._is_coloured and level in _COLOURS else mark

    def _line(self, text: str) -> None:
        self._out.write(f"{text}\n")
        self._out.flush()


class Document:
    """One JSON document.

    Args:
        out: Where it goes.
        language: Of the sentences in it.
    """

    def __init__(self, out: TextIO, language: str) -> None:
        self._out = out
        self._language = language
        self._findings: list[Finding] = []

    def tell(self, finding: Finding) -> None:
        """Keep one finding."""
        self._findings.append(finding)

    def end(self, seconds: float) -> None:
        """Print all of it."""
        levels = Counter(finding.level for finding in self._findings)
        document = {
            "checks": [self._row(finding) for finding in self._findings],
            "problems": levels[Level.PROBLEM],
            "warnings": levels[Level.WARNING],
            "seconds": round(seconds, 1),
        }
        self._out.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")

    def _row(self, finding: Finding) -> dict[str, object]:
        row: dict[str, object] = {
            "id": finding.check,
            "finding": finding.what,
            "level": finding.level.value,
            "sentence": finding.sentence(self._language),
        }
        if remedy := finding.remedy(self._language):
            row["remedy"] = remedy
        if finding.seconds is not None:
            row["seconds"] = round(finding.seconds, 4)
        if finding.facts:
            row["facts"] = dict(finding.facts)
        return row


def can_show(out: TextIO, text: str) -> bool:
    """Return whether a stream's encoding has these characters."""
    try:
        text.encode(out.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
