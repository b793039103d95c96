"""What a command gets: one question, and what may be needed to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from steadymesh.bot import hearing, relays
from steadymesh.bot.contract.arguments import NodeRef
from steadymesh.bot.contract.commands import Commands
from steadymesh.bot.contract.plugincontext import PluginContext
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.leftovers import Leftover
from steadymesh.errors import SteadymeshError
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.model import TextMessage


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
    word: str
    """The word that it was called by, folded."""
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

    def written(self, name: str = "") -> str:
        """Return how a command is written here, such as `/nodes`, for an answer that says what to write next.

        Args:
            name: Of another command: by its word in the asker's language. Empty: of this one, by the word that called
                it.
        """
        found = self.commands.find(name) if name else None
        word = name or self.word
        return self.prefix + (word if found is None else found.word_in(self.language))

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
