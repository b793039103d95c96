"""`backup` and `restore`: everything that is kept, in one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from steadymesh.cli.answers import local_time, number, pick, text
from steadymesh.cli.door import ask, on_disk
from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import complain, out, out_json
from steadymesh.errors import ControlError, NotRunningError, UsageError
from steadymesh.words import render

if TYPE_CHECKING:
    from steadymesh.config import Config

FLUSH_S = 5.0
"""A disk that does not take what waits is told of; the backup is made of what it has."""


def backup(file: Annotated[str, Parameter(allow_leading_hyphen=True)], /, *, json: Json = False, options: Given) -> int:
    """Write everything that is kept into one file, readable by you alone: keys, nodes, texts, outbox, plug-ins' values.

    Running or not. The file is checked before it takes the place of an older one. It holds people's texts, positions
    and public keys, and the hashes of web tokens; no private key, no channel's key, no log.

    Parameters
    ----------
    file
        Where to, such as /media/stick/steadymesh.backup.
    """
    from steadymesh.app.backups import back_up
    from steadymesh.clock import SystemClock

    place = _named(file, "backup")
    config = options.load()
    waiting = _flushed(config)
    told = on_disk(config, lambda: back_up(config.state_dir, place, at=SystemClock().at()))
    if json:
        out_json({**told, "not_written_yet": waiting})
        return 0
    out(render("cli-backed-up", _fields(told), config.language))
    if waiting:
        complain(render("cli-backup-waiting", {"waiting": waiting}, config.language))
    return 0


def restore(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)], /, *, json: Json = False, options: Given
) -> int:
    """Put what a backup holds in the place of what is kept, which stays beside it under another name.

    Not while steadymesh runs. A backup of an older version is brought up to date; one that is damaged, of a later
    version or another program's changes nothing.

    Parameters
    ----------
    file
        What `steadymesh backup` wrote.
    """
    from steadymesh.app.backups import restore as put_back
    from steadymesh.clock import SystemClock

    place = _named(file, "restore")
    config = options.load()
    told = on_disk(config, lambda: put_back(config.state_dir, place, at=SystemClock().at()))
    if json:
        out_json(told)
        return 0
    out(render("cli-restored", _fields(told), config.language))
    aside = pick(told, "aside")
    for name in aside if isinstance(aside, list) else []:
        out(render("cli-restored-aside", {"name": str(name), "path": text(told, "state_dir")}, config.language))
    return 0


def _named(file: str, command: str) -> Path:
    """Return the file that was named.

    Raises:
        UsageError: None was, or an option that does not exist.
    """
    if file.startswith("-") and file != "-":  # the hyphen that would stand for a pipe lets options through, too
        from steadymesh.cli.usage import no_option, see_help

        raise no_option(file, see_help(f"steadymesh {command}"))
    if not file.strip() or file == "-":
        raise UsageError(render("backup-no-name", {}), sentence="backup-no-name")
    return Path(file)


def _flushed(config: Config) -> int:
    """Have a running process write what waits; return how many changes it can't write."""
    try:
        answer = ask(config.state_dir, "store.flush", timeout_s=FLUSH_S)
    except (NotRunningError, ControlError):
        return 0
    return int(number(answer, "waiting")) if text(answer, "failing") else 0


def _fields(told: Mapping[str, object]) -> dict[str, object]:
    counts = {name: int(number(told, "counts", name)) for name in ("keys", "nodes", "texts", "outbox")}
    megabytes = round(number(told, "size_bytes") / 1e6, 1)
    return {**counts, "file": text(told, "file"), "megabytes": megabytes, "made": local_time(told, "made")}
