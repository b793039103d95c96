"""(k) 100,000 keys in the book: from the database into memory, what they take there, and how fast somebody is found.

`python -m bench.keybook fill FILE` makes a database, `… load FILE` measures in a process that has done nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.process import Child, number
from bench.report import Figure, Row, middle, percentile

if TYPE_CHECKING:  # the children load what they measure by themselves
    from steadymesh.keys.book.book import Book

NAME = "(k) key book"
KEYS = 100_000
ROUNDS = 3

LOAD_BAR_S = 1.0
MEMORY_BAR_MB = 60.0
FIND_BAR_MS = 5.0
HOLD_UP_BAR_MS = 50.0
PLAN_BAR_MS = 50.0

SEED = 2952
FILLED_AT_ONCE = 5_000
LOOKED_UP = 300
"""People who are looked up, each by several words."""

WRITERS = 5_000
"""People who exchanged direct messages with us lately: as many as are remembered."""

WATCH_EVERY_S = 0.002

START = datetime(2026, 1, 1, tzinfo=UTC)
MODELS = ("HELTEC_V3", "TBEAM", "RAK4631", "T_DECK", "STATION_G2")
FIRST_NAMES = ("Anna", "Bert", "Zoé", "Dörte", "Émile", "Мария", "Node", "Relais", "🏔 Alp")


def resident_mb() -> float:
    """Return this process's resident memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


# --- in the children --------------------------------------------------------------------------


async def fill(path: Path) -> None:
    """Write a database with as many keys, their names as a mesh has them: half of them the firmware's defaults."""
    from steadymesh.ids import BROADCAST, NodeNum, PublicKey
    from steadymesh.model import KeySource, NodeKey
    from steadymesh.store import Store

    dice = random.Random(SEED)
    nums = set[int]()
    while len(nums) < KEYS:
        nums.add(dice.randrange(1, BROADCAST))
    keys = []
    for count, num in enumerate(sorted(nums, key=lambda _: dice.random())):
        short = f"{num & 0xFFFF:04x}"
        first = START + timedelta(seconds=dice.uniform(0, 1e7))
        keys.append(
            NodeKey(
                node=NodeNum(num),
                key=PublicKey(dice.randbytes(32)),
                source=dice.choice((KeySource.HEARD, KeySource.HEARD, KeySource.RADIO, KeySource.IMPORT)),
                first_seen=first,
                last_seen=first + timedelta(seconds=dice.uniform(0, 1e6)),
                long_name=f"Meshtastic {short}" if count % 2 else f"{dice.choice(FIRST_NAMES)} {dice.randrange(10**5)}",
                short_name=short,
                hw_model=dice.choice(MODELS),
            )
        )
    store = Store.open(path, at=START)
    for begin in range(0, KEYS, FILLED_AT_ONCE):
        await store.keys.save_keys(keys[begin : begin + FILLED_AT_ONCE])
    store.close(30)
    print(json.dumps({"filled": len(keys)}), flush=True)


async def load(path: Path) -> None:
    """Load that database into a book, and look people up."""
    from steadymesh.bus import Bus
    from steadymesh.clock import SystemClock
    from steadymesh.keys.book.book import Book
    from steadymesh.keys.keeping.keeper import KeyKeeper
    from steadymesh.store import Store

    began = time.perf_counter()
    store = Store.open(path, at=START)
    opened = time.perf_counter() - began
    book = Book()
    keeper = KeyKeeper(book=book, store=store.keys, bus=Bus(), clock=SystemClock())
    gc.collect()
    before = resident_mb()
    async with watched() as hold_ups:
        began = time.perf_counter()
        await keeper.load()
        seconds = time.perf_counter() - began
        waits = True
        while waits:
            waits = book.sort_in()
            await asyncio.sleep(0)
        sorted_in = time.perf_counter() - began
    assert len(book) == KEYS
    found = list(look_ups(book))
    report = {
        "loaded": seconds,
        "sorted": sorted_in,
        "opened": opened,
        "hold_up": max(hold_ups),
        "memory": resident_mb() - before,
        "find": percentile(found, 0.99),
        "find_middle": middle(found),
        "digest": timed(book.content_digest),
        "recent": timed(lambda: book.recent(100)),
    }
    report |= await planned(book)
    store.close(5)
    print(json.dumps(report), flush=True)


async def planned(book: Book) -> dict[str, float]:
    """Return the seconds of a sync's plan among as many keys, and of the pass that puts them into the directory."""
    from steadymesh.keys.custody.plan import lacking, needed
    from steadymesh.keys.options import Push
    from steadymesh.model import Contact
    from steadymesh.session.directory import Directory

    at = datetime.now(UTC)
    directory = Directory()
    everybody = book.all()
    began = time.perf_counter()
    await directory.put_keys(everybody)
    passed = time.perf_counter() - began
    writers = [everybody[index] for index in range(0, KEYS, KEYS // WRITERS)]
    contacts = {
        key.node: Contact(node=key.node, last_dm=at - timedelta(minutes=count), dm_key=key.key)
        for count, key in enumerate(writers)
    }
    heard = [key.node for key in book.recent(WRITERS)]

    def plan() -> None:
        wanted = needed(Push.ALL, admins=(), waiting=(), contacts=contacts, recent=heard, at=at)
        assert lacking(
            wanted,
            book=book,
            table=directory,
            has_warm_tier=False,
            plain_key=book.plain_key,
            limit=len(wanted),
        )

    return {"plan": max(timed(plan) for _ in range(5)), "pass": passed}


def look_ups(book: Book) -> Iterator[float]:
    """Yield the seconds of each look-up: by fingerprint, number and names, whole and by their beginnings."""
    dice = random.Random(SEED)
    everybody = book.all()
    for who in (everybody[dice.randrange(len(everybody))] for _ in range(LOOKED_UP)):
        fingerprint, num = who.key.fingerprint, f"!{who.node:08x}"
        for word in (
            fingerprint[:4], fingerprint, num[:6], num, who.short_name, who.short_name[:2], who.long_name,
            who.long_name[:3], "mesh", "nobody",
        ):  # fmt: skip
            began = time.perf_counter()
            found = book.find(word)
            yield time.perf_counter() - began
            assert found or word == "nobody", word


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of a call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextlib.asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """Measure for how long the loop does not come round."""
    hold_ups: list[float] = [0.0]

    async def watch() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            now = time.perf_counter()
            hold_ups.append(now - last - WATCH_EVERY_S)
            last = now

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch(), name="watch")
        yield hold_ups
        watching.cancel()


# --- in the parent ----------------------------------------------------------------------------


def measured(path: Path, key: str) -> dict[str, float]:
    """Return what a fresh process says."""
    with Child("-m", "bench.keybook", "fill" if key == "filled" else "load", str(path), name=f"keybook {key}") as child:
        message = child.until(key, 120)
        return {name: number(message, name) for name in message}


def run() -> list[Row]:
    """Measure in fresh processes, and take medians."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "steadymesh.db"
        measured(path, "filled")
        rounds = [measured(path, "loaded") for _ in range(ROUNDS)]

    def row(what: str, key: str, unit: str, bar: float | None = None, *, note: str = "") -> Row:
        value = middle([one[key] for one in rounds]) * (1000 if unit == "ms" else 1)
        return Row(bench=NAME, what=what, unit=unit, ours=Figure(value=value), bar=bar, note=note)

    return [
        row(f"{KEYS:,} keys: database → book", "loaded", "s", LOAD_BAR_S),
        row("the same, and everybody can be found", "sorted", "s"),
        row("the loop's longest wait meanwhile", "hold_up", "ms", HOLD_UP_BAR_MS),
        row("memory of the book with its indexes", "memory", "MB", MEMORY_BAR_MB),
        row("find by prefix, p99", "find", "ms", FIND_BAR_MS, note=f"{LOOKED_UP * 10:,} look-ups"),
        row("find by prefix, median", "find_middle", "ms"),
        row("the sync's plan: who is needed, and lacking", "plan", "ms", PLAN_BAR_MS, note=f"{WRITERS:,} people write"),
        row("the sync's pass: the book into the node directory", "pass", "s"),
        row("digest of the content", "digest", "ms"),
        row("the 100 seen last", "recent", "ms"),
        row("opening and checking the database", "opened", "s"),
    ]


if __name__ == "__main__":
    asyncio.run({"fill": fill, "load": load}[sys.argv[1]](Path(sys.argv[2])))
