"""(d) `close()` in every state of the fault table."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bench.faultbed import Beds
from bench.official_faults import CLOSE_AFTER_S, CLOSE_S, Closing, at_once, cases, close_in_fault
from bench.report import Figure, Row
from steadymesh.drill.case import Case, Expect

NAME: Final = "(d) close()"
SIDES: Final = {"ours": "bench.our_bot", "official": "bench.official_bot"}
BAR_S: Final = 1.0
SOON_S: Final = 2.0
"""So soon the bot still believes in the link, or has just lost it."""

CHANGING: Final = (Expect.LOST_BY_PROBE, Expect.FAILS, Expect.SUCCEEDS)
"""Where it is in another state later: probing, waiting, connecting, in the middle of a dump."""

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
    order = [case.name for case in cases()]
    todo = [(case, SOON_S) for case in cases()]
    todo += [(case, CLOSE_AFTER_S) for case in cases() if case.expect in CHANGING]
    todo.sort(key=lambda what: -what[1])

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
        for (case, after_s), our, their in sorted(
            zip(todo, ours, official, strict=True), key=lambda item: (item[0][1], order.index(item[0][0].name))
        )
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
