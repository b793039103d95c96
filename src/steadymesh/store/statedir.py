"""The state directory: everything that is kept lies in it, and one process at a time holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from steadymesh.errors import StateError, StateInUseError

LOCK_NAME: Final = "steadymesh.lock"
DATABASE_NAME: Final = "steadymesh.db"

DIRECTORY_MODE: Final = 0o700
"""Keys, texts and the control socket lie in it."""


class StateDir:
    """A state directory that this process holds. Close it, or use it as a context.

    The lock is the kernel's (flock): a killed process leaves none behind. The number in the file is for people.

    Attributes:
        path: The directory.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    @classmethod
    def open(cls, path: Path) -> Self:
        """Make the directory if it is missing (0700), and take its lock.

        Raises:
            StateInUseError: Another process holds it.
            StateError: It can't be made, or not be written.
        """
        path = path.expanduser().absolute()
        try:
            path.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
            descriptor = os.open(path / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise _unusable(path, exc) from exc
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            holder = _holder(descriptor)
            os.close(descriptor)
            shown = f" (process {holder})" if holder else ""
            raise StateInUseError(
                f"The state directory {path} is in use by another steadymesh{shown}.",
                remedy="Stop that one first, ask it through its commands, or choose another --state-dir.",
                sentence="state-in-use" if holder else "state-in-use-by-somebody",
                fields={"path": str(path), "pid": holder},
            ) from exc
        except OSError as exc:
            os.close(descriptor)
            raise _unusable(path, exc) from exc
        _sign(descriptor)
        return cls(path, descriptor)

    @property
    def database(self) -> Path:
        """Where the store's file lies."""
        return self.path / DATABASE_NAME

    def close(self) -> None:
        """Give the lock back. Idempotent."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


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
