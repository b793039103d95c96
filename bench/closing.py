"""(d) `close()` in every state of the fault table."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bench.faultbed import Beds
from bench.official_faults import CLOSE_AFTER_S, CLOSE_S, Closing, at_once, cases, close_in_fault
from bench.report import Figure, Row
from steadymesh.drill.case import Case

NAME: Final = "(d) close()"
SIDES: Final = {"ours": "bench.our_bot", "official": "bench.official_bot"}
BAR_S: Final = 1.0
AFTER_S: Final = (2.0, CLOSE_AFTER_S)
"""Seconds into the fault: while the bot still believes in the link, and when it is probing, waiting or connecting."""

WORTH_TELLING_S: Final = 0.1


def figure(closing: Closing) -> Figure:
    """Return how long it took."""
    if not closing.could:
        return Figure(value=None, word="constructor hangs")
    return Figure(value=closing.seconds) if closing.seconds is not None else Figure(value=None, bound=CLOSE_S)


def longest(closings: Sequence[Closing]) -> Figure:
    """Return the longest of all; a word where some never came back."""
    hung = sum(1 for closing in closings if closing.seconds is None)
    if hung:
        return Figure(value=None, word=f"{hung} of {len(closings)} > {CLOSE_S:.0f} s")
    return Figure(value=max(closing.seconds or 0.0 for closing in closings))


def run() -> list[Row]:
    """Close a bot on either library in the middle of each fault, all at once."""
    todo = [(case, after_s) for case in cases() for after_s in AFTER_S]

    def bed(side: str, case: Case, after_s: float) -> str:
        return f"{side}/{case.name}/{after_s:g}"

    beds = Beds([bed(side, *what) for side in SIDES for what in todo])

    def close(side: str) -> list[Closing]:
        return at_once(lambda what: close_in_fault(what[0], SIDES[side], beds, bed(side, *what), what[1]), todo)

    try:
        with ThreadPoolExecutor(max_workers=len(SIDES)) as pool:
            ours, official = pool.map(close, SIDES)
    finally:
        beds.stop()
    rows = [
        Row(
            bench=NAME,
            what=f"{case.name}, {after_s:g} s into it",
            unit="s",
            ours=figure(our),
            official=figure(their),
            bar=BAR_S,
            note=f"left over: {', '.join(our.left)}" if our.left else "",
            is_detail=max(our.seconds or 0.0, 1.0 if their.seconds is None else their.seconds) < WORTH_TELLING_S,
        )
        for (case, after_s), our, their in zip(todo, ours, official, strict=True)
    ]
    rows.append(
        Row(
            bench=NAME,
            what=f"the longest of {len(todo)}",
            unit="s",
            ours=longest(ours),
            official=longest(official),
            bar=BAR_S,
        )
    )
    return rows
