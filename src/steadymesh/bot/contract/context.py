"""What a plug-in's functions get: one typed context for hooks, and one for the answer to a question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from typing import Final, Protocol, TypeVar

from structlog.typing import FilteringBoundLogger

from steadymesh import words
from steadymesh.bot import channels, distances, durations, finding, hearing, naming, relays, reply, usage
from steadymesh.bot.command import fold
from steadymesh.bot.contract.arguments import NodeRef
from steadymesh.bot.contract.commands import Command, Commands, Told, in_language, is_word
from steadymesh.bot.contract.hooks import Job
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.leftovers import Leftover, Leftovers
from steadymesh.bot.people import People
from steadymesh.bot.pieces import cut
from steadymesh.errors import SteadymeshError, UsageError
from steadymesh.events import TopicPublished
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum, PublicKey, format_node_num
from steadymesh.model import Entry, Position, Priority, TextMessage
from steadymesh.ports import (
    AirFacts,
    Clock,
    Errands,
    Failures,
    Fetch,
    KeyBook,
    LinkControl,
    NodeLookup,
    Outbox,
    PluginStore,
    RadioFacts,
    RadioTable,
    Rekeying,
    Storage,
    Traceroutes,
)

S = TypeVar("S")

LONG: Final = 16
"""Pieces that one `send` may take at most, whatever is asked for: half an hour of a busy channel."""

MOST_SPARE: Final = 200
"""Bytes of a piece that may be left free: what remains is the least that can be cut (`pieces.LEAST_LIMIT`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the house has for its plug-ins. What is not `async` in it answers at once and does no I/O."""

    link: LinkControl
    radio: RadioFacts
    nodes: NodeLookup
    """The directory: everybody that was heard of."""
    keys: KeyBook
    """To be read."""
    table: RadioTable
    """What the radio itself has of the keys."""
    rekeying: Rekeying
    failures: Failures
    """How messages to people ended that did not reach them."""
    clock: Clock
    outbox: Outbox
    """Takes whatever is handed in; `PluginContext.post` counts what a plug-in does."""
    errands: Errands
    """Packets that are no texts, and orders to our own radio."""
    traceroutes: Traceroutes
    fetch: Fetch
    people: People
    """In which language people are answered, who is not answered, and whether anybody is."""
    zone: tzinfo | None = None
    """The house's time zone; None: the system's."""
    air: AirFacts | None = None
    """What we use of the air; None: nobody can tell."""
    storage: Storage | None = None
    """Whether what happens can be written down; None: nobody can tell."""
    leftovers: Leftovers = field(default_factory=Leftovers)
    """What was too long to be sent; the bot puts it in, `Context.take_leftover` takes it out."""


class Appointment(Protocol):
    """Something that is to be done later."""

    def cancel(self) -> None:
        """Have it done no more; what is being done goes on. Idempotent."""
        ...


class Schedule(Protocol):
    """A plug-in's appointments. They end with the process: what must outlive it belongs into the store."""

    def after(self, delay: timedelta, job: Job) -> Appointment:
        """Have something done once, so long from now."""
        ...

    def every(self, interval: timedelta, job: Job) -> Appointment:
        """Have something done again and again, the first time one interval from now.

        Raises:
            ConfigError: Less than a second.
        """
        ...

    def cron(self, expression: str, job: Job) -> Appointment:
        """Have something done by the clock on the wall, in the house's time zone.

        Args:
            expression: As in crontab(5): minute, hour, day of the month, month, day of the week.
            job: What is done.

        Raises:
            ConfigError: It is no such expression.
        """
        ...


class Poster(Protocol):
    """A plug-in's way to the outbox; counts."""

    async def post(
        self,
        *,
        to: NodeNum,
        text: str,
        channel: ChannelIndex,
        priority: Priority,
        lifetime_s: float | None,
        follows: str | None,
        key: str | None,
        once: bool = ...,
    ) -> Entry:
        """Hand in a text, unless the plug-in has handed in more than its share.

        Raises:
            UsageError: It has, or the text can't be sent.
            StoreError: It could not be written down.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What belongs to one plug-in."""

    store: PluginStore
    settings: object | None
    schedule: Schedule
    log: FilteringBoundLogger
    poster: Poster
    publisher: Callable[[TopicPublished], None] = field(repr=False)
    """Puts news on the bus."""
    max_pieces: int = 3
    language: str = words.DEFAULT_LANGUAGE
    """The operator's."""
    memory: dict[type, object] = field(default_factory=dict, repr=False)
    """Use `PluginContext.memory`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginContext:
    """What a plug-in may use, whether somebody asked it or not."""

    plugin: str
    """Its name."""
    language: str
    """The operator's; in a command the asker's."""
    prefix: str
    """What commands begin with here, for sentences that name one."""
    services: Services
    """What the house has beyond that: most plug-ins need none of it."""
    own: Own = field(repr=False)
    """Use `store`, `schedule`, `log` and `settings`."""

    # --- what belongs to the plug-in -----------------------------------------------------------

    @property
    def store(self) -> PluginStore:
        """The plug-in's own drawer: small JSON values under keys, kept over restarts."""
        return self.own.store

    @property
    def schedule(self) -> Schedule:
        """The plug-in's appointments."""
        return self.own.schedule

    @property
    def log(self) -> FilteringBoundLogger:
        """The plug-in's logger: an event id and fields (`context.log.info("wx-fetched", place=place)`)."""
        return self.own.log

    def settings(self, kind: type[S]) -> S:
        """Return the plug-in's settings.

        Args:
            kind: The class that the plug-in has decorated with `settings`.

        Raises:
            TypeError: It has decorated another one, or none.
        """
        if not isinstance(self.own.settings, kind):
            raise TypeError(f"the plug-in {self.plugin} has no settings of the class {kind.__name__}")
        return self.own.settings

    def memory(self, kind: type[S]) -> S:
        """Return the plug-in's one object of a class, made without arguments at the first call; ends with the process.

        For what commands and hooks share and what need not outlive a restart. Unlike a variable of the module it
        belongs to one bot: tests begin with a fresh one.
        """
        found = self.own.memory.get(kind)
        if not isinstance(found, kind):
            found = self.own.memory[kind] = kind()
        return found

    @property
    def operators_language(self) -> str:
        """In which language people are answered who have chosen none."""
        return self.own.language

    # --- the mesh -------------------------------------------------------------------------------

    @property
    def directory(self) -> NodeLookup:
        """Everybody that was heard of."""
        return self.services.nodes

    @property
    def keys(self) -> KeyBook:
        """Whose public key is whose, to be read."""
        return self.services.keys

    @property
    def fetch(self) -> Fetch:
        """The internet, where the operator allows it (`internet.enabled`): deadlines and sizes are bounded."""
        return self.services.fetch

    @property
    def own_num(self) -> NodeNum | None:
        """Our own radio's number; None: it has not told yet."""
        radio = self.services.radio.radio()
        return None if radio is None else radio.num

    def channel(self, word: str) -> ChannelIndex | None:
        """Return which of our radio's channels a word means: its index, or its name as the apps show it (case apart).

        None: none that is in use, or the radio has not told its channels yet.
        """
        radio = self.services.radio.radio()
        return None if radio is None else channels.find(word, radio)

    def channel_name(self, index: ChannelIndex) -> str:
        """Return what a channel is called, as the apps show it, cleaned and short; its index where nobody knows."""
        radio = self.services.radio.radio()
        named = [] if radio is None else [one for one in radio.channels if one.index == index]
        return naming.short(channels.shown_name(named[0], radio)) if named and radio else str(index)

    def now(self) -> float:
        """Return loop time, seconds, for durations."""
        return self.services.clock.now()

    def at(self) -> datetime:
        """Return the time of day, aware, in the house's time zone."""
        return self.local(self.services.clock.at())

    def local(self, at: datetime) -> datetime:
        """Return a time in the house's time zone (`bot.timezone`)."""
        return at.astimezone(self.services.zone)

    def find(self, word: str) -> Sequence[NodeRef]:
        """Return whom a word may mean: by `!id`, short name, long name, or the beginning of one, the best first.

        One: that is who is meant. Several: ask back, never guess. None: nobody.
        """
        return finding.find(word, self.services.nodes, self.services.keys)

    def ref(self, num: NodeNum) -> NodeRef:
        """Return a node by its number, as `find` would."""
        return NodeRef(num=num, name=self.name_of(num), node=self.services.nodes.get(num))

    def name_of(self, num: NodeNum) -> str:
        """Return what a node calls itself: cleaned and short, `!0badcafe` where neither node nor key book knows."""
        return naming.name_of(num, self.services.nodes, self.services.keys)

    def position_of(self, num: NodeNum) -> Position | None:
        """Return where a node last said that it is, often rounded to a kilometre or more; None: nobody knows.

        `steadymesh.model.geometry` has distances and bearings, `way` says them.
        """
        node, radio = self.services.nodes.get(num), self.services.radio.radio()
        if node is not None and node.position is not None:
            return node.position
        return radio.node.position if radio is not None and radio.num == num else None

    def language_of(self, num: NodeNum) -> str:
        """Return in which language a person is written to: what they chose, else the operator's."""
        return self.services.people.language_of(num) or self.language

    async def post(
        self,
        to: NodeNum,
        text: str,
        *,
        channel: ChannelIndex = PRIMARY,
        priority: Priority = Priority.MESSAGE,
        lifetime: timedelta | None = None,
        follows: str | None = None,
        key: str | None = None,
        once: bool = False,
    ) -> Entry:
        """Write to a node, or with `BROADCAST` to a channel; return the outbox's entry, written down on the disk.

        How it ended is told by `Delivered` (`on(Delivered)`), with the same `Entry.key`.

        Args:
            to: Who gets it.
            text: At most what one message takes; `send` cuts longer ones.
            channel: For a text to everybody.
            priority: Who goes first when the air is scarce.
            lifetime: After which it is of no use any more; None: the operator's `delivery.message_lifetime`.
            follows: `Entry.key` of the piece before it.
            key: Of the entry, chosen by the plug-in: a text that was handed in under it before is not sent again, so
                that whoever writes the key down first hands a text in once, whatever happens in between.
            once: What was on the air and nobody confirmed ends; else it may go once more when its recipient is heard.

        Raises:
            UsageError: It can't be sent, or the plug-in has handed in more than its share (120 an hour).
            StoreError: It could not be written down.
        """
        return await self.own.poster.post(
            to=to,
            text=text,
            channel=channel,
            priority=priority,
            lifetime_s=None if lifetime is None else lifetime.total_seconds(),
            follows=follows,
            key=key,
            once=once,
        )

    async def send(
        self,
        to: NodeNum,
        text: str,
        *,
        channel: ChannelIndex = PRIMARY,
        priority: Priority = Priority.MESSAGE,
        lifetime: timedelta | None = None,
        max_pieces: int | None = None,
    ) -> tuple[Entry, ...]:
        """Write to a node or a channel in as many pieces as it takes, each behind the one before; return their entries.

        Args:
            to: Who gets it.
            text: Of any length.
            channel: For a text to everybody.
            priority: Who goes first when the air is scarce.
            lifetime: As in `post`.
            max_pieces: The rest is left out; None: `bot.max_pieces`.

        Raises:
            UsageError: There is nothing to send, or as `post`.
            StoreError: As `post`. What was handed in before stays.
        """
        entries: list[Entry] = []
        for piece in self.pieces(text, to_all=to == BROADCAST, most=max_pieces or self.own.max_pieces):
            follows = entries[-1].key if entries else None
            entries.append(
                await self.post(to, piece, channel=channel, priority=priority, lifetime=lifetime, follows=follows)
            )
        return tuple(entries)

    def publish(self, topic: str, text: str | Mapping[str, str], *, author: NodeNum | None = None) -> None:
        """Tell whoever has subscribed to a topic (`/subscribe TOPIC`), by direct message and as the air allows.

        Never waits, and knows no subscribers: it puts `TopicPublished` on the bus. Who listens to that (`topics`, or
        any plug-in with `on(TopicPublished)`) decides who is told and when; a topic that nobody has named reaches
        nobody.

        Args:
            topic: One word; upper and lower case are the same.
            text: What there is to say, or a text for each language (`{"en": "…", "fr": "…"}`); what does not fit one
                direct message is cut.
            author: Who caused it, and is not told of it; None: nobody on the mesh.

        Raises:
            UsageError: No topic is called so, or there is nothing to say.
        """
        given = {"": text} if isinstance(text, str) else text
        texts = {language: reply.fit(one, reply.MAX_DIRECT_BYTES) for language, one in given.items()}
        texts = {language: one for language, one in texts.items() if one}
        if not is_word(fold(topic)) or not texts:
            raise UsageError(
                f"Nothing can be published to “{words.clean(topic, 40)}”.",
                remedy="Give a topic of one word, and a text.",
                sentence="plugin-not-published",
                fields={"topic": words.clean(topic, 40)},
            )
        self.own.publisher(
            TopicPublished(topic=fold(topic), texts=texts, plugin=self.plugin, author=author, now=self.now())
        )

    def pieces(self, text: str, *, to_all: bool = False, spare_bytes: int = 0, most: int = LONG) -> Sequence[str]:
        """Return a text cleaned and cut as `send` does, each piece as `post` takes it; nothing if nothing is left.

        Args:
            text: Of any length.
            to_all: To a channel instead of a person.
            spare_bytes: What each piece leaves free, for a line before it; 200 at most.
            most: Pieces at most, 16 at most; the rest is left out.
        """
        limit = reply.room(direct=not to_all, threaded=False) - min(spare_bytes, MOST_SPARE)
        return cut(text, limit, min(most, LONG)).pieces

    # --- what people read -----------------------------------------------------------------------

    def say(self, message_id: str, /, **fields: object) -> str:
        """Return the sentence for an id of `locale/<language>/*.ftl` in this language."""
        return words.render(message_id, fields, self.language)

    def pick(self, **texts: str) -> str:
        """Return the text in this language: `context.pick(en="Hello", fr="Bonjour")`; English where it is missing."""
        return in_language(texts, self.language)

    def told(self, what: Told, /, **fields: object) -> str:
        """Return a sentence that another plug-in has given, such as a command's help, in this language."""
        return in_language(what, self.language, {"prefix": self.prefix, **fields})

    def usage(self, command: Command, word: str = "") -> str:
        """Return how a command is written, such as `/dist NODE [NODE]`; with another of its words, under that."""
        return usage.usage(command, self.prefix, self.language, word)

    def short(self, text: str) -> str:
        """Return what somebody wrote as an answer may quote it: cleaned, and cut to 24 bytes."""
        return naming.short(text)

    def duration(self, seconds: float) -> str:
        """Return a duration in its two greatest units, such as `3 h 12 min`; negative ones (a clock was set) are 0."""
        return durations.say(seconds, self.language)

    def wait(self, seconds: float) -> str:
        """Return how long somebody has to wait, rounded up: whoever waits for so long has waited long enough."""
        return durations.say_wait(seconds, self.language)

    def way(self, start: Position, end: Position) -> str:
        """Return how far one place is from another and in which direction, such as `12.3 km NE (45°)`."""
        return distances.say(start, end, self.language)


class How(Enum):
    """How a question reached us."""

    PKI = "pki"
    """A direct message under the sender's public key: it is who it says."""
    DIRECT = "direct"
    """A direct message that no key proves: under a channel's key, or by MQTT, where anybody may have marked it."""
    CHANNEL = "channel"
    """Anybody may have written it, under any number. `Context.is_answered_directly` tells whether the answer goes there
    too."""
    CONSOLE = "console"
    """The operator, at the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(PluginContext):
    """One question, and what may be needed to answer it."""

    message: TextMessage
    """The text as it came, with SNR, hops and the like. At the console one that never was on air."""
    command: str
    """The command's own name, also when it was called by another word."""
    word: str = ""
    """The word that it was called by, folded; empty where nobody knows."""
    rest: str
    """What was written after the command, without the space around it."""
    limit_bytes: int
    """What one message takes on the answer's way, in UTF-8 bytes; what is longer is sent in pieces."""
    uptime_s: float
    """For how long the bot has been running, seconds."""
    commands: Commands
    """Every command that the bot has."""
    is_admin: bool = False
    """Whether one of `bot.admins` asks, beyond doubt: by direct message, opened by the radio with that very key; or the
    operator at the console."""
    is_answered_directly: bool = True
    """Whether the answer goes to the person alone, by direct message; False: to the whole channel."""
    is_console: bool = False
    """Whether the operator asks, at the terminal: there is no air, no signal and no limit."""
    age_s: float | None = None
    """Seconds that the question had waited in the radio when it reached us, by the radio's clock; None: not known."""
    answer: Callable[[Reply], Awaitable[bool]] = field(repr=False)
    """Use `reply`."""
    trace_wait: Callable[[], float] = field(repr=False)
    """Use `take_trace`."""

    @property
    def sender(self) -> NodeNum:
        """Who asks; at the console our own radio, 0 before it has told its number."""
        return self.message.sender

    @property
    def name(self) -> str:
        """What the sender calls itself: cleaned and short, `!0badcafe` where we don't know."""
        return self.name_of(self.sender)

    @property
    def asker(self) -> str:
        """Who asks, for a line of the log: `!0badcafe Alice`, or `console`."""
        if self.is_console:
            return How.CONSOLE.value
        number = format_node_num(self.sender)
        return number if self.name == number else f"{number} {self.name}"

    @property
    def key(self) -> PublicKey | None:
        """The public key that proves who asks; None: nothing proves it."""
        return self.message.public_key if self.message.is_proved else None

    @property
    def relay(self) -> NodeRef | None:
        """Who passed the question on to us; None: nobody, or nobody knows (one byte tells: `message.relay_node`)."""
        num = relays.relay_of(self.message, self.services.nodes.snapshot(), self.own_num)
        return None if num is None else self.ref(num)

    @property
    def is_proved(self) -> bool:
        """Whether who asks is beyond doubt: by their public key, or because it is the operator."""
        return self.is_console or self.message.is_proved

    @property
    def how(self) -> How:
        """How the question reached us."""
        if self.is_console:
            return How.CONSOLE
        if not self.message.is_direct:
            return How.CHANNEL
        return How.PKI if self.message.is_proved else How.DIRECT

    async def reply(self, answer: Reply | str) -> bool:
        """Answer now and go on, for what takes its time; return whether it was handed in.

        Three times a question at most: what a command returns is an answer too.

        Raises:
            TypeError: It is no text.
        """
        reply = answer if isinstance(answer, Reply) else Reply(answer)
        if not isinstance(reply.text, str):
            raise TypeError(f"a reply is a text, not {type(reply.text).__name__}")
        return await self.answer(reply)

    def heard(self) -> str:
        """Return how the question was heard, such as `Over 2 hops, the last by Bob: SNR 6.25 dB, RSSI -87 dBm`.

        Of no meaning at the console.
        """
        relay = self.relay
        return hearing.say(self.message, None if relay is None else relay.name, self.language)

    def fitting(self, lines: Iterable[str], *, between: str = "\n") -> str:
        """Return as many of the lines, the first ones, as one message holds; none of them is cut but a first alone.

        What does not fit any more is not asked for: lines may be made while they are read.
        """
        left = iter(lines)
        text = next(left, "")
        for line in left:
            longer = f"{text}{between}{line}"
            if len(longer.encode()) > self.limit_bytes:
                break
            text = longer
        return text

    def take_leftover(self) -> Leftover | None:
        """Return what is left of the last answer to this person that was too long; None: nothing.

        It is kept no more: answer with `Reply(leftover.text, number=leftover.number)`.
        """
        public = not self.is_answered_directly
        return self.services.leftovers.take(self.sender, self.services.clock.now(), public=public)

    def take_trace(self) -> float:
        """Count a traceroute for whoever asks; return 0, or for how many seconds they may not ask for another one.

        One a person in ten minutes, six an hour in all: every node on the way sends each of them, there and back.
        """
        return self.trace_wait()

    def not_kept(self, error: SteadymeshError) -> str:
        """Return what to tell of a change that holds but could not be written down, and log it."""
        self.log.warning("plugin-change-not-kept", command=self.command, by=self.asker, error=error)
        return self.say("reply-not-kept")

    def not_admin(self) -> Reply:
        """Return the one answer to whoever asks for what only administrators may do."""
        return Reply(self.say("reply-not-admin"), is_refusal=True)
