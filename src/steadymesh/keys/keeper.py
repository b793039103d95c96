"""The key book's keeper: brings in what the bus and files tell, has it written down, and tells who has a new key.

It decides nothing (`keys.book` does) and never waits for the store while it listens (`keys.shelf` does).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import structlog

from steadymesh.bus import Bus
from steadymesh.events import Event, KeyLearned, NodeSeen, NodesRefreshed, SessionReady
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, format_node_num
from steadymesh.keys.book import Book, Change
from steadymesh.keys.options import KeyOptions
from steadymesh.keys.records import ImportReport, KeyRecord, Problem
from steadymesh.keys.shelf import Shelf
from steadymesh.model import KeySource, Node
from steadymesh.ports import Clock, KeyStore
from steadymesh.words import clean

log = structlog.get_logger("keys")

MAX_WAITING: Final = 10_000
"""Events that may wait: more NodeInfos than one read of the socket can bring in one step of the loop."""

CALM_S: Final = 3600.0
"""A node whose key changes again within this time is told of at DEBUG: somebody plays with two radios, or with us."""

MAX_TOLD: Final = 1000
"""Changed nodes remembered for that, before the calm ones are forgotten."""

MAX_SHOWN_NAME: Final = 40
"""Characters of a name in the log."""

_RADIO_TIME_BEGINS: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""A radio without the time counts from 1970; there was no Meshtastic before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperFacts:
    """The keeper, as `status` shows it."""

    keys: int
    loaded: bool
    """Whether the store's keys are in the book."""
    unsaved: int
    """Bindings that are not on disk yet."""
    store_failures: int
    learned: int
    changed: int
    evicted: int


class KeyKeeper:
    """Keeps the book. One `run()` at a time.

    Args:
        book: What is kept.
        store: Where it is kept between runs.
        bus: Where radios tell of keys, and where the keeper tells of new ones.
        clock: The clocks.
        options: Deadlines and intervals.
    """

    def __init__(
        self, *, book: Book, store: KeyStore, bus: Bus, clock: Clock, options: KeyOptions | None = None
    ) -> None:
        self._book = book
        self._bus = bus
        self._clock = clock
        self._options = options or KeyOptions()
        self._shelf = Shelf(book=book, store=store, options=self._options)
        self._told: dict[NodeNum, float] = {}
        self._learned = 0
        self._changed = 0

    def facts(self) -> KeeperFacts:
        """Return how things stand."""
        return KeeperFacts(
            keys=len(self._book),
            loaded=self._shelf.loaded,
            unsaved=self._shelf.unsaved,
            store_failures=self._shelf.failures,
            learned=self._learned,
            changed=self._changed,
            evicted=self._book.evicted,
        )

    async def run(self) -> None:
        """Load the book, then keep it until cancelled; what is not on disk by then gets one last short try."""
        with self._bus.subscribe(
            "keys-keeper", (SessionReady, NodesRefreshed, NodeSeen), size=MAX_WAITING
        ) as subscription:
            await self.load()  # what radios tell meanwhile waits in the subscription
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._keep(), name="keys-save")
                    while True:
                        await subscription.wait()
                        self._take_all(subscription.take_all())
            finally:
                self._take_all(subscription.take_all())
                await self._shelf.save_at_last()

    async def load(self) -> bool:
        """Bring in what the store has, once; return whether it is in the book. `run` does so by itself."""
        if not self._shelf.loaded:
            self._publish(await self._shelf.load())
        return self._shelf.loaded

    async def import_keys(self, records: Iterable[KeyRecord]) -> ImportReport:
        """Take records of a file into the book, and onto the disk if the store answers; say what came of it."""
        at = self._clock.at()
        imported = unchanged = without_key = 0
        skipped: list[Problem] = []
        changes: list[Change] = []
        for record in records:
            before = self._book.get(record.num)
            seen_at = self._dated(record, at)
            changes += self._book.observe(
                record.num,
                record.key,
                KeySource.IMPORT,
                seen_at,
                long_name=record.name,
                short_name=record.short_name,
                hw_model=record.hw_model,
            )
            now = self._book.get(record.num)
            if now != before:
                self._shelf.note(record.num, urgent=True)
            if record.key is None:
                without_key += 1
            elif now is None:
                skipped.append(Problem(entry=str(record.num), reason=self._refusal(record.num)))
            elif now.key != record.key:
                skipped.append(Problem(entry=str(record.num), reason="import-key-older", detail=now.source.value))
            elif before is not None and before.key == record.key:
                unchanged += 1
            else:
                imported += 1
        self._publish(changes)
        saved = await self._shelf.save()
        log.info("keys-imported", imported=imported, unchanged=unchanged, without_key=without_key, skipped=len(skipped))
        return ImportReport(
            imported=imported, unchanged=unchanged, without_key=without_key, skipped=tuple(skipped), saved=saved
        )

    def _dated(self, record: KeyRecord, now: datetime) -> datetime:
        """Return when a record's key was seen: as the file says, else when a file first told of it."""
        if record.at is not None and record.at <= now:
            return record.at
        current = self._book.get(record.num)
        known = (*([current] if current is not None else []), *self._book.history(record.num))
        return next((binding.last_seen for binding in known if binding.key == record.key), now)

    def _refusal(self, num: NodeNum) -> str:
        """Return why the book does not show a node whose key it was given."""
        if num == BROADCAST:
            return "import-node-broadcast"
        return "import-node-own" if num == self._book.own else "import-book-full"

    # --- listening ---

    def _take_all(self, events: Sequence[Event]) -> None:
        """Bring events into the book. Apart, so that no frame that waits keeps a whole dump alive."""
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        """Bring one event into the book. Never waits."""
        match event:
            case SessionReady(radio=radio, nodes=nodes):
                self._book.set_own(radio.num)
                self._take_table(nodes)
            case NodesRefreshed(nodes=nodes):
                self._take_table(nodes)
            case NodeSeen(node=node, told_key=key):
                changes = self._observe(node, key, KeySource.HEARD, self._clock.at())
                self._publish(changes)
                for change in changes:
                    if isinstance(change, KeyLearned):
                        log.info(
                            "key-learned",
                            node=format_node_num(node.num),
                            name=clean(node.long_name, MAX_SHOWN_NAME),
                            fingerprint=change.key.key.fingerprint,
                        )
            case _:
                pass

    def _take_table(self, nodes: Sequence[Node]) -> None:
        """Bring the radio's whole table into the book; its new keys are one line of the log."""
        at = self._clock.at()
        changes: list[Change] = []
        for node in nodes:
            heard = node.last_heard
            seen_at = heard if heard is not None and _RADIO_TIME_BEGINS < heard < at else at
            changes += self._observe(node, node.public_key, KeySource.RADIO, seen_at)
        self._publish(changes)
        learned = sum(isinstance(change, KeyLearned) for change in changes)
        if learned:
            log.info("keys-learned", learned=learned, known=len(self._book))

    def _observe(self, node: Node, key: PublicKey | None, source: KeySource, at: datetime) -> tuple[Change, ...]:
        before = self._book.get(node.num)
        changes = self._book.observe(
            node.num,
            key,
            source,
            at,
            long_name=node.long_name,
            short_name=node.short_name,
            hw_model=node.hw_model,
        )
        now = self._book.get(node.num)
        if now is not None and now != before:
            told_more = before is None or replace(before, last_seen=now.last_seen) != now
            self._shelf.note(node.num, urgent=told_more)
        return changes

    async def _keep(self) -> None:
        """Keep the book on its shelf, which it may first have to be found on."""
        while not self._shelf.loaded:
            await asyncio.sleep(self._options.store_retry_s)
            await self.load()
        await self._shelf.keep()

    def _publish(self, changes: Iterable[Change]) -> None:
        """Tell the house what changed; a changed key is a line of the log as well."""
        for change in changes:
            self._bus.publish(change)
            if isinstance(change, KeyLearned):
                self._learned += 1
                continue
            self._changed += 1
            now = self._clock.now()
            told = self._told.get(change.node)
            if len(self._told) >= MAX_TOLD:
                self._told = {node: at for node, at in self._told.items() if now - at < CALM_S}
            self._told[change.node] = now
            is_news = told is None or now - told >= CALM_S
            (log.warning if is_news else log.debug)(
                "key-changed",
                node=format_node_num(change.node),
                name=clean(change.at_name, MAX_SHOWN_NAME),
                before=change.before.fingerprint,
                after=change.after.fingerprint,
            )
