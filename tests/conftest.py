"""Every test runs on virtual time unless it is marked `real`; a test that leaves something behind fails."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from steadymesh.testing.virtual import VirtualLoop

settings.register_profile("steadymesh", deadline=None)  # the first sentence loads a language: half a second, once
settings.load_profile("steadymesh")

REAL_S = 60.0
"""A test on the real clock that takes longer hangs, and says so."""


@pytest.fixture
def anyio_backend(request: pytest.FixtureRequest):
    if request.node.get_closest_marker("real"):
        return ("asyncio", {"use_uvloop": False})
    return ("asyncio", {"loop_factory": VirtualLoop})


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and t.is_alive()]
    for thread in left:
        thread.join(timeout=1)
    left = [t.name for t in left if t.is_alive()]
    assert not left, f"threads left behind: {left}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        function = getattr(item, "function", None)
        if function is not None and asyncio.iscoroutinefunction(function):
            item.obj = _checked(function)  # type: ignore[attr-defined]


def pytest_collection_finish() -> None:
    """Ten thousand tests are half a million objects: the collector would look through them again and again."""
    gc.collect()
    gc.freeze()


def _checked(function):
    import functools

    @functools.wraps(function)
    async def run(*args, **kwargs):
        loop = asyncio.get_running_loop()
        tasks_before = asyncio.all_tasks()
        timers_before = set(map(id, getattr(loop, "_scheduled", ())))
        async with asyncio.timeout(None if isinstance(loop, VirtualLoop) else REAL_S):
            result = await function(*args, **kwargs)
        for _ in range(5):
            await asyncio.sleep(0)
        left = [t.get_name() for t in asyncio.all_tasks() - tasks_before if not t.done()]
        assert not left, f"tasks left behind: {left}"
        timers = [h for h in getattr(loop, "_scheduled", ()) if not h.cancelled() and id(h) not in timers_before]
        assert not timers, f"timers left behind: {timers}"
        return result

    return run
