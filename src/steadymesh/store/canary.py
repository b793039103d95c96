"""Does a disk answer at all? Asked by a process that may be left behind.

A thread that waits for a disk which hangs keeps its whole process from ending, even when that is killed: a command that
looks at such a disk itself would be the next thing that hangs.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Final

from steadymesh.clock import monotonic

LOOK_S: Final = 0.01
"""Between two looks whether the canary is back."""

_SING: Final = (
    "import os, sys\n"
    "file = os.open(sys.argv[1], os.O_TMPFILE | os.O_WRONLY, 0o600)\n"  # without a name: nothing stays, however it ends
    "os.write(file, b'steadymesh')\n"
    "os.fsync(file)\n"
)


def answers(folder: Path, seconds: float) -> bool:
    """Return whether the disk under a folder takes a write, or refuses it, within some seconds.

    Args:
        folder: On that disk. One that is missing, closed or read-only answers too.
        seconds: After that the process that tries is left behind.
    """
    try:
        canary = _let_sing(folder)
    except OSError:  # no room for another process: whoever looks at the disk finds out
        return True
    until = monotonic() + seconds
    while os.waitpid(canary, os.WNOHANG) == (0, 0):
        if monotonic() >= until:
            os.kill(canary, signal.SIGKILL)
            return False
        time.sleep(LOOK_S)
    return True


def _let_sing(folder: Path) -> int:
    """Start the process that tries; return its number.

    Raises:
        OSError: None can be started.
    """
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-c", _SING, str(folder)],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, nothing, number) for number in range(3)],
            setpgroup=0,
        )
    finally:
        os.close(nothing)
