"""The whole house of steadymesh, which sends what it is handed: `python -m bench.our_sender PORT FOLDER`.

Same orders as `bench.official_sender`. What was said of a text stands in the outbox, also after `kill -9`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.tell import say
from steadymesh.app import logs
from steadymesh.app.house import House
from steadymesh.clock import SystemClock
from steadymesh.config import load
from steadymesh.errors import SteadymeshError
from steadymesh.events import SessionReady
from steadymesh.ids import BROADCAST, NodeNum
from steadymesh.link.target import Target
from steadymesh.model import Entry, Outcome, Priority
from steadymesh.store import Store

LIFETIME_S: Final = 240.0
"""Longer than anything in the table lasts: no text ends because it had to wait for its turn."""


class Sender:
    """One house.

    Args:
        port: Of the radio.
        folder: For the database.
    """

    def __init__(self, port: int, folder: Path) -> None:
        self._clock = SystemClock()
        self._store = Store.open(folder / "steadymesh.db", at=self._clock.at())
        self._house = House(
            config=load(env={}, sets=("language=en", f"state_dir={folder}")),
            target=Target(host="127.0.0.1", port=port),
            store=self._store,
            clock=self._clock,
        )
        self._ready = self._house.bus.subscribe("bench", (SessionReady,))

    async def run(self) -> None:
        """Let the house run."""
        await self._house.run()

    async def watch(self) -> None:
        """Tell when it is READY."""
        async for _event in self._ready:
            say(ready=True)

    async def post(self, key: str, text: str, to: int | None) -> None:
        """Hand a text to delivery, as a message of ours that nobody has asked for."""
        try:
            await self._house.delivery.post(
                to=BROADCAST if to is None else NodeNum(to),
                text=text,
                priority=Priority.MESSAGE,
                lifetime_s=LIFETIME_S,
            )
        except SteadymeshError as exc:
            say(said=key, word=f"raised {type(exc).__name__}")

    async def tell(self) -> None:
        """Tell how every text stands."""
        entries = await self._store.outbox.load_since(self._clock.at() - timedelta(hours=1))
        say(
            told=[(_key(entry), _word(entry)) for entry in entries],
            pending=sum(not entry.outcome.is_final and not entry.relayed for entry in entries),
        )


def _key(entry: Entry) -> str:
    reply_id = entry.intent.reply_id
    return f"a{reply_id}" if reply_id is not None else entry.intent.text.split(":", 1)[0]


def _word(entry: Entry) -> str:
    """Return what is known of a text; one that was relayed and not acknowledged ends so at its deadline."""
    if entry.outcome is Outcome.ACKNOWLEDGED:
        return "ack"
    if entry.outcome is Outcome.RELAYED or entry.relayed:
        return "relayed"
    return f"{entry.outcome.value} {entry.reason}".strip() if entry.outcome.is_final else ""


async def main(port: int, folder: Path) -> None:
    """Obey until stdin ends."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    with logs.set_up(level="info", form="json", fd=2):
        sender = Sender(port, folder)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(sender.run(), name="house"), group.create_task(sender.watch(), name="watch")]
            while line := await lines.readline():
                order = json.loads(line)
                group.create_task(getattr(sender, order.pop("do"))(**order), name="order")
            for task in tasks:
                task.cancel()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
