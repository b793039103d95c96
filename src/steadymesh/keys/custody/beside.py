"""Work that goes on beside a worker, which meanwhile turns to something more urgent: one piece at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Beside:
    """One piece of work beside the task that starts it. It ends with that task, and a defect in it is that task's."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a piece is being worked on. Raises what the last one failed with."""
        task = self._task
        if task is None:
            return False
        if not task.done():
            return True
        self._task = None
        if not task.cancelled():
            task.result()
        return False

    def start(self, work: Coroutine[None, None, None], name: str) -> None:
        """Work on something beside the present task; nothing else may be in work."""
        assert not self.is_busy, name
        parent = asyncio.current_task()
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._task = task
        if parent is not None:

            def end(_: asyncio.Task[object]) -> None:
                task.cancel()

            parent.add_done_callback(end)
            task.add_done_callback(lambda _: parent.remove_done_callback(end))
