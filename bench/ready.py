"""(b) From nothing to READY: connect, configuration, node table."""

from __future__ import annotations

from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Figure, Row, middle

NAME = "(b) ready"
NODES = (1, 100, 1000, 5000)
ROUNDS = 5
OFFICIAL_ROUNDS = 3

RATIO_BAR = 15.0
FIXED_BAR_S = 0.010


def seconds(module: str, port: int, nodes: int) -> float:
    """Return how long one fresh process takes from the call to the node table."""
    with Child("-m", module, "ready", str(port), name=f"{module} ready") as child:
        told = child.until("seconds", 60)
        # The official library makes no entry for what it already has; ours and theirs count the radio itself.
        if told["nodes"] != nodes + 1:
            raise BenchError(f"{module}: {told['nodes']} nodes instead of {nodes + 1}")
        return number(told, "seconds")


def run() -> list[Row]:
    """Measure each size of node table, each side in turn."""
    rows = []
    for nodes in NODES:
        ours, official = [], []
        with RadioProcess(nodes=nodes) as radio:
            for turn in range(ROUNDS):
                ours.append(seconds("bench.ours", radio.port, nodes))
                if turn < OFFICIAL_ROUNDS:
                    official.append(seconds("bench.theirs", radio.port, nodes))
        rows.append(
            Row(
                bench=NAME,
                what="connect → READY, the fixed part (1 node)" if nodes == 1 else f"connect → READY, {nodes:,} nodes",
                unit="s",
                ours=Figure(value=middle(ours)),
                official=Figure(value=middle(official)),
                bar=FIXED_BAR_S if nodes == 1 else None,
                ratio_bar=RATIO_BAR if nodes == max(NODES) else None,
            )
        )
    return rows
