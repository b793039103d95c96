"""What every function of a plug-in gets, whether somebody asked it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from structlog.typing import FilteringBoundLogger

from steadymesh import words
from steadymesh.bot import channels, distances, durations, finding, naming, reply, usage
from steadymesh.bot.command import fold
from steadymesh.bot.contract.arguments import NodeRef
from steadymesh.bot.contract.commands import Command, Told, in_language, is_word
from steadymesh.bot.contract.surroundings import Own, Schedule, Services
from steadymesh.bot.pieces import cut
from steadymesh.errors import UsageError
from steadymesh.events import TopicPublished
from steadymesh.ids import BROADCAST, PRIMARY, ChannelIndex, NodeNum
from steadymesh.model import Entry, Position, Priority
from steadymesh.ports import (
    Fetch,
    KeyBook,
    NodeLookup,
    PluginStore,
)

S = TypeVar("S")

LONG: Final = 16
"""Pieces that one `send` may take at most, whatever is asked for: half an hour of a busy channel."""

MOST_SPARE: Final = 200
"""Bytes of a piece that may be left free: what remains is the least that can be cut (`pieces.LEAST_LIMIT`)."""


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

    def is_admins(self, num: NodeNum) -> bool:
        """Return whether a node shows the key of one of `bot.admins`; who asks is told by `Context.is_admin` alone."""
        binding = self.keys.get(num)
        return binding is not None and binding.key in self.own.admins

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
