"""(a) Packets per second from the socket to a typed event at a subscriber."""

from __future__ import annotations

from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Better, Figure, Row, middle

NAME = "(a) packets"
OURS = 60_000
THEIRS = 5_000
BARE = 200_000
ROUNDS = 5
"""The official library is the less steady: its two threads meet in different ways from process to process."""

CEILING_ROUNDS = 2

RATIO_BAR = 25.0
RATE_BAR = 60_000.0
PARSE_REFERENCE = 1_300_000.0
"""The rate bar is meant for a machine on which the parse alone does this; on a slower one it shrinks with it."""


def rate(module: str, task: str, kind: str, count: int) -> tuple[float, float]:
    """Return packets per second, from the radio's write to the last event, and the same for processor time alone."""
    with (
        RadioProcess() as radio,
        Child("-m", module, task, str(radio.port), str(count), name=f"{module} {task}") as child,
    ):
        child.until("ready", 30)
        radio.send(do="pour", kind=kind, count=count)
        began = number(radio.until("poured", 60), "t")
        done = child.until("done", 120)
        if done.get("dropped"):
            raise BenchError(f"{module}: {done['dropped']} events were dropped")
        return count / (number(done, "t") - began), count / number(done, "cpu")


def parse_rate(kind: str) -> float:
    """Return how many payloads a second `FromRadio.FromString` alone takes."""
    with Child("-m", "bench.ours", "parse", str(BARE), kind) as child:
        return BARE / number(child.until("seconds", 60), "seconds")


def run() -> list[Row]:
    """Measure, each side in turn, and take the medians."""
    rows = []
    for kind, what in (("text", "texts"), ("mixed", "mixed traffic")):
        ours, official, bare, parse = [], [], [], []
        for turn in range(ROUNDS):
            ours.append(rate("bench.ours", "throughput", kind, OURS))
            official.append(rate("bench.theirs", "throughput", kind, THEIRS))
            if turn >= CEILING_ROUNDS:
                continue
            bare.append(rate("bench.ours", "bare", kind, BARE)[0])
            parse.append(parse_rate(kind))
        theirs = middle([wall for wall, _ in official])
        parsing = middle(parse)
        rows += [
            Row(
                bench=NAME,
                what=f"{what}: socket → typed event at a subscriber",
                unit="/s",
                better=Better.MORE,
                ours=Figure(value=middle([wall for wall, _ in ours])),
                official=Figure(value=theirs),
                ratio_bar=RATIO_BAR,
                bar=RATE_BAR * min(1.0, parsing / PARSE_REFERENCE),
            ),
            Row(
                bench=NAME,
                what=f"{what}: the same for processor time",
                unit="/s",
                better=Better.MORE,
                ours=Figure(value=middle([cpu for _, cpu in ours])),
                official=Figure(value=middle([cpu for _, cpu in official])),
            ),
            Row(
                bench=NAME,
                what=f"{what}: bare asyncio.Protocol, frames cut, FromString",
                unit="/s",
                better=Better.MORE,
                ours=Figure(value=middle(bare)),
                official=Figure(value=theirs),
            ),
            Row(
                bench=NAME,
                what=f"{what}: FromRadio.FromString alone",
                unit="/s",
                better=Better.MORE,
                ours=Figure(value=parsing),
                official=Figure(value=theirs),
            ),
        ]
    return rows
