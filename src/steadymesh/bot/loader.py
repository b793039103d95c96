"""Finds plug-ins: our own, installed ones (entry points), and files beside the configuration.

One that can't be loaded costs one line; all others are loaded. Knows no settings' meaning: whoever calls checks them.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Final, TypeAlias, TypeVar

import structlog

from steadymesh import words
from steadymesh.bot.blocking import WATCH, BlockedError
from steadymesh.bot.contract.commands import LONGEST_WORD, Command, is_word
from steadymesh.bot.contract.hooks import SETTINGS_MARK, Hook
from steadymesh.bot.contract.module import Plugin
from steadymesh.bot.ownwords import with_words
from steadymesh.bot.router import Router
from steadymesh.errors import ConfigError, SteadymeshError

log: Final = structlog.get_logger("plugin")

BUILT_IN: Final = (
    "help",
    "ping",
    "test",
    "whoami",
    "nodes",
    "lheard",
    "info",
    "trace",
    "neighbors",
    "dist",
    "mail",
    "keys",
    "why",
    "status",
    "time",
    "sun",
    "board",
    "topics",
    "wx",
    "ask",
    "echo",
    "more",
    "stats",
    "lang",
    "announce",
    "greeting",
    "say",
    "mute",
    "ban",
    "radio",
)
"""Our own, in the order in which help shows them. By name: the bot must not import what stands above it."""

PACKAGE: Final = "steadymesh_plugins"
"""In which files and folders of the operator's are modules."""

OUR_DRAWER: Final = "bot"
"""Of what the bot itself keeps; no plug-in's name."""

ALERTS_DRAWER: Final = "alerts"
"""Of what people are still to be told; no plug-in's name either."""

HOUSE_DRAWERS: Final = frozenset({OUR_DRAWER, ALERTS_DRAWER})

GROUP: Final = "steadymesh.plugins"
"""The entry points' group."""

IMPORT_S: Final = 10.0
"""What the import of one plug-in may take: a slow board reads a large library from a card."""

T = TypeVar("T")

SettingsReader: TypeAlias = Callable[[str, type], object]
"""Returns the checked settings of a plug-in (its name, its class).

Raises:
    ConfigError: They are wrong.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one plug-in can't be used."""

    origin: str
    """As in `Plugin.origin`."""
    error: SteadymeshError


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was found."""

    plugins: tuple[Plugin, ...]
    router: Router
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    """What can't be used, by name."""
    disabled: Mapping[str, str] = field(default_factory=dict)
    """Where each comes from that the operator does not want, by name."""
    unmet: frozenset[str] = frozenset()
    """What the operator does not want and nothing is called: neither a plug-in nor a command of one."""

    @property
    def refused(self) -> Mapping[str, str]:
        """What can't be used, and why, in English."""
        return {name: str(one.error) for name, one in self.refusals.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    name: str
    origin: str
    make: Callable[[], Plugin]


def load(
    *,
    folder: Path | None = None,
    files: Sequence[Path] = (),
    disabled: Collection[str] = (),
    read_settings: SettingsReader | None = None,
    scripts: Mapping[str, Callable[[], Plugin]] | None = None,
    further: Sequence[Plugin] = (),
    installed: Iterable[EntryPoint] | None = None,
) -> Loaded:
    """Return every plug-in that can be used: our own first, then installed ones, files, scripts, and `further`.

    Args:
        folder: Its `*.py` and packages are plug-ins; None: there is none.
        files: Further ones, wherever they are.
        disabled: Names of plug-ins and of commands that the operator does not want.
        read_settings: Checks settings; None: every plug-in has its defaults.
        scripts: What makes a plug-in of each script, by name.
        further: Made by whoever calls.
        installed: Entry points; None: those of this Python.
    """
    router = Router(())
    plugins: list[Plugin] = []
    refusals: dict[str, Refusal] = {}
    left_out: dict[str, str] = {}
    unmet = set(disabled)
    everything = [
        *_built_in(read_settings),
        *_installed(installed, read_settings),
        *(() if folder is None else _files(folder, read_settings)),
        *(_file(file, read_settings) for file in files),
        *(
            _Found(name=words.clean(name, LONGEST_WORD), origin="script", make=make)
            for name, make in (scripts or {}).items()
        ),
    ]
    for found in everything:
        if found.name in disabled:
            left_out[found.name] = found.origin
            unmet.discard(found.name)
            continue
        try:
            plugin = _guarded(found.name, partial(_added, found, router, plugins, unmet, disabled))
        except SteadymeshError as exc:
            refusals[found.name] = Refusal(origin=found.origin, error=exc)
            log.warning("plugin-not-loaded", plugin=found.name, origin=found.origin, error=exc)
        else:
            plugins.append(plugin)
    for plugin in further:
        router.add(plugin)
        plugins.append(plugin)
    return Loaded(plugins=tuple(plugins), router=router, refusals=refusals, disabled=left_out, unmet=frozenset(unmet))


def _added(
    found: _Found, router: Router, plugins: Sequence[Plugin], unmet: set[str], disabled: Collection[str]
) -> Plugin:
    """Return what was made of one that was found, with its commands in the router; what is met is not unmet any more.

    Raises:
        ConfigError: There is one of that name, or another claims one of its words.
    """
    made = found.make()
    unmet -= {one.name for one in made.commands}
    plugin = _without(made, disabled)
    if any(one.name == plugin.name for one in plugins):
        raise ConfigError(
            f"There is a plug-in “{found.name}” already.",
            remedy="Give one of them another name.",
            sentence="plugin-name-taken",
            fields={"plugin": found.name},
        )
    router.add(plugin)
    return plugin


# --- where they are -------------------------------------------------------------------------


def _built_in(read_settings: SettingsReader | None) -> Iterator[_Found]:
    for name in BUILT_IN:
        load = partial(importlib.import_module, f"steadymesh.plugins.{name}")
        yield _found(name, "built-in", load, read_settings, is_ours=True)


def _installed(installed: Iterable[EntryPoint] | None, read_settings: SettingsReader | None) -> Iterator[_Found]:
    for point in sorted(entry_points(group=GROUP) if installed is None else installed, key=lambda one: one.name):
        distribution = point.value if point.dist is None else point.dist.name or point.value
        yield _found(point.name, words.clean(str(distribution), 60), partial(_from_point, point), read_settings)


def _files(folder: Path, read_settings: SettingsReader | None) -> Iterator[_Found]:
    """Find `NAME.py` and `NAME/__init__.py`; what begins with `_` or `.`, and tests, are none."""
    try:
        for entry in sorted(folder.iterdir()):
            file = entry / "__init__.py" if entry.is_dir() else entry
            if entry.name.startswith(("_", ".", "test_")) or file.suffix != ".py" or not file.is_file():
                continue
            yield _file(file, read_settings)
    except FileNotFoundError:
        return
    except OSError as exc:
        log.warning("plugin-folder-unreadable", folder=str(folder), error=exc.strerror or type(exc).__name__)


def _file(file: Path, read_settings: SettingsReader | None) -> _Found:
    name = file.parent.name if file.name == "__init__.py" else file.stem
    return _found(name, str(file), partial(_from_file, name, file), read_settings)


def _found(
    name: str,
    origin: str,
    load: Callable[[], ModuleType],
    read_settings: SettingsReader | None,
    *,
    is_ours: bool = False,
) -> _Found:
    make = partial(_plugin, name, origin, load, read_settings, is_ours=is_ours)
    return _Found(name=words.clean(name, LONGEST_WORD), origin=origin, make=make)


def _from_point(point: EntryPoint) -> ModuleType:
    module = point.load()
    if not isinstance(module, ModuleType):
        raise ConfigError(f"{point.value} is no module.", remedy="Let the entry point name the module.")
    return module


def _from_file(name: str, file: Path) -> ModuleType:
    """Import one file under a name of its own, so that it hides no library; as a package where it is one."""
    full = f"{PACKAGE}.{name}"
    if PACKAGE not in sys.modules:  # `from . import helper` looks for it
        sys.modules[PACKAGE] = ModuleType(PACKAGE)
        sys.modules[PACKAGE].__path__ = []
    is_package = file.name == "__init__.py"
    places = [str(file.parent)] if is_package else None
    spec = importlib.util.spec_from_file_location(full, file, submodule_search_locations=places)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{file} can't be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(full, None)
        raise
    return module


# --- what is in them ------------------------------------------------------------------------


def _plugin(
    name: str,
    origin: str,
    load: Callable[[], ModuleType],
    read_settings: SettingsReader | None,
    *,
    is_ours: bool,
) -> Plugin:
    """Import one and collect what it declares.

    Raises:
        ConfigError: It can't be imported, declares nothing, or its settings are wrong.
    """
    if not is_name(name):
        raise ConfigError(
            f"“{words.clean(name, 40)}” can't be a plug-in's name.",
            remedy="Rename it: lower case, digits, - and _, no more than 24 characters.",
            sentence="plugin-wrong-name",
            fields={"plugin": name[:40]},
        )
    values = list(vars(_watched(name, load)).values())
    commands = tuple(dict.fromkeys(value for value in values if issubclass(type(value), Command)))
    hooks = tuple(dict.fromkeys(value for value in values if issubclass(type(value), Hook)))
    if not commands and not hooks:
        raise ConfigError(
            f"The plug-in “{name}” declares no command and no hook.",
            remedy="Decorate a function with @command, @on or @every.",
            sentence="plugin-declares-nothing",
            fields={"plugin": name},
        )
    settings = _settings(name, values, read_settings)
    if is_ours:
        commands = tuple(with_words(one) for one in commands)
    return Plugin(name=name, commands=commands, hooks=hooks, settings=settings, origin=origin)


def is_name(name: str) -> bool:
    """Return whether this can be a plug-in's name: in `[plugin.NAME]`, in a variable, on a disk."""
    return is_word(name) and name not in HOUSE_DRAWERS and name.replace("-", "").replace("_", "").isalnum()


def _settings(name: str, values: Iterable[object], read_settings: SettingsReader | None) -> object | None:
    """Return the settings of a plug-in; None: it has none.

    Raises:
        ConfigError: They are wrong, or their class is.
    """
    kinds = [value for value in values if issubclass(type(value), type) and SETTINGS_MARK in vars(value)]
    if not kinds:
        return None
    if len(kinds) > 1:
        raise ConfigError(f"The plug-in “{name}” has two classes of settings.", remedy="Make one of them.")
    kind = kinds[0]
    assert isinstance(kind, type)
    made: object = _watched(name, kind if read_settings is None else partial(read_settings, name, kind), "settings")
    return made


def _watched(name: str, work: Callable[[], T], what: str = "") -> T:
    """Do something with a plug-in's code, within `IMPORT_S`.

    Raises:
        ConfigError: It raised something, or took too long.
    """

    def watched() -> T:
        with WATCH.within(IMPORT_S):
            return work()

    return _guarded(name, watched, what=what)


def _guarded(name: str, work: Callable[[], T], *, what: str = "") -> T:
    """Do something with a plug-in's code: the barrier of its loading.

    Args:
        name: The plug-in's.
        work: What.
        what: What of it, where it is not the whole.

    Raises:
        ConfigError: Whatever it raised, in one sentence.
    """
    try:
        return work()
    except SteadymeshError:
        raise
    except BlockedError:
        why, remedy = f"its {what or 'import'} took longer than {IMPORT_S:g} s", "Let it do its work in @on_start."
    except ImportError as exc:
        why, remedy = _why(exc), "Install what it imports, or check its name."
    except BaseException as exc:  # noqa: BLE001  (barrier: it may raise anything, SystemExit too)
        where = f" in line {exc.lineno}" if isinstance(exc, SyntaxError) else ""
        kind = words.clean(type(exc).__name__, 60)
        why, remedy = f"{f'{what}: ' if what else ''}{kind}{where}: {_why(exc)}".removesuffix(": "), "Mend it."
    raise ConfigError(
        f"The plug-in “{name}” can't be loaded: {why}.",
        remedy=remedy,
        sentence="plugin-import-failed",
        fields={"plugin": name, "why": why},
    )


def _why(exc: BaseException) -> str:
    """Return what an error of a plug-in's says; empty where it does not."""
    try:
        return words.clean(str(exc), 120).rstrip(".")
    except Exception:  # noqa: BLE001  (barrier: somebody else's `__str__`)
        return ""


def _without(plugin: Plugin, disabled: Collection[str]) -> Plugin:
    commands = tuple(one for one in plugin.commands if one.name not in disabled)
    return plugin if len(commands) == len(plugin.commands) else replace(plugin, commands=commands)
