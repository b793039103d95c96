"""What is wrong with the arguments, in one sentence, with the nearest right word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from steadymesh.errors import UsageError
from steadymesh.words import clean


def as_usage_error(exc: CycloptsError, words: Iterable[str]) -> UsageError:
    """Return the error for a person.

    Args:
        exc: What cyclopts found.
        words: Every option and command that exists, for the nearest one.
    """
    chain = " ".join(exc.command_chain or ())
    remedy = f"`steadymesh {chain} --help` shows how." if chain else "`steadymesh --help` shows how."
    match exc:
        case UnknownOptionError():
            word = exc.token.keyword or exc.token.value
            return UsageError(f"There is no option {clean(word, 40)}.", remedy=_nearest(word, words) or remedy)
        case UnknownCommandError():
            word = exc.unused_tokens[0] if exc.unused_tokens else ""
            kind = "option" if word.startswith("-") else "command"
            return UsageError(f"There is no {kind} {clean(word, 40)}.", remedy=_nearest(word, words) or remedy)
        case MissingArgumentError():
            return UsageError(f"{_subject(exc)} needs a value.", remedy=remedy)
        case UnusedCliTokensError():
            extra = clean(" ".join(exc.unused_tokens or ()), 60)
            return UsageError(f"{extra}: nothing more can be given here.", remedy=remedy)
        case CoercionError():
            value = clean(exc.token.value, 40) if exc.token is not None else ""
            return UsageError(f"{_subject(exc)}: “{value}” is none of what it takes.", remedy=remedy)
    return UsageError(clean(str(exc), 200), remedy=remedy)


def _subject(exc: MissingArgumentError | CoercionError) -> str:
    """Return the argument's name: an option's as it is typed, a positional one's in capitals."""
    argument = exc.argument
    if argument is None:
        return "An argument"
    name = str(argument.field_info.name)
    return name.upper() if argument.field_info.is_positional_only else str(argument.name)


def _nearest(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"Did you mean {near[0]}?" if near else ""
