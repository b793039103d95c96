"""PURE: what a command's function takes, read from its signature, and how a person's words become its arguments.

Knows no people: whom a word means is asked of whoever calls (`Finder`).
"""

from __future__ import annotations

import enum
import inspect
import itertools
import math
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final, Literal, TypeAlias

from steadymesh.bot.command import fold
from steadymesh.bot.contract import spans
from steadymesh.errors import ConfigError
from steadymesh.ids import NodeNum
from steadymesh.model import Node

LONGEST_NAME_WORDS: Final = 8
"""Words that a node's name may have where more arguments follow it: 39 bytes hold no more that anybody reads."""


LONGEST_NAME: Final = 64
"""Characters of a name that are looked for where more arguments follow it."""

LONGEST_NUMBER: Final = 19
"""Characters of a number: what is longer is none that a command could use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRef:
    """A node that somebody named: by `!id`, short name, long name, or a beginning that only one has."""

    num: NodeNum
    name: str
    """Cleaned and short, as an answer shows it."""
    node: Node | None = None
    """What the directory has of it; None: nobody but the key book knows it, or nobody at all."""


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of a number: `Annotated[int, Between(1, 20)]`."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class RestOfLine:
    """Mark of a text that takes everything that is left, spaces too: use `Rest` or `Chatter`."""

    is_shown: bool = True
    """Whether usage shows it."""


Rest: TypeAlias = Annotated[str, RestOfLine()]
"""The rest of the line as it was typed; the last parameter."""

Chatter: TypeAlias = Annotated[str, RestOfLine(is_shown=False)]
"""Words that people add to a command and that mean nothing to it, such as “/ping please”; not shown in its usage."""

Argument: TypeAlias = str | int | float | timedelta | enum.Enum | NodeRef | None

Finder: TypeAlias = Callable[[str], Sequence[NodeRef]]
"""Returns whom a word may mean: one, several, or nobody. Of several none is ever guessed."""


class Kind(enum.Enum):
    """What a parameter takes; the values are ids of what usage calls it (`argument-<value>`)."""

    WORD = "word"
    REST = "text"
    NUMBER = "number"
    DURATION = "duration"
    CHOICE = "choice"
    NODE = "node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument of a command."""

    name: str
    kind: Kind
    is_optional: bool = False
    is_shown: bool = True
    """Whether usage shows it."""
    is_whole: bool = False
    """Of a number: no fraction."""
    between: Between | None = None
    choices: Mapping[str, Argument] | None = None
    """What may be written, and what it becomes."""
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Further words for choices, by language and choice, the first of them the one that is shown there. What `locale/`
    has of them (`words-<command>-<choice>`) is added when the command is loaded."""

    def choice(self, word: str) -> str | None:
        """Return which choice a word means, in whatever language it is; None: none."""
        wanted = fold(word)
        further = ((name, one) for some in self.words.values() for name, them in some.items() for one in them)
        every = ((name, name) for name in self.choices or {})
        return next((name for name, one in itertools.chain(every, further) if fold(one) == wanted), None)

    def shown_choices(self, language: str) -> tuple[str, ...]:
        """Return each choice as people of a language write it."""
        own = self.words.get(language, {})
        return tuple(own.get(name, (name,))[0] for name in self.choices or {})


class Fault(enum.Enum):
    """Why words are no arguments; the values are ids of sentences (`mistyped-<value>`)."""

    MISSING = "missing"
    TOO_MANY = "too-many"
    NO_NUMBER = "no-number"
    OUT_OF_BOUNDS = "out-of-bounds"
    NO_DURATION = "no-duration"
    NO_CHOICE = "no-choice"
    NOBODY = "nobody"
    SEVERAL = "several"


class ArgumentError(Exception):
    """Somebody's words don't fit; never leaves the bot: it becomes the command's usage."""

    def __init__(self, fault: Fault, parameter: Parameter | None = None, word: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.parameter = parameter
        self.word = word
        self.several: Sequence[NodeRef] = ()


# --- the signature --------------------------------------------------------------------------


def parameters_of(function: Callable[..., object], what: str) -> tuple[Parameter, ...]:
    """Return what a command's function takes after its context.

    Args:
        function: Its parameters are annotated with `str`, `Rest`, `Chatter`, `int`, `float` (with `Between`),
            `timedelta`, a `Literal`, an `Enum`, or `NodeRef`; each may be `| None` with a default.
        what: The command, for the error.

    Raises:
        ConfigError: A parameter without a type, or with one that nobody can type on a telephone; one that must be
            given behind one that need not; a function that has no place for the context.
    """
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError) as exc:
        raise ConfigError(f"The types of the command “{what}” can't be read: {exc}.") from exc
    all_of_them = list(inspect.signature(function).parameters.items())
    if not all_of_them or hints.get(all_of_them[0][0]) in _TYPES:
        raise ConfigError(
            f"The function of the command “{what}” takes no context.",
            remedy="Let its first parameter be context: Context.",
        )
    found: list[Parameter] = []
    for name, one in all_of_them[1:]:
        if one.kind not in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) or name not in hints:
            raise ConfigError(f"The parameter “{name}” of the command “{what}” has no type.")
        found.append(_parameter(name, hints[name], what, is_optional=one.default is not one.empty))
    for before, after in itertools.pairwise(found):
        if before.is_optional and not after.is_optional:
            raise ConfigError(f"In the command “{what}”, “{after.name}” needs a default, as “{before.name}” has one.")
        if before.kind is Kind.REST:
            raise ConfigError(
                f"In the command “{what}” nothing can follow “{before.name}”, which takes all that is left."
            )
    return tuple(found)


def _parameter(name: str, hint: object, what: str, *, is_optional: bool) -> Parameter:
    hint, marks = _unwrapped(hint)
    between = next((mark for mark in marks if isinstance(mark, Between)), None)
    rest = next((mark for mark in marks if isinstance(mark, RestOfLine)), None)
    if rest is not None:
        if not rest.is_shown and not is_optional:
            raise ConfigError(f"In the command “{what}”, “{name}” needs a default: nobody is told to write it.")
        return Parameter(name=name, kind=Kind.REST, is_optional=is_optional, is_shown=rest.is_shown)
    if typing.get_origin(hint) is Literal:
        choices: Mapping[str, Argument] = {str(value): value for value in typing.get_args(hint)}
        return Parameter(name=name, kind=Kind.CHOICE, is_optional=is_optional, choices=choices)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        members = {str(member.value): member for member in hint}
        return Parameter(name=name, kind=Kind.CHOICE, is_optional=is_optional, choices=members)
    if hint in (int, float):
        return Parameter(name=name, kind=Kind.NUMBER, is_optional=is_optional, is_whole=hint is int, between=between)
    if isinstance(hint, type) and hint in _KINDS:
        return Parameter(name=name, kind=_KINDS[hint], is_optional=is_optional)
    raise ConfigError(
        f"The parameter “{name}” of the command “{what}” has a type that nobody can write in a message.",
        remedy="Use str, Rest, Chatter, int, float, timedelta, Literal, Enum or NodeRef.",
    )


_KINDS: Final[Mapping[type, Kind]] = {str: Kind.WORD, timedelta: Kind.DURATION, NodeRef: Kind.NODE}
_TYPES: Final[Sequence[object]] = (str, int, float, timedelta, NodeRef, Rest, Chatter)


def _unwrapped(hint: object) -> tuple[object, tuple[object, ...]]:
    """Return the type within `Annotated` and `| None`, and what it is annotated with."""
    marks: tuple[object, ...] = ()
    while True:
        if typing.get_origin(hint) is Annotated:
            hint, *further = typing.get_args(hint)
            marks += tuple(further)
        elif typing.get_origin(hint) in (typing.Union, types.UnionType):
            inner = [one for one in typing.get_args(hint) if one is not type(None)]
            if len(inner) != 1:
                return hint, marks
            hint = inner[0]
        else:
            return hint, marks


# --- the words ------------------------------------------------------------------------------


def parse(parameters: Sequence[Parameter], text: str, find: Finder) -> Mapping[str, Argument]:
    """Return the arguments that a text gives; what is optional and not given is left out.

    Args:
        parameters: As `parameters_of` returns them.
        text: What was written after the command.
        find: Whom a word may mean.

    Raises:
        ArgumentError: It does not fit.
    """
    found: dict[str, Argument] = {}
    left = text.strip()
    for index, parameter in enumerate(parameters):
        if not left:
            if parameter.is_optional:
                break
            raise ArgumentError(Fault.MISSING, parameter)
        if parameter.kind is Kind.REST:
            found[parameter.name], left = left, ""
        elif parameter.kind is Kind.NODE:
            found[parameter.name], left = _node(parameter, left, find, behind=parameters[index + 1 :])
        else:
            is_last = index + 1 == len(parameters)
            word, left = spans.take(left, _word, is_last=is_last) if parameter.kind is Kind.DURATION else _word(left)
            found[parameter.name] = _value(parameter, word)
    if left:
        raise ArgumentError(Fault.TOO_MANY, word=left)
    return found


def _word(text: str) -> tuple[str, str]:
    """Return the first word, or what stands in quotes, and what is left."""
    if (quoted := _quoted(text)) is not None:
        return quoted
    word, *left = text.split(maxsplit=1)
    return word, left[0] if left else ""


def _quoted(text: str) -> tuple[str, str] | None:
    """Return what stands in quotes at the beginning, and what is left; None: nothing does."""
    closing = _QUOTES.get(text[0])
    end = text.find(closing, 1) if closing else -1
    return None if end < 0 else (text[1:end].strip(), text[end + 1 :].strip())


_QUOTES: Final = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'"}
"""As telephones write them, in English, French and German."""


def _value(parameter: Parameter, word: str) -> Argument:
    match parameter.kind:
        case Kind.NUMBER:
            return _number(parameter, word)
        case Kind.DURATION:
            return _duration(parameter, word)
        case Kind.CHOICE:
            chosen = parameter.choice(word)
            if chosen is None or parameter.choices is None:
                raise ArgumentError(Fault.NO_CHOICE, parameter, word)
            return parameter.choices[chosen]
        case _:
            return word


def _number(parameter: Parameter, word: str) -> int | float:
    wrong = ArgumentError(Fault.NO_NUMBER, parameter, word)
    if len(word) > LONGEST_NUMBER or "_" in word:  # which Python would read over
        raise wrong
    try:
        number = int(word) if parameter.is_whole else float(word.replace(",", "."))
    except ValueError:
        raise wrong from None
    if not math.isfinite(number):
        raise wrong
    between = parameter.between
    if between is not None and not between.least <= number <= between.most:
        raise ArgumentError(Fault.OUT_OF_BOUNDS, parameter, word)
    return number


def _duration(parameter: Parameter, word: str) -> timedelta:
    found = spans.read(word)
    if found is None:
        raise ArgumentError(Fault.NO_DURATION, parameter, word)
    return found


def _node(parameter: Parameter, text: str, find: Finder, *, behind: Sequence[Parameter]) -> tuple[NodeRef, str]:
    """Return whom the text names first, and what is left of it.

    Names have spaces: a last one takes all that is left; of another the longest run of words that is anybody's goes
    before its first word, and asks back where it is several people's. Quotes settle it. Where nothing but a name was
    written, and its first word alone is not one person's, what must follow is missing.
    """
    is_last = not behind
    if text.startswith("@") and len(text) > 1 and _quoted(text[1:]) is not None:
        text = text[1:]
    if is_last and len(found := find(text)) == 1:
        return found[0], ""
    if (quoted := _quoted(text)) is not None:
        return _one(parameter, quoted[0], find), quoted[1]
    if is_last:
        return _one(parameter, text, find), ""
    ends = [word.end() for word in itertools.islice(re.finditer(r"\S+", text), LONGEST_NAME_WORDS + 1)]
    may_be_all = ends[-1] == len(text) and all(one.is_optional for one in behind)
    for end in reversed(ends[1:] if may_be_all else ends[1:-1]):
        if end <= LONGEST_NAME and find(text[:end]):
            return _one(parameter, text[:end], find), text[end:].strip()
    first = text[: ends[0]]
    if not may_be_all and 1 < len(ends) <= LONGEST_NAME_WORDS and len(find(first)) != 1 and find(text):
        return _one(parameter, text, find), ""
    return _one(parameter, first, find), text[ends[0] :].strip()


def _one(parameter: Parameter, word: str, find: Finder) -> NodeRef:
    found = find(word)
    if len(found) == 1:
        return found[0]
    error = ArgumentError(Fault.SEVERAL if found else Fault.NOBODY, parameter, word)
    error.several = found
    raise error
