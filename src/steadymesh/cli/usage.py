"""What is wrong with the arguments, in one sentence, with the nearest right word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from steadymesh.errors import Told, UsageError
from steadymesh.words import clean


def as_usage_error(exc: CycloptsError, words: Iterable[str]) -> UsageError:
    """Return the error for a person.

    Args:
        exc: What cyclopts found.
        words: Every option and command that can stand there, for the nearest one.
    """
    chain = " ".join(exc.command_chain or ())
    remedy = see_help(f"steadymesh {chain}".strip())
    match exc:
        case UnknownOptionError():
            word = exc.token.keyword or exc.token.value
            return no_option(word, _nearest(word, words) or remedy)
        case UnknownCommandError():
            word = exc.unused_tokens[0] if exc.unused_tokens else ""
            hint = _nearest(word, words) or remedy
            return no_option(word, hint) if word.startswith("-") else _refusal("command", clean(word, 40), hint)
        case MissingArgumentError():
            return _refusal("missing", _subject(exc), remedy)
        case UnusedCliTokensError():
            return _refusal("extra", clean(" ".join(exc.unused_tokens or ()), 60), remedy)
        case CoercionError():
            value = clean(exc.token.value, 40) if exc.token is not None else ""
            return _refusal("value", _subject(exc), remedy, value=value)
    return UsageError(clean(str(exc), 200), remedy=remedy.english)


def no_option(word: str, remedy: Told) -> UsageError:
    """Return the error of an option that does not exist."""
    return _refusal("option", clean(word, 40), remedy)


def see_help(command: str) -> Told:
    """Return the advice to look at a command's help."""
    return Told(f"`{command} --help` shows how.", "usage-see-help", {"command": command})


_ENGLISH: Final = {
    "option": "There is no option {word}.",
    "command": "There is no command {word}.",
    "missing": "{word} needs a value.",
    "extra": "{word}: nothing more can be given here.",
    "value": "{word}: “{value}” is none of what it takes.",
}


def _refusal(kind: str, word: str, remedy: Told, *, value: str = "") -> UsageError:
    return UsageError(
        _ENGLISH[kind].format(word=word, value=value),
        remedy=remedy.english,
        sentence=f"usage-{kind}",
        fields={"word": word, "value": value, "remedy": remedy},
    )


def _subject(exc: MissingArgumentError | CoercionError) -> str:
    """Return the argument's name: an option's as it is typed, a positional one's in capitals."""
    argument = exc.argument
    if argument is None:
        return "ARGUMENT"
    name = str(argument.field_info.name)
    return name.upper() if argument.field_info.is_positional_only else str(argument.name)


def _nearest(word: str, words: Iterable[str]) -> Told | None:
    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return Told(f"Did you mean {near[0]}?", "usage-did-you-mean", {"nearest": near[0]}) if near else None
