"""(n) What a mesh of 300 nodes costs the disk: the database's size over a year, and what is written in a day.

`python -m bench.disk year FOLDER` plays a year through the store, with its own retention, as fast as it goes; `… day
FOLDER` one day, commit by commit, with what the kernel was handed.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.process import Child, Message, number
from bench.report import Figure, Row

if TYPE_CHECKING:  # the children load what they measure by themselves
    from steadymesh.model import Entry, LogMessage, Node
    from steadymesh.store import Store

NAME: Final = "(n) disk"

NODES: Final = 300
STRANGERS: Final = 3
"""New nodes a day that pass through."""

TEXTS: Final = 250
"""That come in in a day, on channels and to us."""

QUESTIONS: Final = 80
"""Of these the bot answers, in two pieces each: the outbox."""

NEW_KEYS: Final = 1
"""Nodes a day that were reset and have another key."""

STATES: Final = 6
"""Rounds of node states a day in the year: they replace each other, so that more of them make no file longer."""

NOTES: Final = 40
"""Values a day that plug-ins keep and never delete (statistics, mail, notices), 300 bytes each, in four drawers."""

A_MINUTE: Final = 32
"""Node states a minute: telemetry each 30 min, positions each 15, NodeInfo each 3 h (the firmware's defaults)."""

SIZE_BAR_MB: Final = 200.0
COMMITS_BAR: Final = 60.0

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
MONTH: Final = 30
YEAR: Final = 360
"""Twelve of these months."""


class Mesh:
    """Makes up what a mesh tells."""

    def __init__(self) -> None:
        self._dice = random.Random(300)
        self._packet = 0
        self.known = list(range(1, NODES + 1))

    def node(self, num: int, at: datetime) -> Node:
        """Return a node's state, changed in everything that telemetry and positions change."""
        from steadymesh.ids import NodeNum, PublicKey
        from steadymesh.model import Node, Position, Telemetry

        dice = self._dice
        return Node(
            num=NodeNum(0x1000_0000 + num),
            long_name=f"Relais du col no. {num} 🏔",
            short_name=f"{num:04}"[:4],
            hw_model="HELTEC_V3",
            role="CLIENT",
            public_key=PublicKey(num.to_bytes(32, "big")),
            snr_db=dice.uniform(-20, 10),
            hops_away=dice.randrange(4),
            last_heard=at,
            position=Position(latitude=45 + dice.random(), longitude=5 + dice.random(), altitude_m=400, at=at),
            telemetry=Telemetry(
                battery_percent=dice.randrange(101),
                voltage_v=dice.uniform(3.3, 4.2),
                channel_utilization_percent=dice.uniform(0, 30),
                air_util_tx_percent=dice.uniform(0, 5),
                uptime_s=dice.randrange(10**6),
            ),
        )

    def text(self, at: datetime) -> LogMessage:
        """Return a text of 20 to 180 bytes."""
        from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId
        from steadymesh.model import LogMessage, TextMessage

        self._packet += 1
        message = TextMessage(
            id=PacketId(self._packet),
            sender=NodeNum(0x1000_0000 + self._dice.choice(self.known)),
            to=BROADCAST,
            channel=ChannelIndex(0),
            text="x" * self._dice.randrange(20, 180),
            at=at,
        )
        return LogMessage(message=message, received=at)

    def answer(self, at: datetime) -> Entry:
        """Return a message of ours that has not left yet."""
        from steadymesh.ids import NodeNum, PacketId
        from steadymesh.model import Entry, SendText

        self._packet += 1
        return Entry(
            key=f"{at:%Y%m%dT%H%M%S}-{self._packet:08x}",
            intent=SendText(to=NodeNum(0x1000_0001), text="x" * 180),
            packet_id=PacketId(self._packet),
            created=at,
            deadline=at + timedelta(minutes=10),
        )

    def letter(self) -> str:
        """Return what a plug-in keeps."""
        return "n" * self._dice.randrange(200, 400)


async def exchange(store: Store, mesh: Mesh, at: datetime) -> None:
    """Have a question come in, be answered, and the answer be acknowledged: what matters, each on the disk at once."""
    from dataclasses import replace

    from steadymesh.model import Outcome

    question = mesh.text(at)
    await store.messages.seen_before(question.message.sender, question.message.id)
    await store.messages.append(question)
    entry = mesh.answer(at)
    await store.outbox.save(entry)
    await store.outbox.save(replace(entry, attempts=1, first_sent=at))
    await store.outbox.save(replace(entry, attempts=1, first_sent=at, outcome=Outcome.ACKNOWLEDGED))


async def new_key(store: Store, num: int, day: int, at: datetime) -> None:
    """Have a node come with another key; the one before stays in its history."""
    from steadymesh.ids import NodeNum, PublicKey
    from steadymesh.model import KeySource, NodeKey

    key = PublicKey((num * 1_000_003 + day).to_bytes(32, "big"))
    node = NodeNum(0x1000_0000 + num)
    await store.keys.save_keys([NodeKey(node=node, key=key, source=KeySource.HEARD, first_seen=at, last_seen=at)])


def sizes_mb(path: Path) -> tuple[float, float]:
    """Return the database's size, and that of its journal."""
    wal = path.with_name(f"{path.name}-wal")
    return path.stat().st_size / 1e6, wal.stat().st_size / 1e6 if wal.exists() else 0.0


async def year(folder: Path) -> dict[str, object]:
    """Play a year; return the sizes after each month."""
    from steadymesh.store import Store

    path, mesh = folder / "steadymesh.db", Mesh()
    store = Store.open(path, at=START)
    months: list[tuple[float, float]] = []
    largest_wal = longest_round = 0.0
    drawers = [store.plugins.drawer(name) for name in ("stats", "mail", "board", "topics")]
    for num in mesh.known:
        await new_key(store, num, 0, START)
    for day in range(YEAR):
        at = START + day * DAY
        mesh.known += range(len(mesh.known) + 1, len(mesh.known) + 1 + STRANGERS)
        for num in mesh.known[-STRANGERS:]:
            await new_key(store, num, day, at)
        for _ in range(NEW_KEYS):
            await new_key(store, 1 + day % NODES, day + 1, at)
        for part in range(STATES):
            for num in (*mesh.known[:NODES], *(mesh.known[-STRANGERS:] if part == 0 else ())):
                store.nodes.keep_node(mesh.node(num, at))
            await store.flush()
        for _ in range(TEXTS - QUESTIONS):
            await store.messages.append(mesh.text(at))
        async with asyncio.TaskGroup() as pieces:
            for number_ in range(QUESTIONS * 2):
                pieces.create_task(exchange(store, mesh, at), name=f"exchange {number_}")
        for note in range(NOTES):
            drawers[note % len(drawers)].keep(f"{day}-{note}", mesh.letter())
        began = time.perf_counter()
        await store.upkeep.tidy(at)
        longest_round = max(longest_round, time.perf_counter() - began)
        largest_wal = max(largest_wal, sizes_mb(path)[1])
        if (day + 1) % MONTH == 0:
            months.append(sizes_mb(path))
    store.close(30)
    began = time.perf_counter()
    packed = backed_up(folder)
    return {
        "played": YEAR,
        "months": [round(sum(one), 3) for one in months],
        "closed_mb": sizes_mb(path)[0],
        "wal_mb": largest_wal,
        "round_s": longest_round,
        "backup_s": time.perf_counter() - began,
        "backup_mb": packed / 1e6,
    }


def backed_up(folder: Path) -> int:
    """Back it up; return the file's bytes."""
    from steadymesh.app.backups import back_up

    target = folder / "backup"
    back_up(folder, target, at=START)
    return target.stat().st_size


def handed_bytes() -> int:
    """Return what this process has handed to the kernel to be written so far (proc(5), `/proc/pid/io`)."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


async def day(folder: Path) -> dict[str, object]:
    """Play a day on a database that knows the mesh, a commit a minute and one for each thing that matters."""
    from steadymesh.store import Store

    path, mesh = folder / "steadymesh.db", Mesh()
    store = Store.open(path, at=START)
    stats = store.plugins.drawer("stats")
    for num in mesh.known:
        store.nodes.keep_node(mesh.node(num, START))
    await store.flush()
    commits, handed, telemetry = commits_of(store), handed_bytes(), 0
    turn = 0
    minutes = 24 * 60
    for minute in range(minutes):
        at = START + minute * timedelta(minutes=1)
        for _ in range(A_MINUTE):
            turn = turn % NODES + 1
            store.nodes.keep_node(mesh.node(turn, at))
        stats.keep("day", {"packets": minute, "texts": minute})
        await store.flush()
        telemetry += 1
        if happens(TEXTS - QUESTIONS, minute, minutes):
            await store.messages.append(mesh.text(at))
            await store.flush()
        if happens(QUESTIONS, minute, minutes):
            await exchange(store, mesh, at)
            await store.flush()
    told: dict[str, object] = {
        "played": 1,
        "commits": (commits_of(store) - commits) / 24,
        "telemetry": telemetry / 24,
        "handed_mb": (handed_bytes() - handed) / 1e6,
    }
    store.close(30)
    return told


def happens(times: int, minute: int, minutes: int) -> bool:
    """Return whether one of so many events, evenly spread, falls into a minute."""
    return minute * times // minutes != (minute + 1) * times // minutes


def commits_of(store: Store) -> int:
    """Return the store's own count."""
    return int(str(store.facts()["commits"]))


def _measured(what: str, timeout_s: float) -> Message:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Child("-m", "bench.disk", what, folder, name=f"disk {what}") as child,
    ):
        return child.until("played", timeout_s)


def run() -> list[Row]:
    """Measure a year and a day, each in a process of its own."""
    through, one = _measured("year", 600), _measured("day", 300)
    months = through["months"]
    assert isinstance(months, list)

    def row(what: str, value: float, unit: str, bar: float | None = None) -> Row:
        return Row(bench=NAME, what=what, unit=unit, ours=Figure(value=value), bar=bar)

    def after(count: int) -> Row:
        what = f"a year of {NODES} nodes: database and journal after {count} month{'s' if count > 1 else ''}"
        return row(what, float(months[count - 1]), "MB", SIZE_BAR_MB if count == len(months) else None)

    return [
        *(after(count) for count in (1, 3, 6, 9, 12)),
        row("the journal at its longest", number(through, "wal_mb"), "MB"),
        row("the longest daily round", number(through, "round_s"), "s"),
        row("a backup of that year, checked", number(through, "backup_s"), "s"),
        row("the same: its size", number(through, "backup_mb"), "MB"),
        row("commits an hour, telemetry's and counters'", number(one, "telemetry"), "", COMMITS_BAR),
        row(f"commits an hour, all ({TEXTS} texts and {QUESTIONS} answers a day)", number(one, "commits"), ""),
        row("handed to the disk in a day", number(one, "handed_mb"), "MB"),
    ]


if __name__ == "__main__":
    print(json.dumps(asyncio.run({"year": year, "day": day}[sys.argv[1]](Path(sys.argv[2])))), flush=True)
