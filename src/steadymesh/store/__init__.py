"""What outlives the process: keys, nodes, texts and outgoing messages, in one SQLite file.

The only room that knows SQL. Everybody else speaks to the ports that `Store` carries. It is loaded when somebody asks
for it: the settings want nothing but its options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steadymesh.store.options import StoreOptions

if TYPE_CHECKING:
    from steadymesh.store.statedir import StateDir
    from steadymesh.store.store import Store

__all__ = ["StateDir", "Store", "StoreOptions"]


def __getattr__(name: str) -> object:
    if name == "Store":
        from steadymesh.store.store import Store

        return Store
    if name == "StateDir":
        from steadymesh.store.statedir import StateDir

        return StateDir
    raise AttributeError(name)
