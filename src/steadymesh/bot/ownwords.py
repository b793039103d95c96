"""The words that each language has for our own commands and for their choices (`words-NAME` in `locale/`). PURE."""

from __future__ import annotations

from dataclasses import replace

from steadymesh import words
from steadymesh.bot.contract.arguments import Parameter
from steadymesh.bot.contract.commands import Command


def with_words(command: Command) -> Command:
    """Give a command of ours the words that each language has for it and its choices (`words-<name>…` in `locale/`)."""
    own = words.own_words(f"words-{command.name}")
    parameters = tuple(replace(one, words=_choice_words(command.name, one)) for one in command.parameters)
    return replace(command, words={**command.words, **own}, parameters=parameters)


def _choice_words(name: str, parameter: Parameter) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what each language calls the choices of a parameter (`words-<command>-<choice>`)."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for choice in parameter.choices or {}:
        for language, own in words.own_words(f"words-{name}-{choice}").items():
            found.setdefault(language, {})[choice] = own
    return found
