"""ports.MessageLog on SQLite: texts that came in, and which were seen before."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from steadymesh.errors import StoreError
from steadymesh.ids import ChannelIndex, NodeNum, PacketId
from steadymesh.model import LogMessage, TextMessage
from steadymesh.store import rows
from steadymesh.store.lanes import Lane
from steadymesh.store.options import StoreOptions
from steadymesh.store.tables import MESSAGES, SEEN
from steadymesh.store.thread import Worker

Seen = tuple[NodeNum, PacketId]
"""What makes a packet unique in the mesh."""


class SeenIds:
    """The last packets that were noted: answers at once, whatever the disk does."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._pairs: dict[Seen, None] = {}

    def note(self, pair: Seen) -> bool:
        """Return whether the pair was noted before, and note it."""
        with self._lock:
            known = pair in self._pairs
            self._pairs.pop(pair, None)
            self._pairs[pair] = None
            self._cut()
            return known

    def recall(self, pairs: Iterable[Seen]) -> None:
        """Take pairs of an earlier run, oldest first, as older than all that was noted since."""
        with self._lock:
            self._pairs = {**dict.fromkeys(pairs), **self._pairs}
            self._cut()

    def _cut(self) -> None:
        while len(self._pairs) > self._limit:
            del self._pairs[next(iter(self._pairs))]


class Messages:
    """Keeps texts, and recognises copies (another hop, MQTT, UDP bring the same packet again)."""

    def __init__(self, worker: Worker, texts: Lane[LogMessage], seen: Lane[Seen], memory: SeenIds) -> None:
        self._worker = worker
        self._texts = texts
        self._seen = seen
        self._memory = memory

    async def seen_before(self, sender: NodeNum, packet_id: PacketId) -> bool:
        """Return whether a text with this sender and id was noted before, and note it.

        Answers from memory, which was filled from the disk at the start: never waits for the disk.
        """
        known = self._memory.note((sender, packet_id))
        if not known:
            try:
                self._worker.keep(self._seen, (sender, packet_id), (sender, packet_id))
            except StoreError:  # closed: the answer stands all the same
                self._seen.dropped += 1
        return known

    async def append(self, message: LogMessage) -> None:
        """Keep a text; written within a second, and not lost while the disk fails.

        Raises:
            StoreError: The store is closed.
        """
        text = message.message
        self._worker.keep(self._texts, (text.sender, text.id), message)

    async def load_messages(self, limit: int) -> Sequence[LogMessage]:
        """Return the newest texts, oldest first.

        Raises:
            StoreError: It can't be read.
        """

        def load(connection: Connection) -> Sequence[LogMessage]:
            newest = select(MESSAGES).order_by(MESSAGES.c.number.desc()).limit(limit)
            return tuple(_message(row) for row in reversed(connection.execute(newest).all()))

        return await self._worker.ask(load)

    async def load_since(self, since: datetime) -> Sequence[LogMessage]:
        """Return the texts that were received since then, the oldest first.

        Raises:
            StoreError: It can't be read.
        """
        # By number: there is no index by date, and the whole log is read in a few milliseconds.
        found = select(MESSAGES).where(MESSAGES.c.received >= since).order_by(MESSAGES.c.number)

        def load(connection: Connection) -> Sequence[LogMessage]:
            return tuple(_message(row) for row in connection.execute(found).all())

        return await self._worker.ask(load)

    async def load_page(
        self, limit: int, *, before: int | None = None, since: datetime | None = None
    ) -> Sequence[tuple[int, LogMessage]]:
        """Return texts with their numbers in the log, newest first.

        Args:
            limit: So many at most.
            before: Only such with a smaller number; None: from the newest on.
            since: Only such as were received since then; None: any.

        Raises:
            StoreError: It can't be read.
        """
        found = select(MESSAGES).order_by(MESSAGES.c.number.desc()).limit(limit)
        found = found if before is None else found.where(MESSAGES.c.number < before)
        found = found if since is None else found.where(MESSAGES.c.received >= since)

        def load(connection: Connection) -> Sequence[tuple[int, LogMessage]]:
            return tuple((row.number, _message(row)) for row in connection.execute(found).all())

        return await self._worker.ask(load)


def texts_lane(options: StoreOptions) -> Lane[LogMessage]:
    """Return the lane for texts; no more wait than are kept."""
    limit = min(options.texts_queued, options.texts_kept)

    def save(connection: Connection, messages: Sequence[LogMessage]) -> None:
        connection.execute(insert(MESSAGES), [_row(message) for message in messages])
        newest = connection.execute(select(func.max(MESSAGES.c.number))).scalar_one()
        connection.execute(delete(MESSAGES).where(MESSAGES.c.number <= newest - options.texts_kept))

    return Lane("texts", save, delay_s=options.text_delay_s, limit=limit, drops_oldest=True)


def seen_lane(options: StoreOptions) -> Lane[Seen]:
    """Return the lane for seen packets: written at once, so that a restart does not answer a copy again."""

    def save(connection: Connection, pairs: Sequence[Seen]) -> None:
        values = [{"sender": sender, "packet_id": packet_id} for sender, packet_id in pairs]
        connection.execute(insert(SEEN).on_conflict_do_nothing(), values)
        newest = connection.execute(select(func.max(SEEN.c.number))).scalar_one()
        connection.execute(delete(SEEN).where(SEEN.c.number <= newest - options.seen_kept))

    return Lane("seen packets", save, delay_s=0, limit=options.seen_kept, drops_oldest=True)


def load_seen(connection: Connection) -> Sequence[Seen]:
    """Return the packets noted by earlier runs, oldest first."""
    found = connection.execute(select(SEEN.c.sender, SEEN.c.packet_id).order_by(SEEN.c.number))
    return tuple((NodeNum(sender), PacketId(packet_id)) for sender, packet_id in found)


_SAME = tuple(
    f.name for f in fields(TextMessage) if f.name not in ("id", "to", "text", "public_key") and f.name in MESSAGES.c
)
"""Fields whose column has their name and takes them as they are."""


def _row(kept: LogMessage) -> dict[str, object]:
    message = kept.message
    return {
        **{name: getattr(message, name) for name in _SAME},
        "packet_id": message.id,
        "recipient": message.to,
        "text": rows.text(message.text),
        "public_key": message.public_key.raw if message.public_key else None,
        "received": kept.received,
    }


def _message(row: Row[tuple[object, ...]]) -> LogMessage:
    message = TextMessage(
        id=PacketId(row.packet_id),
        sender=NodeNum(row.sender),
        to=NodeNum(row.recipient),
        channel=ChannelIndex(row.channel),
        text=row.text,
        at=row.at,
        snr_db=row.snr_db,
        rssi_dbm=row.rssi_dbm,
        hop_limit=row.hop_limit,
        hop_start=row.hop_start,
        relay_node=row.relay_node,
        via_mqtt=row.via_mqtt,
        pki_encrypted=row.pki_encrypted,
        public_key=rows.key_or_none(row.public_key),
        reply_id=rows.packet_or_none(row.reply_id),
        is_tapback=row.is_tapback,
        want_ack=row.want_ack,
        opened_here=row.opened_here,
    )
    return LogMessage(message=message, received=row.received)
