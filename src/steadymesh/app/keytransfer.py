"""Keys into the book and out of it, many at once: what files told, backups, exports."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from steadymesh.app.keyfiles import record_of_contact
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import NodeNum, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.files.backup import bindings_of_rows, moment, row_of_binding, rows_of_others
from steadymesh.keys.files.collected import Collected
from steadymesh.keys.files.formats import record_of_row, row_of_record
from steadymesh.keys.files.records import (
    ImportReport,
    KeyRecord,
    Problem,
    UnboundKey,
    nodes_of_records,
    records_of_book,
)
from steadymesh.keys.files.unbound import bound, unbound_of_row
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.model import Node, NodeKey, Standing
from steadymesh.ports import Clock

DEEP_S: Final = 5.0
"""For reading the whole history from the disk, within the time that one request has."""


class Names(Protocol):
    """Where names and places of nodes are kept, beside the key book."""

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        ...

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes."""
        ...

    async def complete(self, nodes: Sequence[Node]) -> bool:
        """Take what a file tells of nodes, where nothing better is known; return whether it is on disk."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What is to be taken in."""

    records: tuple[KeyRecord, ...] = ()
    bindings: tuple[NodeKey, ...] = ()
    unbound: tuple[UnboundKey, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of_args(cls, args: Mapping[str, object], *, own: NodeNum | None) -> Incoming:
        """Return what the arguments of `keys.import` say.

        Args:
            args: Of the request.
            own: Our own radio's number, which is nobody's contact; None: not known.

        Raises:
            UsageError: They say nothing, or it can't be used.
            InvalidIdError: A contact link carries no key.
        """
        if not args.keys() & {"entries", "bindings", "unbound", "link"}:
            raise UsageError("An import needs entries by node number.")
        entries, rows = args.get("entries", {}), args.get("bindings", [])
        unbound, link = args.get("unbound", []), args.get("link")
        if not isinstance(entries, Mapping) or not isinstance(rows, list):
            raise UsageError("An import needs entries by node number.")
        if not isinstance(unbound, list) or not isinstance(link, str | None):
            raise UsageError("An import needs a list of keys, and a link as text.")
        collected = Collected()
        bindings = bindings_of_rows(rows, collected)
        records = [record_of_row(str(entry), _object(row)) for entry, row in entries.items()]
        if link is not None:
            from steadymesh.wire.convert.contacts import contact_of_link

            records.append(record_of_contact(contact_of_link(link, own=own)))
        return cls(
            records=tuple(records),
            bindings=bindings,
            unbound=tuple(unbound_of_row(_object(row)) for row in unbound),
            problems=collected.parsed().problems,
        )


class KeyTransfer:
    """Takes in and hands out.

    Args:
        book: The key book.
        keeper: Writes it down.
        names: Names and places of nodes.
        clock: Dates what is written.
        stored: Returns every binding on the disk: of a number that has changed its key often, memory has the latest.
    """

    def __init__(
        self,
        *,
        book: Book,
        keeper: KeyKeeper,
        names: Names,
        clock: Clock,
        stored: Callable[[], Awaitable[Sequence[NodeKey]]] | None = None,
    ) -> None:
        self._book = book
        self._keeper = keeper
        self._names = names
        self._clock = clock
        self._stored = stored
        self._deep: dict[NodeNum, list[NodeKey]] = {}

    @property
    def own(self) -> NodeNum | None:
        """Return our own radio's number; None: not known."""
        return self._book.own

    async def take(self, incoming: Incoming) -> ImportReport:
        """Take it into the book and the directory, and onto the disk; say what came of it."""
        records, problems = list(incoming.records), list(incoming.problems)
        for unbound in incoming.unbound:
            found = self._bound(unbound)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                records += found
        restored = await self._keeper.import_bindings(incoming.bindings) if incoming.bindings else None
        report = await self._keeper.import_keys(records)
        told = nodes_of_records(records, self._current(record.num for record in records), self._clock.at())
        saved = report.saved and await self._names.complete(told)
        if restored is not None:
            saved = saved and restored.saved
            report = replace(
                report,
                imported=report.imported + restored.imported,
                unchanged=report.unchanged + restored.unchanged,
                skipped=restored.skipped + report.skipped,
                replaced=restored.replaced + report.replaced,
            )
        return replace(report, saved=saved, skipped=(*problems, *report.skipped))

    def node_names(self, after: NodeNum | None, limit: int | None) -> dict[str, object]:
        """Return keys, names and places as entries of `node_names.json`, by decimal node number, in their order.

        Args:
            after: Only nodes behind this one.
            limit: Only so many.
        """
        known = self._names.snapshot()
        entries: dict[str, object] = {}
        for num in sorted({*self._book.numbers(), *known}):
            if after is not None and num <= after:
                continue
            current = self._book.get(num)
            node = known.get(num)
            about = records_of_book(() if current is None else (current,), {} if node is None else {num: node})
            entries |= {str(record.num): row_of_record(record) for record in about}
            if len(entries) == limit:
                break
        return entries

    async def backup(self, after: NodeNum | None, limit: int | None) -> dict[str, object]:
        """Return every binding, and names and places of nodes, as a backup has them.

        Args:
            after: Only nodes behind this one.
            limit: Only so many.
        """
        if after is None:
            self._deep = await self._beyond_memory()
        own = self._book.own
        known = self._names.snapshot()
        nums = sorted({*self._book.numbers(), *self._deep, *([own] if own is not None else [])})
        page = [num for num in nums if after is None or num > after][:limit]
        rows = [row_of_binding(one) for num in page for one in (*self._book.bindings(num), *self._deep.get(num, ()))]
        is_last = limit is None or len(page) < limit
        others = records_of_book((), known) if is_last else ()
        return {
            "own": None if own is None else format_node_num(own),
            "written": moment(self._clock.at()),
            "keys": rows,
            "nodes": rows_of_others(others),
        }

    # --- parts ----------------------------------------------------------------------------------

    def _bound(self, unbound: UnboundKey) -> tuple[KeyRecord, ...] | Problem:
        known = {*self._names.snapshot(), *self._book.numbers()}
        return bound(
            unbound,
            own=self._book.own,
            own_key=self._book.own_key,
            numbers=self._book.numbers_of(unbound.key),
            known=known,
        )

    def _current(self, nums: Iterable[NodeNum]) -> list[NodeKey]:
        found = (self._book.get(num) for num in nums)
        return [binding for binding in found if binding is not None]

    def _binding(self, sought: NodeKey) -> NodeKey | None:
        return next((one for one in self._book.bindings(sought.node) if one.key == sought.key), None)

    async def _beyond_memory(self) -> dict[NodeNum, list[NodeKey]]:
        """Return the former keys that only the disk has; none where it does not answer: memory has the latest."""
        if self._stored is None:
            return {}
        try:
            async with asyncio.timeout(DEEP_S):
                stored = await self._stored()
        except (StoreError, TimeoutError):  # the store has its own line for that
            return {}
        found: dict[NodeNum, list[NodeKey]] = {}
        for one in stored:
            if one.standing is Standing.FORMER and self._binding(one) is None:
                found.setdefault(one.node, []).append(one)
        return found


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UsageError("An import's entries are objects.")
    return value
