"""Reads a small file that a setting or the service manager names, whatever really lies there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from steadymesh.config.duration import RefusedError
from steadymesh.errors import Told


def read_small(path: Path, most_bytes: int) -> bytes:
    """Return all of a file; links are followed (container runtimes hand secrets over as links).

    Args:
        path: Where it is.
        most_bytes: Larger is another file by mistake.

    Raises:
        RefusedError: It is too large, or no file: a pipe would wait for ever for somebody who writes.
        OSError: It can't be read.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise RefusedError(Told("it is no file", "refused-no-file"))
        with os.fdopen(handle, "rb", closefd=False) as stream:
            raw = stream.read(most_bytes + 1)
    finally:
        os.close(handle)
    if len(raw) > most_bytes:
        raise RefusedError(Told("it is too large", "refused-too-large"))
    return raw
