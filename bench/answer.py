"""(e) `/help` from the bytes of the question to the bytes of the answer, while a key sync hangs and the mesh talks."""

from __future__ import annotations

from typing import Final

from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Figure, Row, percentile

NAME: Final = "(e) answer"
NODES: Final = 100
QUESTIONS: Final = 160
PER_S: Final = 4.0
"""An answer of 215 bytes takes 0.1 s on SHORT_TURBO, and leaves 0.2 s to others: faster ones would wait for the air."""

BACKGROUND_PER_S: Final = 500.0
BAR_S: Final = 0.020
PATIENCE_S: Final = 60.0


def measure(module: str) -> tuple[list[float], int]:
    """Return how long each answer took, and how many never came."""
    with (
        RadioProcess(nodes=NODES) as radio,
        Child("-m", module, "answer", str(radio.port), name=f"{module} answer") as child,
    ):
        child.until("ready", 30)
        radio.send(do="ask", said="/help", count=QUESTIONS, rate=PER_S, background=BACKGROUND_PER_S)
        told = radio.until("answers", QUESTIONS / PER_S + PATIENCE_S)
        if module == "bench.ours":
            child.send(do="end")
            facts = child.until("hung", 10)
            if not facts["hung"]:
                raise BenchError("the key sync did not hang")
        seconds = told["answers"]
        assert isinstance(seconds, list)
        if number(told, "heard") < QUESTIONS / PER_S * BACKGROUND_PER_S * 0.9:
            raise BenchError(f"only {told['heard']} packets were sent beside the questions")
        return [float(value) for value in seconds], int(number(told, "unanswered"))


def at(seconds: list[float], unanswered: int, share: float) -> Figure:
    """Return a percentile; where the answers it needs never came, what it exceeds."""
    if unanswered > (1 - share) * QUESTIONS:
        return Figure(value=None, bound=5.0)
    return Figure(value=percentile(seconds, share))


def run() -> list[Row]:
    """Measure both sides."""
    ours, official = measure("bench.ours"), measure("bench.theirs")
    return [
        Row(
            bench=NAME,
            what=f"/help among {BACKGROUND_PER_S:.0f} packets/s, {PER_S:.0f} questions/s: {name}",
            unit="s",
            ours=at(*ours, share),
            official=at(*official, share),
            bar=BAR_S if name == "p99" else None,
            note="the official one without any key sync" if name == "p99" else "",
        )
        for name, share in (("median", 0.5), ("p99", 0.99), ("longest", 1.0))
    ]
