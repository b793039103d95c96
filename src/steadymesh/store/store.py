"""The store as the rest of the house gets it: one file, one thread, six ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

import structlog
from sqlalchemy import Connection

from steadymesh.clock import SystemClock, monotonic
from steadymesh.errors import StoreError, Told, store_is_silent
from steadymesh.ports import Clock
from steadymesh.store.connections import IF_THE_LOG_CAN, Connections
from steadymesh.store.custody import CustodyTable, acts_lane, contacts_lane, own_numbers_lane
from steadymesh.store.engine import make_engine, make_reader
from steadymesh.store.failures import HANGING, OutsideError
from steadymesh.store.holdings import Holdings
from steadymesh.store.integrity import Health, check, schema_number
from steadymesh.store.keys import Keys, keys_lane
from steadymesh.store.messages import Messages, SeenIds, load_seen, seen_lane, texts_lane
from steadymesh.store.nodes import Nodes, nodes_lane
from steadymesh.store.opening import Schema, prepare
from steadymesh.store.options import StoreOptions
from steadymesh.store.outbox import OutboxTable, outbox_lane
from steadymesh.store.plugins import Drawers, load_sizes, values_lane
from steadymesh.store.thread import Worker
from steadymesh.store.upkeep import Upkeep, upkeep_lane

_log = structlog.get_logger("store")


class Store:
    """Use `Store.open`.

    Attributes:
        keys: ports.KeyStore.
        custody: ports.CustodyStore.
        nodes: ports.NodeStore.
        outbox: ports.OutboxJournal.
        messages: ports.MessageLog.
        plugins: ports.PluginStores.
        upkeep: The daily round.
        notice: What the log was told when the file had to be moved aside, migrated, or is not usable yet.
    """

    def __init__(
        self, path: Path, *, at: datetime, options: StoreOptions, schema: Schema, is_strict: bool, clock: Clock
    ) -> None:
        self.path = path
        self.notice: Told | None = None
        self._is_strict = is_strict
        self._at = at
        self._options = options
        self._schema = schema
        self._memory = SeenIds(options.seen_kept)
        self._holdings = Holdings()
        self._is_known = False
        """What is on a disk that takes nothing was looked at."""
        self._engine = make_engine(path, busy_timeout_s=options.busy_timeout_s)
        outbox, keys, seen = outbox_lane(options), keys_lane(options), seen_lane(options)
        texts, nodes = texts_lane(options), nodes_lane(options)
        contacts, acts, own = contacts_lane(options), acts_lane(options), own_numbers_lane(options)
        values, rounds = values_lane(options), upkeep_lane(options)
        self._dropping = (seen, texts, nodes)
        failure = self._try_prepare()
        self._worker = Worker(
            connections=Connections(
                engine=self._engine,
                prepare=None if failure is None else self._prepare_later,
                spare=self._spare,
                path=path,
            ),
            failure=failure,
            lanes=(outbox, keys, seen, own, contacts, acts, texts, values, nodes, rounds),
            options=options,
        )
        self.keys = Keys(self._worker, keys)
        self.custody = CustodyTable(self._worker, contacts, acts, own)
        self.nodes = Nodes(self._worker, nodes)
        self.outbox = OutboxTable(self._worker, outbox)
        self.messages = Messages(self._worker, texts, seen, self._memory)
        self.upkeep = Upkeep(self._worker, rounds)
        self.plugins = Drawers(self._worker, values, self._holdings, clock)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        at: datetime,
        options: StoreOptions | None = None,
        schema: Schema | None = None,
        is_strict: bool = False,
        clock: Clock | None = None,
    ) -> Self:
        """Open the database at `path`, make it if it is missing, and start the thread.

        A database that is only locked, or whose disk is full, failing or read-only, is opened all the same: writes wait
        until that has passed, what the disk has is read if it can be, and the log says so. A damaged one is moved
        aside. The directory must exist and be held (`StateDir`).

        Args:
            path: The file.
            at: Wall time, for the name of a file that is moved aside or copied.
            options: Limits and delays.
            schema: What the tables must look like; None: this version's.
            is_strict: For a look at what is kept: nothing is moved aside, and nothing waited for.
            clock: Dates what plug-ins keep; None: the system's.

        Raises:
            StoreError: It is of a later version, another program's, unwritable, or it could not be migrated. If
                `is_strict`: it is damaged, locked or full.
        """
        store = cls(
            path,
            at=at,
            options=options or StoreOptions(),
            schema=schema or Schema(),
            is_strict=is_strict,
            clock=clock or SystemClock(),
        )
        if store.notice is not None:
            with IF_THE_LOG_CAN:
                _log.warning("store-notice", what=store.notice)
        store._worker.start()
        return store

    def busy(self) -> bool:
        """Return whether the thread is at work or about to be: virtual time waits for it."""
        return self._worker.busy()

    async def flush(self) -> None:
        """Write what waits, node states and counters too, if the disk takes it.

        Raises:
            StoreError: Nothing answers.
        """
        await self._worker.ask(lambda _connection: None)

    def failing(self) -> str:
        """Return why writing fails at the moment (`locked`, `full`, `hanging`, `io` …); empty: it works."""
        failure = self._worker.failure()
        if failure is not None:
            return failure.cause.value
        return HANGING if self._worker.is_hanging() else ""

    def watch(self, hear: Callable[[], None] | None) -> None:
        """Have one listener told whenever `failing` has changed; in another thread, so it must return at once.

        A disk that begins to hang is not told of: look every few seconds.
        """
        self._worker.watch(hear)

    def facts(self) -> Mapping[str, object]:
        """Return how the store stands, for `status --json` and metrics.

        `failing` is why writing fails at the moment (`locked`, `full`, `read-only`, `io` …) or empty, `waiting` counts
        writes that wait, `dropped` what was given up since the start because too much waited, `commits` transactions.
        """
        return {
            "failing": self.failing(),
            "waiting": self._worker.waiting(),
            "commits": self._worker.commits(),
            "dropped": sum(lane.dropped for lane in self._dropping),
        }

    def close(self, timeout_s: float) -> bool:
        """Write what waits and close the file, within a time; return whether all was written. Idempotent.

        Blocks the caller for at most `timeout_s`; a thread that is stuck in the disk is left behind.
        """
        began = monotonic()
        finished = self._worker.close(timeout_s)
        if not finished:
            seconds = round(monotonic() - began, 1)
            why = self._worker.failure() or store_is_silent(seconds)
            with IF_THE_LOG_CAN:
                _log.warning("store-left-behind", waiting=self._worker.waiting(), seconds=seconds, error=why)
        return finished

    def _try_prepare(self) -> OutsideError | None:
        try:
            self.notice = self._prepare()
        except OutsideError as exc:
            if self._is_strict or not exc.may_pass:
                raise
            self.notice = Told(
                f"{exc} Until then nothing is written down: the bot goes on from memory.",
                "store-not-yet",
                {"error": exc.told},
            )
            return exc
        return None

    def _spare(self) -> Connection:
        """Return a connection that only reads, to a sound database of this schema.

        Raises:
            StoreError: It is none, or there is none.
            SQLAlchemyError: It can't be read.
        """
        reader = make_reader(self.path, busy_timeout_s=self._options.busy_timeout_s)
        connection = reader.connect()
        try:
            if not self._is_known:  # it is opened again after each write that was tried in vain
                self._refuse_unreadable(connection)
                self._recall(connection)
                connection.rollback()
                self._is_known = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_unreadable(self, connection: Connection) -> None:
        is_sound = check(connection, self._options.check_timeout_s) is not Health.DAMAGED
        if not is_sound or schema_number(connection) != self._schema.head:
            raise StoreError("What the disk has can't be read.")

    def _recall(self, connection: Connection) -> None:
        """Take what is answered from memory."""
        self._memory.recall(load_seen(connection))
        self._holdings.recall(load_sizes(connection))

    def _prepare(self) -> Told | None:
        notice = prepare(self.path, at=self._at, options=self._options, schema=self._schema, is_strict=self._is_strict)
        with self._engine.connect().execution_options(reads_only=True) as connection:
            self._recall(connection)
        return notice

    def _prepare_later(self) -> None:
        """Prepare in the thread, what could not be done at the start.

        Raises:
            StoreError: It still can't be done.
        """
        notice = self._prepare()
        if notice is not None:
            _log.warning("store-notice", what=notice)
