"""Takes what files tell into the book, in slices between which the loop has its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from steadymesh.ids import BROADCAST, NodeNum, PublicKey, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.book.changes import REJECTED, Change, nodes_of
from steadymesh.keys.files.records import ImportReport, KeyRecord, Problem, Replaced
from steadymesh.model import KeySource, NodeKey, Standing, Trust
from steadymesh.ports import Clock

SLICE: Final = 500
"""Records that are taken in one step of the loop: some 10 ms."""

Note = Callable[[Iterable[NodeNum], Sequence[Change]], None]


class Importing:
    """Takes files in.

    Args:
        book: Where to.
        clock: Wall time.
    """

    def __init__(self, *, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    async def records(self, records: Iterable[KeyRecord], note: Note) -> ImportReport:
        """Take what a file tells of nodes.

        Args:
            records: A node each.
            note: Called for each slice with the numbers whose bindings are other ones now, and what changed.
        """
        at = self._clock.at()
        imported = unchanged = without_key = 0
        skipped: list[Problem] = []
        replaced: list[Replaced] = []
        touched: list[NodeNum] = []
        changes: list[Change] = []
        for count, record in enumerate(records, 1):
            before = self._book.bindings(record.num)
            told = self._book.observe(
                record.num,
                record.key,
                record.source,
                self._dated(record, at),
                long_name=record.name,
                short_name=record.short_name,
                hw_model=record.hw_model,
                verified=record.verified,
            )
            changes += told
            if self._book.bindings(record.num) != before:
                touched.append(record.num)
            if record.key is None:
                without_key += 1
            elif (problem := self._refusal(record)) is not None:
                skipped.append(problem)
            elif _is_current(record.key, before):
                unchanged += 1
            else:
                imported += 1
            replaced += _replaced(before, self._book.get(record.num))
            if count % SLICE == 0:
                note(touched, changes)
                touched, changes = [], []
                self._book.sort_in()
                await asyncio.sleep(0)
        note(touched, changes)
        return ImportReport(
            imported=imported,
            unchanged=unchanged,
            without_key=without_key,
            skipped=tuple(skipped),
            replaced=tuple(replaced),
            saved=False,
        )

    async def bindings(self, bindings: Sequence[NodeKey], note: Note) -> ImportReport:
        """Take a backup of a book.

        Args:
            bindings: As the backup has them.
            note: Called for each slice with the numbers whose bindings are other ones now, and what changed.
        """
        imported = unchanged = 0
        skipped: list[Problem] = []
        replaced: list[Replaced] = []
        for begin in range(0, len(bindings), SLICE):
            page = bindings[begin : begin + SLICE]
            known = {binding.node: self._book.bindings(binding.node) for binding in page}
            changes = self._book.restore(page, is_backup=True)
            now = {num: self._book.bindings(num) for num in known}
            for binding in page:
                if all(one.key != binding.key for one in now[binding.node]):
                    skipped.append(Problem(entry=format_node_num(binding.node), reason=self._why_not(binding.node)))
                elif _is_current(binding.key, now[binding.node]) and not _is_current(binding.key, known[binding.node]):
                    imported += 1
                elif any(one.key == binding.key for one in known[binding.node]):
                    unchanged += 1
                else:
                    imported += 1
            for num, before in known.items():
                replaced += _replaced(before, self._book.get(num))
            others = (num for change in changes for num in nodes_of(change))
            note(dict.fromkeys((*(num for num in known if now[num] != known[num]), *others)), changes)
            self._book.sort_in()
            await asyncio.sleep(0)
        return ImportReport(
            imported=imported,
            unchanged=unchanged,
            without_key=0,
            skipped=tuple(skipped),
            replaced=tuple(replaced),
            saved=False,
        )

    def _dated(self, record: KeyRecord, now: datetime) -> datetime:
        """Return when a record's key was seen: as the file says, else when a file first told of it."""
        if record.at is not None and record.at <= now:
            return record.at
        known = self._book.bindings(record.num)
        return next((binding.last_seen for binding in known if binding.key == record.key), now)

    def _refusal(self, record: KeyRecord) -> Problem | None:
        """Return why the book does not have a record's key for current; None: it has."""
        entry = format_node_num(record.num) if record.source is KeySource.LINK else str(record.num)
        now = self._book.get(record.num)
        if now is not None and now.key == record.key:
            return None
        held = self._book.held(record.num)
        if held is not None and held.key == record.key:
            reason = "import-key-revoked" if held.trust is Trust.REVOKED else "import-key-held"
            return Problem(entry=entry, reason=reason, detail=held.reason)
        if now is not None:
            return Problem(entry=entry, reason="import-key-older", detail=now.source.value)
        return self._absence(entry, record)

    def _absence(self, entry: str, record: KeyRecord) -> Problem:
        """Return why the book has no current key for a node after this record."""
        successor = self._book.successor(record.num)
        if successor is not None:
            return Problem(entry=entry, reason="import-node-renumbered", detail=format_node_num(successor))
        former = next((one for one in self._book.history(record.num) if one.key == record.key), None)
        if former is not None and former.reason == REJECTED:
            return Problem(entry=entry, reason="import-key-rejected")
        if former is not None and former.until is not None:
            return Problem(entry=entry, reason="import-key-replaced")
        return Problem(entry=entry, reason=self._why_not(record.num))

    def _why_not(self, num: NodeNum) -> str:
        """Return why the book does not show a node whose key it was given."""
        if num in (0, BROADCAST):
            return "import-node-broadcast"
        return "import-node-own" if num == self._book.own else "import-book-full"


def _is_current(key: PublicKey | None, bindings: Sequence[NodeKey]) -> bool:
    """Return whether a key is the current one among a number's bindings."""
    return any(one.key == key and one.standing is Standing.CURRENT for one in bindings)


def _replaced(bindings: Sequence[NodeKey], now: NodeKey | None) -> Iterator[Replaced]:
    """Yield what became of a number's current key, if it is another one now, or a verified one.

    Args:
        bindings: The number's, before.
        now: Its current one.
    """
    before = next((one for one in bindings if one.standing is Standing.CURRENT), None)
    if before is None or now is None:
        return
    if before.key != now.key:
        fingerprint = before.key.fingerprint
    elif now.trust is Trust.VERIFIED and before.trust is not Trust.VERIFIED:
        fingerprint = ""
    else:
        return
    yield Replaced(node=now.node, name=now.long_name, fingerprint=now.key.fingerprint, before=fingerprint)
