"""What tests of operators' scripts share: scripts on disk, and a look at what they leave behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from steadymesh.bot.scripts.run import run_script
from steadymesh.clock import monotonic

PYTHON = (sys.executable, "-I", "-S", "-c")
"""What runs a few lines of Python in 20 ms."""


def sh(folder: Path, body: str, name: str = "script.sh") -> str:
    """Write a shell script, and return its path."""
    return program(folder, f"#!/bin/sh\n{body}\n", name)


def program(folder: Path, text: str, name: str = "script.sh", mode: int = 0o755) -> str:
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return str(path)


async def run(*argv: str, cwd: Path | str = "/", question=None, timeout_s: float = 10, env=None, **more):
    return await run_script(argv, question or {}, timeout_s=timeout_s, cwd=Path(cwd), env=env or {}, **more)


def descriptors() -> set[str]:
    """Return what this process has open, but for the descriptor that looks."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.add(f"{link.name} {link.readlink()}")
    return found


def processes() -> list[tuple[int, str, int, int]]:
    """Return every process: its number, state, parent and group (`proc(5)`, stat)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                rest = (folder / "stat").read_text().rpartition(")")[2].split()
                found.append((int(folder.name), rest[0], int(rest[1]), int(rest[2])))
    return found


def children() -> set[int]:
    """Return our children, zombies among them."""
    return {number for number, _state, parent, _group in processes() if parent == os.getpid()}


def alive_in_group(group: int) -> list[int]:
    """Return who of a group is at work; one that has ended and waits for a parent to notice is not."""
    return [number for number, state, _parent, its in processes() if its == group and state not in "ZX"]


async def eventually(condition: Callable[[], bool]) -> bool:
    """Return whether something comes true within two seconds: the system takes its moment."""
    until = monotonic() + 2
    while not (is_so := condition()) and monotonic() < until:  # noqa: ASYNC110  (no event tells)
        await asyncio.sleep(0.01)
    return is_so


async def gone(group: int) -> bool:
    """Return whether nobody of a group is left at work."""
    return await eventually(lambda: not alive_in_group(group))


async def written(path: Path) -> str:
    """Wait for a script to have written a line into a file, and return it."""
    assert await eventually(lambda: path.exists() and path.read_text().endswith("\n"))
    return path.read_text().strip()  # noqa: ASYNC240  (a few bytes, in a test)


def kill(number: int) -> None:
    os.kill(number, signal.SIGKILL)
