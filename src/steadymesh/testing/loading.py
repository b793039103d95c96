"""Loads a plug-in for a test as the bot would: by its module as if installed, by its path, or as a script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Final

from steadymesh.bot import loader
from steadymesh.bot.contract.commands import Answer, Command
from steadymesh.bot.contract.context import Context
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.loader import Loaded
from steadymesh.bot.scripts.commands import ScriptSpec, plugin_of
from steadymesh.config import Given
from steadymesh.config.plugins import read_settings

ORIGIN: Final = "the test"
"""Where settings were written, for the sentences about them."""

Settings = Mapping[str, object]


def load(
    plugin: ModuleType | str | Path | None,
    *,
    name: str,
    settings: Settings,
    scripts: Mapping[str, Settings],
    folder: Path,
    disabled: Collection[str],
    count: Callable[[int], None],
) -> tuple[Loaded, str]:
    """Return our own plug-ins and the one under test, with its name; empty: there is none but scripts.

    Args:
        plugin: A module, a module's name, or a file.
        name: Under which it is installed; empty: as its module or file is called.
        settings: What stands under `[plugin.NAME]`.
        scripts: What stands under each `[script.NAME]`.
        folder: Where scripts run.
        disabled: Names of plug-ins and commands that the operator does not want.
        count: Told 1 when a script begins, -1 when it has ended.

    Raises:
        SteadymeshError: It can't be loaded; the very one that the bot's log would tell.
    """
    points: list[EntryPoint] = []
    files: list[Path] = []
    match plugin:
        case None:
            pass
        case ModuleType():
            name = name or plugin.__name__.rpartition(".")[2]
            points.append(EntryPoint(name=name, value=plugin.__name__, group=loader.GROUP))
        case str() if not plugin.endswith(".py") and "/" not in plugin:
            name = name or plugin.rpartition(".")[2]
            points.append(EntryPoint(name=name, value=plugin, group=loader.GROUP))
        case _:
            file = Path(plugin)
            file = file.parent if file.name == "__init__.py" else file
            files.append(file / "__init__.py" if file.is_dir() else file)
            name = file.stem
    given = {name: _given("plugin", name, settings)}
    commands = {script: _given("script", script, spec) for script, spec in scripts.items()}

    def script(word: str) -> Plugin:
        return _counted(plugin_of(word, read_settings(commands, word, ScriptSpec, section="script"), folder), count)

    loaded = loader.load(
        files=files,
        disabled=disabled,
        read_settings=partial(read_settings, given),
        scripts={word: partial(script, word) for word in scripts},
        installed=points,
    )
    for refusal in loaded.refusals.values():
        raise refusal.error
    return loaded, name


def _given(section: str, name: str, settings: Settings) -> dict[str, Given]:
    """Return settings as a file would give them."""
    return {
        setting: Given(name=f"{section}.{name}.{setting}", value=value, origin=ORIGIN)
        for setting, value in _leaves(settings)
    }


def _leaves(settings: Settings, before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield before + name, list(value) if isinstance(value, tuple) else value


def _counted(plugin: Plugin, count: Callable[[int], None]) -> Plugin:
    """Return a script's plug-in that tells when it is at work: virtual time must wait for it."""

    def counting(handler: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
        async def counted(context: Context, **arguments: object) -> Answer:
            count(1)
            try:
                return await handler(context, **arguments)
            finally:
                count(-1)

        return counted

    commands: list[Command] = [replace(one, handler=counting(one.handler)) for one in plugin.commands]
    return replace(plugin, commands=tuple(commands))
