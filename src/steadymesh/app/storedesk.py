"""What the command line may ask of the store itself."""

from __future__ import annotations

from collections.abc import Mapping

from steadymesh.app.requests import Args, Handler
from steadymesh.store import Store


class StoreDesk:
    """The store's operations of the control socket.

    Args:
        store: The house's.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {"store.flush": self.flush}

    async def flush(self, _args: Args) -> object:
        """Write what waits, for a backup that is about to be made; return how the store stands then."""
        await self._store.flush()
        return dict(self._store.facts())
