"""Forgets what is old, once a day, and gives the room back: a year of a mesh must fit on a small SD card.

Keys are never forgotten: they are what the bot is for, and each takes some 200 bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select

from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import MESSAGES, NODES
from steadymesh.store.thread import Worker

FREE_SHARE: Final = 0.25
"""Pages without content are written to again. Only when more of the file is free than this is it made shorter: to
shorten it and let it grow again wears a card for nothing."""

FREE_PAGES: Final = 256
"""1 MB; less is not worth a write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """What became of it."""

    nodes: int
    """Forgotten."""
    texts: int
    freed_bytes: int
    """By which the file is shorter; after the next checkpoint."""


class Upkeep:
    """The store's daily round.

    Args:
        worker: The store's thread.
        lane: `upkeep_lane`.
    """

    def __init__(self, worker: Worker, lane: Lane[Round]) -> None:
        self._worker = worker
        self._lane = lane

    async def tidy(self, at: datetime) -> Tidied:
        """Forget what is older than the options say, and shorten the file where much of it is free.

        Args:
            at: Wall time.

        Raises:
            StoreError: Not done yet; it is done as soon as the disk takes it.
        """
        walk = Round(at)
        await self._worker.save(self._lane, [("upkeep", walk)])
        return walk.tidied


class Round:
    """One round: its time, and afterwards its result."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.tidied = Tidied(nodes=0, texts=0, freed_bytes=0)


def upkeep_lane(options: StoreOptions) -> Lane[Round]:
    """Return the lane for rounds: one at a time."""

    def save(connection: Connection, rounds: Sequence[Round]) -> None:
        for one in rounds:
            one.tidied = Tidied(
                nodes=_forget_nodes(connection, one.at, options.nodes_kept_s),
                texts=_forget_texts(connection, one.at, options.texts_kept_s),
                freed_bytes=_shorten(connection),
            )

    return Lane("rounds of upkeep", save, delay_s=0, limit=1, drops_oldest=True)


def _forget_nodes(connection: Connection, at: datetime, kept_s: float) -> int:
    """Delete who was not heard for so long. Favourites stay, and who never said when: a file told of them."""
    if not kept_s:
        return 0
    is_old = (NODES.c.last_heard < at - timedelta(seconds=kept_s)) & NODES.c.is_favorite.is_not(True)
    return connection.execute(delete(NODES).where(is_old)).rowcount


def _forget_texts(connection: Connection, at: datetime, kept_s: float) -> int:
    """Delete what came before; by number, as there is no index by date."""
    if not kept_s:
        return 0
    before = at - timedelta(seconds=kept_s)
    first_kept = select(MESSAGES.c.number).where(MESSAGES.c.received >= before).order_by(MESSAGES.c.number).limit(1)
    first = connection.execute(first_kept).scalar()
    old = delete(MESSAGES) if first is None else delete(MESSAGES).where(MESSAGES.c.number < first)
    return connection.execute(old).rowcount


def _shorten(connection: Connection) -> int:
    """Give free pages back to the file system; a file from before there was this keeps them, and uses them again."""

    def ask(pragma: str) -> int:
        return int(connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one())

    pages, free = ask("page_count"), ask("freelist_count")
    if free < FREE_PAGES or free < pages * FREE_SHARE:
        return 0
    for _ in range(free):  # the driver makes one step of a pragma that returns no row, and each step is a page
        connection.exec_driver_sql("PRAGMA incremental_vacuum(1)")
    return (pages - ask("page_count")) * ask("page_size")
