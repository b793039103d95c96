"""Finds the one command that a word means: a look-up in a dict, whatever the number of commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steadymesh.bot import command as words_of
from steadymesh.bot.plugin import Command, Plugin
from steadymesh.errors import ConfigError


class Router:
    """Every command by each of its words; implements `plugin.Commands`.

    Args:
        plugins: Whose commands there are, in the order in which help shows them.

    Raises:
        ConfigError: Two commands claim the same word.
    """

    def __init__(self, plugins: Iterable[Plugin]) -> None:
        self._commands: list[Command] = []
        self._by_word: dict[str, Command] = {}
        owners: dict[str, str] = {}
        for plugin in plugins:
            for command in plugin.commands:
                self._commands.append(command)
                for word in (command.name, *command.aliases):
                    if word in owners:
                        raise ConfigError(
                            f"The plug-ins “{owners[word]}” and “{plugin.name}” both have a command “{word}”.",
                            remedy="Leave one of them out.",
                        )
                    owners[word] = plugin.name
                    self._by_word[word] = command

    def all(self) -> Sequence[Command]:
        """Return all commands, in the order in which they were loaded."""
        return tuple(self._commands)

    def find(self, word: str) -> Command | None:
        """Return the command with exactly this name or alias; None: there is none.

        Args:
            word: Folded, as `command.parse` gives it.
        """
        return self._by_word.get(word)

    def nearest(self, word: str, *, for_admin: bool = False) -> Command | None:
        """Return the command that a mistyped word most likely means; None: nothing is near.

        Args:
            word: Folded.
            for_admin: Among administrators' commands too: nobody else is told of them.
        """
        near = words_of.nearest(word, (known for known, one in self._by_word.items() if for_admin or not one.admin))
        return None if near is None else self._by_word[near]
