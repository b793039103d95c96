"""Loads what the configuration has of plug-ins and scripts, for the bot and for whoever only wants to know."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from steadymesh.app.pluginnames import unknown_names
from steadymesh.bot import loader
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.loader import Loaded
from steadymesh.bot.scripts.commands import ScriptSpec, plugin_of
from steadymesh.config import Config
from steadymesh.config.plugins import read_settings
from steadymesh.errors import Told

log: Final = structlog.get_logger("app")

FOLDER: Final = "plugins"
"""Beside the configuration file."""


def load_plugins(config: Config, further: Sequence[Plugin] = ()) -> Loaded:
    """Return every plug-in; what is set for none, or names none, is told of in the log."""
    folder = script_folder(config)

    def script(name: str) -> Plugin:
        return plugin_of(name, script_spec(config, name), folder)

    loaded = loader.load(
        folder=plugin_folder(config),
        disabled=config.bot.disabled,
        read_settings=partial(read_settings, config.plugins),
        scripts={name: partial(script, name) for name in config.scripts},
        further=further,
    )
    for _, told in unused_settings(config, loaded):
        log.warning("plugin-settings-unused", error=told)
    for _, told in unknown_names(config, loaded):
        log.warning("plugin-name-unknown", error=told)
    return loaded


def plugin_folder(config: Config) -> Path | None:
    """Return where plug-ins that are files lie; None: there is no configuration file beside which they could."""
    return None if config.file is None else script_folder(config) / FOLDER


def script_folder(config: Config) -> Path:
    """Return where scripts run: the folder of the configuration file."""
    return Path() if config.file is None else config.file.absolute().parent


def script_spec(config: Config, name: str) -> ScriptSpec:
    """Return what the operator has set of a script.

    Raises:
        ConfigError: With a sentence for each mistake.
    """
    return read_settings(config.scripts, name, ScriptSpec, section="script")


def unused_settings(config: Config, loaded: Loaded) -> Sequence[tuple[str, Told]]:
    """Return each plug-in that has settings but is not there, or takes none, and a sentence that says so."""
    takes_some = {one.name.replace("-", "_"): one.settings is not None for one in loaded.plugins}
    names = {*takes_some, *(one.replace("-", "_") for one in (*loaded.refusals, *config.bot.disabled))}
    found = []
    for name, written in config.plugins.items():
        plain = name.replace("-", "_")
        if plain in names and takes_some.get(plain, True):
            continue
        fields = {"plugin": name, "origin": next(iter(written.values())).origin}
        near = difflib.get_close_matches(name, [one.name for one in loaded.plugins], n=1)
        if plain in names:
            told = Told(f"The plug-in “{name}” has no settings ({fields['origin']}).", "plugin-takes-none", fields)
        elif near:
            english = f"There is no plug-in “{name}” ({fields['origin']}); did you mean “{near[0]}”?"
            told = Told(english, "plugin-unknown-near", {**fields, "near": near[0]})
        else:
            told = Told(f"There is no plug-in “{name}” ({fields['origin']}).", "plugin-unknown", fields)
        found.append((name, told))
    return found
