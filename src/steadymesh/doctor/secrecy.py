"""Who else may read what is secret, or change what runs as us: the configuration, and what lies beside it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from steadymesh.config import Config
from steadymesh.config.secrets import secrets_of
from steadymesh.config.settings import all_kinds
from steadymesh.doctor.finding import Finding, ok, problem, warning

CREDENTIALS: Final = "credentials"
"""Beside the configuration, as `service install` has it (`LoadCredential`)."""

PLUGINS: Final = "plugins"
ENVIRONMENT: Final = "environment"

OTHERS_READ: Final = stat.S_IRGRP | stat.S_IROTH
OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

MOST_NAMES: Final = 200
"""Files of a folder of credentials that are looked at."""


def check(config: Config) -> Iterator[Finding]:
    """Yield what there is to say of the files' modes; which settings are secret is told, never what they are."""
    if urls := config.settings.alerts.urls_file:
        yield from _urls(Path(urls).expanduser())
    if config.file is None:
        return
    file = config.file.absolute()
    yield from _file(file, _secrets_in(config))
    yield from _plugins(file.parent / PLUGINS)
    yield from _environment(file.parent / ENVIRONMENT)
    yield from _credentials(file.parent / CREDENTIALS)


def _secrets_in(config: Config) -> list[str]:
    """Return the names of settings that stand in the file itself and are secret."""
    assert config.file is not None
    places = (str(config.file), f"{config.file}:")
    names = (one.name for one in secrets_of(config) if one.origin == places[0] or one.origin.startswith(places[1]))
    return list(dict.fromkeys(names))


def _file(file: Path, secrets: list[str]) -> Iterator[Finding]:
    mode = _mode(file)
    if mode is None:
        return
    facts = {"file": str(file), "mode": f"{mode & 0o777:04o}", "settings": ", ".join(secrets[:5])}
    if mode & OTHERS_WRITE:
        yield problem("permissions", "config-writable", facts)
    if secrets and mode & OTHERS_READ:
        yield problem("permissions", "config-open", facts)
    elif not mode & OTHERS_WRITE:
        yield ok("permissions", "config-fine", facts)


def _urls(file: Path) -> Iterator[Finding]:
    """The addresses of notification services: each is a password as a whole."""
    mode = _mode(file)
    if mode is not None and mode & OTHERS_READ:
        yield problem("permissions", "urls-open", file=str(file), mode=f"{mode & 0o777:04o}")


def _plugins(folder: Path) -> Iterator[Finding]:
    """Whoever may write there has their program run as us."""
    for path in (folder, *_entries(folder)):
        mode = _mode(path)
        if mode is not None and mode & OTHERS_WRITE:
            yield problem("permissions", "plugins-writable", path=str(path), mode=f"{mode & 0o777:04o}")
            return


def _environment(file: Path) -> Iterator[Finding]:
    """Read by the service manager, as root: nobody else needs to."""
    mode = _mode(file)
    if mode is not None and mode & OTHERS:
        yield warning("permissions", "environment-open", file=str(file), mode=f"{mode & 0o777:04o}")


def _credentials(folder: Path) -> Iterator[Finding]:
    mode = _mode(folder)
    if mode is None:
        return
    facts = {"folder": str(folder), "mode": f"{mode & 0o777:04o}"}
    known = all_kinds()
    names = [path.name for path in _entries(folder)]
    wrong = [name for name in names if name not in known and not name.startswith(("plugin.", "script."))]
    if mode & OTHERS:
        yield problem("permissions", "credentials-open", facts)
    if wrong:
        yield warning("permissions", "credentials-unknown", facts, name=wrong[0])
    if not mode & OTHERS and not wrong:
        yield ok("permissions", "credentials-fine", facts)


def _mode(path: Path) -> int | None:
    """Return a file's mode; None: it is not there, or not for us to look at."""
    try:
        return path.stat().st_mode  # a link is as open as what it leads to
    except OSError:
        return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())[:MOST_NAMES]
    except OSError:
        return []
