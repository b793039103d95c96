"""What was measured, beside what was wanted: rows, and their three forms (text, Markdown, JSON). Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from statistics import median


class Better(Enum):
    """Which way is good."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity on one side."""

    value: float | None
    """None: not reached within `bound`, or not measured (`bound` None too)."""
    bound: float | None = None
    """What it exceeds (or falls short of) where there is no value."""
    word: str = ""
    """What happened instead, where neither says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing measured on both sides."""

    bench: str
    what: str
    unit: str
    """`/s`, `s`, `ms`, `MB`, `%`, or empty for a plain number."""
    ours: Figure
    official: Figure = Figure(value=None)
    better: Better = Better.LESS
    bar: float | None = None
    """What ours has to reach; None: only for comparison."""
    ratio_bar: float | None = None
    """How many times better than the official library ours has to be."""
    note: str = ""
    is_detail: bool = False
    """One of many of a kind: shown in JSON, and elsewhere only when a bar is missed."""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is; None where a side has no figure. Against a bound it is the least it can be."""
        official = self.official.value if self.official.value is not None else self.official.bound
        if self.ours.value is None or official is None:
            return None
        above, below = (self.ours.value, official) if self.better is Better.MORE else (official, self.ours.value)
        return above / below if below else None

    @property
    def passed(self) -> bool | None:
        """Whether every bar is reached; None: there is none."""
        if self.bar is None and self.ratio_bar is None:
            return None
        reached = []
        if self.bar is not None:
            value = self.ours.value
            reached.append(
                value is not None and (value >= self.bar if self.better is Better.MORE else value <= self.bar)
            )
        if self.ratio_bar is not None:
            reached.append(self.ratio is not None and self.ratio >= self.ratio_bar)
        return all(reached)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return float(median(values))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of them don't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


# --- words ------------------------------------------------------------------------------------


def quantity(value: float, unit: str) -> str:
    """Return a number with its unit, in three or four significant digits."""
    if unit == "s" and abs(value) < 0.1:
        value, unit = value * 1000, "ms"
    places = -2 if unit == "/s" else 0
    digits = 4 if unit == "MB" else 3  # what is just over a bar must look so
    word = f"{round(value, places):,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}"
    return word + (unit if unit in ("", "/s") else f" {unit}")


def shown(figure: Figure, unit: str, better: Better = Better.LESS) -> str:
    """Return a figure in words; `–` where there is none."""
    if figure.value is not None:
        return quantity(figure.value, unit)
    if figure.bound is None:
        return figure.word or "–"
    return ("> " if better is Better.LESS else "< ") + quantity(figure.bound, unit)


def bar_of(row: Row) -> str:
    """Return what was wanted, in words."""
    sign = "≥" if row.better is Better.MORE else "≤"
    parts = []
    if row.ratio_bar is not None:
        parts.append(f"≥ {row.ratio_bar:g} ×")
    if row.bar is not None:
        parts.append(f"{sign} {quantity(row.bar, row.unit)}")
    return ", ".join(parts)


def ratio_of(row: Row) -> str:
    """Return how many times better ours is, in words."""
    if row.ratio is None:
        return "–"
    at_least = "> " if row.official.value is None else ""
    word = f"{row.ratio:,.0f}" if row.ratio >= 10 else f"{row.ratio:.1f}" if row.ratio >= 1 else f"{row.ratio:.2g}"
    return f"{at_least}{word} ×"


def mark_of(row: Row) -> str:
    """Return ✓, ✗, or nothing where there is no bar."""
    return {True: "✓", False: "✗", None: ""}[row.passed]


def told(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that a person wants to see."""
    return [row for row in rows if not row.is_detail or row.passed is False]


HEADINGS = ("", "steadymesh", "official", "ratio", "bar", "")


def cells(row: Row) -> tuple[str, ...]:
    """Return a row as words."""
    what = row.what + (f" ({row.note})" if row.note else "")
    return (
        what, shown(row.ours, row.unit, row.better), shown(row.official, row.unit, row.better),
        ratio_of(row), bar_of(row), mark_of(row),
    )  # fmt: skip


def as_text(rows: Iterable[Row]) -> str:
    """Return a table for the terminal, a paragraph for each bench."""
    rows = told(rows)
    table = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    lines, last = [], ""
    for row, line in zip([None, *rows], table, strict=True):
        if row is not None and row.bench != last:
            lines.append(f"\n{row.bench}")
            last = row.bench
        first, *others = (
            word.ljust(width) if column == 0 else word.rjust(width)
            for column, (word, width) in enumerate(zip(line, widths, strict=True))
        )
        lines.append("  ".join(("  " + first, *others)).rstrip())
    return "\n".join(lines)


def as_markdown(rows: Iterable[Row], facts: Mapping[str, str]) -> str:
    """Return the facts and a table for a page."""
    lines = ["; ".join(f"{name} {value}" for name, value in facts.items()) + ".", ""]
    lines += ["| bench | what | steadymesh | official | ratio | bar | |", "|---|---|--:|--:|--:|--:|---|"]
    last = ""
    for row in told(rows):
        lines.append("| " + " | ".join((row.bench if row.bench != last else "", *cells(row))) + " |")
        last = row.bench
    return "\n".join(lines)


def as_json(rows: Iterable[Row], facts: Mapping[str, str]) -> str:
    """Return everything as one JSON object."""
    return json.dumps(
        {
            "facts": dict(facts),
            "rows": [
                {**asdict(row), "better": row.better.value, "ratio": row.ratio, "passed": row.passed} for row in rows
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def missed(rows: Iterable[Row]) -> list[str]:
    """Return a line for each bar that was not reached."""
    return [
        f"✗ {row.bench}: {row.what}: wanted {bar_of(row)}, reached "
        f"{shown(row.ours, row.unit, row.better)} ({ratio_of(row)} the official library)."
        for row in rows
        if row.passed is False
    ]
