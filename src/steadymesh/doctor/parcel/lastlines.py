"""The last lines of the log: from the journal, or from the file that the running process writes to. Without DEBUG."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from steadymesh.app.serviceinstall import UNIT

MAX_BYTES: Final = 200_000
"""Some two thousand lines: days of a healthy bot, and an hour of one that fails."""

MAX_LINES: Final = 2_000

JOURNAL_S: Final = 10.0
"""A journal on a worn card takes seconds to be searched."""

_DEBUG: Final = re.compile(r'^(?:\S+ )?(?:\x1b\[\d*m)?(?:\d\d:\d\d:\d\d DEBUG |\{"ts":"[^"]*","level":"debug")')
"""The beginning of a line at DEBUG, in either form: only those may quote a message."""

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def last_lines(pid: int | None, root: Path = Path("/")) -> tuple[str, str]:
    """Return the log's last lines, and where they are from; both empty: there is no log that could be read.

    Args:
        pid: The running process; None: none runs.
        root: Where /proc is.
    """
    if pid is not None and (text := _of_process(pid, root)):
        return _without_debug(text), f"stderr of process {pid}"
    for command in (["journalctl", "-u", UNIT], ["journalctl", "--user", "-u", UNIT]):
        if text := _of_journal(command):
            return _without_debug(text), " ".join(command)
    return "", ""


def _of_process(pid: int, root: Path) -> str:
    """Return the end of the file that a process writes its log to; empty: it is none, or not for us to read."""
    with contextlib.suppress(OSError):
        handle = os.open(root / f"proc/{pid}/fd/2", os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode):
                file.seek(max(0, status.st_size - MAX_BYTES))
                return file.read(MAX_BYTES).decode("utf-8", "replace")
    return ""


def _of_journal(command: Sequence[str]) -> str:
    if shutil.which(command[0]) is None:
        return ""
    try:
        ended = subprocess.run(  # noqa: S603  (fixed words)
            [*command, "-n", str(MAX_LINES), "-o", "cat", "--no-pager", "-q"],
            capture_output=True,
            timeout=JOURNAL_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout[-MAX_BYTES:].decode("utf-8", "replace") if ended.returncode == 0 else ""


def _without_debug(text: str) -> str:
    return "".join(f"{line}\n" for line in _shown(_COLOUR.sub("", text).splitlines()[-MAX_LINES:]))


def _shown(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines but those at DEBUG, and what belongs to them: a traceback is indented, and may quote anything."""
    is_quiet = False
    for line in lines:
        if line.startswith((" ", "\t")) and is_quiet:
            continue
        is_quiet = _DEBUG.match(line) is not None
        if not is_quiet:
            yield line
