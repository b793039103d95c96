"""What a running process is asked for a report: status, nodes, stacks, digests; a stuck one by a signal."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from steadymesh.app.helpdesk import DIGESTS, STACKS
from steadymesh.control.client import request
from steadymesh.control.protocol import SOCKET_NAME
from steadymesh.doctor.answer import Answer
from steadymesh.errors import ControlError, NotRunningError
from steadymesh.store.statedir import LOCK_NAME

ANSWER_S: Final = 5.0

WRITE_S: Final = 0.5
"""For the stacks of a stuck process to reach its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What came; None: nothing did."""

    status: object = None
    nodes: object = None
    audit: object = None
    stacks: object = None
    digests: object = None
    pid: int | None = None
    was_signalled: bool = False
    """It did not answer, and was asked to write where it stands into its log."""


def ask_all(state_dir: Path, salt: bytes) -> Answers:
    """Return what the process on a state directory has to say.

    Args:
        state_dir: Where its socket is.
        salt: For the digests.
    """
    path = state_dir / SOCKET_NAME

    def ask(op: str, args: Mapping[str, object] | None = None) -> object:
        try:
            return request(path, op, args, ANSWER_S)
        except (ControlError, NotRunningError):  # of another version, or gone
            return None

    try:
        status = request(path, "status", None, ANSWER_S)
    except NotRunningError:
        return Answers()
    except ControlError:
        pid = _holder(state_dir)
        return Answers(pid=pid, was_signalled=pid is not None and ask_by_signal(pid))
    return Answers(
        status=status,
        nodes=ask("nodes"),
        audit=ask("keys.audit"),
        stacks=ask(STACKS),
        digests=ask(DIGESTS, {"salt": salt.hex()}),
        pid=Answer(status).count("pid") or None,
    )


def ask_by_signal(pid: int, root: Path = Path("/")) -> bool:
    """Have a process write where it stands into its log; False: it would be killed by that, or can't be reached.

    Args:
        pid: The process.
        root: Where /proc is.
    """
    if not _catches(pid, signal.SIGUSR1, root):
        return False
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGUSR1)
        time.sleep(WRITE_S)
        return True
    return False


def _catches(pid: int, number: signal.Signals, root: Path) -> bool:
    """Return whether a process has a handler for a signal. Source: proc_pid_status(5), SigCgt."""
    with contextlib.suppress(OSError, ValueError):
        for line in (root / f"proc/{pid}/status").read_text("utf-8", "replace").splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    return False


def _holder(state_dir: Path) -> int | None:
    """Return the process that holds a state directory, as it wrote it down; None: it can't be read."""
    with contextlib.suppress(OSError, ValueError):
        number = int((state_dir / LOCK_NAME).read_text("ascii")[:20])
        return number if number > 1 else None
    return None
