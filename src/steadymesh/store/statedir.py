"""The state directory: everything that is kept lies in it, and one process at a time holds it."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import structlog

from steadymesh.errors import StateError, StateInUseError

LOCK_NAME: Final = "steadymesh.lock"
DATABASE_NAME: Final = "steadymesh.db"
COMPANIONS: Final = tuple(f"{DATABASE_NAME}-{word}" for word in ("wal", "shm", "journal"))
"""SQLite's own files beside it."""

DIRECTORY_MODE: Final = 0o700
"""Keys, texts and the control socket lie in it."""

OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
"""Who may write in it may put a link in the place of a file of ours."""

_log = structlog.get_logger("store")


class StateDir:
    """A state directory that this process holds. Close it, or use it as a context.

    The lock is the kernel's (flock): a killed process leaves none behind. The number in the file is for people. On a
    disk that does not take the file (full, read-only, failing) the directory itself is locked instead; whoever comes
    later, when it does, looks at that lock as well.

    Attributes:
        path: The directory.
    """

    def __init__(self, path: Path, descriptors: Sequence[int]) -> None:
        self.path = path
        self._descriptors = tuple(descriptors)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Make the directory if it is missing (0700), and take its lock.

        One that others may write to is closed to them if it is recognisably ours. No link is followed in it.

        Raises:
            StateInUseError: Another process holds it.
            StateError: It can't be made, or not be written; or what lies in it is not what we put there.
        """
        path = path.expanduser().absolute()
        try:
            path.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
            _keep_others_out(path)
            for name in (LOCK_NAME, DATABASE_NAME, *COMPANIONS):
                _refuse_what_is_not_ours(path / name)
            return cls(path, _locked(path))
        except OSError as exc:
            raise _unusable(path, exc) from exc

    @property
    def database(self) -> Path:
        """Where the store's file lies."""
        return self.path / DATABASE_NAME

    def close(self) -> None:
        """Give the lock back. Idempotent."""
        descriptors, self._descriptors = self._descriptors, ()
        for descriptor in descriptors:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


_GUARDED: Final = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK

TAKES_NOTHING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
"""What a disk says that is full, was made read-only, or is about to die: the bot serves the mesh without it."""


def _locked(path: Path) -> list[int]:
    """Return the descriptors that hold a directory's lock.

    Raises:
        StateInUseError: Another process holds it.
        OSError: It can't be had.
    """
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    descriptors = [directory]
    try:
        try:
            lock = os.open(path / LOCK_NAME, os.O_RDWR | os.O_CREAT | _GUARDED, 0o600)
        except OSError as exc:
            if exc.errno not in TAKES_NOTHING:
                raise
            descriptors += _existing(path / LOCK_NAME)
            is_signed, alone = False, fcntl.LOCK_EX
        else:
            descriptors.append(lock)
            is_signed, alone = True, fcntl.LOCK_SH
        for descriptor in descriptors[1:]:
            _flock(path, descriptor, fcntl.LOCK_EX)
        _flock(path, directory, alone)
        if is_signed:
            _sign(descriptors[1])
    except BaseException:
        for descriptor in descriptors:
            os.close(descriptor)
        raise
    return descriptors


def _existing(lock: Path) -> list[int]:
    """Return a descriptor of a lock file that can't be written; a lock needs no more than one that reads."""
    try:
        return [os.open(lock, os.O_RDONLY | _GUARDED)]
    except OSError:
        return []


def _flock(path: Path, descriptor: int, kind: int) -> None:
    """Take a lock.

    Raises:
        StateInUseError: Another process holds it.
        OSError: This file system has none.
    """
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        holder = _holder(descriptor)
        shown = f" (process {holder})" if holder else ""
        raise StateInUseError(
            f"The state directory {path} is in use by another steadymesh{shown}.",
            remedy="Stop that one first, ask it through its commands, or choose another --state-dir.",
            sentence="state-in-use" if holder else "state-in-use-by-somebody",
            fields={"path": str(path), "pid": holder},
        ) from exc


def _keep_others_out(path: Path) -> None:
    """Close a directory that others may write to, if it is ours and nobody else's as well.

    Raises:
        StateError: It is not for us to close: a shared place such as /tmp, or somebody's.
        OSError: It can't be looked at.
    """
    status = path.stat()
    mode = stat.S_IMODE(status.st_mode)
    if not mode & OTHERS_WRITE:
        return
    is_our_own = status.st_uid == os.geteuid() and not mode & stat.S_ISVTX
    names = {entry.name for entry in path.iterdir()} if is_our_own else set()
    if is_our_own and (not names or LOCK_NAME in names):
        with suppress(OSError):  # a file system without modes: what counts is what it says afterwards
            path.chmod(DIRECTORY_MODE)
        if not path.stat().st_mode & OTHERS_WRITE:
            _log.warning("state-dir-tightened", path=str(path), mode=f"{mode:04o}")
            return
    raise StateError(
        f"The state directory {path} can be written by others (mode {mode:04o}).",
        remedy=f"Name a directory of its own with --state-dir; or, if nobody else uses it: chmod go-w {path}",
        sentence="state-dir-open",
        fields={"path": str(path), "mode": f"{mode:04o}"},
    )


def _refuse_what_is_not_ours(path: Path) -> None:
    """Return if a file of ours is missing, or regular and our own (root may use another user's).

    Raises:
        StateError: It is a link, a directory, or belongs to somebody else.
        OSError: It can't be looked at.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(status.st_mode):
        raise StateError(
            f"{path} is a link, a directory or no file at all; it was not touched.",
            remedy="Move it away, or choose another --state-dir.",
            sentence="state-file-odd",
            fields={"path": str(path)},
        )
    if os.geteuid() not in (status.st_uid, 0):
        raise StateError(
            f"{path} belongs to another user; it was not touched.",
            remedy="Run this as that user, or choose another --state-dir.",
            sentence="state-file-foreign",
            fields={"path": str(path)},
        )


def _holder(descriptor: int) -> str:
    """Return the process's number as the holder wrote it; empty when it can't be read."""
    try:
        number = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    except OSError:
        return ""
    return number if number.isdigit() else ""


def _sign(descriptor: int) -> None:
    """Write our process number for people; a full disk is no reason to stay away."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
    except OSError:
        return


def _unusable(path: Path, exc: OSError) -> StateError:
    why = (exc.strerror or str(exc)).lower()
    return StateError(
        f"The state directory {path} can't be used: {why}.",
        remedy="Check its owner and mode, or choose another with --state-dir.",
        sentence="state-unusable",
        fields={"path": str(path), "why": why},
    )
