"""The fault table of the official library, in real time, to stand beside ours in the README.

The same faults as `steadymesh faults`, from the same simulator, held for as long (60 s at most). Each row is a bot in a
process of its own, and a second one that is closed in the middle of the fault; all rows run at once. What hangs is
waited for within bounds, then killed.

`python -m bench.official_faults [NAME …] [--json | --markdown] [--write FILE]`
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeVar

from bench.faultbed import ASK_EVERY_S, Beds
from bench.machine import facts
from bench.page import write_part
from bench.process import BenchError, Child, Message, number
from steadymesh.drill.case import Case, Expect
from steadymesh.drill.cases import CASES

S = TypeVar("S")
T = TypeVar("T")

Played = tuple[float, float, Message, list[Message]]
"""When a fault began and ended, what the radio saw, and what the bot said."""

PART: Final = "official-faults"
BEFORE_S: Final = 3.0
"""A healthy link before anything goes wrong."""

HOLD_S: Final = 60.0
"""A fault lasts so long at most: what was not noticed by then is `> 60 s`."""

AFTER_S: Final = 30.0
"""To be READY again and to answer what was asked."""

CLOSE_AFTER_S: Final = 20.0
"""How deep in the fault `close()` is called, as in our own table."""

CLOSE_S: Final = 10.0
AT_ONCE_S: Final = 0.05
START_S: Final = 30.0

_LAUNCHING: Final = threading.BoundedSemaphore(4)

STAGGER_S: Final = 25.0
"""The bots that are only closed start when the others have."""

NOT_OF_A_LIBRARY: Final = frozenset(
    ("our-clock-forward", "our-clock-back", "store-locked", "disk-full", "stderr-unread", "keysync-hang")
)
"""Faults of what it does not have: a store, a log, a sense of age, a key sync."""

SAID: Final = {"handler-hangs": "/hang", "handler-raises": "/boom"}
"""What people say to break a handler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """`close()` in the middle of a fault."""

    seconds: float | None
    """None: not within its bound."""
    could: bool = True
    """False: the constructor had not returned, so there was nothing to be closed."""
    left: tuple[str, ...] = ()
    """Threads (of ours: tasks too) that live on."""
    stuck: tuple[str, ...] = ()
    """Calls that have not come back, and where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRow:
    """What came of one fault. None: it did not happen within its bound."""

    name: str
    expect: str
    held_s: float
    was_lost: bool
    """Whether the connection was lost, whoever ended it."""
    noticed_s: float | None
    """Until the library told of the loss, raised, or connected anew."""
    ready_again_s: float | None
    """From the fault's end, or from when it was noticed where that is later, to a complete dump."""
    asked: int
    answered: int
    answered_meanwhile: int
    lost: int
    """Texts of the bot's own that never reached the air."""
    twice: int
    close: Closing
    raised: tuple[str, ...]


def cases(names: Sequence[str] = ()) -> list[Case]:
    """Return the rows that can happen to a library; of these names, if any are given."""
    return [case for case in CASES if case.name not in NOT_OF_A_LIBRARY and (not names or case.name in names)]


# --- one bot, one radio -----------------------------------------------------------------------


@contextmanager
def launched(case: Case, module: str, port: int) -> Iterator[Child]:
    """Have a bot's process, up and not connected; few at a time, or none would be up in time."""
    with ExitStack() as stack:
        with _LAUNCHING:
            bot = stack.enter_context(Child("-m", module, str(port), case.inside, name=f"{case.name}: {module}"))
            bot.until("up", START_S)
        yield bot


def start(case: Case, bot: Child, beds: Beds, bed: str) -> float | None:
    """Have the bot connect to a healthy radio; return None, or when the fault began if it is there from the start."""
    if case.from_start:
        bot.send(do="stick")
        bot.send(do="start")
        return time.monotonic()
    bot.send(do="start")
    bot.until("ready", START_S)
    beds.order(bed, "questions", on=True)
    time.sleep(BEFORE_S)
    return None


def break_it(case: Case, bot: Child, beds: Beds, bed: str) -> float:
    """Let the fault begin; return when it did."""
    if case.inside in SAID:
        return number(beds.order(bed, "hear", text=SAID[case.inside], people=3), "done")
    if case.inside == "no-resolver":
        bot.send(do="stick")
        return number(beds.order(bed, "cut"), "done")
    return number(beds.order(bed, "inject", name=case.fault), "done")


def close_in_fault(case: Case, module: str, beds: Beds, bed: str, after_s: float = CLOSE_AFTER_S) -> Closing:
    """Start a bot, let the fault come, close the bot so many seconds later."""
    with launched(case, module, beds.ports[bed]) as bot:
        try:
            began = start(case, bot, beds, bed) or break_it(case, bot, beds, bed)
            if not case.from_start:
                people = beds.order(bed, "people")["people"]
                assert isinstance(people, list)
                bot.send(do="post", text=f"{case.name} closing", to=people[1])
            time.sleep(max(0.0, began + after_s - time.monotonic()))
            bot.send(do="close")
            try:
                closed = bot.until("closed", CLOSE_S)["closed"]
                seconds = None if closed is None else float(str(closed))
                could = closed is not None
            except BenchError:
                seconds, could = None, True
            bot.send(do="left")
            told = bot.until("left", 10)
            return Closing(seconds=seconds, could=could, left=words(told["left"]), stuck=words(told["stuck"]))
        finally:
            beds.order(bed, "heal")


def words(value: object) -> tuple[str, ...]:
    """Return a JSON list of strings as a tuple."""
    assert isinstance(value, list)
    return tuple(str(item) for item in value)


def play(case: Case, beds: Beds, bed: str) -> Played:
    """Play a case; return when the fault began and ended, what the radio saw, and what the bot said."""
    with launched(case, "bench.official_bot", beds.ports[bed]) as bot:
        began = start(case, bot, beds, bed)
        if began is None:
            began = break_it(case, bot, beds, bed)
            people = beds.order(bed, "people")["people"]
            assert isinstance(people, list)
            for turn in (1, 2, 3):
                bot.send(do="post", text=f"{case.name} {turn}", to=people[turn])
                time.sleep(1)
        time.sleep(max(0.0, began + held_s(case) - time.monotonic()))
        if case.inside == "no-resolver":
            bot.send(do="unstick")
        ended = number(beds.order(bed, "heal"), "done")
        beds.order(bed, "questions", on=True)
        time.sleep(AFTER_S)
        told = beds.order(bed, "tell", began=began, ended=ended)
        return began, ended, told, list(bot.history)


def held_s(case: Case) -> float:
    """Return how long a fault lasts here."""
    return min(case.hold_s, HOLD_S)


def row_of(case: Case, played: Played, close: Closing) -> OfficialRow:
    """Return what came of it. Pure."""
    began, ended, told, said = played
    seen = told["seen"]
    assert isinstance(seen, list)
    after = [(what, at) for what, at in seen if at >= began]
    news = [float(str(m["t"])) for m in said if ("lost" in m or "raised" in m) and float(str(m["t"])) >= began]
    news += [at for what, at in after if what == "in" and not case.from_start]
    was_lost = case.from_start or any(what == "out" for what, _ in after) or any("lost" in m for m in said)
    noticed = min((at for at in news if at <= ended), default=None)
    healthy = max(ended, noticed or began)
    is_ready = bool(seen) and seen[-1][0] == "ready"
    posts = told["posts"]
    assert isinstance(posts, list)
    return OfficialRow(
        name=case.name,
        expect=case.expect.value,
        held_s=held_s(case),
        was_lost=was_lost,
        noticed_s=noticed - began if noticed is not None and was_lost else None,
        ready_again_s=max(0.0, seen[-1][1] - healthy) if is_ready and was_lost else None,
        asked=int(number(told, "asked")),
        answered=int(number(told, "answered")),
        answered_meanwhile=int(number(told, "answered_meanwhile")),
        lost=0 if case.from_start else 3 - sum(1 for turn in (1, 2, 3) if f"{case.name} {turn}" in posts),
        twice=int(number(told, "twice")),
        close=close,
        raised=tuple(sorted({str(m["raised"]) for m in said if "raised" in m})),
    )


# --- all of them ------------------------------------------------------------------------------


def at_once(work: Callable[[S], T], todo: Sequence[S]) -> list[T]:
    """Do the work for all at the same time; return the results in order."""
    with ThreadPoolExecutor(max_workers=max(1, len(todo))) as pool:
        return list(pool.map(work, todo))


def measure(todo: Sequence[Case]) -> list[OfficialRow]:
    """Play every case; return the rows in order."""
    names = [case.name for case in todo]
    beds = Beds([*names, *(f"{name}/close" for name in names)])
    try:

        def close(case: Case) -> Closing:
            time.sleep(STAGGER_S)
            return close_in_fault(case, "bench.official_bot", beds, f"{case.name}/close")

        with ThreadPoolExecutor(max_workers=2) as pool:
            playing = pool.submit(at_once, lambda case: play(case, beds, case.name), todo)
            closing = pool.submit(at_once, close, todo)
            played, closed = playing.result(), closing.result()
    finally:
        beds.stop()
    return [row_of(case, what, close) for case, what, close in zip(todo, played, closed, strict=True)]


def seconds(value: float | None) -> str:
    """Return seconds in words."""
    if value is None:
        return "–"
    return f"{value:.1f} s" if value >= AT_ONCE_S else "at once"


def cells(row: OfficialRow) -> tuple[str, ...]:
    """Return a row as words."""
    must_notice = row.expect in {e.value for e in (Expect.LOST_AT_ONCE, Expect.LOST_BY_PROBE, Expect.FAILS)}
    noticed = seconds(row.noticed_s)
    if row.noticed_s is None and (row.was_lost or must_notice):
        noticed = f"> {row.held_s:.0f} s"
    ready = seconds(row.ready_again_s)
    if row.ready_again_s is None and row.was_lost:
        ready = f"> {AFTER_S:.0f} s"
    close = row.close
    closed = f"> {CLOSE_S:.0f} s" if close.seconds is None else seconds(close.seconds)
    return (
        row.name, noticed, ready, f"{row.answered} of {row.asked}", str(row.answered_meanwhile), str(row.lost),
        str(row.twice), closed if close.could else "constructor hangs", str(len(close.left)),
    )  # fmt: skip


HOW: Final = (
    f"A fault is held for {HOLD_S:.0f} s at most, then the library has {AFTER_S:.0f} s; people ask every "
    f"{ASK_EVERY_S:.0f} s; the bot posts three texts of its own, a second apart (a radio drops what comes within 2 s "
    f"of the last text; the library does not know that); `close()` is called {CLOSE_AFTER_S:.0f} s into the fault and "
    f"waited for {CLOSE_S:.0f} s."
)
"""What the table's reader has to know."""

HEADINGS: Final = (
    "fault", "noticed after", "READY again", "answered", "meanwhile", "lost", "twice", "close()", "threads left",
)  # fmt: skip


def as_text(rows: Sequence[OfficialRow]) -> str:
    """Return a table for the terminal."""
    table = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)) for line in table)


def as_markdown(rows: Sequence[OfficialRow]) -> str:
    """Return a table for a page."""
    lines = [
        "; ".join(f"{name} {value}" for name, value in facts().items()) + ".",
        HOW,
        "",
        "| " + " | ".join(HEADINGS) + " |",
        "|---" + "|--:" * (len(HEADINGS) - 1) + "|",
    ]
    return "\n".join(lines + ["| " + " | ".join(cells(row)) + " |" for row in rows])


def as_json(rows: Sequence[OfficialRow]) -> str:
    """Return everything as one JSON object."""
    return json.dumps({"facts": facts(), "rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.official_faults", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these faults")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--markdown", action="store_true", help="a table for a page")
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write the table into FILE, part “{PART}”")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - {case.name for case in cases()})
    if unknown:
        parser.error(f"there is no row {', '.join(unknown)}; there are {', '.join(case.name for case in cases())}")
    rows = measure(cases(given.names))
    if given.write is not None:
        write_part(given.write, PART, as_markdown(rows))
    print(as_json(rows) if given.json else as_markdown(rows) if given.markdown else as_text(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
