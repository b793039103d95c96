"""Draws docs/picture.svg: what `make run` shows in its first half minute. `make picture` runs it; it takes that long.

The lines are the program's own, taken from a run; only the drawing is ours.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 44
"""The first cut of the link comes after 25 s, the key sync that follows it 15 s later."""

COLUMNS = 118
SIZE, LEADING, MARGIN = 13, 19, 16
COLOURS = {"WARN": "#e5b567", "ERROR": "#e06c75", "DEBUG": "#7f848e"}
TEXT, DIM, BACK = "#d7dae0", "#7f848e", "#1e2127"


def lines() -> list[str]:
    """Run the bot on the simulated mesh and return its log."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        command = [sys.executable, "-m", "steadymesh", "run", "--sim", "--language", "en"]
        with subprocess.Popen(command, stderr=log) as process:  # noqa: S603  (our own interpreter, our own module)
            try:
                process.wait(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.terminate()
        log.seek(0)
        return log.read().splitlines()


def drawn(log: list[str]) -> str:
    """Return the log as a picture of a terminal."""
    shown = [line if len(line) <= COLUMNS else f"{line[: COLUMNS - 1]}…" for line in ("$ make run", *log)]
    width, height = int(COLUMNS * SIZE * 0.605) + 2 * MARGIN, len(shown) * LEADING + 2 * MARGIN
    rows = []
    for number, line in enumerate(shown):
        colour = next((c for word, c in COLOURS.items() if f" {word}" in line[:16]), TEXT)
        y = MARGIN + SIZE + number * LEADING
        sentence, bracket, event = line.rpartition(" [")
        rest = f'<tspan fill="{DIM}">{escape(bracket + event)}</tspan>' if bracket else escape(event)
        rows.append(f'<text x="{MARGIN}" y="{y}" fill="{colour}" xml:space="preserve">{escape(sentence)}{rest}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="Half a minute of the live log">\n'
        f'<rect width="100%" height="100%" rx="8" fill="{BACK}"/>\n'
        f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="{SIZE}">\n'
        + "\n".join(rows)
        + "\n</g>\n</svg>\n"
    )


if __name__ == "__main__":
    (HERE / "picture.svg").write_text(drawn(lines()), encoding="utf-8")
