"""Where a defect of ours stops: it ends one supervisor turn, never the supervisor.

The one place in this room that catches everything. Cancellation and the interpreter's own exits pass through.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType


class Barrier:
    """A `with` block whose exceptions are handed over instead of raised. Reusable.

    A class and not a generator: it stands around every chunk that comes in.

    Args:
        on_defect: Gets the exception; must not raise.
    """

    __slots__ = ("_on_defect",)

    def __init__(self, on_defect: Callable[[Exception], None]) -> None:
        self._on_defect = on_defect

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> bool:
        if isinstance(exc, Exception):
            self._on_defect(exc)
            return True
        return False
