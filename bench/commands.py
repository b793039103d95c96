"""(m) Commands: what routing one costs, and what the barrier around a plug-in's call does. In processor time.

`python -m bench.commands measure` measures in a process that has done nothing else.
"""

# ruff: noqa: ARG001, ARG002  (ports that do nothing)

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bench.process import Child, number
from bench.report import Better, Figure, Row, middle
from steadymesh.bot.plugin import Context, command

if TYPE_CHECKING:  # the child loads what it measures by itself
    from steadymesh.bot.contract.module import Plugin
    from steadymesh.bot.contract.surroundings import Services
    from steadymesh.bus import Bus
    from steadymesh.model import Entry, LogMessage, TextMessage

NAME: Final = "(m) commands"
QUESTIONS: Final = 20_000
AT_ONCE: Final = 200
"""Questions in one turn of the loop: what the largest radio keeps for us while we are away."""

CALLS: Final = 20_000
ROUNDS: Final = 3

ROUTED: Final = 200_000
"""Texts that are parsed and looked up."""

ROUTER_BAR: Final = 20_000.0
CALL_BAR_US: Final = 100.0


class NowhereOutbox:
    """Takes every answer at once, and forgets it."""

    def __init__(self) -> None:
        self.taken = 0
        self.awaited = 0
        self.done: asyncio.Future[None] | None = None
        self._entry: Entry | None = None

    async def post(self, **fields: object) -> Entry:
        """Count it."""
        from steadymesh.ids import PRIMARY, NodeNum, PacketId
        from steadymesh.model import Entry, SendText

        self.taken += 1
        if self.done is not None and self.taken == self.awaited:
            self.done.set_result(None)
        if self._entry is None:
            at, intent = datetime.now(UTC), SendText(to=NodeNum(1), text="x", channel=PRIMARY, reply_id=None)
            self._entry = Entry(key="1", intent=intent, packet_id=PacketId(1), created=at, deadline=at)
        return self._entry

    async def post_all(self, *, texts: Sequence[str], **fields: object) -> Sequence[Entry]:
        """Count each."""
        return [await self.post(text=text, **fields) for text in texts]

    async def load_since(self, since: datetime) -> list[Entry]:
        """Nothing was sent."""
        return []


class NoMessages:
    """Has seen nothing."""

    async def seen_before(self, sender: int, packet_id: int) -> bool:
        """Return that it is new."""
        return False

    async def append(self, message: LogMessage) -> None:
        """Keep nothing."""

    async def load_since(self, since: datetime) -> list[LogMessage]:
        """Nothing was heard."""
        return []


class NoStores:
    """Drawers that nobody opens."""

    def drawer(self, plugin: str) -> object:
        """Return nothing that could be used."""
        return None


class Anything:
    """What a command without interest in it is handed."""

    def get(self, num: int) -> None:
        """Nobody is known."""

    def radio(self) -> None:
        """The radio has not told of itself."""

    def is_revoked(self, key: object) -> bool:
        """No key is."""
        return False


def services(outbox: NowhereOutbox) -> Services:
    """Return what commands get: as good as nothing."""
    from steadymesh.bot.contract.surroundings import Services
    from steadymesh.bot.people import People
    from steadymesh.clock import SystemClock

    clock = SystemClock()
    nothing: dict[str, object] = dict.fromkeys(
        ("link", "radio", "nodes", "keys", "table", "rekeying", "failures", "errands", "traceroutes", "fetch"),
        Anything(),
    )
    return Services(clock=clock, outbox=outbox, people=People(clock), zone=UTC, **nothing)  # type: ignore[arg-type]


def plugin() -> Plugin:
    """Return one with a command that answers at once."""
    from steadymesh.bot.contract.module import Plugin

    @command("hello", help={"en": "Greets."})
    async def hello(context: Context) -> str:
        return "Hello!"

    return Plugin(name="bench", commands=(hello,))


def text(packet_id: int, said: str) -> TextMessage:
    """Return a direct message under a key, each from somebody else: nobody asks too often."""
    from steadymesh.ids import PRIMARY, NodeNum, PacketId, PublicKey
    from steadymesh.model import TextMessage

    return TextMessage(
        id=PacketId(packet_id), sender=NodeNum(0x1000 + packet_id), to=NodeNum(1), channel=PRIMARY, text=said,
        at=datetime.now(UTC), pki_encrypted=True, public_key=PublicKey(packet_id.to_bytes(32, "little")),
    )  # fmt: skip


async def measure() -> None:
    """Measure everything once."""
    from steadymesh.app import logs
    from steadymesh.app.plugincode import watched_steps

    # As in a service: INFO, and a pipe or a file that takes what it is given.
    with logs.set_up(level="info", form="text", fd=sys.stderr.fileno()), watched_steps():
        logged = await answered()
    with logs.set_up(level="warning", form="text", fd=sys.stderr.fileno()), watched_steps():
        figures = {"answers": await answered(), "calls": await called(), "routes": routed(), "empty": await bare()}
    print(json.dumps({"measured": True, "logged": logged, **figures}), flush=True)


async def answered() -> float:
    """Return commands per second, from the event on the bus to the answer in the outbox."""
    from steadymesh.bot.dispatcher import Dispatcher
    from steadymesh.bot.host import Host
    from steadymesh.bot.options import BotOptions
    from steadymesh.bot.router import Router
    from steadymesh.bus import Bus
    from steadymesh.clock import SystemClock

    bus, clock, outbox = Bus(), SystemClock(), NowhereOutbox()
    one, given = plugin(), services(outbox)
    options = BotOptions(max_running_of_one=64)
    host = Host([one], services=given, stores=NoStores(), options=options, bus=bus, clock=clock)  # type: ignore[arg-type]
    dispatcher = Dispatcher(
        bus=bus, clock=clock, router=Router([one]), outbox=outbox, services=given,  # type: ignore[arg-type]
        messages=NoMessages(), sent=outbox, options=options, host=host,
    )  # fmt: skip
    messages = [text(packet_id, "/hello") for packet_id in range(1, QUESTIONS + 1)]
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(dispatcher.run(), name="bot")
        await asyncio.sleep(0.2)
        await ask(bus, outbox, messages[:AT_ONCE])
        gc.collect()
        began = time.process_time()
        for first in range(AT_ONCE, QUESTIONS, AT_ONCE):
            await ask(bus, outbox, messages[first : first + AT_ONCE])
        seconds = time.process_time() - began
        running.cancel()
    return (QUESTIONS - AT_ONCE) / seconds


async def ask(bus: Bus, outbox: NowhereOutbox, messages: list[TextMessage]) -> None:
    """Say all of them at once, and wait for their answers."""
    from steadymesh.events import TextReceived

    loop = asyncio.get_running_loop()
    outbox.awaited = outbox.taken + len(messages)
    outbox.done = loop.create_future()
    now = loop.time()
    for message in messages:
        bus.publish(TextReceived(generation=1, message=message, raw=b"", late=False, age_s=0.0, now=now))
    await outbox.done


async def called() -> float:
    """Return the microseconds of one plug-in call: the context, the barrier, and a function that answers at once."""
    from steadymesh.bot import barrier
    from steadymesh.bot.contract.surroundings import Own
    from steadymesh.bot.router import Router

    outbox, one = NowhereOutbox(), plugin()
    given, router, message = services(outbox), Router([one]), text(1, "/hello")
    own = Own(store=None, settings=None, schedule=None, log=None, poster=None, publisher=print)  # type: ignore[arg-type]

    async def call() -> None:
        context = Context(
            plugin="bench", own=own, message=message, command="hello", word="hello", rest="", prefix="/", language="en",
            limit_bytes=215, uptime_s=0.0, services=given, commands=router, answer=nobody, trace_wait=float,
        )  # fmt: skip
        await barrier.call(one.commands[0], context, {}, 10.0)

    return await each_us(call)


async def bare() -> float:
    """Return the microseconds of what nobody can do without: a task with a deadline that returns at once."""

    async def returns() -> str:
        return "Hello!"

    async def call() -> None:
        async with asyncio.timeout(10.0), asyncio.TaskGroup() as tasks:
            await tasks.create_task(returns(), name="bare")

    return await each_us(call)


async def each_us(call: Callable[[], Awaitable[None]]) -> float:
    """Return the microseconds of one call."""
    for _ in range(100):
        await call()
    gc.collect()
    began = time.process_time()
    for _ in range(CALLS):
        await call()
    return (time.process_time() - began) / CALLS * 1e6


async def nobody(_reply: object) -> bool:
    """Answer nobody."""
    return True


def routed() -> float:
    """Return texts per second that are parsed and whose command is looked up, among all of ours."""
    from steadymesh.bot.command import parse
    from steadymesh.bot.loader import load

    router = load().router
    texts = ("/ping", "/help nodes", "/keys Jean Pierre", "Hello all!", "/Status", "/nope")
    began = time.process_time()
    for turn in range(ROUTED):
        call = parse(texts[turn % len(texts)], "/")
        if call is not None:
            router.find(call.name)
    return ROUTED / (time.process_time() - began)


def run() -> list[Row]:
    """Measure in fresh processes, and take medians."""
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        with Child("-m", "bench.commands", "measure", name="commands") as child:
            message = child.until("measured", 120)
            rounds.append({name: number(message, name) for name in ("answers", "logged", "calls", "routes", "empty")})

    def figure(name: str) -> Figure:
        return Figure(value=middle([one[name] for one in rounds]))

    return [
        Row(
            bench=NAME, what="router: parsed, and its command looked up", unit="/s", better=Better.MORE,
            ours=figure("routes"), bar=ROUTER_BAR,
        ),
        Row(
            bench=NAME, what="from the text on the bus to the answer handed in", unit="/s", better=Better.MORE,
            ours=figure("answers"), note="no disk, no air, no log",
        ),
        Row(
            bench=NAME, what="the same with its two lines of the log written", unit="/s", better=Better.MORE,
            ours=figure("logged"),
        ),
        Row(bench=NAME, what="one plug-in call: context and barrier", unit="µs", ours=figure("calls"), bar=CALL_BAR_US),
        Row(bench=NAME, what="the least: a task with a deadline", unit="µs", ours=figure("empty")),
    ]  # fmt: skip


if __name__ == "__main__":
    asyncio.run(measure())
