"""(l) The outbox: how fast texts are on the disk, how fast it is known who goes next, and what waiting costs.

`python -m bench.outbox measure FOLDER` measures in a process that has done nothing else.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.process import Child, number
from bench.report import Better, Figure, Row, middle, percentile

if TYPE_CHECKING:  # the child loads what it measures by itself
    from steadymesh.delivery.pump import Delivery
    from steadymesh.model import Intent

NAME: Final = "(l) outbox"
TEXTS: Final = 10_000
PEOPLE: Final = 3_000
AT_ONCE: Final = 500
"""Posts under way at the same time: what the store writes together is one commit."""

TURNS: Final = 500
IDLE_S: Final = 10.0
ROUNDS: Final = 3

ENQUEUE_BAR: Final = 2_000.0
NEXT_BAR_MS: Final = 1.0
IDLE_BAR_MS: Final = 10.0
"""Of CPU in those seconds: the loop's own start and end; a pump that polled every 100 ms would take this and more."""

OWN: Final = 0x5EAD0001


class Silent:
    """A transmitter that never has room: the link is away, or full."""

    def wait_s(self, intent: Intent) -> float | None:  # noqa: ARG002  (the port's)
        """Return that an event will tell."""
        return None

    def transmit(self, intent: Intent, packet_id: int) -> int:  # noqa: ARG002
        """Never called."""
        raise AssertionError


async def measure(folder: Path) -> None:
    """Post, ask who goes next, and wait."""
    from steadymesh.bus import Bus
    from steadymesh.clock import SystemClock
    from steadymesh.delivery.options import DeliveryOptions
    from steadymesh.delivery.pump import Delivery
    from steadymesh.events import SessionReady
    from steadymesh.ids import NodeNum
    from steadymesh.model import Node, RadioInfo
    from steadymesh.session.directory import Directory
    from steadymesh.store import Store

    store = Store.open(folder / "steadymesh.db", at=datetime.now(UTC))
    bus = Bus()
    delivery = Delivery(
        bus=bus,
        clock=SystemClock(),
        transmitter=Silent(),
        journal=store.outbox,
        options=DeliveryOptions(journal_timeout_s=60.0, lifetime_s=86_400),
        nodes=Directory(),
    )
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(delivery.run(), name="delivery")
        await asyncio.sleep(0.1)
        empty_ms = await idle(delivery)
        seconds = await posted(delivery)
        radio = RadioInfo(num=NodeNum(OWN), node=Node(num=NodeNum(OWN)), region="US", modem_preset="LONG_FAST")
        now = asyncio.get_running_loop().time()
        bus.publish(SessionReady(generation=1, radio=radio, nodes=(), seconds=0.1, image=(), now=now))
        await asyncio.sleep(1.0)
        full_ms = await idle(delivery)
        running.cancel()
    turns = turned(delivery, now + 60.0)
    written = len(await store.outbox.load_open())
    store.close(30)
    print(
        json.dumps(
            {
                "measured": TEXTS / seconds,
                "written": written,
                "next": percentile(turns, 0.99),
                "next_middle": middle(turns),
                "idle_empty": empty_ms,
                "idle_full": full_ms,
            }
        ),
        flush=True,
    )


async def posted(delivery: Delivery) -> float:
    """Post everything, each text durable before its call returns; return the seconds."""
    from steadymesh.ids import NodeNum

    waiting = iter(range(TEXTS))

    async def post() -> None:
        for text in waiting:
            await delivery.post(to=NodeNum(1000 + text % PEOPLE), text=f"Message {text}: all is well up here.")

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for poster in range(AT_ONCE):
            tasks.create_task(post(), name=f"post {poster}")
    return time.perf_counter() - began


async def idle(delivery: Delivery) -> float:
    """Return the milliseconds of CPU that so many seconds of waiting cost."""
    del delivery
    gc.collect()
    began = time.process_time()
    await asyncio.sleep(IDLE_S)
    return (time.process_time() - began) * 1000


def turned(delivery: Delivery, now: float) -> list[float]:
    """Hand over one text after the other, and return the seconds that it took to know which."""
    from steadymesh.events import SendResolved, VerdictReceived
    from steadymesh.model import RoutingError

    queue, turns = delivery._queue, []
    for _ in range(TURNS):
        now += 60.0
        began = time.perf_counter()
        queue.handle_deadline(now)
        entry = queue.next(now)
        queue.deadline(now)
        turns.append(time.perf_counter() - began)
        assert entry is not None
        prepared = queue.handover.prepare(entry.key, at=datetime.now(UTC))
        queue.handover.handed(prepared, 1, now)
        packet_id, to = prepared.packet_id, entry.intent.to
        queue.resolved(SendResolved(generation=1, packet_id=packet_id, taken=True, res=0, now=now))
        queue.verdict(
            VerdictReceived(
                generation=1, packet_id=packet_id, sender=to, own=False, error=RoutingError.NONE, number=0, now=now
            )
        )
        queue.take_changes()
    return turns


def run() -> list[Row]:
    """Measure in fresh processes, and take medians."""
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            Child("-m", "bench.outbox", "measure", folder, name="outbox") as child,
        ):
            message = child.until("measured", 180)
            rounds.append({name: number(message, name) for name in message})
    assert all(one["written"] == TEXTS for one in rounds)

    def row(what: str, key: str, unit: str, bar: float | None = None, *, better: Better = Better.LESS) -> Row:
        scale = 1000 if key.startswith("next") else 1
        value = middle([one[key] for one in rounds]) * scale
        return Row(bench=NAME, what=what, unit=unit, ours=Figure(value=value), bar=bar, better=better)

    return [
        row(f"texts on the disk, {TEXTS:,} posted", "measured", "/s", ENQUEUE_BAR, better=Better.MORE),
        row(f"who goes next, {TEXTS:,} waiting, p99", "next", "ms", NEXT_BAR_MS),
        row("who goes next, median", "next_middle", "ms"),
        row(f"CPU of {IDLE_S:.0f} s of waiting, nothing to send", "idle_empty", "ms", IDLE_BAR_MS),
        row(f"the same, {TEXTS:,} waiting for a link", "idle_full", "ms", IDLE_BAR_MS),
    ]


if __name__ == "__main__":
    asyncio.run(measure(Path(sys.argv[2])))
