"""The operator's commands, for the control socket."""

from __future__ import annotations

from collections.abc import Mapping

from steadymesh.app.requests import Args, Handler, language_of
from steadymesh.bot.console import Console
from steadymesh.errors import UsageError

LONGEST_WAIT_S = 305.0
"""A command that asks a language model may take 300 s."""


class ConsoleDesk:
    """Answers what `steadymesh console` asks.

    Args:
        console: The commands.
        language: In which it is answered where nobody says otherwise.
    """

    def __init__(self, *, console: Console, language: str) -> None:
        self._console = console
        self._language = language

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {"console.ask": self.ask, "console.words": self.words}

    async def ask(self, args: Args) -> object:
        """Return what the line `text` answers, and how that ended (`bot.barrier.Outcome`)."""
        text = args.get("text")
        if not isinstance(text, str):
            raise UsageError("The request needs words as text.")
        said = await self._console.ask(text, language_of(args, self._language))
        return {"text": said.text, "outcome": said.outcome.value}

    async def words(self, _args: Args) -> object:
        """Return the name of every command that can be called at the console."""
        return list(self._console.words())
