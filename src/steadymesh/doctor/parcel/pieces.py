"""The pieces of a report, each made by a function of its own; what fails costs that piece only."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Final

from steadymesh import __version__
from steadymesh.app.logs import muted
from steadymesh.app.pluginlist import plugin_rows
from steadymesh.config import Config, explain
from steadymesh.doctor.checkup import run as look
from steadymesh.doctor.parcel.asking import Answers
from steadymesh.doctor.parcel.lastlines import last_lines
from steadymesh.doctor.version import requirements_of_ours
from steadymesh.doctor.within import within
from steadymesh.errors import DeadlineError, SteadymeshError
from steadymesh.store.canary import answers as disk_answers
from steadymesh.store.peek import inventory
from steadymesh.store.statedir import DATABASE_NAME

DATABASE_S: Final = 3.0

MAX_FILES: Final = 200
"""Of the state directory that are listed."""

_OS_NAMES: Final = ("ID", "VERSION_ID", "PRETTY_NAME")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file of a report."""

    name: str
    """Such as `status.json`."""
    text: str
    has_places: bool = False
    """Numbers with many decimals in it may be places on earth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One that could not be made."""

    name: str
    why: str


def collect(config: Config, answers: Answers, *, may_visit: bool) -> Iterator[Piece | Missing]:
    """Yield every piece, the quickest first.

    Args:
        config: The configuration.
        answers: Of the running process.
        may_visit: Whether the radio may be looked at where no bot runs.
    """
    yield Piece(name="machine.json", text=_json(machine()))
    yield Piece(name="config.json", text=_json(settings(config)), has_places=True)
    yield _plugins(config)
    yield from _running(answers)
    yield _database(config.state_dir)
    yield _log(answers.pid)
    out = StringIO()
    look(config, json=True, out=out, may_visit=may_visit)
    yield Piece(name="doctor.json", text=out.getvalue())


def machine(root: Path = Path("/")) -> dict[str, object]:
    """Return what runs here: versions, the system, and how much of it there is. Neither its name nor its users'."""
    names = ["steadymesh", *sorted(_requirement(one) for one in requirements_of_ours())]
    return {
        "steadymesh": __version__,
        "python": sys.version,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "libc": " ".join(platform.libc_ver()),
        "system": _os_release(root),
        "model": _first_line(root / "proc/device-tree/model"),
        "processors": os.cpu_count(),
        "memory": _first_line(root / "proc/meminfo"),
        "load": list(os.getloadavg()),
        "libraries": {name: _version(name) for name in names},
    }


def settings(config: Config) -> list[dict[str, object]]:
    """Return every setting that is not at its default, secrets hidden."""
    return [
        {key: value for key, value in asdict(row).items() if key in ("name", "value", "default", "origin")}
        for row in explain(config)
        if row.value != row.default
    ]


def _plugins(config: Config) -> Piece | Missing:
    with muted():
        try:
            return Piece(name="plugins.json", text=_json(plugin_rows(config)), has_places=True)
        except SteadymeshError as exc:
            return Missing(name="plugins.json", why=str(exc))


def _running(answers: Answers) -> Iterator[Piece | Missing]:
    """Yield what the running process said; nothing of one that does not run."""
    if answers.was_signalled:
        yield Missing(name="status.json", why="It does not answer; it was asked to write its stacks into its log.")
    elif answers.status is None:
        yield Missing(name="status.json", why="No steadymesh runs on this state directory, or it does not answer.")
    else:
        yield Piece(name="status.json", text=_json(answers.status))
    if answers.audit is not None:
        yield Piece(name="keys-audit.json", text=_json(answers.audit))
    if answers.stacks is not None:
        yield Piece(name="stacks.json", text=_json(answers.stacks))


def _database(state_dir: Path) -> Piece | Missing:
    """Return what is in the database and beside it, as numbers."""
    if not disk_answers(state_dir, DATABASE_S):
        return Missing(name="database.json", why="The disk does not answer.")
    try:
        found: dict[str, object] = {"files": within(DATABASE_S, lambda: _files(state_dir))}
        path = state_dir / DATABASE_NAME
        if path.is_file():
            database = within(DATABASE_S + 1, lambda: inventory(path, timeout_s=DATABASE_S))
            found |= asdict(database) | {"rows": dict(database.rows)}
    except (SteadymeshError, DeadlineError, OSError) as exc:
        return Missing(name="database.json", why=str(exc))
    return Piece(name="database.json", text=_json(found))


def _files(state_dir: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for path in sorted(state_dir.iterdir())[:MAX_FILES]:
        status = path.lstat()
        rows.append({"name": path.name, "bytes": status.st_size, "mode": f"{status.st_mode:o}"})
    return rows


def _log(pid: int | None) -> Piece | Missing:
    text, origin = last_lines(pid)
    if not text:
        return Missing(name="log.txt", why="There is no journal of steadymesh here, and no log file of a running one.")
    return Piece(name="log.txt", text=f"# {origin}\n{text}", has_places=True)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def _requirement(text: str) -> str:
    return re.split(r"[;<>=!~ \[]", text, maxsplit=1)[0]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _os_release(root: Path) -> Mapping[str, str]:
    try:
        lines = (root / "etc/os-release").read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {name: value.strip('"') for name, _, value in pairs if name in _OS_NAMES}


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.readline(200).decode("utf-8", "replace").strip("\0\n ")
    except OSError:
        return ""
