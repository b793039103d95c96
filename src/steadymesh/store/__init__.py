"""What outlives the process: keys, nodes, texts and outgoing messages, in one SQLite file.

The only room that knows SQL. Everybody else speaks to the ports that `Store` carries.
"""

from __future__ import annotations

from steadymesh.store.options import StoreOptions
from steadymesh.store.statedir import StateDir
from steadymesh.store.store import Store

__all__ = ["StateDir", "Store", "StoreOptions"]
