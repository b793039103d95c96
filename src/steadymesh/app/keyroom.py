"""The key room in one piece: book, keeper, sync, custodian and unsealer, introduced to the rest of the house."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping

from steadymesh.bus import Bus
from steadymesh.delivery.pump import Delivery
from steadymesh.events import SessionReady
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.keys.custody.custodian import Custodian
from steadymesh.keys.custody.unseal import Unsealer
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.keys.options import KeyOptions
from steadymesh.keys.sync.sync import KeySync
from steadymesh.link.supervisor import Supervisor
from steadymesh.ports import Clock, NodeDirectory
from steadymesh.session.directory import Directory
from steadymesh.store import Store


class KeyRoom:
    """Everybody's keys, at work.

    Args:
        options: The settings.
        directory: Everybody, and what the radio has of them.
        key_directory: What the key sync works on; None: the directory.
        link: The way to the radio, and what it said of itself.
        delivery: Its errands carry what is brought into the radio; it is entrusted to the custodian.
        store: Where keys, contacts and budgets are kept.
        bus: Where things happen.
        clock: The clocks.

    Attributes:
        book: Which key is whose.
        keeper: Keeps it.
        sync: The deferred key sync.
        custodian: Brings keys into the radio.
    """

    def __init__(
        self,
        *,
        options: KeyOptions,
        directory: Directory,
        key_directory: NodeDirectory | None,
        link: Supervisor,
        delivery: Delivery,
        store: Store,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self.book = Book()
        self.custodian = Custodian(
            book=self.book,
            table=directory,
            nodes=directory,
            radio=link,
            errands=delivery.errands,
            store=store.custody,
            bus=bus,
            clock=clock,
            options=options,
            proved=self._proved,
        )
        delivery.entrust(self.custodian)
        self.keeper = KeyKeeper(
            book=self.book,
            store=store.keys,
            bus=bus,
            clock=clock,
            options=options,
            custody=store.custody,
            circumstances=self.custodian.circumstances,
        )
        self.sync = KeySync(
            book=self.book,
            directory=key_directory if key_directory is not None else directory,
            bus=bus,
            clock=clock,
            options=options,
            pushes=self.custodian.counts,
        )
        self._unsealer = Unsealer(
            book=self.book, reception=link, radio=link, bus=bus, clock=clock, on_opened=self.custodian.note_opened
        )

    def schedule(self, ready: SessionReady) -> None:
        """Arm the deferred key sync; called by the link at each READY, returns at once."""
        self.sync.schedule(ready)

    def _proved(self, num: NodeNum, key: PublicKey) -> None:
        """Let the book know who has proved to hold a key."""
        self.keeper.proved(num, key)

    def rooms(self) -> Mapping[str, Callable[[], Coroutine[object, object, None]]]:
        """Return what is to run, by name."""
        return {
            "keys": self.keeper.run,
            "key-sync": self.sync.run,
            "custody": self.custodian.run,
            "unseal": self._unsealer.run,
        }

    def facts(self) -> Mapping[str, Callable[[], object]]:
        """Return what the status shows, by name."""
        return {"key_book": self.keeper.facts, "custody": self.custodian.facts}
