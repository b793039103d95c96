"""Notices from a thread of its own that the loop stands still, and has the log say where."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

STALL_S: Final = 5.0
"""Without a beat for so long the loop stands still: a busy one beats late, but beats (`Pulse`, once a second). The
service manager's watchdog has six times as much patience, and the log has the reason before it acts."""

LOOK_S: Final = 1.0


class StallWatch:
    """While entered, a daemon thread looks at the pulse once a second.

    Args:
        beats: Returns how often the loop has beaten since the start; 0: it does not yet.
        tell: Called in the thread, once for each standstill.
        stall_s: Without a beat for so long it is one.
        look_s: Between two looks.
    """

    def __init__(
        self, beats: Callable[[], int], tell: Callable[[], None], *, stall_s: float = STALL_S, look_s: float = LOOK_S
    ) -> None:
        self._beats = beats
        self._tell = tell
        self._most_looks = max(1, round(stall_s / look_s))
        self._look_s = look_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stall-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join(timeout=1)

    def _watch(self) -> None:
        seen, looks, is_told = 0, 0, False
        while not self._ended.wait(self._look_s):
            beats = self._beats()
            if beats != seen or not beats:
                seen, looks, is_told = beats, 0, False
                continue
            looks += 1
            if looks >= self._most_looks and not is_told:
                is_told = True
                self._tell()
