"""Where everything in the process stands, for the log: each task, each thread. Files, lines and names only."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

import structlog

log = structlog.get_logger("app")

MOST_TASKS: Final = 200
"""Told of in one dump; a house has some fifty."""

MOST_FRAMES: Final = 12
"""Of one task or thread, the innermost ones."""

_TRIES: Final = 5
"""The loop may go on while another thread looks at its tasks."""


def dump(loop: asyncio.AbstractEventLoop | None, why: str) -> None:
    """Write where every task and every thread stands into the log. Any thread may ask, also while the loop is blocked.

    Args:
        loop: Whose tasks; None: there is none yet.
        why: `asked` or `stalled`.
    """
    tasks = _tasks(loop)
    log.warning("stacks", why=why, tasks=len(tasks), threads=threading.active_count())
    for name, where in sorted(_threads()):
        log.warning("stack-of-thread", name=name, where=where)
    for task in tasks[:MOST_TASKS]:
        log.warning("stack-of-task", name=task.get_name(), where=_awaited(task))


def taken(loop: asyncio.AbstractEventLoop) -> dict[str, list[dict[str, str]]]:
    """Return the same, ready for JSON: `tasks` and `threads`, each with its name and where it stands."""
    return {
        "tasks": [{"name": task.get_name(), "where": _awaited(task)} for task in _tasks(loop)[:MOST_TASKS]],
        "threads": [{"name": name, "where": where} for name, where in sorted(_threads())],
    }


def _tasks(loop: asyncio.AbstractEventLoop | None) -> list[asyncio.Task[object]]:
    if loop is None:
        return []
    for _ in range(_TRIES):
        try:
            return sorted(asyncio.all_tasks(loop), key=lambda task: task.get_name())
        except RuntimeError:  # a task came or went meanwhile
            continue
    return []


def _threads() -> Iterator[tuple[str, str]]:
    """Yield the name of each thread but this one, and where it stands."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():  # noqa: SLF001  (documented, in spite of its name)
        if ident != threading.get_ident():
            yield names.get(ident, str(ident)), _shown(_outwards(frame))


def _awaited(task: asyncio.Task[object]) -> str:
    """Return through which coroutines a task awaits, the innermost first; what runs at this moment is its thread's."""
    frames: list[FrameType] = []
    coroutine: object = task.get_coro()
    while coroutine is not None and len(frames) < MOST_FRAMES:
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if frame is None:
            break
        frames.append(frame)
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
    return _shown(reversed(frames))


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _shown(frames: Iterator[FrameType]) -> str:
    shown = [f"{_place(frame)} {frame.f_code.co_name}" for frame, _ in zip(frames, range(MOST_FRAMES), strict=False)]
    return " < ".join(shown) or "–"


def _place(frame: FrameType) -> str:
    """Return file and line, without where the file is installed."""
    return f"{'/'.join(Path(frame.f_code.co_filename).parts[-2:])}:{frame.f_lineno}"
