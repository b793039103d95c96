"""A scripted mesh for the tests of the bot and its commands: everything that the bot meets through a port."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from steadymesh.bot.console import Console
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.contract.surroundings import Own, Services
from steadymesh.bot.dispatcher import Dispatcher
from steadymesh.bot.host import Host
from steadymesh.bot.loader import load
from steadymesh.bot.options import BotOptions
from steadymesh.bot.people import People
from steadymesh.bot.plugin import Context
from steadymesh.bot.reply import room
from steadymesh.bot.router import Router
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.errors import InvalidIdError
from steadymesh.events import CommandHandled, TextReceived
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum, PacketId, PublicKey, parse_node_num
from steadymesh.model import (
    AirUse,
    Channel,
    Entry,
    ErrandEnd,
    HeldKey,
    KeySource,
    LinkState,
    LinkStatus,
    LogMessage,
    Node,
    NodeKey,
    Outcome,
    Position,
    Priority,
    RadioInfo,
    SendText,
    Standing,
    TextMessage,
    Trust,
)

US = NodeNum(0x0B07_0B07)
ALICE = NodeNum(0x0BAD_CAFE)
BOB = NodeNum(0x0000_B0B0)
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ALICES_KEY = PublicKey(bytes(range(1, 33)))
EMOJI_24 = "👩🏽\u200d🚀❤\ufe0f☂"
"""24 bytes: a name as people like them, and the worst that `shown_name` lets through."""

JOINED = [
    "a",
    " ",
    "\n",
    "é",
    "\u0301",
    "\u200d",
    "👩",
    "🇫",
    "🇷",
    "🏽",
    "\u1112",
    "\u1161",
    "\u11ab",
    "क",
    "\u094d",
    "\u093f",
]
JOINED += ["\u0d4e", "\u00a0", "\ufe0f", "界"]
"""Signs that are joined to what stands before or behind them, and some that are not."""


@dataclass(frozen=True, kw_only=True)
class Posted:
    to: NodeNum
    text: str
    channel: ChannelIndex
    reply_id: PacketId | None
    priority: Priority
    lifetime_s: float | None
    follows: str | None = None
    key: str | None = None
    is_proved: bool = field(default=True, compare=False)


class Air:
    """What is used of it is as it is told to be."""

    def __init__(self) -> None:
        self.use: AirUse | None = None

    def air_use(self) -> AirUse | None:
        return self.use


class Outbox:
    """Notes what is posted; `error` is raised, `delay_s` passes first; `is_full` or more than `room` refuses.

    The first entry's key is `1`, the next one's `2`, unless whoever posts has chosen one: that is posted once. `fates` are
    what `fate` tells, beside what was posted.
    """

    def __init__(self, clock: LoopClock) -> None:
        self.posted: list[Posted] = []
        self.kept: list[Entry] = []
        self.fates: dict[str, Entry] = {}
        self.is_full = False
        self.room: int | None = None
        self.error: Exception | None = None
        self.delay_s = 0.0
        self._clock = clock
        self._more = asyncio.Event()

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex = PRIMARY,
        reply_id: PacketId | None = None,
        priority: Priority = Priority.MESSAGE,
        lifetime_s: float | None = None,
        follows: str | None = None,
        key: str | None = None,
        once: bool = False,
        is_proved: bool = True,
    ) -> Entry:
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        if key is not None and (known := self._known(key)) is not None:
            return known
        at = self._clock.at()
        intent = SendText(to=to, text=text, channel=channel, reply_id=reply_id)
        key_or_number = key or str(len(self.posted) + 1)
        entry = Entry(key=key_or_number, intent=intent, packet_id=PacketId(1), created=at, deadline=at)
        if self.is_full or len(self.posted) == self.room:
            return replace(entry, outcome=Outcome.REFUSED, reason="OUTBOX_FULL")
        self.kept.append(replace(entry, priority=priority, follows=follows or ""))
        self.posted.append(
            Posted(
                to=to,
                text=text,
                channel=channel,
                reply_id=reply_id,
                priority=priority,
                lifetime_s=lifetime_s,
                follows=follows,
                key=key,
                is_proved=is_proved,
            )
        )
        self._more.set()
        return entry

    async def post_all(self, *, texts: Sequence[str], **how: Any) -> Sequence[Entry]:
        entries: list[Entry] = []
        for text in texts:
            entries.append(await self.post(text=text, follows=entries[-1].key if entries else None, **how))
        return entries

    async def fate(self, key: str) -> Entry | None:
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        return self._known(key)

    def _known(self, key: str) -> Entry | None:
        return self.fates.get(key) or next((one for one in self.kept if one.key == key), None)

    async def load_since(self, since: datetime) -> list[Entry]:
        return [one for one in self.kept if one.created >= since]

    async def wait_for(self, count: int, within_s: float = 60) -> list[Posted]:
        async with asyncio.timeout(within_s):
            while len(self.posted) < count:
                self._more.clear()
                await self._more.wait()
        return self.posted


class Messages:
    """The message log: remembers in `seen`; `error` is raised, `delay_s` passes first."""

    def __init__(self) -> None:
        self.seen: set[tuple[NodeNum, PacketId]] = set()
        self.delay_s = 0.0
        self.load_delay_s = 0.0
        self.error: Exception | None = None
        self.kept: list[LogMessage] = []

    async def load_since(self, since: datetime) -> list[LogMessage]:
        await asyncio.sleep(self.load_delay_s)
        if self.error is not None:
            raise self.error
        return [one for one in self.kept if one.received >= since]

    async def seen_before(self, sender: NodeNum, packet_id: PacketId) -> bool:
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        seen = (sender, packet_id) in self.seen
        self.seen.add((sender, packet_id))
        return seen

    async def append(self, message: LogMessage) -> None:
        raise AssertionError("the bot keeps no texts")


class Link:
    """Link and radio as the commands see them."""

    def __init__(self) -> None:
        channels = (
            Channel(index=ChannelIndex(0), name="", role="PRIMARY"),
            Channel(index=ChannelIndex(1), name="Talk", role="SECONDARY"),
            Channel(index=ChannelIndex(2), name="Off", role="DISABLED"),
        )
        self.info: RadioInfo | None = RadioInfo(
            num=US, node=Node(num=US, long_name="The bot"), modem_preset="LONG_FAST", channels=channels
        )
        self.held = 40
        self.done: list[tuple[str, float]] = []
        """What was asked of the link."""
        self.now = LinkStatus(state=LinkState.READY, target="tcp://radio", since=START, ready_since=START)

    def radio(self) -> RadioInfo | None:
        return self.info

    def held_keys(self) -> int:
        return self.held

    def status(self) -> LinkStatus:
        return self.now

    def release(self, seconds: float) -> None:
        self.done.append(("release", seconds))

    def take(self) -> None:
        raise AssertionError("no command takes the link")

    def reconnect(self) -> None:
        self.done.append(("reconnect", 0))


class Nodes:
    def __init__(self, *nodes: Node) -> None:
        self.known = {node.num: node for node in nodes}

    def add(self, *nodes: Node) -> None:
        self.known.update({node.num: node for node in nodes})

    def get(self, num: NodeNum) -> Node | None:
        return self.known.get(num)

    def snapshot(self) -> dict[NodeNum, Node]:
        return dict(self.known)


class Keys:
    """The key book: `add` has a key current, `hold` waiting."""

    def __init__(self) -> None:
        self.known: dict[NodeNum, NodeKey] = {}
        self.waiting: dict[NodeNum, NodeKey] = {}
        self.revoked: set[PublicKey] = set()

    def is_revoked(self, key: PublicKey) -> bool:
        return key in self.revoked

    def add(self, num: NodeNum, key: PublicKey, *, name: str = "", verified: bool = False) -> None:
        trust = Trust.VERIFIED if verified else Trust.SEEN
        self.known[num] = replace(_bound(num, key), long_name=name, trust=trust)

    def hold(self, num: NodeNum, key: PublicKey) -> None:
        self.waiting[num] = replace(_bound(num, key), standing=Standing.HELD)

    def get(self, num: NodeNum) -> NodeKey | None:
        return self.known.get(num)

    def held(self, num: NodeNum) -> NodeKey | None:
        return self.waiting.get(num)

    def all(self) -> list[NodeKey]:
        return list(self.known.values())

    def find(self, word: str, *, limit: int = 20) -> list[NodeKey]:
        folded = word.casefold()
        try:
            num = parse_node_num(word)
        except InvalidIdError:
            num = None

        def may_be(one: NodeKey) -> bool:
            return (
                one.node == num
                or (len(folded) >= 4 and one.key.fingerprint.startswith(folded))
                or one.long_name.casefold().startswith(folded)
                or one.short_name.casefold() == folded
            )

        return [one for one in self.known.values() if may_be(one)][:limit]

    def __len__(self) -> int:
        return len(self.known)


def _bound(num: NodeNum, key: PublicKey) -> NodeKey:
    return NodeKey(node=num, key=key, source=KeySource.HEARD, first_seen=START, last_seen=START)


class Table:
    """What the radio has of the keys."""

    def __init__(self) -> None:
        self.entries: dict[NodeNum, HeldKey] = {}

    def add(self, num: NodeNum, key: PublicKey | None) -> None:
        self.entries[num] = HeldKey(key=key)

    def held_key(self, num: NodeNum) -> HeldKey | None:
        return self.entries.get(num)

    def held_favorites(self) -> list[NodeNum]:
        raise AssertionError("no command looks at favourites")

    def note_held(self, num: NodeNum, held: HeldKey | None) -> None:
        raise AssertionError("no command changes what the radio has")


class Rekeying:
    """Answers `outcome`, and notes who asked under which key; accepts what the book holds."""

    def __init__(self, keys: Keys) -> None:
        self.outcome = "held"
        self.asked: list[tuple[NodeNum, PublicKey | None]] = []
        self.accepted: list[NodeNum] = []
        self._keys = keys

    def rekey(self, num: NodeNum, proved: PublicKey | None) -> str:
        self.asked.append((num, proved))
        return self.outcome

    def accept(self, num: NodeNum) -> NodeKey | None:
        held = self._keys.waiting.pop(num, None)
        if held is None:
            return None
        self.accepted.append(num)
        self._keys.known[num] = replace(held, standing=Standing.CURRENT)
        return self._keys.known[num]


class Failures:
    def __init__(self) -> None:
        self.last: dict[NodeNum, Entry] = {}

    def add(
        self,
        to: NodeNum,
        outcome: Outcome,
        reason: str = "",
        *,
        at: datetime = START,
        first_sent: datetime | None = None,
    ) -> None:
        intent = SendText(to=to, text="lost", channel=PRIMARY, reply_id=None)
        self.last[to] = Entry(
            key="x", intent=intent, packet_id=PacketId(1), created=at, deadline=at, first_sent=first_sent,
            outcome=outcome, reason=reason,
        )  # fmt: skip

    def last_failed(self, to: NodeNum | None = None) -> Entry | None:
        assert to is not None, "what became of messages to others is nobody's business"
        return self.last.get(to)


class Drawers:
    """Plug-ins' drawers, in memory; `error` is raised by whatever is kept or read."""

    def __init__(self) -> None:
        self.all: dict[str, Drawer] = {}
        self.error: Exception | None = None

    def drawer(self, plugin: str) -> "Drawer":
        return self.all.setdefault(plugin, Drawer(self))


class Drawer:
    """One plug-in's."""

    def __init__(self, drawers: Drawers) -> None:
        self.kept: dict[str, object] = {}
        self._drawers = drawers

    async def get(self, key: str):
        self._fail()
        return self.kept.get(key)

    async def put(self, key: str, value) -> None:
        self._fail()
        self.keep(key, value)

    def keep(self, key: str, value) -> None:
        self.kept[key] = json.loads(json.dumps(value))

    async def delete(self, key: str) -> None:
        self._fail()
        self.kept.pop(key, None)

    async def items(self, prefix: str = ""):
        self._fail()
        return [(key, value) for key, value in sorted(self.kept.items()) if key.startswith(prefix)]

    def _fail(self) -> None:
        if self._drawers.error is not None:
            raise self._drawers.error


class Errands:
    """Notes what was to be run; answers `end`, or `end_alone` to what wants to be alone."""

    def __init__(self) -> None:
        self.run_: list[object] = []
        self.end = ErrandEnd(taken=True, error=0)
        self.end_alone: ErrandEnd | None = None

    async def run(self, intent, *, urgent=False, alone=False, timeout_s=60.0) -> ErrandEnd:
        self.run_.append(intent)
        return (self.end_alone if alone else None) or self.end

    def idle_s(self) -> float:
        return 0.0

    def recipients(self):
        return ()

    def channel_use(self) -> float | None:
        return None


class Tracer:
    """Answers with `answer`, after `delay_s`."""

    def __init__(self) -> None:
        self.asked: list[NodeNum] = []
        self.answer: object = None
        self.delay_s = 0.0

    async def trace(self, node: NodeNum, *, timeout_s: float = 60):
        self.asked.append(node)
        await asyncio.sleep(self.delay_s)
        return self.answer


class Internet:
    """Answers with what is said for the beginning of an address; `error` is raised."""

    def __init__(self) -> None:
        self.pages: dict[str, object] = {}
        self.asked: list[tuple[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.timeouts: list[float | None] = []
        self.error: Exception | None = None
        self.delay_s = 0.0
        self.is_on = True

    async def get(self, url, *, params=None, headers=None, timeout_s=None):
        return await self._answer(url, params, headers, timeout_s)

    async def post(self, url, *, json, headers=None, timeout_s=None):
        return await self._answer(url, json, headers, timeout_s)

    async def _answer(self, url, said, headers, timeout_s):
        self.asked.append((url, said))
        self.headers.append(dict(headers or {}))
        self.timeouts.append(timeout_s)
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        return next(page for start, page in self.pages.items() if url.startswith(start))


class Mesh:
    """A bot on a scripted mesh. `say` and `ask` are what people do.

    Args:
        commands: Of one plug-in; none: all of our own.
        options: The bot's settings.
        settings: The plug-ins', by name; others have their defaults.
        fetch: The way to the internet; None: a scripted one.
        drawers: What an earlier one has kept; None: nothing.
    """

    def __init__(self, *commands, options: BotOptions | None = None, settings=None, fetch=None, drawers=None) -> None:
        self.clock = LoopClock(START)
        self.bus = Bus()
        self.outbox = Outbox(self.clock)
        self.messages = Messages()
        self.link = Link()
        self.nodes = Nodes(Node(num=ALICE, long_name="Alice", short_name="Al"))
        self.keys = Keys()
        self.table = Table()
        self.rekeying = Rekeying(self.keys)
        self.failures = Failures()
        self.air = Air()
        self.options = options or BotOptions()

        def read_settings(name, kind):
            return (settings or {}).get(name) or kind()

        ours = () if commands else load(read_settings=read_settings, installed=()).plugins
        self.plugins = (Plugin(name="test", commands=commands),) if commands else ours
        self.router = Router(self.plugins)
        self.drawers = drawers or Drawers()
        self.errands = Errands()
        self.tracer = Tracer()
        self.fetch = fetch or Internet()
        self.services = Services(
            link=self.link, radio=self.link, nodes=self.nodes, keys=self.keys, table=self.table,
            rekeying=self.rekeying, failures=self.failures, clock=self.clock, air=self.air,
            outbox=self.outbox, errands=self.errands, traceroutes=self.tracer, fetch=self.fetch,
            people=People(self.clock, self.drawers.drawer("bot")), zone=UTC,
        )  # fmt: skip
        self.host = self._host()
        self.replied: list[str] = []
        self.firmware: dict[NodeNum, tuple[int, int, int] | None] = {}
        self.handled = self.bus.subscribe("test", [CommandHandled])
        self._last_id = 0

    def _host(self) -> Host:
        return Host(
            self.plugins,
            services=self.services,
            stores=self.drawers,
            options=self.options,
            bus=self.bus,
            clock=self.clock,
        )

    def set_up(self, plugin: str, settings: object) -> None:
        """Give a plug-in settings, before anything runs."""
        self.plugins = tuple(replace(one, settings=settings) if one.name == plugin else one for one in self.plugins)
        self.router = Router(self.plugins)
        self.host = self._host()

    def move_to(self, zone: tzinfo) -> None:
        """Put the house into a time zone, before anything runs."""
        self.services = replace(self.services, zone=zone)
        self.host = self._host()

    @contextlib.asynccontextmanager
    async def running(self, *, hosted: bool = False) -> AsyncIterator[Dispatcher]:
        """Have the bot run; `hosted`: the plug-ins' hooks and appointments as well."""
        dispatcher = Dispatcher(
            bus=self.bus,
            clock=self.clock,
            router=self.router,
            outbox=self.outbox,
            services=self.services,
            messages=self.messages,
            sent=self.outbox,
            options=self.options,
            host=self.host,
            firmware_of=self.firmware.get,
        )
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(dispatcher.run(), name="bot")]
            if hosted:
                running.append(tasks.create_task(self.host.run(), name="host"))
            try:
                yield dispatcher
            finally:
                for task in running:
                    task.cancel()

    def console(self) -> Console:
        return Console(
            router=self.router, host=self.host, services=self.services, options=self.options, bus=self.bus,
            clock=self.clock,
        )  # fmt: skip

    def place(self, num: NodeNum, position: Position | None) -> None:
        """Put a node, or our own radio, somewhere."""
        if self.link.info is not None and num == self.link.info.num:
            self.link.info = replace(self.link.info, node=replace(self.link.info.node, position=position))
        else:
            self.nodes.add(replace(self.nodes.get(num) or Node(num=num), position=position))

    def text(self, text: str, **fields: object) -> TextMessage:
        self._last_id += 1
        message = TextMessage(
            id=PacketId(self._last_id), sender=ALICE, to=US, channel=PRIMARY, text=text, at=self.clock.at(),
            snr_db=6.25, rssi_dbm=-87, hop_limit=3, hop_start=3, pki_encrypted=True, public_key=ALICES_KEY,
        )  # fmt: skip
        return replace(message, **fields)

    def say(self, text: str, *, late: bool = False, age_s: float | None = 0.0, **fields: object) -> TextMessage:
        message = self.text(text, **fields)
        self.hear(message, late=late, age_s=age_s)
        return message

    def hear(self, message: TextMessage, *, late: bool = False, age_s: float | None = 0.0) -> None:
        self.messages.kept.append(LogMessage(message=message, received=self.clock.at()))
        self.bus.publish(
            TextReceived(generation=1, message=message, raw=b"", late=late, age_s=age_s, now=self.clock.now())
        )

    def say_on(self, channel: int, text: str, **fields: object) -> TextMessage:
        return self.say(
            text, to=BROADCAST, channel=ChannelIndex(channel), pki_encrypted=False, public_key=None, **fields
        )

    async def ask(self, text: str, **fields: object) -> Posted:
        """Say it and return the next answer."""
        before = len(self.outbox.posted)
        self.say(text, **fields)
        return (await self.outbox.wait_for(before + 1))[before]

    async def pause(self, seconds: float = 1) -> None:
        """Let that time pass: every command that does not hang is answered in it."""
        await asyncio.sleep(seconds)

    async def nothing_for(self, seconds: float = 60) -> None:
        before = len(self.outbox.posted)
        await asyncio.sleep(seconds)
        assert self.outbox.posted[before:] == []

    async def at_console(self, line: str, language: str = "en") -> str:
        """Type a line at the operator's terminal and return what it answers."""
        return (await self.console().ask(line, language)).text

    def own(self, plugin: str = "") -> Own:
        return self.host.own(plugin or self.plugins[0].name)

    async def _answer(self, reply) -> bool:
        self.replied.append(reply.text)
        return True

    def context(self, text: str = "/x", *, rest: str = "", language: str = "en", **fields: object) -> Context:
        message = self.text(text, **fields)
        return Context(
            plugin="test", own=self.own(), answer=self._answer, trace_wait=lambda: 0.0,
            message=message, command="x", word="x", rest=rest, prefix="/", language=language,
            limit_bytes=room(direct=message.is_direct, threaded=message.is_direct),
            uptime_s=0.0, services=self.services, commands=self.router, is_answered_directly=message.is_direct,
        )  # fmt: skip
