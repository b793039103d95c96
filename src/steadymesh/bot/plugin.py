"""The public contract: all that an author of commands imports.

A command is a typed async function with a decorator. It gets one typed `Context` and returns a `Reply`, or None to say
nothing::

    from steadymesh.bot.plugin import Context, Reply, command


    @command("hello", aliases=("hi",), help="help-hello")
    async def hello(context: Context) -> Reply:
        return Reply(f"Hello {context.name}!")

The bot cleans the text and sends it where the question came from, or by direct message where the operator did not list
the channel. What one message does not hold (`Context.limit_bytes`) is cut at words and goes out in up to
`bot.max_pieces`; what remains is sent when the person asks for more. Air is scarce: an answer should take one message.
A command that raises or takes too long is ended and told of in one line; it can't hurt the link or another command.

`@command(..., admin=True)`: only an administrator (`bot.admins`) gets as far as the function, in a direct message under
that key; whoever else calls it is refused. `Context.is_admin` tells for a part of a command.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

from steadymesh import words
from steadymesh.bot import durations, reply
from steadymesh.bot.command import fold
from steadymesh.bot.leftovers import Leftover, Leftovers
from steadymesh.errors import ConfigError
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.model import Node, TextMessage
from steadymesh.ports import (
    AirFacts,
    Clock,
    Failures,
    KeyBook,
    LinkControl,
    NodeLookup,
    RadioFacts,
    RadioTable,
    Rekeying,
)

MAX_NAME_BYTES: Final = 24
"""Longest name that an answer shows: with four of them there is still room for what they are told."""

MAX_NUMBER: Final = 999
"""Greatest number of a piece; what is kept of one answer makes some fifty."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers."""

    text: str
    """Of any length; one that `Context.limit_bytes` holds goes out as one message."""
    is_refusal: bool = False
    """Whether it says no to something that the sender may not do; counted and told of in the log."""
    number: int = 1
    """Of its first piece: more than 1 where it goes on with an earlier answer (`Leftover.number`)."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MAX_NUMBER:
            raise ValueError(f"no piece of an answer has the number {self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a command may look at. Everything in it answers at once and does no I/O."""

    link: LinkControl
    radio: RadioFacts
    nodes: NodeLookup
    keys: KeyBook
    table: RadioTable
    """What the radio itself has of the keys."""
    rekeying: Rekeying
    failures: Failures
    """How messages to people ended that did not reach them."""
    clock: Clock
    air: AirFacts | None = None
    """What we use of the air; None: nobody can tell."""
    leftovers: Leftovers = field(default_factory=Leftovers)
    """What was too long to be sent; the bot puts it in, `Context.take_leftover` takes it out."""


class How(Enum):
    """How a question reached us."""

    PKI = "pki"
    """A direct message under the sender's public key: it is who it says."""
    DIRECT = "direct"
    """A direct message that no key proves: under a channel's key, or by MQTT, where anybody may have marked it."""
    CHANNEL = "channel"
    """Anybody may have written it, under any number. `Context.is_answered_directly` tells whether the answer goes there
    too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One question, and what may be needed to answer it."""

    message: TextMessage
    """The text as it came, with SNR, hops and the like."""
    command: str
    """The command's own name, also when it was called by an alias."""
    rest: str
    """What was written after the command, without the space around it."""
    prefix: str
    """What commands begin with here, for sentences that name one."""
    language: str
    """In which this person is answered."""
    limit_bytes: int
    """What one message takes on the answer's way, in UTF-8 bytes; what is longer is sent in pieces."""
    uptime_s: float
    """For how long the bot has been running, seconds."""
    services: Services
    commands: Commands
    is_admin: bool = False
    """Whether one of `bot.admins` asks, beyond doubt: by direct message, opened by the radio with that very key."""
    is_answered_directly: bool = True
    """Whether the answer goes to the person alone, by direct message; False: to the whole channel."""

    @property
    def sender(self) -> NodeNum:
        """Who asks."""
        return self.message.sender

    @property
    def name(self) -> str:
        """What the sender calls itself: cleaned and short, `!0badcafe` where we don't know."""
        return self.name_of(self.sender)

    @property
    def key(self) -> PublicKey | None:
        """The public key that proves who asks; None: nothing proves it."""
        return self.message.public_key if self.message.is_proved else None

    @property
    def how(self) -> How:
        """How the question reached us."""
        if not self.message.is_direct:
            return How.CHANNEL
        return How.PKI if self.message.is_proved else How.DIRECT

    def name_of(self, num: NodeNum) -> str:
        """Return what a node calls itself: cleaned and short, `!0badcafe` where neither node nor key book knows."""
        shown = shown_name(self.services.nodes.get(num), num)
        if shown == format_node_num(num) and (known := self.services.keys.get(num)) is not None:
            shown = shown_name(Node(num=num, long_name=known.long_name, short_name=known.short_name), num)
        return shown

    def short(self, text: str) -> str:
        """Return what somebody wrote as an answer may quote it: cleaned, and cut to `MAX_NAME_BYTES`."""
        return reply.fit(words.clean(text), MAX_NAME_BYTES)

    def take_leftover(self) -> Leftover | None:
        """Return what is left of the last answer to this person that was too long; None: nothing.

        It is kept no more: answer with `Reply(leftover.text, number=leftover.number)`.
        """
        public = not self.is_answered_directly
        return self.services.leftovers.take(self.sender, self.services.clock.now(), public=public)

    def not_admin(self) -> Reply:
        """Return the one answer to whoever asks for what only administrators may do."""
        return Reply(self.say("reply-not-admin"), is_refusal=True)

    def say(self, message_id: str, /, **fields: object) -> str:
        """Return the sentence for a reply id in the person's language (`locale/<language>/*.ftl`)."""
        return words.render(message_id, fields, self.language)

    def duration(self, seconds: float) -> str:
        """Return a duration in its two greatest units, such as `3 h 12 min`; negative ones (a clock was set) are 0."""
        return durations.say(seconds, self.language)


Handler = Callable[[Context], Coroutine[object, object, Reply | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command as `command` makes it; calling it calls the function."""

    name: str
    aliases: tuple[str, ...]
    help: str
    """Reply id of the sentence that `help NAME` answers with."""
    handler: Handler
    admin: bool = False
    """Only an administrator may call it, and only administrators are told that it exists."""

    async def __call__(self, context: Context) -> Reply | None:
        """Answer one question."""
        return await self.handler(context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """The commands of one module."""

    name: str
    commands: tuple[Command, ...]


class Commands(Protocol):
    """Every command that the bot has."""

    def all(self) -> Sequence[Command]:
        """Return all commands, in the order in which they were loaded."""
        ...

    def find(self, word: str) -> Command | None:
        """Return the command with exactly this name or alias (folded case); None: there is none."""
        ...

    def nearest(self, word: str, *, for_admin: bool = ...) -> Command | None:
        """Return the command that a mistyped word most likely means; None: nothing is near.

        Args:
            word: Folded.
            for_admin: Among administrators' commands too.
        """
        ...


def command(
    name: str,
    *,
    aliases: Sequence[str] = (),
    help: str,  # noqa: A002
    admin: bool = False,
) -> Callable[[Handler], Command]:
    """Return a decorator that makes an async function a command.

    Args:
        name: One word, without the prefix, as people type it.
        aliases: Further words for the same; other languages' too.
        help: Reply id of a sentence that says what it does; it may use `{ $prefix }`.
        admin: Only an administrator may call it.

    Raises:
        ConfigError: A word that can't be typed as one, or a function that is not async.
    """

    def decorate(handler: Handler) -> Command:
        for word in (name, *aliases):
            if not word or fold(word) != word or any(c.isspace() or not c.isprintable() for c in word):
                raise ConfigError(
                    f"“{words.clean(word, 40)}” can't be a command's name.",
                    remedy="Write one word in lower case without spaces.",
                )
        if not inspect.iscoroutinefunction(handler):
            raise ConfigError(f"The function of the command “{name}” is not async.", remedy="Write “async def”.")
        return Command(name=name, aliases=tuple(aliases), help=help, handler=handler, admin=admin)

    return decorate


def shown_name(node: Node | None, num: NodeNum) -> str:
    """Return what a node calls itself, cleaned and cut to `MAX_NAME_BYTES`; `!0badcafe` where it has no name."""
    for given in (node.long_name, node.short_name) if node is not None else ():
        shown = reply.fit(words.clean(given), MAX_NAME_BYTES)
        if shown.strip("\N{REPLACEMENT CHARACTER}… "):
            return shown
    return format_node_num(num)
