"""Turns modules into plug-ins: imports them and collects the commands in them."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Final

from steadymesh.bot.plugin import Command, Plugin
from steadymesh.errors import ConfigError

BUILT_IN: Final = (
    "steadymesh.plugins.help",
    "steadymesh.plugins.ping",
    "steadymesh.plugins.nodes",
    "steadymesh.plugins.keys",
    "steadymesh.plugins.why",
    "steadymesh.plugins.status",
    "steadymesh.plugins.more",
)
"""Our own, in the order in which help shows them. By name: the bot must not import what stands above it."""


def load(modules: Iterable[str] = BUILT_IN) -> tuple[Plugin, ...]:
    """Return the plug-ins in these modules.

    Raises:
        ConfigError: A module can't be imported, or has no command in it.
    """
    return tuple(_load_one(module) for module in modules)


def _load_one(module: str) -> Plugin:
    name = module.rpartition(".")[2]
    try:
        loaded = importlib.import_module(module)
    except ImportError as exc:
        raise ConfigError(
            f"The plug-in “{name}” can't be loaded: {exc}.", remedy="Check its name and its imports."
        ) from exc
    commands = tuple(value for value in vars(loaded).values() if isinstance(value, Command))
    if not commands:
        raise ConfigError(f"The plug-in “{name}” has no command in it.", remedy="Decorate its function with @command.")
    return Plugin(name=name, commands=commands)
