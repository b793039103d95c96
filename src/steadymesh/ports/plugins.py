"""What a plug-in may keep over restarts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from steadymesh.model import Json


class PluginStore(Protocol):
    """One plug-in's own drawer: small JSON values under keys, kept over restarts.

    A drawer holds 10,000 keys and 8 MB at most, a key 200 bytes, a value 64 kB as JSON. What was taken is what is read,
    written or not: also while the disk fails. Values are copied: changing one afterwards changes nothing in here.
    """

    async def get(self, key: str) -> Json:
        """Return what is kept under a key; None: nothing.

        Raises:
            UsageError: No key looks like that.
            StoreError: It can't be read.
        """
        ...

    async def put(self, key: str, value: Json) -> None:
        """Keep a value; it is durable against a killed process when this returns.

        Raises:
            UsageError: The key or the value can't be kept, or the drawer is full; nothing has changed.
            StoreError: Not written yet; it is taken all the same and written as soon as that works, unless the store is
                closed or too much waits already.
        """
        ...

    def keep(self, key: str, value: Json) -> None:
        """Keep a value within a minute, only the last one of a key; never waits. For what changes often: counters.

        Raises:
            UsageError: The key or the value can't be kept, or the drawer is full; nothing has changed.
            StoreError: The store is closed, or too much waits.
        """
        ...

    async def delete(self, key: str) -> None:
        """Forget what is kept under a key, if anything is; durable when this returns.

        Raises:
            UsageError: No key looks like that.
            StoreError: Not written yet, as with `put`.
        """
        ...

    async def items(self, prefix: str = "") -> Sequence[tuple[str, Json]]:
        """Return every key that begins so, with its value, by key.

        Raises:
            UsageError: No key begins so.
            StoreError: It can't be read.
        """
        ...


class PluginStores(Protocol):
    """Where every plug-in has its drawer."""

    def drawer(self, plugin: str) -> PluginStore:
        """Return the drawer of a plug-in, by its name; no plug-in sees another's.

        Raises:
            UsageError: No plug-in is called so.
        """
        ...
