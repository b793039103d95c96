"""The whole state directory into one file, running or not; and back again, while nothing runs.

What is in it: the database (texts, positions, public keys with their history, the outbox, plug-ins' values) and the
hashes of the web's tokens. The log is not, nor is any secret: no private key, no channel's key, no token.
"""

from __future__ import annotations

import contextlib
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from steadymesh import __version__
from steadymesh.app.holding import give, held
from steadymesh.errors import InputFileError, StateInUseError, StoreError, UsageError, store_is_silent
from steadymesh.store import StoreOptions
from steadymesh.store.archive import MAX_FILE_BYTES, Manifest, Stored, pack, stored, unpack
from steadymesh.store.canary import answers
from steadymesh.store.integrity import free_name, move_aside
from steadymesh.store.opening import Schema, migrate_in_child
from steadymesh.store.snapshot import Contents, contents, take
from steadymesh.store.statedir import DATABASE_NAME
from steadymesh.store.tables import HEAD
from steadymesh.web.tokens import FILE_NAME as TOKENS_NAME
from steadymesh.wholefile import sync_folder
from steadymesh.words import render

NAMES: Final = (DATABASE_NAME, TOKENS_NAME)
"""What a backup holds, beside its manifest; the first one always."""

_ASIDE: Final = "replaced"

DISK_S: Final = 4.0
"""For the disk to take a few bytes: on one that hangs the copy would never end, not even when it is killed."""


def back_up(state_dir: Path, file: Path, *, at: datetime) -> dict[str, object]:
    """Write a backup and check it; an older file stays as it was until the new one is whole. Return what is in it.

    Args:
        state_dir: Where everything is kept.
        file: Where to; its directory gets a copy of the database for a moment.
        at: Wall time.

    Raises:
        UsageError: It can't be written there.
        StateError: There is nothing to back up, or the database can't be read.
    """
    database = state_dir.expanduser().absolute() / DATABASE_NAME
    if not database.is_file():
        raise _nothing(state_dir)
    _refuse_place(file, database.parent)
    if not answers(database.parent, DISK_S):
        raise store_is_silent(DISK_S)
    with _alone(state_dir) as is_alone, _told_of(file), _beside(file) as folder:
        copy, archive = folder / DATABASE_NAME, folder / "backup"
        take(database, copy, is_alone=is_alone)
        inside = _sound(copy, database)
        sources = {DATABASE_NAME: copy} | {name: path for name in NAMES[1:] if _is_file(path := database.parent / name)}
        files = {name: _stored(path) for name, path in sources.items()}
        manifest = Manifest(
            made=f"{at:%Y-%m-%dT%H:%M:%SZ}",
            steadymesh=__version__,
            schema=inside.schema,
            counts=inside.counts,
            files=files,
        )
        pack(archive, manifest, sources, at)
        if unpack(archive, NAMES, None) != manifest:
            raise OSError("it was not written as it should be")
        archive.replace(file)
        sync_folder(file.absolute().parent)
    return {**_row(manifest), "file": str(file), "size_bytes": file.stat().st_size}


def restore(state_dir: Path, file: Path, *, at: datetime, schema: Schema | None = None) -> dict[str, object]:
    """Put what a backup holds in the place of what is there, which is kept aside. Return what was done.

    Args:
        state_dir: Where everything is kept; made if it is missing.
        file: The backup.
        at: Wall time, for the names of what is kept aside.
        schema: What the tables must look like; None: this version's.

    Raises:
        InputFileError: The file is damaged, of a later version, or none of ours; nothing was changed.
        StateError: A process runs, or the directory can't be written.
    """
    manifest = unpack(file, NAMES, None)  # before anything is touched
    with held(state_dir) as state, _told_of(state.path), _beside(state.database, ".restore-") as folder:
        unpack(file, NAMES, folder)
        inside = _migrated(folder / DATABASE_NAME, file, schema or Schema())
        aside = [_put(folder / name, state.path / name, at) for name in NAMES if name in manifest.files]
        sync_folder(state.path)
    return {
        **_row(manifest),
        "file": str(file),
        "state_dir": str(state.path),
        "migrated_to": inside.schema if inside.schema != manifest.schema else None,
        "aside": [path.name for path in aside if path is not None],
    }


def _row(manifest: Manifest) -> dict[str, object]:
    return {
        "made": manifest.made,
        "steadymesh": manifest.steadymesh,
        "schema": manifest.schema,
        "counts": dict(manifest.counts),
        "has_tokens": TOKENS_NAME in manifest.files,
    }


@contextlib.contextmanager
def _alone(state_dir: Path) -> Iterator[bool]:
    """Hold the state directory, or know that a running process does; yield whether we are alone."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(held(state_dir))
        except StateInUseError:
            yield False
        else:
            yield True


@contextlib.contextmanager
def _beside(file: Path, prefix: str = ".steadymesh-backup-") -> Iterator[Path]:
    """Make a directory on the same file system, for us alone, and take it away again."""
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextlib.contextmanager
def _told_of(place: Path) -> Iterator[None]:
    """Make a sentence of what the system refuses."""
    try:
        yield
    except OSError as exc:
        raise _refused("backup-unwritable", place, why=(exc.strerror or str(exc)).lower()) from exc


def _refuse_place(file: Path, state_dir: Path) -> None:
    """Return if a backup may be written there.

    Raises:
        UsageError: It would replace what is no file, or one of ours.
    """
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except OSError as exc:
        raise _refused("backup-unwritable", file, why=(exc.strerror or str(exc)).lower()) from exc
    if not stat.S_ISREG(mode):
        raise _refused("backup-no-file", file)
    is_ours = file.name.startswith((DATABASE_NAME, "steadymesh.lock", TOKENS_NAME, "control.sock"))
    if is_ours and file.absolute().parent.resolve() == state_dir.resolve():
        raise _refused("backup-over-ours", file)


def _sound(copy: Path, database: Path) -> Contents:
    """Return what a fresh copy holds.

    Raises:
        StoreError: It has the damage that the database has.
    """
    try:
        return contents(copy, shown_as=database)
    except InputFileError as exc:
        raise StoreError(exc.what, sentence=exc.told.sentence, fields=exc.told.fields) from exc


def _migrated(database: Path, file: Path, schema: Schema) -> Contents:
    """Return what an unpacked database holds, brought to the present schema.

    Raises:
        InputFileError: It can't be used; nothing was changed.
    """
    inside = contents(database, shown_as=file)
    if inside.schema == schema.head:
        return inside
    try:
        failure = migrate_in_child(database, schema=schema, timeout_s=StoreOptions().migration_timeout_s)
    except subprocess.TimeoutExpired as exc:
        raise _refused_file("backup-not-migrated", file, detail="time-out") from exc
    if failure:
        raise _refused_file("backup-not-migrated", file, detail=failure)
    return contents(database, shown_as=file)


def _put(new: Path, place: Path, at: datetime) -> Path | None:
    """Put a file in its place, for the folder's owner; return where the one before is kept, None: there was none."""
    give(new, place.parent)
    aside: Path | None = None
    if place.name == DATABASE_NAME:
        aside = move_aside(place, at, _ASIDE) if place.exists() else None
        for suffix in ("-wal", "-shm"):  # of a database that is gone: they must not be taken for the new one's
            if (companion := place.with_name(place.name + suffix)).exists():
                companion.replace(free_name(companion, _ASIDE, at))
    elif place.exists():
        aside = free_name(place, _ASIDE, at)
        place.rename(aside)
    new.replace(place)
    return aside


def _stored(path: Path) -> Stored:
    found = stored(path)
    if found.size_bytes > MAX_FILE_BYTES:
        raise _refused("backup-too-large", path, most=MAX_FILE_BYTES // 10**9)
    return found


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _nothing(state_dir: Path) -> StoreError:
    fields: Mapping[str, object] = {"path": str(state_dir)}
    return StoreError(render("backup-nothing", fields), sentence="backup-nothing", fields=fields)


def _refused(sentence: str, place: Path, **fields: str | int) -> UsageError:
    told = {"file": str(place), **fields}
    return UsageError(render(sentence, told), sentence=sentence, fields=told)


def _refused_file(sentence: str, place: Path, **fields: str | int) -> InputFileError:
    told = {"file": str(place), "known": HEAD, **fields}
    return InputFileError(render(sentence, told), sentence=sentence, fields=told)
