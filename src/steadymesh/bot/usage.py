"""PURE: how a command is written, and why what somebody wrote is not it."""

from __future__ import annotations

from typing import Final

from steadymesh import words
from steadymesh.bot import naming, reply
from steadymesh.bot.contract.arguments import ArgumentError, Fault, Kind, Parameter
from steadymesh.bot.contract.commands import Command
from steadymesh.ids import format_node_num

MOST_CHOICES_BYTES: Final = 60
"""What of an argument's choices is shown: they may stand twice in one message, and are a hint, not a manual."""


def usage(command: Command, prefix: str, language: str, word: str = "") -> str:
    """Return how a command is written, such as `/dist NODE [NODE]`.

    Args:
        command: Which.
        prefix: What commands begin with.
        language: The reader's.
        word: By which word they called it; empty: its name.
    """
    return " ".join(
        (prefix + (word or command.name), *(_shown(one, language) for one in command.parameters if one.is_shown))
    )


def say(error: ArgumentError, command: Command, *, prefix: str, language: str, limit_bytes: int, word: str = "") -> str:
    """Return why words don't fit a command, and how it is written; where several may be meant, who.

    Args:
        error: Why.
        command: Which.
        prefix: What commands begin with.
        language: The reader's.
        limit_bytes: What one message takes; no more is said.
        word: By which word they called it; empty: its name.
    """
    if error.fault is Fault.SEVERAL:
        return _several(error, language, limit_bytes)
    why = words.render(f"mistyped-{error.fault.value}", _fields(error, language), language)
    if error.fault is Fault.NOBODY:
        return why
    shown = words.render("mistyped-usage", {"usage": usage(command, prefix, language, word)}, language)
    return reply.fit(f"{why}\n{shown}", limit_bytes)


def _fields(error: ArgumentError, language: str) -> dict[str, object]:
    parameter = error.parameter
    between = None if parameter is None else parameter.between
    return {
        "word": naming.short(error.word),
        "what": "" if parameter is None else _label(parameter, language),
        "least": 0 if between is None else between.least,
        "most": 0 if between is None else between.most,
    }


def _several(error: ArgumentError, language: str, limit_bytes: int) -> str:
    """Return everybody who may be meant, as many as the message holds."""
    text = names = ""
    for count, one in enumerate(error.several, start=1):
        number = format_node_num(one.num)
        name = number if one.name == number else f"{one.name} {number}"
        names = f"{names}, {name}" if names else name
        fields = {"word": naming.short(error.word), "names": names, "more": count < len(error.several)}
        longer = words.render("mistyped-several", fields, language)
        # A sentence cuts its longest field: nobody's number must be.
        if text and (len(names) > words.MAX_FIELD or len(longer.encode()) > limit_bytes):
            break
        text = longer
    return text


def _shown(parameter: Parameter, language: str) -> str:
    label = _label(parameter, language)
    return f"[{label}]" if parameter.is_optional else label


def _label(parameter: Parameter, language: str) -> str:
    """Return what stands for an argument: its choices, else what its name is called in a language, else its kind."""
    if parameter.kind is Kind.CHOICE and parameter.choices:
        return reply.fit("|".join(parameter.shown_choices(language)), MOST_CHOICES_BYTES)
    own = f"argument-{parameter.name}"
    return words.render(
        own if words.has(own, words.DEFAULT_LANGUAGE) else f"argument-{parameter.kind.value}", {}, language
    )
