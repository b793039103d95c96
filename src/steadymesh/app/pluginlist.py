"""What the configuration would load of plug-ins, and what is wrong with it: without a running process."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from typing import Final

from steadymesh.app.plugincode import printed_to_log, watched_steps
from steadymesh.app.pluginload import load_plugins, script_folder, script_spec, unused_settings
from steadymesh.app.pluginnames import unknown_names
from steadymesh.bot.contract.hooks import Hook, When
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.loader import Loaded
from steadymesh.bot.scripts import failures
from steadymesh.config import Config, format_duration
from steadymesh.config.explain import HIDDEN, Row
from steadymesh.config.pluginrows import rows_of, rows_unknown
from steadymesh.config.plugins import given_to, hidden_of
from steadymesh.config.sources import Given
from steadymesh.errors import SteadymeshError, Told, UsageError
from steadymesh.words import clean, tell

SCRIPT: Final = "script."


def plugin_rows(config: Config) -> list[dict[str, object]]:
    """Return a row for each plug-in: name, origin, state, commands, hooks, settings, and why it is not loaded."""
    loaded = _loaded(config)
    rows = [_row(one, given_to(config.plugins, one.name)) for one in loaded.plugins]
    rows += [
        _absent(name, one.origin, "not-loaded", tell(one.error.told, config.language))
        for name, one in loaded.refusals.items()
    ]
    rows += [_absent(name, origin, "disabled") for name, origin in loaded.disabled.items()]
    return rows


def plugin_problems(config: Config, name: str | None = None) -> Sequence[Told]:
    """Return what is wrong, a sentence each; none: everything is fine.

    Args:
        config: The configuration.
        name: Of one plug-in; None: all.

    Raises:
        UsageError: There is no such plug-in.
    """
    loaded = _loaded(config)
    known = {one.name for one in loaded.plugins} | set(loaded.refusals) | set(loaded.disabled) | set(config.plugins)
    if name is not None and not known & {name, SCRIPT + name}:
        raise UsageError(
            f"There is no plug-in “{clean(name, 40)}”.",
            remedy="`steadymesh plugin list` lists all of them.",
            sentence="plugin-list-nobody",
            fields={"plugin": clean(name, 40)},
        )
    return [problem for whose, problem in _problems(config, loaded) if name in (None, whose, SCRIPT + whose)]


def settings_rows(config: Config) -> tuple[Row, ...]:
    """Return a row for every setting of a plug-in or a script, and for what was written for none; secrets hidden."""
    settings = {one.name: one.settings for one in _loaded(config).plugins if one.settings is not None}
    rows: list[Row] = []
    for name, made in settings.items():
        rows += rows_of(made, config.plugins, name, section="plugin", language=config.language)
    plain = {name.replace("-", "_") for name in settings}
    for name, written in config.plugins.items():
        if name.replace("-", "_") not in plain:
            rows += rows_unknown(written, name, section="plugin", language=config.language)
    for name, written in config.scripts.items():
        try:
            spec = script_spec(config, name)
        except SteadymeshError:
            rows += rows_unknown(written, name, section="script", language=config.language)
        else:
            rows += rows_of(spec, config.scripts, name, section="script", language=config.language)
    return tuple(rows)


def _loaded(config: Config) -> Loaded:
    with watched_steps(), printed_to_log():
        return load_plugins(config)


def _problems(config: Config, loaded: Loaded) -> Iterator[tuple[str, Told]]:
    for name, refusal in loaded.refusals.items():
        told = refusal.error.told
        for one in told.each or (told,):
            fields = {"plugin": name, "origin": refusal.origin, "what": one}
            is_named = name in one.english and one.fields.get("place") != ""  # nothing of it may be written anywhere
            yield name, one if is_named else Told(f"{name} ({refusal.origin}): {one}", "plugin-problem", fields)
    yield from unused_settings(config, loaded)
    yield from unknown_names(config, loaded)
    for name in config.scripts:
        if name not in loaded.refusals and name not in loaded.disabled:
            with contextlib.suppress(StopIteration):
                yield name, next(_of_script(config, name)).told


def _of_script(config: Config, name: str) -> Iterator[SteadymeshError]:
    """Yield why the system would not start a script."""
    folder, spec = script_folder(config), script_spec(config, name)
    program = spec.command[0]
    if "/" not in program:
        if shutil.which(program, path=spec.env.get("PATH")) is None:
            yield failures.missing(program)
        return
    file = folder / program
    if not file.exists():
        yield failures.missing(program)
    elif not file.is_file() or not os.access(file, os.X_OK):
        yield failures.not_started(program, PermissionError(13, ""), folder, spec.env)


def _row(plugin: Plugin, mine: Mapping[str, Given]) -> dict[str, object]:
    return {
        "name": plugin.name,
        "origin": plugin.origin,
        "state": "loaded",
        "commands": [one.name for one in plugin.commands],
        "hooks": [_hook(one) for one in plugin.hooks],
        "settings": dict(_settings(plugin.settings, mine)),
        "problem": "",
    }


def _absent(name: str, origin: str, state: str, problem: str = "") -> dict[str, object]:
    return {
        "name": name,
        "origin": origin,
        "state": state,
        "commands": [],
        "hooks": [],
        "settings": {},
        "problem": problem,
    }


def _hook(hook: Hook) -> str:
    """Return when a hook is called, as a person may read it."""
    match hook.when:
        case When.EVENT if hook.event is not None:
            return f"on {hook.event.__name__}{', in batches' if hook.is_batch else ''}"
        case When.INTERVAL:
            return f"every {format_duration(hook.interval_s)}"
        case When.CRON:
            return f"cron {hook.cron}"
        case When.START:
            return "at the start"
        case _:
            return "at the end"


def _settings(settings: object, mine: Mapping[str, Given]) -> Iterator[tuple[str, object]]:
    """Yield each setting and its value, those aside that are shown to nobody."""
    if settings is None or not dataclasses.is_dataclass(settings):
        return
    hidden = hidden_of(settings, mine)
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        yield field.name, HIDDEN if field.name in hidden and value else _value(value)


def _value(value: object) -> object:
    match value:
        case timedelta():
            return format_duration(value.total_seconds())
        case Enum():
            return _value(value.value)
        case tuple() | list() | set() | frozenset():
            return [_value(one) for one in value]
        case Mapping():
            return {str(name): _value(one) for name, one in value.items()}
        case None | bool() | int() | float():
            return value
        case _:
            return clean(str(value))
