"""`plugin new`, `plugin list`, `plugin check`: for authors of plug-ins, and for whoever installs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from steadymesh.cli.answers import number, pick, text
from steadymesh.cli.door import glance
from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import out, out_json
from steadymesh.errors import ConfigError, ControlError, NotRunningError
from steadymesh.words import clean, render

if TYPE_CHECKING:
    from steadymesh.config import Config

T = TypeVar("T")


def new(name: str, /, *, dir: Path | None = None, options: Given) -> int:  # noqa: A002  (as it is typed)
    """Begin a plug-in: NAME.py, which works, and test_NAME.py, which passes. Nothing is overwritten.

    Parameters
    ----------
    name
        One word of lower-case letters and digits: of the plug-in, its command and its file.
    dir
        Where to; else the folder plugins beside the configuration file, or here.
    """
    from steadymesh.app.pluginload import FOLDER, plugin_folder
    from steadymesh.app.pluginnew import new_plugin

    config = options.load()
    loaded_from = plugin_folder(config)
    folder = dir or loaded_from or Path(FOLDER)
    file, test = new_plugin(name, folder)
    fields = {"file": str(file), "test": str(test), "plugin": name, "folder": str(folder)}
    is_found = loaded_from is not None and folder.resolve() == loaded_from.resolve()
    for line in ("written", "test", "check" if is_found else "elsewhere", "docs"):
        out(render(f"plugin-new-{line}", fields, config.language))
    return 0


def list_plugins(*, json: Json = False, options: Given) -> int:
    """List what the configuration loads: our own plug-ins, installed ones, files, scripts; what not, and why."""
    config = options.load()
    found = silently(config, _listed)
    paused = _paused(config)
    for row in found:
        row["paused"] = {what: left for what, left in paused.items() if _is_of(row, what)}
    if json:
        out_json(found)
        return 0
    for row in found:
        out(f"{text(row, 'name')}  ({text(row, 'origin')})")
        for line in _lines(row, config.language):
            out(f"    {line}")
    return 0


def check(name: str | None = None, /, *, options: Given) -> int:
    """Load every plug-in, or one, as the bot would; what is wrong is one line each, and exit code 2.

    Parameters
    ----------
    name
        Of one plug-in or script; else all of them.
    """
    config = options.load()

    def problems(config: Config) -> list[object]:
        from steadymesh.app.pluginlist import plugin_problems

        found = plugin_problems(config, name)
        if found:
            raise ConfigError("\n".join(map(str, found)), each=found)
        return []

    silently(config, problems)
    if config.file is None:
        out(render("plugin-check-no-file", {}, config.language))
    out(render("plugin-check-fine" if name is None else "plugin-check-one", {"plugin": name or ""}, config.language))
    return 0


def _listed(config: Config) -> list[dict[str, object]]:
    from steadymesh.app.pluginlist import plugin_rows

    return plugin_rows(config)


def silently(config: Config, work: Callable[[Config], T]) -> T:
    """Return what `work` gives; of its log only errors are shown: what else it would tell is in its result."""
    from steadymesh.app.logs import set_up

    level = "debug" if config.log_level == "debug" else "error"
    with set_up(level=level, form=config.log_format, language=config.language):
        return work(config)


def _paused(config: Config) -> Mapping[str, float]:
    """Return what of the running process's plug-ins is paused; nothing where none runs."""
    try:
        found = pick(glance(config.state_dir, "status"), "plugins", "paused")
    except (NotRunningError, ControlError):
        return {}
    return {clean(str(what), 80): number(found, what) for what in found} if isinstance(found, Mapping) else {}


def _is_of(row: Mapping[str, object], what: str) -> bool:
    commands = row.get("commands")
    return what.startswith(f"{text(row, 'name')}.") or (isinstance(commands, list) and what in commands)


def _lines(row: Mapping[str, object], language: str) -> Iterator[str]:
    """Yield what there is to say of one plug-in."""
    settings = pick(row, "settings")
    shown = {
        "commands": ", ".join(f"/{word}" for word in _words(row, "commands")),
        "hooks": ", ".join(_words(row, "hooks")),
        "settings": ", ".join(f"{key} = {value}" for key, value in settings.items())
        if isinstance(settings, Mapping)
        else "",
        "problem": text(row, "problem"),
    }
    if row.get("state") == "disabled":
        yield render("plugin-list-disabled", {}, language)
    for name, value in shown.items():
        if value:
            yield render(f"plugin-list-{name}", {"value": value}, language)
    paused = row.get("paused")
    for what in paused if isinstance(paused, Mapping) else ():
        minutes = max(1, round(number(paused, what) / 60))
        yield render("plugin-list-paused", {"what": what, "minutes": minutes}, language)


def _words(row: Mapping[str, object], name: str) -> list[str]:
    found = row.get(name)
    return [clean(str(word)) for word in found] if isinstance(found, list) else []
