"""Why a script gave no answer: one sentence each, with what to do about it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

from steadymesh.errors import ScriptError, ScriptLateError
from steadymesh.words import clean

_BY_HAND = "Run it by hand, with a question on its standard input."


def not_started(script: str, exc: OSError | ValueError, cwd: Path, env: Mapping[str, str]) -> ScriptError:
    """Return why the system did not start a script.

    Args:
        script: The program's name or path.
        exc: What the system said; a ValueError where an argument or the environment can't be given to a program.
        cwd: Where it was to run.
        env: Its environment, whose PATH was searched.
    """
    number = exc.errno if isinstance(exc, OSError) else None
    if number is not None and not (cwd.is_dir() and os.access(cwd, os.X_OK)):
        return _no_folder(script, cwd)
    match number:
        case errno.ENOENT | errno.ENOTDIR:
            return _no_interpreter(script) if _is_there(script, cwd, env) else missing(script)
        case errno.ENOEXEC:
            return _no_interpreter(script)
        case errno.EACCES | errno.EISDIR:
            return _may_not(script)
    why = clean((exc.strerror if isinstance(exc, OSError) else None) or str(exc))
    return ScriptError(
        f"The system does not start the script {clean(script)}: {why}.",
        remedy="Look at the machine's memory, processes and open files.",
        sentence="script-not-started",
        fields={"script": script, "why": why},
    )


def missing(script: str) -> ScriptError:
    """Return the error of a program that is not there, neither at its path nor in PATH."""
    return ScriptError(
        f"There is no script {clean(script)}.",
        remedy="Check its path.",
        sentence="script-missing",
        fields={"script": script},
    )


def ended(script: str, code: int) -> ScriptError:
    """Return the error of a script that ended otherwise than well.

    Args:
        script: Its name.
        code: As `Popen.returncode` has it: negative for a signal.
    """
    if code < 0:
        name = _signal_name(-code)
        return ScriptError(
            f"The script {clean(script)} was ended by the signal {name}.",
            remedy=_BY_HAND,
            sentence="script-signal",
            fields={"script": script, "signal": name},
        )
    return ScriptError(
        f"The script {clean(script)} ended with exit code {code}.",
        remedy=_BY_HAND,
        sentence="script-exit-code",
        fields={"script": script, "code": code},
    )


def late(script: str, timeout_s: float) -> ScriptLateError:
    """Return the error of a script that was ended at its time limit, in seconds."""
    return ScriptLateError(
        f"The script {clean(script)} took longer than {round(timeout_s, 2):g} s and was ended.",
        remedy="Make it faster, or give it more time.",
        sentence="script-late",
        fields={"script": script, "timeout_s": timeout_s},
    )


def too_much(script: str, limit_bytes: int) -> ScriptError:
    """Return the error of a script that wrote more than it may."""
    size = limit_bytes / 1024
    return ScriptError(
        f"The script {clean(script)} wrote more than {round(size, 2):g} KiB and was ended.",
        remedy="A message holds some 200 bytes: let it write less.",
        sentence="script-too-much",
        fields={"script": script, "size": size},
    )


def no_text(script: str) -> ScriptError:
    """Return the error of JSON whose text is missing or is none."""
    return ScriptError(
        f'The script {clean(script)} wrote JSON whose "text" is missing or is no text.',
        remedy='Write "text": "…", or the text alone without JSON.',
        sentence="script-json-text",
        fields={"script": script},
    )


def no_verdict(script: str) -> ScriptError:
    """Return the error of JSON that does not say clearly whether it refuses."""
    return ScriptError(
        f'The script {clean(script)} wrote JSON whose "refused" is neither true nor false.',
        remedy="Write one of them, or leave it out.",
        sentence="script-json-refused",
        fields={"script": script},
    )


def unknown_key(script: str, key: str) -> ScriptError:
    """Return the error of JSON with a key that nobody reads."""
    key = clean(key, 40)
    return ScriptError(
        f'The script {clean(script)} wrote JSON with the key "{key}", which nobody reads.',
        remedy='There are "text" and "refused".',
        sentence="script-json-key",
        fields={"script": script, "key": key},
    )


def _no_folder(script: str, cwd: Path) -> ScriptError:
    return ScriptError(
        f"The folder {clean(str(cwd))} in which the script {clean(script)} runs is missing or can't be entered.",
        remedy="Create it, or look at its owner and mode.",
        sentence="script-no-folder",
        fields={"script": script, "folder": str(cwd)},
    )


def _no_interpreter(script: str) -> ScriptError:
    return ScriptError(
        f"The system finds no program to run the script {clean(script)} with.",
        remedy="Begin it with a line such as #!/usr/bin/env python3, and install what that line names.",
        sentence="script-no-interpreter",
        fields={"script": script},
    )


def _may_not(script: str) -> ScriptError:
    return ScriptError(
        f"The script {clean(script)} may not be run.",
        remedy="Is it a file, and marked as executable (chmod +x)?",
        sentence="script-not-executable",
        fields={"script": script},
    )


def _is_there(script: str, cwd: Path, env: Mapping[str, str]) -> bool:
    """Return whether the file itself exists: then it is its first line that names a program that does not."""
    if os.path.dirname(script):  # noqa: PTH120  (what the system decides by: is there a slash)
        return (cwd / script).exists()
    return shutil.which(script, path=env.get("PATH")) is not None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one of the real-time signals between the first and the last
        return str(number)
