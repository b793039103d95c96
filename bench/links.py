"""(c) Many links in one process: threads, memory, idle CPU."""

from __future__ import annotations

from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Figure, Row

NAME = "(c) links"
NODES = 1000
COUNTS = (1, 50, 500)
OFFICIAL_COUNTS = (1, 50)
"""500 would take it three minutes and 1,000 threads: the answer is known."""

IDLE_S = 31.0
"""Two heartbeats of each link (one after 15 s of silence)."""

SHORT_IDLE_S = 4.0

MEMORY_BAR_MB = 1.0
IDLE_BAR_PERCENT = 2.0


def measure(module: str, count: int) -> dict[str, float]:
    """Return what a process with so many READY links tells of itself."""
    idle_s = IDLE_S if count == max(COUNTS) else SHORT_IDLE_S
    with (
        RadioProcess(nodes=NODES, quiet=True) as radio,
        Child("-m", module, "links", str(radio.port), str(count), str(idle_s), name=f"{module} links") as child,
    ):
        told = child.until("links", 120)
        if told["links"] != count:
            raise BenchError(f"{module}: {told['links']} links instead of {count}")
        radio.send(do="count")
        beats = number(radio.until("heartbeats", 10), "heartbeats")
        if count == max(COUNTS) and beats < count:
            raise BenchError(f"only {beats:g} heartbeats of {count} links")
        return {key: number(told, key) for key in ("seconds", "threads", "bytes_each", "idle_cpu")}


def run() -> list[Row]:
    """Measure each number of links."""
    rows = []
    for count in COUNTS:
        ours = measure("bench.ours", count)
        official = measure("bench.theirs", count) if count in OFFICIAL_COUNTS else {}
        links = "1 link" if count == 1 else f"{count} links"

        def figure(key: str, scale: float = 1.0, known: dict[str, float] = official) -> Figure:
            return Figure(value=known[key] * scale) if known else Figure(value=None)

        rows += [
            Row(
                bench=NAME,
                what=f"{links}: threads",
                unit="",
                ours=Figure(value=ours["threads"]),
                official=figure("threads"),
                # The supervisor resolves names in a thread of its own; an address needs none.
                bar=1 if count > 1 else None,
            ),
            Row(
                bench=NAME,
                what=f"{links}: memory for each, {NODES:,} nodes",
                unit="MB",
                ours=Figure(value=ours["bytes_each"] / 1e6),
                official=figure("bytes_each", 1e-6),
                bar=MEMORY_BAR_MB if count > 1 else None,
            ),
            Row(
                bench=NAME,
                what=f"{links}: all READY after",
                unit="s",
                ours=Figure(value=ours["seconds"]),
                official=figure("seconds"),
            ),
        ]
        if count == max(COUNTS):
            rows.append(
                Row(
                    bench=NAME,
                    what=f"{links}: idle CPU, heartbeats included",
                    unit="%",
                    ours=Figure(value=ours["idle_cpu"] * 100),
                    bar=IDLE_BAR_PERCENT,
                )
            )
    return rows
