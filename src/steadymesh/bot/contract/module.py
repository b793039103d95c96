"""A plug-in as a whole: what one module has declared."""

from __future__ import annotations

from dataclasses import dataclass

from steadymesh.bot.contract.commands import Command
from steadymesh.bot.contract.hooks import Hook


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What one module has declared."""

    name: str
    """Of its commands' owner, its settings (`[plugin.NAME]`), its drawer in the store, its lines in the log."""
    commands: tuple[Command, ...] = ()
    hooks: tuple[Hook, ...] = ()
    settings: object | None = None
    """What the operator has set, checked; None: it has no settings."""
    origin: str = ""
    """Where it comes from, for people: `built-in`, a distribution, a file."""
