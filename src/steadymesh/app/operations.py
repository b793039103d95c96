"""What the running process does for its own command line: one method an operation of the control socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from steadymesh.app.rows import key_rows, node_rows
from steadymesh.app.status import StatusBoard, as_json
from steadymesh.errors import StoreError, UsageError
from steadymesh.keys.book import Book
from steadymesh.keys.formats import record_of_row, row_of_record
from steadymesh.keys.keeper import KeyKeeper
from steadymesh.keys.records import KeyRecord, nodes_of_records, records_of_book
from steadymesh.model import Node
from steadymesh.ports import Clock, LinkControl, NodeStore, RadioFacts
from steadymesh.session.directory import Directory

Args = Mapping[str, object]
Handler = Callable[[Args], Awaitable[object]]

LONGEST_RELEASE_S = 7 * 86_400.0
"""A week: whoever gives the slot away for longer stops the bot instead."""

SAVE_S = 2.0
"""For an import's names and places to be on disk, within the time that one request has."""


class Operations:
    """The control socket's operations, on the running rooms."""

    def __init__(
        self,
        *,
        status: StatusBoard,
        link: LinkControl,
        radio: RadioFacts,
        directory: Directory,
        book: Book,
        keeper: KeyKeeper,
        nodes: NodeStore,
        clock: Clock,
        language: str,
    ) -> None:
        self._status = status
        self._link = link
        self._radio = radio
        self._directory = directory
        self._book = book
        self._keeper = keeper
        self._nodes = nodes
        self._clock = clock
        self._language = language

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {
            "status": self.status,
            "nodes": self.nodes,
            "keys.list": self.keys_list,
            "keys.export": self.keys_export,
            "keys.import": self.keys_import,
            "link.status": self.link_status,
            "link.release": self.link_release,
            "link.take": self.link_take,
        }

    async def status(self, _args: Args) -> object:
        """Return the whole status."""
        return self._status.status()

    async def nodes(self, _args: Args) -> object:
        """Return a row for each known node, last heard first."""
        return node_rows(self._directory.snapshot().values())

    async def keys_list(self, _args: Args) -> object:
        """Return a row for each known key."""
        held = None if self._radio.radio() is None else await self._directory.held_keys()
        return key_rows(self._book.all(), held)

    async def keys_export(self, _args: Args) -> object:
        """Return the book, and who else has a name, as entries of `node_names.json`, by decimal node number."""
        records = records_of_book(self._book.all(), self._directory.snapshot())
        return {str(record.num): row_of_record(record) for record in records}

    async def keys_import(self, args: Args) -> object:
        """Take `entries` (as `keys.export` gives them): keys into the book, names and places into the directory."""
        entries = args.get("entries")
        if not isinstance(entries, Mapping):
            raise UsageError("An import needs entries by node number.")
        records: list[KeyRecord] = []
        for entry, row in entries.items():
            if not isinstance(row, Mapping):
                raise UsageError("An import's entries are objects.")
            records.append(record_of_row(str(entry), row))
        report = await self._keeper.import_keys(records)
        told = nodes_of_records(records, self._book.all(), self._clock.at())
        self._directory.seed(told)
        known = (self._directory.get(node.num) for node in told)
        saved = await self._saved([node for node in known if node is not None])
        return replace(report, saved=report.saved and saved).as_dict(self._language)

    async def _saved(self, nodes: Sequence[Node]) -> bool:
        """Return whether these are on disk; if not, the store writes them when it can."""
        try:
            async with asyncio.timeout(SAVE_S):
                await self._nodes.save_nodes(nodes)
        except (StoreError, TimeoutError):  # the store has its own line for that
            for node in nodes:
                self._nodes.keep_node(node)
            return False
        return True

    async def link_status(self, _args: Args) -> object:
        """Return how the link stands."""
        return as_json(self._link.status())

    async def link_release(self, args: Args) -> object:
        """Give the radio's slot away for `seconds`."""
        seconds = args.get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_RELEASE_S:
            raise UsageError(
                "The link can be released for more than 0 s and at most 7 days.", sentence="release-out-of-range"
            )
        self._link.release(float(seconds))
        return as_json(self._link.status())

    async def link_take(self, _args: Args) -> object:
        """Take the radio's slot back."""
        self._link.take()
        return as_json(self._link.status())
