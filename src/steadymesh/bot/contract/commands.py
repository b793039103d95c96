"""Commands as authors declare them."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Concatenate, Final, Protocol, TypeAlias

from steadymesh import words
from steadymesh.bot.command import fold
from steadymesh.bot.contract.arguments import Parameter, parameters_of
from steadymesh.errors import ConfigError

if TYPE_CHECKING:
    from steadymesh.bot.contract.context import Context
    from steadymesh.bot.contract.reply import Reply

Answer: TypeAlias = "Reply | str | None"
"""What a command's function returns: a text alone is an answer; None says nothing."""

Handler: TypeAlias = Callable[Concatenate["Context", ...], Awaitable[Answer]]
"""A command's function: its context, then its arguments by name."""

Told: TypeAlias = str | Mapping[str, str]
"""A sentence: the id of one in `locale/`, a text as it stands, or a text for each language."""


class Scope(enum.Flag):
    """Where a command may be called."""

    DM = enum.auto()
    """By direct message."""
    CHANNEL = enum.auto()
    """On a channel, whether the answer goes there or to the person alone."""
    CONSOLE = enum.auto()
    """At the operator's terminal (`steadymesh console`)."""
    MESH = DM | CHANNEL
    PRIVATE = DM | CONSOLE
    ANYWHERE = DM | CHANNEL | CONSOLE


class Who(enum.Enum):
    """Who may call a command. The operator at the console may call every one that the console has."""

    ANYBODY = "anybody"
    PROVED = "proved"
    """Whoever a public key proves: by direct message under it. A number alone anybody can forge."""
    ADMIN = "admin"
    """Whom `bot.admins` names by key; nobody else is told that the command exists."""


class Cost(enum.Enum):
    """What a call costs beside its answer; it decides how long it may take."""

    LIGHT = "light"
    """Nothing: out of memory or off the disk. Ended after 10 s (`BotOptions.handler_timeout_s`)."""
    INTERNET = "internet"
    """Somebody else's server. Ended after a minute (`BotOptions.slow_timeout_s`)."""
    THOUGHT = "thought"
    """A computer that thinks, such as a language model, and the line before it. Ended after five minutes
    (`BotOptions.thought_timeout_s`)."""
    AIR = "air"
    """Packets of its own on everybody's channel, such as a traceroute (`Context.take_trace` counts them). Ended after
    90 s (`BotOptions.air_timeout_s`)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Command:
    """A command as `command` makes it; calling it calls the function."""

    name: str
    aliases: tuple[str, ...] = ()
    """Further words for it, in no language."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further words for it by language: whoever uses one is answered in that language. What `locale/` has of them
    (`words-<name>`) is added when it is loaded."""
    help: Told
    handler: Handler
    parameters: tuple[Parameter, ...] = ()
    scope: Scope = Scope.ANYWHERE
    who: Who = Who.ANYBODY
    cost: Cost = Cost.LIGHT

    def __post_init__(self) -> None:
        """Check what all others rely on: one command must not spoil help, or the look-up of another.

        Raises:
            ConfigError: A word that can't be typed as one, a help that is no text, a function that is not async, a
                scope that is none.
        """
        for word in self.every_word():
            if not is_word(word):
                raise ConfigError(
                    f"“{words.clean(str(word), 40)}” can't be a command's name.",
                    remedy="Write one word in lower case without spaces.",
                )
        if not _is_told(self.help):
            raise ConfigError(
                f"The help of the command “{self.name}” is no text.",
                remedy='Write a text, or one for each language: help={"en": "…", "fr": "…"}.',
            )
        if not inspect.iscoroutinefunction(self.handler):
            raise ConfigError(f"The function of the command “{self.name}” is not async.", remedy="Write “async def”.")
        given: dict[type, object] = {Scope: self.scope, Who: self.who, Cost: self.cost}
        for kind, value in given.items():
            if not isinstance(value, kind):
                raise ConfigError(
                    f"{words.clean(str(value), 40)} is no {kind.__name__} of the command “{self.name}”.",
                    remedy="Write scope=Scope.DM, who=Who.PROVED, cost=Cost.AIR.",
                )

    @property
    def is_for_admins(self) -> bool:
        """Whether only administrators may call it, and are told that it exists."""
        return self.who is Who.ADMIN

    def every_word(self) -> tuple[str, ...]:
        """Return every word that calls it, its name first."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *(one for some in self.words.values() for one in some))))

    def word_in(self, language: str) -> str:
        """Return the word for it that people of a language read: their first own one, else its name."""
        return next(iter(self.words.get(language, ())), self.name)

    async def __call__(self, context: Context, **arguments: object) -> Answer:
        """Answer one question."""
        return await self.handler(context, **arguments)


class Commands(Protocol):
    """Every command that the bot has."""

    def all(self) -> Sequence[Command]:
        """Return all commands, in the order in which they were loaded."""
        ...

    def find(self, word: str) -> Command | None:
        """Return the command with exactly this word (folded case); None: there is none."""
        ...

    def nearest(self, word: str, *, for_admin: bool = ...) -> str | None:
        """Return the word of a command that a mistyped one most likely was to be; None: nothing is near.

        Args:
            word: Folded.
            for_admin: Among administrators' commands too.
        """
        ...


def command(
    name: str,
    *,
    help: Told,  # noqa: A002
    aliases: Sequence[str] | Mapping[str, Sequence[str]] = (),
    scope: Scope = Scope.ANYWHERE,
    who: Who = Who.ANYBODY,
    cost: Cost = Cost.LIGHT,
) -> Callable[[Handler], Command]:
    """Return a decorator that makes an async function a command.

    Args:
        name: One word, without the prefix, as people type it.
        help: What it does: a text for each language (`{"en": "…", "fr": "…"}`), one text, or the id of a sentence.
        aliases: Further words for the same, by language if they are of one.
        scope: Where it may be called.
        who: Who may call it.
        cost: What a call costs beside its answer.

    Raises:
        ConfigError: A word that can't be typed as one, a function that is not async, or arguments that can't be read.
    """
    plain = () if isinstance(aliases, Mapping) else _several(aliases)
    by_language = {lang: _several(some) for lang, some in aliases.items()} if isinstance(aliases, Mapping) else {}

    def decorate(handler: Handler) -> Command:
        return Command(
            name=name,
            aliases=plain,
            words=by_language,
            help=help,
            handler=handler,
            parameters=parameters_of(handler, name),
            scope=scope,
            who=who,
            cost=cost,
        )

    return decorate


def _several(aliases: Sequence[str]) -> tuple[str, ...]:
    if isinstance(aliases, str):  # a sequence too, of single letters
        raise ConfigError(f"“{words.clean(aliases, 40)}” is no list of further words.", remedy='Write ("one", "two").')
    return tuple(aliases)


LONGEST_WORD: Final = 24
"""Characters: every one is typed on a telephone."""


def _is_told(told: object) -> bool:
    if isinstance(told, Mapping):
        return bool(told) and all(isinstance(one, str) for one in told.values())
    return isinstance(told, str)


def is_word(word: object) -> bool:
    """Return whether people can type this as a command's name."""
    if not isinstance(word, str):
        return False
    if not 0 < len(word) <= LONGEST_WORD or fold(word) != word:
        return False
    return not any(character.isspace() or not character.isprintable() for character in word)


def in_language(told: Told, language: str, fields: Mapping[str, object] | None = None) -> str:
    """Return what a sentence says in a language; in English, or in whatever it has, where it lacks that one."""
    if isinstance(told, str):
        return words.render(told, fields or {}, language) if words.has(told, words.DEFAULT_LANGUAGE) else told
    return told.get(language) or told.get(words.DEFAULT_LANGUAGE) or next(iter(told.values()), "")
