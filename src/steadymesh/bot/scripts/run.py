"""Runs one script for one question, within its time, and returns what it answers."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from steadymesh.bot.scripts import failures
from steadymesh.bot.scripts.answer import ScriptReply, read_answer
from steadymesh.bot.scripts.child import Child
from steadymesh.bot.scripts.question import environment, written
from steadymesh.errors import ScriptError
from steadymesh.model import Json
from steadymesh.words import clean

LIMIT_BYTES: Final = 65_536
"""The most that a script may write: three hundred messages, and no more than a pipe holds."""

TERM_S: Final = 0.5
"""What a script that took too long may still take to put things in order, before it is killed."""

CANCELLED_S: Final = 0.25
"""The same where we are cancelled: whoever does that gives us half a second in all (`bot.barrier`)."""

LINGER_S: Final = 0.5
"""How long a script that has ended is listened to where something that it started still holds its output: the second
half of `report > >(fold)`, which no shell waits for."""

_TRACEBACK: Final = "Traceback (most recent call last):"
"""Begins a Python traceback. It says nothing, the last line says what happened."""


async def run_script(
    argv: Sequence[str],
    question: Mapping[str, Json],
    *,
    timeout_s: float,
    cwd: Path,
    env: Mapping[str, str],
    limit_bytes: int = LIMIT_BYTES,
) -> ScriptReply:
    """Return what a script answers; a second after its time limit at the latest, whatever it does.

    The script runs without a shell, in a session of its own, with the question as one line of JSON on its standard
    input. It has answered when it ends: whatever it leaves running in its group is killed then. One that starts a
    session of its own on purpose (a daemon) lives on, but holds up nobody. At the time limit the group gets SIGTERM,
    `TERM_S` later SIGKILL; also when the caller is cancelled, after `CANCELLED_S`.

    No thread, and no executor; but the call that starts a program (`subprocess.Popen`) returns when the system has
    opened the file, and a network disk that hangs holds up the loop so long: scripts belong on a local disk.

    Args:
        argv: The program and its arguments: a path (from `cwd` where it is relative), or a name that PATH knows.
        question: What it is told.
        timeout_s: Seconds that it may take.
        cwd: The folder in which it runs.
        env: Its environment; of ours it gets PATH, HOME, LANG and TZ only, where these are not given.
        limit_bytes: The most that it may write to its standard output. Of its standard error the first 4 kB and the
            last ones are kept, the rest is thrown away.

    Raises:
        ScriptError: It is missing, may not be run, failed, wrote too much or JSON that is wrong. `stderr` has the line
            in which it says why.
        ScriptLateError: It took longer than `timeout_s`.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout_s
    script = argv[0] if argv else ""
    told = written(question)
    child = Child(_started(argv, cwd, environment(env)), told, limit_bytes)
    try:
        child.begin()
        is_in_time = await _has_answered(child, deadline)
    finally:
        child.close()
    try:
        return _judged(script, child, None if is_in_time else timeout_s, limit_bytes)
    except ScriptError as exc:
        exc.stderr = _telling_line(child.err.kept, child.err.last)
        raise


def _started(argv: Sequence[str], cwd: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    if not argv:
        raise failures.missing("")
    try:
        return subprocess.Popen(  # noqa: S603  (the operator's own words, and no shell)
            list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            cwd=cwd, env=env, start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as exc:
        raise failures.not_started(argv[0], exc, cwd, env) from exc


async def _has_answered(child: Child, deadline: float) -> bool:
    """Wait for a script to end, or see to it; return False where its time was up."""
    try:
        is_in_time = await child.until(lambda: child.has_ended or child.out.is_cut, deadline)
    except asyncio.CancelledError:
        await child.end(CANCELLED_S)
        raise
    if child.has_ended:
        linger = asyncio.get_running_loop().time() + LINGER_S
        await child.until(lambda: child.out.is_over, min(deadline, linger))
    else:
        await child.end(TERM_S)
    return is_in_time


def _judged(script: str, child: Child, late_s: float | None, limit_bytes: int) -> ScriptReply:
    """Return the answer of a script that has ended.

    Raises:
        ScriptError: There is none.
    """
    if late_s is not None:
        raise failures.late(script, late_s)
    if child.out.is_cut:
        raise failures.too_much(script, limit_bytes)
    if child.code:
        raise failures.ended(script, child.code)
    return read_answer(script, child.out.kept)


def _telling_line(first: bytes, last: bytes) -> str:
    """Return the line of a script's standard error that says what went wrong.

    The first, for most programs name the cause and go on about it; the last where Python's traceback stands there,
    whatever the script wrote before.

    Args:
        first: What it wrote, its beginning.
        last: Its end; of a short one the same.
    """
    lines, ending = _lines(first), _lines(last)
    if any(line.startswith(_TRACEBACK) for line in (*lines, *ending)):
        lines = ending[-1:]
    return clean(lines[0]) if lines else ""


def _lines(written: bytes) -> list[str]:
    return [line.strip() for line in written.decode("utf-8", "replace").splitlines() if line.strip()]
