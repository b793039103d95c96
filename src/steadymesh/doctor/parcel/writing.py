"""The report's file: an archive that tells nothing of who packed it, of mode 0600, whole or not there."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from steadymesh import wholefile
from steadymesh.errors import UsageError

FOLDER: Final = "steadymesh-report"
"""In the archive."""


def check_target(file: Path, *, replace: bool) -> None:
    """Raise where a report can't be written to, before half a minute was spent on it.

    Raises:
        UsageError: Something is there already that is not to be replaced, or the folder can't be written.
    """
    if file.is_dir() or (os.path.lexists(file) and not replace):
        raise UsageError(
            f"{file} is there already; it was not touched.",
            remedy="Name another file, or add --replace.",
            sentence="report-exists",
            fields={"file": str(file)},
        )
    if not file.parent.is_dir() or not os.access(file.parent, os.W_OK | os.X_OK):
        raise _unwritable(file, "its folder is missing or can't be written to")


def write(file: Path, pieces: Mapping[str, bytes], *, replace: bool) -> int:
    """Write the archive, whole or not at all; return its size in bytes.

    Raises:
        UsageError: It can't be written, or is there already.
    """
    data = archive(pieces.items())
    try:
        wholefile.put(file, data, replace=replace)
    except OSError as exc:
        raise _unwritable(file, (exc.strerror or type(exc).__name__).lower()) from exc
    return len(data)


def archive(pieces: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a tar.gz of named files that tells nothing of who packed it."""
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=buffer, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, data in pieces:
            entry = tarfile.TarInfo(f"{FOLDER}/{name}")
            entry.size, entry.mode = len(data), 0o600
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _unwritable(file: Path, why: str) -> UsageError:
    return UsageError(
        f"The report can't be written to {file}: {why}.",
        remedy="Name another place.",
        sentence="report-unwritable",
        fields={"file": str(file), "why": why},
    )
