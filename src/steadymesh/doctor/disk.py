"""The state directory: is it there, ours alone, writable, with room, and is the database in it sound."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from steadymesh.doctor.finding import Fact, Finding, note, ok, problem, warning
from steadymesh.doctor.within import within
from steadymesh.errors import DeadlineError
from steadymesh.store.canary import answers
from steadymesh.store.examination import examine
from steadymesh.store.statedir import DATABASE_NAME, DIRECTORY_MODE

DISK_S: Final = 4.0
"""For all of it; a disk that needs longer holds up the bot as well."""

CHECK_S: Final = 2.5
"""Of these for the database."""

MEGABYTE: Final = 1_000_000

FULL_BYTES: Final = 20 * MEGABYTE
"""Less can't hold a batch and its journal."""

FEW_FILES: Final = 20
"""Files that can still be made: the database's companions and a copy need some."""

SCARCE_BYTES: Final = 200 * MEGABYTE
"""A log file fills that within days."""


def check(state_dir: Path, *, is_running: bool) -> tuple[Finding, ...]:
    """Return what there is to say of the state directory; a disk that hangs is left behind.

    Args:
        state_dir: Where everything is kept.
        is_running: A bot has the database open: it is left alone.
    """
    if answers(state_dir, DISK_S):
        with contextlib.suppress(DeadlineError):
            return within(DISK_S, lambda: tuple(_look(state_dir, is_running=is_running)))
    return (problem("state", "hangs", seconds=DISK_S, path=str(state_dir)),)


def may_be_read(found: Iterable[Finding]) -> bool:
    """Return whether the disk that was found so answers: whoever reads from another one hangs as well."""
    return all(one.what != "hangs" for one in found)


def _look(path: Path, *, is_running: bool) -> Iterator[Finding]:
    facts = {"path": str(path)}
    try:
        mode = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        yield from _not_there(path)
        return
    except OSError as exc:
        yield problem("state", "unreadable", facts, error=_words(exc))
        return
    if not stat.S_ISDIR(mode.st_mode):
        yield problem("state", "no-directory", facts)
        return
    yield _writable(path)
    if mode.st_mode & 0o077:
        yield warning("state", "open", facts, mode=f"{mode.st_mode & 0o777:04o}", right=f"{DIRECTORY_MODE:04o}")
    if mode.st_uid != os.geteuid() and os.geteuid() != 0:
        yield warning("state", "others", facts)
    yield _room(path)
    if not is_running:
        yield from _database(path / DATABASE_NAME)


def _not_there(path: Path) -> Iterator[Finding]:
    """It is made at the first start, if it can be."""
    facts = {"path": str(path)}
    parent = next((place for place in path.absolute().parents if place.exists()), Path("/"))
    if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
        yield note("state", "to-be-made", facts)
        yield _room(parent)
    else:
        yield problem("state", "not-makeable", facts, parent=str(parent))


def _writable(path: Path) -> Finding:
    """A file is written and taken away again: modes alone know nothing of quotas and read-only mounts."""
    facts = {"path": str(path)}
    try:
        with tempfile.NamedTemporaryFile(dir=path, prefix=".doctor-") as file:
            file.write(b"steadymesh" * 100)
            file.flush()
    except OSError as exc:
        if exc.errno == errno.EROFS:
            return problem("state", "read-only", facts)
        return problem("state", "unwritable", facts, error=_words(exc))
    return ok("state", "writable", facts)


def _room(path: Path) -> Finding:
    free_bytes = shutil.disk_usage(path).free
    facts: dict[str, Fact] = {"path": str(path), "megabytes": free_bytes // MEGABYTE}
    places = os.statvfs(path)
    if places.f_files and places.f_favail < FEW_FILES:  # btrfs and others have no fixed number of them: 0 in all
        return problem("disk", "no-files", facts, files=places.f_favail)
    if free_bytes < FULL_BYTES:
        return problem("disk", "full", facts)
    return warning("disk", "scarce", facts) if free_bytes < SCARCE_BYTES else ok("disk", "room", facts)


def _database(path: Path) -> Iterator[Finding]:
    facts = {"path": str(path)}
    try:
        found = examine(path, timeout_s=CHECK_S)
    except FileNotFoundError:
        yield note("database", "none")
        return
    except OSError as exc:
        yield problem("database", "unreadable", facts, error=_words(exc))
        return
    kilobytes = -(-found.size_bytes // 1000)
    match found.verdict:
        case "sound":
            yield ok("database", "sound", facts, kilobytes=kilobytes)
        case "unchecked":
            yield note("database", "unchecked", facts, kilobytes=kilobytes, seconds=CHECK_S)
        case "older":
            yield note("database", "older", facts)
        case "damaged" | "later" | "foreign" | "locked" as verdict:
            yield problem("database", verdict, facts)
        case cause:
            yield problem("database", "unusable", facts, cause=cause)


def _words(exc: OSError) -> str:
    return (exc.strerror or type(exc).__name__).lower()
