"""Simulated radios, each with people who ask all the while, in a process of their own: where clients are broken.

`python -m bench.faultbed NAME …` prints `{"ports": {NAME: port}}` and takes orders as JSON lines on stdin, each for one
radio. Asked to, it tells what it saw: who came when, who was READY when, which questions were answered, which texts
came to the air and how often.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final

import structlog

from bench.process import Child, Message
from bench.tell import say
from steadymesh.clock import SystemClock
from steadymesh.ids import PacketId
from steadymesh.sim.radio import Radio
from steadymesh.sim.server import SimServer

PEOPLE: Final = 12
ASK_EVERY_S: Final = 6.0
"""As in `steadymesh.drill.stage`."""

LOOK_EVERY_S: Final = 0.02
ORDER_S: Final = 60.0


class Bed:
    """One radio, its mesh, and a witness.

    Args:
        server: Its door.
    """

    def __init__(self, server: SimServer) -> None:
        self.server = server
        self._people = [server.radio.add_peer() for _ in range(PEOPLE)]
        self._asked: dict[PacketId, float] = {}
        self._seen: list[tuple[str, float]] = []
        self._asking = False

    async def ask(self) -> None:
        """Have somebody ask now and then."""
        while True:
            for peer in self._people:
                await asyncio.sleep(ASK_EVERY_S)
                if self._asking:
                    self._asked[self.server.radio.hear_text(peer, "/ping")] = time.monotonic()

    async def watch(self) -> None:
        """Note who comes, is READY, and goes."""
        number, is_ready = 0, False
        while True:
            door = self.server.door
            now_number = 0 if door is None else door.number
            if now_number != number:
                if number:
                    self._note("out")
                if now_number:
                    self._note("in")
                number, is_ready = now_number, False
            if door is not None and door.phone.ready != is_ready:
                is_ready = not is_ready
                self._note("ready" if is_ready else "dump")
            await asyncio.sleep(LOOK_EVERY_S)

    def _note(self, what: str) -> None:
        self._seen.append((what, time.monotonic()))

    # --- orders -------------------------------------------------------------------------------

    def inject(self, name: str) -> None:
        """Let a fault begin."""
        now = time.monotonic()
        self.server.inject(name)
        say(done=now)

    def cut(self) -> None:
        """Close the connection."""
        now = time.monotonic()
        self.server.cut()
        say(done=now)

    def heal(self) -> None:
        """End every fault."""
        now = time.monotonic()
        self.server.heal()
        say(done=now)

    def hear(self, text: str, people: int) -> None:
        """Have some of the people say something."""
        for peer in self._people[:people]:
            self.server.radio.hear_text(peer, text)
        say(done=time.monotonic())

    def questions(self, *, on: bool) -> None:
        """Let people ask, or stop them."""
        self._asking = on
        say(done=time.monotonic())

    def people(self) -> None:
        """Tell who is there."""
        say(done=time.monotonic(), people=[int(peer.num) for peer in self._people])

    def tell(self, began: float, ended: float) -> None:
        """Tell what was seen."""
        sent = [text for text in self.server.radio.sent_texts if not text.repeated]
        answers = Counter(text.reply_id for text in sent if text.reply_id)
        posts = Counter(text.text for text in sent if not text.reply_id)
        meanwhile = {text.reply_id for text in sent if text.reply_id in self._asked and began <= text.at_s <= ended}
        say(
            done=time.monotonic(),
            seen=self._seen,
            asked=len(self._asked),
            answered=sum(1 for id_ in self._asked if answers[id_]),
            answered_meanwhile=len(meanwhile),
            twice=sum(count - 1 for count in (*answers.values(), *posts.values()) if count > 1),
            posts=sorted(posts),
        )


async def main(names: Sequence[str]) -> None:
    """Serve until stdin ends."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(40), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    loop, clock = asyncio.get_running_loop(), SystemClock()
    async with AsyncExitStack() as stack:
        beds: dict[str, Bed] = {}
        for seed, name in enumerate(names, start=1):
            radio = Radio(clock=clock, seed=seed)
            beds[name] = Bed(await stack.enter_async_context(SimServer(radio, clock=clock)))
        say(ports={name: bed.server.address[1] for name, bed in beds.items()})
        lines = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(work(), name=name) for name, bed in beds.items() for work in (bed.ask, bed.watch)
            ]
            while line := await lines.readline():
                order = json.loads(line)
                obey: Callable[..., None] = getattr(beds[order.pop("bed")], order.pop("do"))
                obey(**order)
            for task in tasks:
                task.cancel()


class Beds:
    """The process, as the one who gives the orders sees it; threads may share it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._child = Child("-m", "bench.faultbed", *names, name="fault bed")
        self._lock = threading.Lock()
        ports = self._child.until("ports", ORDER_S)["ports"]
        assert isinstance(ports, dict)
        self.ports: dict[str, int] = ports

    def order(self, bed: str, do: str, **details: object) -> Message:
        """Give an order; return what came of it, `done` being when."""
        with self._lock:
            self._child.send(bed=bed, do=do, **details)
            return self._child.until("done", ORDER_S)

    def stop(self) -> None:
        """End the process."""
        self._child.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
