"""What the running process does for its own command line: one method an operation of the control socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from steadymesh.app.keydesk import Custodian, KeyDesk
from steadymesh.app.keyops import KeyOperations
from steadymesh.app.keytransfer import KeyTransfer
from steadymesh.app.requests import Args, Handler
from steadymesh.app.rows import node_rows
from steadymesh.app.status import StatusBoard, as_json
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import NodeNum
from steadymesh.keys.book.book import Book
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.model import Contact, Node
from steadymesh.ports import Clock, KeyStore, LinkControl, NodeStore, RadioFacts
from steadymesh.session.directory import Directory

LONGEST_RELEASE_S = 7 * 86_400.0
"""A week: whoever gives the slot away for longer stops the bot instead."""

SAVE_S = 2.0
"""For an import's names and places to be on disk, within the time that one request has."""


class Operations:
    """The control socket's operations, on the running rooms.

    Args:
        status: Everything at once.
        link: The supervisor.
        radio: What our radio said of itself.
        directory: Everybody, and what the radio has of them.
        book: The key book.
        keeper: Writes decisions about keys down.
        nodes: Where names and places are kept.
        clock: The clocks.
        language: Of reports.
        custodian: Brings keys into the radio; None: nobody does.
        contact: What has passed between us and a node.
        keys: Where the book is kept: a backup has its whole history; None: what is in memory.
        further: Operations of other desks, by name.
    """

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
        custodian: Custodian | None = None,
        contact: Callable[[NodeNum], Contact | None] = lambda _num: None,
        keys: KeyStore | None = None,
        further: Mapping[str, Handler] | None = None,
    ) -> None:
        self._status = status
        self._link = link
        self._directory = directory
        desk = KeyDesk(
            book=book,
            keeper=keeper,
            nodes=directory,
            radio=radio,
            table=directory,
            custodian=custodian,
            contact=contact,
        )
        transfer = KeyTransfer(
            book=book,
            keeper=keeper,
            names=DirectoryNames(directory=directory, store=nodes),
            clock=clock,
            stored=None if keys is None else keys.load_keys,
        )
        self._keys = KeyOperations(desk=desk, transfer=transfer, language=language)
        self._further = dict(further or {})

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {
            "status": self.status,
            "nodes": self.nodes,
            "link.status": self.link_status,
            "link.release": self.link_release,
            "link.take": self.link_take,
            **self._keys.handlers(),
            **self._further,
        }

    async def status(self, _args: Args) -> object:
        """Return the whole status."""
        return self._status.status()

    async def nodes(self, _args: Args) -> object:
        """Return a row for each known node, last heard first."""
        return node_rows(self._directory.snapshot().values())

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


class DirectoryNames:
    """Names and places in the running process. Implements `app.keytransfer.Names`.

    Args:
        directory: Everybody.
        store: Where they outlive the process.
    """

    def __init__(self, *, directory: Directory, store: NodeStore) -> None:
        self._directory = directory
        self._store = store

    def get(self, num: NodeNum) -> Node | None:
        """Return one node; None: never heard of."""
        return self._directory.get(num)

    def snapshot(self) -> Mapping[NodeNum, Node]:
        """Return all nodes."""
        return self._directory.snapshot()

    async def complete(self, nodes: Sequence[Node]) -> bool:
        """Take what a file tells of nodes into the directory; return whether it is on disk.

        If it is not, the store writes it when it can.
        """
        self._directory.seed(nodes)
        known = [node for node in (self._directory.get(node.num) for node in nodes) if node is not None]
        try:
            async with asyncio.timeout(SAVE_S):
                await self._store.save_nodes(known)
        except (StoreError, TimeoutError):  # the store has its own line for that
            for node in known:
                self._store.keep_node(node)
            return False
        return True
