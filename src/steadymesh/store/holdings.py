"""How full each plug-in's drawer is: known at once, whatever the disk does, so that nobody waits to be refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from steadymesh.errors import UsageError

MAX_KEYS: Final = 10_000
"""In one drawer."""

MAX_BYTES: Final = 8 * 1024 * 1024
"""Of one drawer's keys and values in UTF-8. All of it may wait in memory while the disk fails."""

Size = tuple[str, str, int]
"""A plug-in, a key of its, and how many bytes both the key and its value take."""


class Holding:
    """What one drawer holds, written or not.

    Args:
        plugin: Whose it is.
    """

    def __init__(self, plugin: str) -> None:
        self._plugin = plugin
        self._sizes: dict[str, int] = {}
        self._bytes = 0
        self._gone: set[str] | None = set()
        """What was deleted before it was known what the disk has; None: it is known."""

    def check(self, key: str, size: int) -> None:
        """Return if there is room for a value. One that is no longer than the one before it always finds room.

        Raises:
            UsageError: There is none.
        """
        before = self._sizes.get(key)
        if before is None and len(self._sizes) >= MAX_KEYS:
            raise UsageError(
                f"The drawer of {self._plugin} is full: it holds {len(self._sizes)} keys.",
                remedy="Delete those that are not needed any more.",
                sentence="drawer-many-keys",
                fields={"plugin": self._plugin, "count": len(self._sizes)},
            )
        grows_by = size - (before or 0)
        if grows_by > 0 and self._bytes + grows_by > MAX_BYTES:
            raise UsageError(
                f"The drawer of {self._plugin} is full: {MAX_BYTES} bytes are the most, and it holds {self._bytes}.",
                remedy="Delete what is not needed any more.",
                sentence="drawer-full",
                fields={"plugin": self._plugin, "most": MAX_BYTES, "size": self._bytes},
            )

    def note(self, key: str, size: int) -> None:
        """Note that a key has a value of a size."""
        self._bytes += size - self._sizes.get(key, 0)
        self._sizes[key] = size

    def drop(self, key: str) -> None:
        """Note that a key has none any more."""
        self._bytes -= self._sizes.pop(key, 0)
        if self._gone is not None:
            self._gone.add(key)

    def recall(self, kept: Sequence[tuple[str, int]]) -> None:
        """Take what the disk has, as older than all that was noted since the start."""
        if self._gone is None:
            return
        for key, size in kept:
            if key not in self._sizes and key not in self._gone:
                self.note(key, size)
        self._gone = None


class Holdings:
    """What all drawers hold. `recall` may be called from any thread, all else from the event loop's."""

    def __init__(self) -> None:
        self._by_plugin: dict[str, Holding] = {}
        self._kept: dict[str, list[tuple[str, int]]] | None = None
        """What the disk had at the start; None: not read yet."""

    def recall(self, sizes: Sequence[Size]) -> None:
        """Take what the disk has."""
        kept: dict[str, list[tuple[str, int]]] = {}
        for plugin, key, size in sizes:
            kept.setdefault(plugin, []).append((key, size))
        self._kept = kept

    def of(self, plugin: str) -> Holding:
        """Return what a plug-in's drawer holds."""
        holding = self._by_plugin.setdefault(plugin, Holding(plugin))
        if self._kept is not None:
            holding.recall(self._kept.pop(plugin, ()))
        return holding
