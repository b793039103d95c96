"""An identity on the disk: readable by its owner alone from the first byte on, whole or not there, never over another.

What is in it, `identity` knows.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from steadymesh import wholefile
from steadymesh.errors import InputFileError, UsageError
from steadymesh.keys.files.identity import MAX_BYTES

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""Whoever is not the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file, read."""

    data: bytes = field(repr=False)
    is_exposed: bool
    """Others than its owner may read or write it."""


def check_target(path: Path, *, replace: bool) -> None:
    """Say what speaks against writing there, before a radio is asked for its secrets.

    Args:
        path: Where an identity is to be kept.
        replace: An existing file may be replaced.

    Raises:
        UsageError: Something is there that must not be replaced, or the directory can't be used.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        mode = None
    except OSError as exc:
        raise _unwritable(path, exc) from exc
    if mode is not None and not stat.S_ISREG(mode):
        raise UsageError(
            f"{path} is there already, and is no plain file: a link or a device is not followed or replaced.",
            remedy="Name another file.",
            sentence="identity-target-kind",
            fields={"file": str(path)},
        )
    if mode is not None and not replace:
        raise _exists(path)
    folder = path.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        why = "its directory can't be written to" if folder.is_dir() else "there is no such directory"
        raise UsageError(
            f"The identity can't be written to {path}: {why}.",
            remedy="Name another directory.",
            sentence="identity-target-folder",
            fields={"file": str(path), "is_there": "yes" if folder.is_dir() else "no"},
        )


def write_identity(path: Path, text: str, *, replace: bool) -> None:
    """Write an identity file of mode 0600: whole, or what was there stays as it was.

    Raises:
        UsageError: It can't be written, or a file is there already that is not to be replaced.
    """
    check_target(path, replace=replace)
    try:
        wholefile.put(path, text.encode(), replace=replace)
    except FileExistsError as exc:
        raise _exists(path) from exc
    except OSError as exc:
        raise _unwritable(path, exc) from exc


def read_identity_file(path: Path) -> Found:
    """Return what a file holds, and whether others may read it.

    Raises:
        InputFileError: It can't be read, is no plain file, or is larger than any identity.
    """
    try:
        # A pipe would wait for ever for somebody who writes.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            mode = os.fstat(handle).st_mode
            data = os.read(handle, MAX_BYTES + 1) if stat.S_ISREG(mode) else b""
        finally:
            os.close(handle)
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise InputFileError(
            f"{path} can't be read: {why}.",
            remedy="Check its name and its permissions.",
            sentence="identity-file-unreadable",
            fields={"file": str(path), "why": why},
        ) from exc
    if not stat.S_ISREG(mode):
        raise InputFileError(
            f"{path} is not a file.",
            remedy="Name one that `steadymesh identity backup` wrote.",
            sentence="identity-file-kind",
            fields={"file": str(path)},
        )
    if len(data) > MAX_BYTES:
        raise InputFileError(
            f"{path} is not an identity of steadymesh; nothing was written to the radio.",
            remedy="Name a file that `steadymesh identity backup` wrote.",
            sentence="identity-file-foreign",
            fields={"file": str(path)},
        )
    return Found(data=data, is_exposed=bool(mode & OTHERS))


def _exists(path: Path) -> UsageError:
    return UsageError(
        f"{path} is there already; it was not touched.",
        remedy="Name another file, or add --replace.",
        sentence="identity-target-exists",
        fields={"file": str(path)},
    )


def _unwritable(path: Path, exc: OSError) -> UsageError:
    why = exc.strerror or str(exc)
    return UsageError(
        f"The identity can't be written to {path}: {why}.",
        remedy="Name another directory.",
        sentence="identity-target-unwritable",
        fields={"file": str(path), "why": why},
    )
