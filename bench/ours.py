"""Our side at work, in a process of its own: `python -m bench.ours TASK ARGUMENTS`. Same tasks as `bench.theirs`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Never

import structlog

from bench import stream
from bench.tell import resident_bytes, say
from steadymesh.bus import Bus, Subscription
from steadymesh.clock import SystemClock
from steadymesh.events import (
    NodeSeen,
    PacketReceived,
    PositionReceived,
    SessionReady,
    TelemetryReceived,
    TextReceived,
)
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.link.options import LinkOptions
from steadymesh.link.supervisor import Supervisor
from steadymesh.link.target import parse_target
from steadymesh.model import Node, NodeKey
from steadymesh.session.directory import Directory
from steadymesh.session.options import SessionOptions
from steadymesh.wire import pb

PACKET_EVENTS = (TextReceived, PositionReceived, TelemetryReceived, NodeSeen, PacketReceived)


def supervisor(port: int, bus: Bus, on_ready: Callable[[SessionReady], None] | None = None) -> Supervisor:
    """Return a link with default settings, as the application makes it."""
    return Supervisor(
        target=parse_target(f"tcp://127.0.0.1:{port}"),
        options=LinkOptions(),
        session_options=SessionOptions(),
        directory=Directory(),
        bus=bus,
        clock=SystemClock(),
        on_ready=on_ready,
    )


@asynccontextmanager
async def linked(port: int, *kinds: type, size: int = 1000) -> AsyncIterator[Subscription]:
    """Have a READY link, and a subscription to events of it."""
    bus = Bus()
    with bus.subscribe("ready", (SessionReady,)) as ready, bus.subscribe("bench", kinds, size=size) as events:
        async with asyncio.TaskGroup() as group:
            link = group.create_task(supervisor(port, bus).run(), name="link")
            await ready.wait()
            yield events
            link.cancel()


async def throughput(port: int, count: int) -> None:
    """Tell when `count` packets have reached a subscriber of the bus as typed events."""
    async with linked(port, *PACKET_EVENTS, size=count) as events:
        before = time.process_time()
        say(ready=True)
        seen = 0
        async for _event in events:
            seen += 1
            if seen == count:
                break
        say(done=True, cpu=time.process_time() - before, dropped=events.dropped)


class Bare(asyncio.Protocol):
    """The least that can be done: frames cut without any doubt, FromString, nothing kept."""

    def __init__(self, count: int, done: asyncio.Future[None]) -> None:
        self._left = count
        self._done = done
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        at, size, parse = 0, len(data), pb.FromRadio.FromString
        while size - at >= 4:
            end = at + 4 + (data[at + 2] << 8 | data[at + 3])
            if end > size:
                break
            parse(data[at + 4 : end])
            self._left -= 1
            at = end
        self._rest = data[at:]
        if self._left <= 0 and not self._done.done():
            self._done.set_result(None)


async def bare(port: int, count: int) -> None:
    """Tell when a bare protocol has parsed `count` packets."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    transport, _ = await loop.create_connection(lambda: Bare(count, done), "127.0.0.1", port)
    before = time.process_time()
    say(ready=True)
    await done
    say(done=True, cpu=time.process_time() - before, dropped=0)
    transport.close()


async def parse(count: int, kind: str) -> None:
    """Tell how long `FromRadio.FromString` alone takes for the same payloads."""
    payloads = stream.payloads(b"".join(stream.traffic(kind, count)))
    from_string = pb.FromRadio.FromString
    before = time.perf_counter()
    for payload in payloads:
        from_string(payload)
    say(seconds=time.perf_counter() - before)


async def ready(port: int) -> None:
    """Tell how long a link takes from nothing to READY."""
    before = time.monotonic()
    bus = Bus()
    with bus.subscribe("ready", (SessionReady,)) as readiness:
        async with asyncio.TaskGroup() as group:
            link = group.create_task(supervisor(port, bus).run(), name="link")
            async for event in readiness:
                assert isinstance(event, SessionReady)
                say(seconds=time.monotonic() - before, nodes=len(event.nodes))
                break
            link.cancel()


async def links(port: int, count: int, idle_s: float) -> None:
    """Open links side by side, each with a directory and a bus of its own; tell threads, memory and idle CPU."""
    async with linked(port):
        pass
    threads_before = threading.active_count()
    before = resident_bytes()
    began = time.monotonic()
    all_ready, waiting = asyncio.Event(), count

    def note(_event: SessionReady) -> None:
        nonlocal waiting
        waiting -= 1
        if waiting == 0:
            all_ready.set()

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(supervisor(port, Bus(), note).run(), name="link") for _ in range(count)]
        await all_ready.wait()
        seconds = time.monotonic() - began
        cpu, since = time.process_time(), time.monotonic()
        await asyncio.sleep(idle_s)
        say(
            links=count,
            seconds=seconds,
            threads=threading.active_count() - threads_before,
            bytes_each=(resident_bytes() - before) / count,
            idle_cpu=(time.process_time() - cpu) / (time.monotonic() - since),
        )
        for link in running:
            link.cancel()


class NeverAnswers:
    """A node directory as the operator met it: whoever asks it waits for ever."""

    async def nodes(self) -> Mapping[NodeNum, Node]:
        """Never return."""
        return await self._never()

    async def held_keys(self) -> Mapping[NodeNum, PublicKey]:
        """Never return."""
        return await self._never()

    async def put_keys(self, keys: Sequence[NodeKey]) -> int:  # noqa: ARG002  (as the port has it)
        """Never return."""
        return await self._never()

    async def _never(self) -> Never:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets this event")


async def answer(port: int) -> None:
    """Be the whole bot, as `steadymesh run` builds it, with a key sync that hangs again and again."""
    from steadymesh.app import logs
    from steadymesh.app.house import House
    from steadymesh.app.plugincode import watched_steps
    from steadymesh.config import load
    from steadymesh.events import KeysSynced
    from steadymesh.store import Store

    clock = SystemClock()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        logs.set_up(level="info", form="text"),
        watched_steps(),
    ):
        sets = (
            "language=en", f"state_dir={folder}", "radio.text_gap=0", "keys.sync_delay=0", "keys.sync_interval=10s",
            "delivery.hour_share=0.25", "delivery.duty_share=1", "web.enabled=false",
        )  # fmt: skip
        config = load(env={}, sets=sets)
        store = Store.open(Path(folder) / "steadymesh.db", at=clock.at())
        target = parse_target(f"tcp://127.0.0.1:{port}")
        house = House(
            config=config, target=target, store=store, clock=clock, state_dir=Path(folder), key_directory=NeverAnswers()
        )
        ready = house.bus.subscribe("bench", (SessionReady,))
        syncs = house.bus.subscribe("bench-sync", (KeysSynced,))
        try:
            async with asyncio.TaskGroup() as group:
                running = group.create_task(house.run(), name="house")
                await ready.wait()
                say(ready=True)
                await asyncio.to_thread(sys.stdin.readline)
                outcomes = [event.outcome for event in syncs.take_all() if isinstance(event, KeysSynced)]
                say(hung="complete" not in outcomes, cpu=time.process_time(), dropped=dropped(house.bus))
                running.cancel()
        finally:
            store.close(1)


def dropped(bus: Bus) -> dict[str, int]:
    """Return what each subscriber was too slow for."""
    return {subscription.name: subscription.dropped for subscription in bus.subscriptions() if subscription.dropped}


async def garbage(port: int) -> None:
    """Tell of each text that comes."""
    async with linked(port, TextReceived) as events:
        say(ready=True)
        async for event in events:
            assert isinstance(event, TextReceived)
            say(text=event.message.text)


TASKS: Mapping[str, Callable[..., Awaitable[None]]] = {
    task.__name__: task for task in (throughput, bare, parse, ready, links, answer, garbage)
}


def main(arguments: Sequence[str]) -> None:
    """Run one task."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(30), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )

    async def run() -> None:
        values = [int(word) if word.isdigit() else float(word) if "." in word else word for word in arguments[1:]]
        await TASKS[arguments[0]](*values)

    asyncio.run(run())


if __name__ == "__main__":
    main(sys.argv[1:])
