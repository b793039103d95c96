"""The whole bot of steadymesh, to be broken: `python -m bench.our_bot PORT [INSIDE]`.

Same orders as `bench.official_bot`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.tell import say
from steadymesh.app import logs
from steadymesh.app.house import House
from steadymesh.bus import WhenFull
from steadymesh.clock import SystemClock
from steadymesh.config import load
from steadymesh.drill.misfits import StuckResolver, plugin
from steadymesh.events import SessionReady, TelemetryReceived, TextReceived
from steadymesh.ids import NodeNum
from steadymesh.link.target import Target
from steadymesh.link.tcp import TcpTransport
from steadymesh.store import Store


class Bot:
    """One house, and what is told of it.

    Args:
        port: Of the radio.
        inside: What is wrong on our own side, as `steadymesh.drill.inside` calls it; empty: nothing.
        folder: For the database.
    """

    def __init__(self, port: int, inside: str, folder: Path) -> None:
        self._threads_before = set(threading.enumerate())
        self._resolver = StuckResolver()
        clock = SystemClock()
        config = load(env={}, sets=("language=en", f"state_dir={folder}", "web.enabled=false"))
        target = Target(host="localhost" if inside == "no-resolver" else "127.0.0.1", port=port)
        self._store = Store.open(folder / "steadymesh.db", at=clock.at())
        self._house = House(
            config=config,
            target=target,
            store=self._store,
            clock=clock,
            state_dir=folder,
            transport=TcpTransport(target, config.link, resolve=self._resolver),
            further_plugins=(plugin(),),
        )
        self._ready = self._house.bus.subscribe("bench", (SessionReady,))
        if inside == "slow-subscriber":
            kinds = (TelemetryReceived, TextReceived)
            self._house.bus.subscribe("slow", kinds, size=100, when_full=WhenFull.DROP_OLDEST)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Let the house run; tell when it is READY."""
        self._running = asyncio.get_running_loop().create_task(self._house.run(), name="house")
        async for _event in self._ready:
            say(ready=True)

    async def post(self, text: str, to: int) -> None:
        """Hand a text to delivery."""
        await self._house.delivery.post(to=NodeNum(to), text=text)

    async def close(self) -> None:
        """End the house, then its store; tell how long either took."""
        assert self._running is not None
        before = time.monotonic()
        self._running.cancel()
        await asyncio.wait([self._running])
        seconds = time.monotonic() - before
        self._store.close(1)
        say(closed=seconds, with_store=time.monotonic() - before)

    async def left(self) -> None:
        """Tell what lives that was not there before: threads, and tasks that are not this bot's own orders."""
        threads = [t.name for t in threading.enumerate() if t not in self._threads_before]
        tasks = [t.get_name() for t in asyncio.all_tasks() if not t.get_name().startswith("bench")]
        say(left=[*threads, *tasks], stuck=[])

    async def stick(self) -> None:
        """Let lookups hang."""
        self._resolver.stuck = True

    async def unstick(self) -> None:
        """Let lookups end."""
        self._resolver.release()


async def main(port: int, inside: str) -> None:
    """Obey until stdin ends."""
    asyncio.current_task().set_name("bench")  # type: ignore[union-attr]
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        logs.set_up(level="warning", form="json"),
    ):
        bot = Bot(port, inside, Path(folder))
        say(up=True)
        async with asyncio.TaskGroup() as group:
            while line := await lines.readline():
                order = json.loads(line)
                name = order.pop("do")
                group.create_task(getattr(bot, name)(**order), name=f"bench-{name}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), "".join(sys.argv[2:3])))
