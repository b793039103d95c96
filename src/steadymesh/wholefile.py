"""Puts a file in its place whole, or leaves what was there: nobody ever reads half of one, or more than they may."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600

_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES})
"""What link(2) says on file systems without hard links, such as FAT."""

_NAME_KEPT: Final = 50
"""Characters of its name that a file has while it is written: even of four bytes each, they leave room in 255."""


def put(
    path: Path, data: bytes, *, replace: bool = True, mode: int = PRIVATE, as_the_folders_owner: bool = False
) -> None:
    """Write a file: readable by its owner alone until it is done, on the disk under its name when this returns.

    Args:
        path: Where; its folder must be there.
        data: All of it.
        replace: Take the place of what is there; a link is replaced, not followed.
        mode: Of the file when it is done.
        as_the_folders_owner: Root makes it for whoever owns the folder.

    Raises:
        FileExistsError: Something is there, and is not to be replaced.
        OSError: It can't be written; what was there is as it was.
    """
    # mkstemp makes it 0600 whatever the umask, follows no link, and takes no file that is there.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_NAME_KEPT]}.", suffix=".new")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if as_the_folders_owner:
                give_to_the_folders_owner(handle, path.parent)
            file.write(data)
            file.flush()
            os.fsync(handle)
            if mode != PRIVATE:
                os.fchmod(handle, mode)
        if replace:
            temporary.replace(path)
        else:
            _place_new(temporary, path)
    finally:
        with contextlib.suppress(OSError):  # gone, where it was renamed
            temporary.unlink()
    sync_folder(path.parent)


def give_to_the_folders_owner(handle: int, folder: Path) -> None:
    """Give an open file to whoever owns the folder, where root has made it.

    Raises:
        OSError: That can't be done.
    """
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk as well, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _place_new(temporary: Path, path: Path) -> None:
    """Give a finished file its name, unless something has that name by now.

    Raises:
        FileExistsError: It has.
    """
    try:
        os.link(temporary, path)
    except OSError as exc:
        if exc.errno not in _NO_LINKS:
            raise
        # Without hard links, the name is taken first, by an empty file that nobody else can have made.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))
        temporary.replace(path)
