"""Runs a test on virtual time: an hour passes as soon as nothing is left to be done in it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import ParamSpec, TypeVar

from steadymesh.testing.virtual import VirtualLoop

P = ParamSpec("P")
T = TypeVar("T")


def run(main: Coroutine[object, object, T]) -> T:
    """Return what a coroutine returns, run on virtual time: for tests that are plain functions."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def virtual_time(test: Callable[P, Coroutine[object, object, T]]) -> Callable[P, T]:
    """Make an async test a plain one, run on virtual time; pytest needs no plug-in for it, and fixtures work."""

    @functools.wraps(test)
    def plain(*args: P.args, **kwargs: P.kwargs) -> T:
        return run(test(*args, **kwargs))

    return plain
