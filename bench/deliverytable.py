"""The weather table of docs/delivery.md: what becomes of 52 texts in ten weathers, with us and with the library.

`python -m bench.deliverytable [NAME …] [--write docs/delivery.md] [--json]`. Real time for both, all rows at once:
seven minutes, ten at most.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bench.machine import facts
from bench.page import write_part
from bench.weather import DIRECT, PEOPLE, QUESTIONS, TO_CHANNEL, WEATHERS, Row, chosen
from bench.weatherplay import OURS, measure

PART: Final = "delivery-weather"

COLUMNS: Final = (
    "messages", "channel texts", "answers", "twice", "lost: told", "only relayed", "wrong", "not a word", "airtime",
    "slowest",
)  # fmt: skip

HEAD: Final = (f"| weather | | {' | '.join(COLUMNS)} |", f"|---|---|{'--:|' * len(COLUMNS)}")

TITLES: Final = {weather.name: weather.title for weather in WEATHERS}

NOTES: Final = f"""\
In each weather a client is handed {DIRECT} direct messages to {PEOPLE} people and {TO_CHANNEL} texts for the channel
within four minutes, and is asked {QUESTIONS} questions, which it answers. Both clients get the same ones at the same
moments, in real time on loopback sockets, each on a mesh of its own: sixteen nodes on SHORT_TURBO, firmware 2.7.26,
people up to three relays away. Each row is the sum of two meshes, which differ in what chance does to their packets.
What falls due while a client is dead is handed over when it has been started again.

*messages, channel texts, answers*: how many were shown to those whom they were for (a channel text: to anybody; in
brackets the share of the people who saw it), of how many (answers: of the questions that reached the radio). *twice*:
shown to one person more than once. Of those that nobody was shown: *told*, the sender knows (a NAK, an exception, a
reason in the outbox); *only relayed*, it knows that a neighbour had them and nobody has confirmed them (the radio stops
trying as soon as it hears a neighbour repeat one); *wrong*, it was told that they are there; *not a word*, nothing was
said. *airtime*: what our radio sent of its own, acks included. *slowest*: from hand-over or question until it was
shown, at worst. In calm weather, too, relays that don't hear each other collide now and then. On a busy channel
steadymesh waits on purpose until the radio, which tells the use once a minute, says that others have room again.

Steadymesh: the whole house, its defaults, messages with priority MESSAGE and a lifetime of four minutes. Official
library: `TCPInterface`, `sendText(…, wantAck=True, onResponse=…)` for each text, one after the other, answers of the
same size from the callback, a new interface when the library says that the connection is lost. It sends nothing a
second time, and has no disk."""
"""What the table's reader has to know."""


def cells(row: Row) -> tuple[str, ...]:
    """Return one client's line, without the weather. Pure."""
    return (
        row.side,
        f"{row.direct}/{row.direct_of}",
        f"{row.channel}/{row.channel_of} ({row.reach:.0%})",
        f"{row.answers}/{row.answers_of}",
        str(row.twice),
        str(row.told),
        str(row.relayed),
        str(row.wrong),
        f"**{row.silent}**",
        f"{row.airtime_s:.1f} s",
        f"{row.slowest_s:.0f} s",
    )


def markdown(rows: Sequence[Row]) -> str:
    """Return the whole part, with date and versions. Pure but for these."""
    told = "; ".join(f"{name} {value}" for name, value in facts().items())
    lines = [f"{told}.", "", *HEAD]
    last = ""
    for row in rows:
        title = TITLES[row.name] if row.name != last else ""
        lines.append(f"| {' | '.join((title, *cells(row)))} |")
        last = row.name
    return "\n".join((*lines, "", totals(rows), "", NOTES))


def totals(rows: Sequence[Row]) -> str:
    """Return a sentence for each client over all rows. Pure."""
    sentences = []
    for side in dict.fromkeys(row.side for row in rows):
        own = [row for row in rows if row.side == side]
        there = sum(row.direct + row.channel + row.answers for row in own)
        wanted = sum(row.direct_of + row.channel_of + row.answers_of for row in own)
        lost = f"{sum(row.silent for row in own)} lost without a word, {sum(row.told for row in own)} told"
        relayed = f"{sum(row.relayed for row in own)} only relayed, {sum(row.wrong for row in own)} wrong"
        shown = f"{there} of {wanted} shown ({there / max(1, wanted):.0%}), {sum(row.twice for row in own)} twice"
        sentences.append(f"In all, {side}: {shown}; {lost}, {relayed}.")
    return "\n".join(sentences)


def main(arguments: Sequence[str]) -> int:
    """Play the rows, print or write the page's part; return 1 when ours lost one without a word, or showed it twice."""
    parser = argparse.ArgumentParser(prog="python -m bench.deliverytable", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(TITLES)}")
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write the table into FILE, part “{PART}”")
    parser.add_argument("--json", action="store_true", help="one JSON array")
    given = parser.parse_args(arguments)
    rows = measure(chosen(given.names))
    if given.write is not None:
        write_part(given.write, PART, markdown(rows))
    else:
        print(json.dumps([asdict(row) for row in rows], indent=1) if given.json else markdown(rows))
    return 1 if any(row.silent or row.twice for row in rows if row.side == OURS) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
