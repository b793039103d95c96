"""Finds the one command that a word means: a look-up in a dict, whatever the number of commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steadymesh.bot import command as words_of
from steadymesh.bot.contract.commands import Command
from steadymesh.bot.contract.module import Plugin
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
        self._owners: dict[str, Plugin] = {}
        for plugin in plugins:
            self.add(plugin)

    def add(self, plugin: Plugin) -> None:
        """Take a plug-in's commands, all or none.

        Raises:
            ConfigError: Another one, or one of its own, claims the same word.
        """
        taken: dict[str, Command] = {}
        for command in plugin.commands:
            for word in command.every_word():
                owner = self._owners[self._by_word[word].name] if word in self._by_word else plugin
                if word in self._by_word or word in taken:
                    raise ConfigError(
                        f"The plug-ins “{owner.name}” and “{plugin.name}” both have a command “{word}”.",
                        remedy="Leave one of them out.",
                        sentence="plugin-word-taken",
                        fields={"one": owner.name, "other": plugin.name, "word": word},
                    )
                taken[word] = command
        self._by_word |= taken
        self._commands += plugin.commands
        self._owners |= {command.name: plugin for command in plugin.commands}

    def owner(self, command: Command) -> Plugin:
        """Return whose command it is."""
        return self._owners[command.name]

    def all(self) -> Sequence[Command]:
        """Return all commands, in the order in which they were loaded."""
        return tuple(self._commands)

    def find(self, word: str) -> Command | None:
        """Return the command with exactly this name or alias; None: there is none.

        Args:
            word: Folded, as `command.parse` gives it.
        """
        return self._by_word.get(word)

    def nearest(self, word: str, *, for_admin: bool = False) -> str | None:
        """Return the word of a command that a mistyped one most likely was to be; None: nothing is near.

        Args:
            word: Folded.
            for_admin: Among administrators' commands too: nobody else is told of them.
        """
        return words_of.nearest(
            word, (known for known, one in self._by_word.items() if for_admin or not one.is_for_admins)
        )
