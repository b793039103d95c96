"""What every long-running command of ours needs: a log, an end by signal, a state directory."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path

from steadymesh.app import logs, stacks
from steadymesh.app.guard import SignalGuard
from steadymesh.app.holding import held
from steadymesh.bot.barrier import STUBBORN
from steadymesh.config import Config
from steadymesh.config.load import DEFAULT_ORIGIN
from steadymesh.store import StateDir

STDERR_FD = 2

LAST_LINES_S = 0.2
"""What a stuck process may wait for its last lines before it leaves."""


@contextlib.contextmanager
def logging_of(config: Config) -> Iterator[logs.Logs]:
    """Set the log up as configured, and close it at the end."""
    with logs.set_up(level=config.log_level, form=config.log_format, language=config.language) as running:
        yield running


class Stop:
    """Runs one coroutine until SIGTERM or SIGINT; leaves the process if that does not help in time (A8).

    Args:
        running: The log, for the last lines of a process that has to be left.
    """

    def __init__(self, running: logs.Logs) -> None:
        self._running = running
        self._asked = threading.Event()
        self._cancel: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Answer signals from now on, also while there is no loop yet."""
        with _last_words(), SignalGuard(self._ask, look=self._look, leave=self._leave):
            yield

    def stalled(self) -> None:
        """Write where everything stands: the loop stands still."""
        stacks.dump(None if self._cancel is None else self._cancel[0], "stalled")

    def _look(self) -> None:
        stacks.dump(None if self._cancel is None else self._cancel[0], "asked")

    def run(self, work: Coroutine[object, object, None]) -> None:
        """Run `work`; return when it is done or was asked to end."""
        with asyncio.Runner() as runner:
            runner.run(self._until_asked(work))

    async def _until_asked(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._cancel = (asyncio.get_running_loop(), task)
        if self._asked.is_set():  # before there was a loop
            work.close()
            return
        try:
            await work
        except asyncio.CancelledError:
            if not self._asked.is_set():
                raise

    def _ask(self) -> None:
        self._asked.set()
        if self._cancel is not None:
            loop, task = self._cancel
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                loop.call_soon_threadsafe(task.cancel)

    def _leave(self, code: int) -> None:
        self._running.flush(LAST_LINES_S)
        os._exit(code)


@contextlib.contextmanager
def _last_words() -> Iterator[None]:
    """Have every thread's stack on stderr when the process is aborted, as the service manager's watchdog does it.

    Foreign code that holds the interpreter's lock lets none of our threads run, and none could write to the log.
    """
    if faulthandler.is_enabled():
        yield
        return
    faulthandler.enable(file=STDERR_FD, all_threads=True)
    try:
        yield
    finally:
        faulthandler.disable()


@contextlib.contextmanager
def state_of(config: Config, *, is_throwaway: bool) -> Iterator[StateDir]:
    """Hold the state directory.

    Args:
        config: Names it.
        is_throwaway: Use a temporary one unless somebody named one: simulated keys must not mix with real ones.

    Raises:
        StateError: It is in use or can't be used.
    """
    with contextlib.ExitStack() as stack:
        path = config.state_dir
        if is_throwaway and config.origins.get("state_dir", DEFAULT_ORIGIN) == DEFAULT_ORIGIN:
            folder = tempfile.TemporaryDirectory(prefix="steadymesh-sim-", ignore_cleanup_errors=True)
            path = Path(stack.enter_context(folder))
        yield stack.enter_context(held(path))


def leave_if_held() -> None:
    """Leave the process at once, where a plug-in's thread or coroutine would hold up Python's own end for good (A8)."""
    is_held = any(not thread.daemon and thread is not threading.main_thread() for thread in threading.enumerate())
    if is_held or STUBBORN:
        os._exit(0)
