"""Plug-ins' drawers in memory: with the real ones' limits, kept over `FakeMesh.restart`, failing when told to."""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh.errors import StoreError
from steadymesh.model import Json
from steadymesh.store import jsontext
from steadymesh.store.holdings import Holding
from steadymesh.store.plugins import check_key


class FakeStores:
    """Where every plug-in has its drawer; see `ports.PluginStores`.

    Attributes:
        error: Raised by whatever is read or written durably; None: the disk is well.
    """

    def __init__(self) -> None:
        self.error: StoreError | None = None
        self._drawers: dict[str, FakeStore] = {}

    def drawer(self, plugin: str) -> FakeStore:
        """Return a plug-in's drawer."""
        return self._drawers.setdefault(plugin, FakeStore(plugin, self))

    def fail(self) -> None:
        """Have the disk fail from now on, as a full one does."""
        self.error = StoreError("The database can't be written: the disk is full.", remedy="Make room on the disk.")

    def work(self) -> None:
        """Have the disk work again."""
        self.error = None


class FakeStore:
    """One plug-in's drawer; see `ports.PluginStore`.

    Args:
        plugin: Whose.
        stores: Says whether the disk fails.
    """

    def __init__(self, plugin: str, stores: FakeStores) -> None:
        self._plugin = plugin
        self._stores = stores
        self._texts: dict[str, str] = {}
        self._holding = Holding(plugin)

    @property
    def content(self) -> dict[str, Json]:
        """What is kept, by key: for a test to look at."""
        return {key: jsontext.decode(text) for key, text in sorted(self._texts.items())}

    async def get(self, key: str) -> Json:
        """Return what is kept under a key; None: nothing."""
        check_key(key, self._plugin)
        self._fail()
        return jsontext.decode(self._texts.get(key))

    async def put(self, key: str, value: Json) -> None:
        """Keep a value. While the disk fails it is taken all the same, as by the real one."""
        self.keep(key, value)
        self._fail()

    def keep(self, key: str, value: Json) -> None:
        """Keep a value some time soon."""
        check_key(key, self._plugin)
        text = jsontext.encode(value, self._plugin)
        size = len(key.encode()) + len(text.encode())
        self._holding.check(key, size)
        self._holding.note(key, size)
        self._texts[key] = text

    async def delete(self, key: str) -> None:
        """Forget what is kept under a key, if anything is."""
        check_key(key, self._plugin)
        self._holding.drop(key)
        self._texts.pop(key, None)
        self._fail()

    async def items(self, prefix: str = "") -> Sequence[tuple[str, Json]]:
        """Return every key that begins so, with its value, by key."""
        if prefix:
            check_key(prefix, self._plugin)
        self._fail()
        return tuple((key, value) for key, value in self.content.items() if key.startswith(prefix))

    def _fail(self) -> None:
        if self._stores.error is not None:
            raise self._stores.error
