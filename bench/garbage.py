"""(g) Garbage between frames: how long until the next frame is through, and whether it is."""

from __future__ import annotations

import time

from bench import stream
from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Figure, Row, middle

NAME = "(g) garbage"
SIZE = stream.GARBAGE_BYTES
BAR_S = 0.2
ROUNDS = 3
BOUND_S = 12.0
"""How long either side is waited for."""

LOST = Figure(value=None, word="lost")


def seconds(module: str, name: str) -> Figure:
    """Return how long after the first byte of garbage the frame behind it is an event."""
    with RadioProcess() as radio, Child("-m", module, "garbage", str(radio.port), name=f"{module} garbage") as child:
        child.until("ready", 30)
        radio.send(do="garbage", name=name, size=SIZE)
        began = number(radio.until("garbage", 30), "t")
        try:
            while True:
                told = child.until("text", began + BOUND_S - time.monotonic())
                if told["text"] == "text 0":
                    return Figure(value=number(told, "t") - began)
                if str(told["text"]).startswith("text "):
                    return LOST  # a later frame is through
        except BenchError:
            return Figure(value=None, bound=BOUND_S)


def run() -> list[Row]:
    """Measure each kind of garbage."""
    rows = []
    for name in stream.GARBAGE:
        ours = [seconds("bench.ours", name) for _ in range(ROUNDS)]
        values = [figure.value for figure in ours if figure.value is not None]
        rows.append(
            Row(
                bench=NAME,
                what=f"2 MB of {name}: until the next frame is through",
                unit="s",
                ours=Figure(value=middle(values))
                if len(values) == ROUNDS
                else next(f for f in ours if f.value is None),
                official=seconds("bench.theirs", name),
                bar=BAR_S,
            )
        )
    return rows
