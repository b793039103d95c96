"""Holds the state directory for a piece of work; what root makes in it belongs to whoever the directory belongs to.

A service has a user of its own (`DynamicUser=`). systemd gives the directory to it as a whole only where the directory
itself belongs to somebody else: a single file that root left there would stay root's, and the service would refuse it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from steadymesh import wholefile
from steadymesh.store import StateDir
from steadymesh.store.statedir import DATABASE_NAME, LOCK_NAME

OURS: Final = (DATABASE_NAME, LOCK_NAME)
"""How the names begin of what the store makes: the journal and copies of the database too."""


@contextlib.contextmanager
def held(path: Path) -> Iterator[StateDir]:
    """Hold the state directory, and leave nothing in it that its owner could not use.

    Args:
        path: Made if it is missing.

    Raises:
        StateInUseError: Another process holds it.
        StateError: It can't be made, or not be written.
    """
    with StateDir.open(path) as state:
        try:
            yield state
        finally:
            with contextlib.suppress(OSError):  # a file system without owners
                _give_back(state.path)


def give(file: Path, folder: Path) -> None:
    """Give a file that root has made to whoever owns a folder; nobody else's, and no link, is touched.

    Args:
        file: Of ours.
        folder: Where it lies, or will.

    Raises:
        OSError: That can't be done.
    """
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        # One of several names may be that of a file elsewhere.
        if stat.S_ISREG(status.st_mode) and status.st_uid == 0 and status.st_nlink == 1:
            wholefile.give_to_the_folders_owner(handle, folder)
    finally:
        os.close(handle)


def _give_back(folder: Path) -> None:
    """Give away whatever of ours in a folder root has made, where the folder is not root's."""
    if os.geteuid() != 0 or folder.stat().st_uid == 0:
        return
    for path in folder.iterdir():
        if path.name.startswith(OURS) and not path.is_symlink():
            give(path, folder)
