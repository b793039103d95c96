"""The key book's keeper: brings in what the bus and files tell, has it written down, and tells who has a new key.

It decides nothing: `keys.book` does, or a person through it. It never waits for the store while it listens
(`keys.shelf` does).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import structlog

from steadymesh.bus import Bus
from steadymesh.errors import StoreError
from steadymesh.events import Event, KeyDecided, KeyLearned, NodeSeen, NodesRefreshed, SessionReady
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.changes import Change, nodes_of
from steadymesh.keys.book.policy import ACCEPT_WINDOW, ChangePolicy, Circumstances
from steadymesh.keys.custody.radio import HONOURS_VERIFIED
from steadymesh.keys.files.records import ImportReport, KeyRecord
from steadymesh.keys.keeping.auditing import Auditor
from steadymesh.keys.keeping.deciding import Deciding
from steadymesh.keys.keeping.importing import Importing
from steadymesh.keys.keeping.shelf import Shelf
from steadymesh.keys.keeping.telling import MAX_SHOWN_NAME, Teller
from steadymesh.keys.options import KeyOptions
from steadymesh.model import HoldReason, KeyFinding, KeySource, Node, NodeKey, RadioInfo
from steadymesh.ports import Clock, CustodyStore, KeyStore
from steadymesh.words import clean

log = structlog.get_logger("keys")

MAX_WAITING: Final = 10_000
"""Events that may wait: more NodeInfos than one read of the socket can bring in one step of the loop."""

DRAWS_NUMBERS: Final = (2, 8, 0)
"""First firmware whose node number is the crc32 of its key (`NodeDB.cpp`, pickNewNodeNum)."""

_RADIO_TIME_BEGINS: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""A radio without the time counts from 1970; there was no Meshtastic before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperFacts:
    """The keeper, as `status` and the metrics show it."""

    keys: int
    loaded: bool
    """Whether the store's keys are in the book."""
    unsaved: int
    """Nodes whose bindings are not on disk yet."""
    store_failures: int
    learned: int
    changed: int
    """Changes of key that were accepted."""
    evicted: int
    held: int = 0
    """Keys that wait for a decision."""
    renumbered: int = 0
    decided: int = 0
    findings: Mapping[str, int]
    """What the audit has found, by kind."""


class KeyKeeper(Deciding):
    """Keeps the book. One `run()` at a time. Implements `ports.Rekeying`.

    Args:
        book: What is kept; it goes by the options' policy from now on.
        store: Where it is kept between runs.
        bus: Where radios tell of keys, and where the keeper tells of new ones.
        clock: The clocks.
        options: Deadlines and intervals, the policy, the administrators.
        custody: Where accepted changes are kept between runs; None: a restart begins a new day.
        circumstances: What else is known of a node and its current key; None: nothing.
    """

    def __init__(
        self,
        *,
        book: Book,
        store: KeyStore,
        bus: Bus,
        clock: Clock,
        options: KeyOptions | None = None,
        custody: CustodyStore | None = None,
        circumstances: Callable[[NodeNum, PublicKey], Circumstances] | None = None,
    ) -> None:
        self._options = options or KeyOptions()
        shelf = Shelf(book=book, store=store, options=self._options)
        super().__init__(book=book, shelf=shelf, teller=Teller(bus=bus, clock=clock), clock=clock)
        self._bus = bus
        self._custody = custody
        self._auditor = Auditor(book=book, teller=self._teller)
        self._honours_verified = False
        self.has_looked = asyncio.Event()
        """Set when the store was first asked for the book, whatever came of it."""
        self._importing = Importing(book=book, clock=clock)
        book.policy = ChangePolicy(
            on_change=self._options.on_change, admins=self._options.admins, circumstances=circumstances
        )

    def facts(self) -> KeeperFacts:
        """Return how things stand."""
        return KeeperFacts(
            keys=len(self._book),
            loaded=self._shelf.loaded,
            unsaved=self._shelf.unsaved,
            store_failures=self._shelf.failures,
            learned=self._teller.learned,
            changed=self._teller.changed,
            evicted=self._book.evicted,
            held=self._book.held_count,
            renumbered=self._teller.renumbered,
            decided=self._teller.decided,
            findings=self._auditor.counts(),
        )

    async def run(self) -> None:
        """Load the book, then keep it until cancelled; what is not on disk by then gets one last short try."""
        with self._bus.subscribe(
            "keys-keeper", (SessionReady, NodesRefreshed, NodeSeen), size=MAX_WAITING
        ) as subscription:
            await self.load()  # what radios tell meanwhile waits in the subscription
            self.has_looked.set()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._keep(), name="keys-save")
                    group.create_task(self._look_through(), name="keys-audit")
                    while True:
                        await subscription.wait()
                        self._take_all(subscription.take_all())
            finally:
                self._take_all(subscription.take_all())
                await self._shelf.save_at_last()

    async def _look_through(self) -> None:
        """Sort the book for those who look somebody up, and audit it, in slices."""
        waits = True
        while waits:
            waits = self._book.sort_in()
            await asyncio.sleep(0)
        await self._auditor.audit_whole()

    async def load(self) -> bool:
        """Bring in what the store has, once; return whether it is in the book. `run` does so by itself."""
        if not self._shelf.loaded:
            await self._load_custody()
            self._settle(await self._shelf.load(), is_kept=False)
        return self._shelf.loaded

    async def _load_custody(self) -> None:
        """Bring in who we were last, and which changes were accepted today.

        Without that the day begins anew, and the radio says who we are: no reason to wait.
        """
        if self._custody is None:
            return
        try:
            async with asyncio.timeout(self._options.store_deadline_s):
                self._book.recall(await self._custody.load_acts(self._clock.at() - ACCEPT_WINDOW), self._clock.at())
                own = await self._custody.load_own_number()
        except (StoreError, TimeoutError):
            log.debug("keys-acts-unread", exc_info=True)
            return
        if self._book.own is None:
            self._book.set_own(own)

    async def save(self) -> bool:
        """Write what is not on disk as it is now; return whether all of it is. `run` does so by itself."""
        return await self._shelf.save()

    # --- files ---

    async def import_keys(self, records: Iterable[KeyRecord]) -> ImportReport:
        """Take records of a file into the book, and onto the disk if the store answers; say what came of it."""
        taken = await self._importing.records(records, self._note_all)
        return await self._imported(taken)

    async def import_bindings(self, bindings: Sequence[NodeKey]) -> ImportReport:
        """Take a backup of a book in: current, held and former keys, with their trust; say what came of it.

        What the backup has counts as known before what the book has.
        """
        taken = await self._importing.bindings(bindings, self._note_all)
        return await self._imported(taken)

    async def _imported(self, report: ImportReport) -> ImportReport:
        saved = await self._shelf.save()
        log.info(
            "keys-imported",
            imported=report.imported,
            unchanged=report.unchanged,
            without_key=report.without_key,
            skipped=len(report.skipped),
        )
        return replace(report, saved=saved)

    def _note_all(self, nums: Iterable[NodeNum], changes: Sequence[Change]) -> None:
        for num in nums:
            self._shelf.note(num, urgent=True)
        self._settle(changes)

    # --- the audit ---

    def audit(self) -> tuple[KeyFinding, ...]:
        """Return all that is wrong with the keys that are known, by node number."""
        return self._auditor.all()

    def take_stock(self) -> None:
        """Note what is wrong as things stand without a word: whoever decides for a moment is told of what is new."""
        self._auditor.take_stock()

    def findings(self, num: NodeNum) -> tuple[KeyFinding, ...]:
        """Return what is wrong with a node's keys."""
        return self._auditor.findings(num)

    # --- listening ---

    def _take_all(self, events: Sequence[Event]) -> None:
        """Bring events into the book. Apart, so that no frame that waits keeps a whole dump alive."""
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        """Bring one event into the book. Never waits."""
        match event:
            case SessionReady(radio=radio, nodes=nodes):
                self._take_own(radio)
                self._take_table(nodes)
            case NodesRefreshed(nodes=nodes):
                self._take_table(nodes)
            case NodeSeen(node=node, told_key=key, malformed_key=malformed):
                self._auditor.told(node.num, malformed)
                changes = self._observe(node, key, KeySource.HEARD, self._clock.at())
                if not self._settle(changes):
                    self._watch_turns(node.num, key)
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

    def _take_own(self, radio: RadioInfo) -> None:
        """Bring in who our own radio is: its key is kept like others', and shown to nobody as a contact."""
        self._honours_verified = radio.firmware_version >= HONOURS_VERIFIED
        if self._custody is not None:
            with contextlib.suppress(StoreError):  # the store has its own line for that
                self._custody.keep_own_number(radio.num, self._clock.at())
        key = radio.node.public_key
        nums = {radio.num, *(() if key is None else self._book.numbers_of(key))}
        before = {num: self._book.bindings(num) for num in nums}
        self._book.set_own(radio.num, key, at=self._clock.at())
        for num in nums:
            self._note(num, before[num])
        self._auditor.set_own(draws_number=radio.firmware_version >= DRAWS_NUMBERS)

    def _take_table(self, nodes: Sequence[Node]) -> None:
        """Bring the radio's whole table into the book; its new keys are one line of the log."""
        at = self._clock.at()
        changes: list[Change] = []
        for node in nodes:
            heard = node.last_heard
            seen_at = heard if heard is not None and _RADIO_TIME_BEGINS < heard < at else at
            key = node.public_key
            changes += self._observe(node, key, KeySource.RADIO, seen_at, is_verified=self._is_persons_word(node))
        self._settle(changes)
        learned = sum(isinstance(change, KeyLearned) for change in changes)
        if learned:
            log.info("keys-learned", learned=learned, known=len(self._book))

    def _is_persons_word(self, node: Node) -> bool:
        """Return whether the radio's mark “manually verified” says that a person has compared this node's key."""
        if not node.is_key_verified or not self._honours_verified or node.public_key is None:
            return False
        return not self._book.policy.about(node.num, node.public_key).was_pushed

    def _observe(
        self, node: Node, key: PublicKey | None, source: KeySource, at: datetime, *, is_verified: bool = False
    ) -> tuple[Change, ...]:
        num = node.num
        before = self._book.bindings(num)
        changes = self._book.observe(
            num,
            key,
            source,
            at,
            long_name=node.long_name,
            short_name=node.short_name,
            hw_model=node.hw_model,
            verified=is_verified,
        )
        self._note(num, before)
        return changes

    def _note(self, num: NodeNum, before: tuple[NodeKey, ...]) -> None:
        """Have a number's bindings written if they are other ones now: soon, if more has changed than a date."""
        now = self._book.bindings(num)
        if now != before:
            self._shelf.note(num, urgent=[_undated(one) for one in before] != [_undated(one) for one in now])

    def proved(self, num: NodeNum, key: PublicKey) -> None:
        """Take note that a direct message from a number was opened with this key: only its holder can write one."""
        before = self._book.bindings(num)
        changes = self._book.prove(num, key, self._clock.at())
        self._note(num, before)
        self._settle(changes)

    def _watch_turns(self, num: NodeNum, told: PublicKey | None) -> None:
        """Raise the alarm again while two keys go on taking turns under a number."""
        held = None if told is None else self._book.held(num)
        if held is None or held.key != told or held.reason != HoldReason.ALTERNATING.value:
            return
        current = self._book.get(num)
        before = "" if current is None else current.key.fingerprint
        self._teller.alternates(num, held.long_name, before, held.key.fingerprint)

    async def _keep(self) -> None:
        """Keep the book on its shelf, which it may first have to be found on."""
        while not self._shelf.loaded:
            await asyncio.sleep(self._options.store_retry_s)
            await self.load()
        await self._shelf.keep()

    def _settle(self, changes: Sequence[Change], *, is_kept: bool = True) -> bool:
        """Have changes written down, audited and told; return whether there are any."""
        if not changes:
            return False
        nums = dict.fromkeys(num for change in changes for num in self._touched(change))
        if is_kept:
            for num in nums:
                self._shelf.note(num, urgent=True)
        self._keep_acts()
        self._teller.publish(changes)
        self._auditor.look_at(nums)
        return True

    def _touched(self, change: Change) -> Iterable[NodeNum]:
        """Return the numbers whose bindings are other ones now: trust in a key changes all of the key's."""
        if isinstance(change, KeyDecided) and change.key is not None:
            return self._book.numbers_with(change.key)
        return nodes_of(change)

    def _keep_acts(self) -> None:
        for act in self._book.take_acts():
            if self._custody is None:
                continue
            try:
                self._custody.keep_act(act)
            except StoreError as exc:
                log.debug("keys-act-unsaved", error=exc)


def _undated(binding: NodeKey) -> NodeKey:
    """Return a binding without what each NodeInfo moves on."""
    return replace(binding, last_seen=binding.first_seen)
